"""Phrases that speak to a language model or a screener, by language: regular expressions over folded text.

The text is folded beforehand: lower case, no accents on Latin letters ("précédentes" is "precedentes"), straight quotes,
full-width signs made plain ("，" is ","), single spaces. Each phrase needs its object or its addressee, so that the
vocabulary of people who work with models ("system prompts", "instruction tuning", "act as liaison") does not match.
"""

from __future__ import annotations

from collections.abc import Mapping

_AI = (
    r"(?:ai|a\.i\.|llm|(?:large )?language model|artificial intelligence|chatgpt|gpt(?:-?\d\w*)?|claude|gemini|chatbot)"
)
_BEGIN = r"(?:^|[.:;!?>\])\-–—•*#] ?)"
_PERSON = r"(?:candidate|applicant|resume|cv|application|profile|person|job ?seeker)\b(?! (?:pool|list|data|base|set|flow|track|experience))"
_THIS = rf"(?:(?:this|the above|the present|said) {_PERSON}|{_BEGIN}the (?:candidate|applicant)\b)"
_OBJECT = (
    r"(?:instructions?|prompts?|rules|directions|directives|commands?|guidelines|criteria|context|messages?|text)\b"
)
_EARLIER = r"(?:previous|prior|above|earlier|preceding|foregoing|existing|original|initial)"
_JUDGE = (
    r"(?:rate|score|rank|recommend|shortlist|select|approve|hire|advance|prioriti[sz]e|accept|mark|consider|classify|"
    r"evaluate|treat|assess|pass|grade|endorse|favou?r)"
)

_ENGLISH = (
    # Orders to drop what the model was told.
    rf"\b(?:ignore|disregard|forget|override|bypass|overwrite|discard) (?:(?:all|any|every|the|of|your|my|these|those|each) ){{0,4}}"
    rf"(?:{_EARLIER} (?:\w+ ){{0,2}}?{_OBJECT}|(?:system )?(?:instructions?|prompts?) (?:above|before|given|so far|you))",
    r"\b(?:ignore|disregard|forget) (?:all (?:of )?(?:your |the )?|any |your )(?:system )?(?:instructions|prompts?|rules|guidelines)\b(?! (?:manual|set))",
    r"\b(?:ignore|disregard|forget) (?:everything|all|anything|what) (?:(?:that )?(?:is |was |came |written |stated )?(?:above|before|previously)|"
    r"(?:that )?(?:you|i) (?:were|was|have been|had been|are|know|said|told))\b",
    r"\b(?:ignore|disregard) the (?:above|rest of (?:this|the) (?:document|resume|cv|text|page))(?= ?(?:[.,;:!]|$| and\b))",
    r"\b(?:previous|above|earlier|prior) (?:instructions|prompt|rules) (?:are|is|were|was) (?:now )?(?:cancell?ed|void|no longer|obsolete|superseded|replaced|invalid|a test)",
    r"\b(?:do not|don't|stop) follow(?:ing)? (?:the |your |any |all )?(?:previous|prior|above|earlier|system|original) (?:instructions?|prompts?|rules)",
    # Who the reader is said to be.
    rf"\byou(?: are|'re| will be) (?:now )?(?:an?|the|my|our) (?:\w+ ){{0,3}}?{_AI}(?= ?(?:[.,;:!)\"']|$)| (?:model|assistant|system|agent|bot|"
    r"language|chatbot|reviewer|recruiter|screener|tool|that|who|tasked|trained|reading|evaluating|processing|screening|and|in charge)\b)",
    r"\byou(?: are|'re) (?:now )?(?:an?|the|my) (?:(?:helpful|virtual|digital|ai|automated|hiring|recruiting|recruitment|hr|resume|cv|unbiased|obedient) ){1,3}"
    r"(?:assistant|screener|bot|evaluator|parser|reviewer|system)\b",
    r"\byou(?: are|'re) (?:now )?(?:an?|the|my) (?:assistant|bot|evaluator|screener)(?= ?(?:[.,;:!]|$)| (?:who|that|tasked|for|whose)\b)",
    r"\bas an? (?:(?:ai|artificial intelligence|large|helpful) )?(?:language model|llm|ai(?: model| assistant| system| agent)?)(?= ?[,:;!]? ?(?:you|i|please|your|it is)\b)",
    r"\bas an ai language model(?= ?(?:[.,:;!\"']|$))",
    r"\byou are now (?:in )?(?:dan\b|developer mode|jail ?broken|unrestricted|free (?:of|from))",
    r"\bpretend (?:that )?(?:you are|to be an? (?:ai|recruiter|hiring|expert|human))\b",
    rf"\b(?:if|since|because|when) (?:you are|you're|this is being read by|an?y? (?=(?:ai|llm|bot|language model)\b)) ?(?:an? )?{_AI}(?= ?(?:[.,;:]|$)| (?:is|reads|reading|model|system|agent|reviewer|screener|processes|sees)\b)",
    rf"\b(?:any|every|the|all|an) (?:{_AI}s?|ats|automated (?:system|tool|screener|reader)s?|screening (?:system|model|software|tool)s?)(?: (?:model|system|assistant|agent|tool|screener)s?)? "
    r"(?:reading|that reads|that is reading|reviewing|processing|evaluating|screening|parsing|scanning) (?:this|the (?:resume|cv|document|application))\b",
    rf"(?:^|[.;!] )\W*(?:important |urgent |special |hidden )?(?:note|message|instructions?|attention|notice|memo|dear|hello|hi|hey)(?: (?:to|for))?,? (?:the |all |any |an? )?"
    rf"(?:{_AI}s?|ats|automated|screening)(?: (?:model|system|assistant|agent|tool|screener|reviewer|recruiter|reader|parser|evaluator|bot|software)s?){{0,2}} ?(?:[:,!]|[–—-] |$)",
    # Verdicts dictated.
    rf"(?:{_BEGIN}|\b(?:please|must|should|always|to|and|then|you|will|just|strongly|highly) ){_JUDGE} (?:(?:only|always|both) )?(?:this|the above|the present) {_PERSON}",
    rf"{_BEGIN}{_JUDGE} the (?:candidate|applicant) (?:as|highly|with|at|above|first|very|10|100|5)\b",
    r"\b(?:give|assign|award|grant) (?:this|the) (?:candidate|applicant|resume|cv|application|profile) (?:an? |the )?(?:\w+ ){0,2}(?:score|rating|marks?|grade|priority|recommendation|evaluation|\d+)\b",
    r"\b(?:give|assign|award|output|return|set) (?:an? |the )?(?:maximum|highest possible|perfect|100 ?%|10/10|100/100|5/5) (?:possible )?(?:match )?(?:score|rating|fit|match|evaluation)\b",
    rf"{_THIS} (?:fully |clearly |already |easily )?(?:meets|satisfies|fulfil+s|exceeds|matches|has) (?:all|every|each|100 ?%|any and all)(?: of)? (?:the |your |its |listed |stated |job |required |and |preferred |of )*"
    r"(?:requirements?|criteria|qualifications?|demands|must-haves|skills)\b",
    rf"{_THIS} (?:must|should|has to|needs to|shall|ought to) be (?:\w+ )?(?:hired|short-?listed|selected|advanced|ranked|rated|scored|recommended|invited|approved|accepted|considered|prioriti[sz]ed|passed|given)\b",
    r"\bthis (?:candidate|applicant) is (?:the |an? )?(?:\w+ )?(?:perfect|ideal|best|exceptional|outstanding|strongest|top|most qualified|highly qualified|excellent)\b",
    r"\b(?:mark|set|rate|label|classify|treat|consider|report|score|answer) (?:all|every|each)(?: of)? (?:the )?(?:\w+ )?(?:requirements?|criteri(?:a|on)|demands?|qualifications?|skills?) (?:as |to |is |are )+(?:fully )?(?:met|fulfil+ed|satisfied|true|yes|passed|matched|shown)\b",
    # What to answer, and what to keep quiet.
    r"\b(?:respond|reply|answer) (?:only|exactly|always|solely|just|strictly) (?:with|by|in json|['\"]|yes\b)",
    r"\b(?:respond|reply|answer) with (?:only|exactly|just|json\b|yes\b|['\"]|the (?:words?|following|phrase|text|string|sentence|json)\b|an? (?:score|rating|verdict|json|perfect|positive) ?)",
    r"\b(?:answer|say|reply|respond) ['\"]?(?:yes|true|met|hire|pass)['\"]? (?:to|for) (?:all|every|each|any)\b",
    r"\b(?:output|return|print|write) (?:only|exactly|just) (?:the (?:words?|score|following|phrase|text|string|sentence|json)\b|['\"])",
    r"\byour (?:response|output|answer|reply|evaluation|assessment|verdict) (?:must|should|shall|needs to|has to|will) ",
    r"\bin your (?:response|output|answer|evaluation|assessment|summary|reply|review|verdict),? (?:please )?(?:say|state|include|write|mention|mark|note|conclude|always|do not|only)\b",
    r"\b(?:do not|don't|never|avoid) (?:mention|mentioning|reveal|disclose|report|flag|output|repeat|point out|list|discuss|show) (?:this (?:note|text|instruction|message|prompt|line|sentence|paragraph|section|to|in)|"
    r"these (?:instructions?|notes?|lines)|that (?:you|this|these|there)|(?:the|your|any) (?:\w+ )?(?:instructions?|prompts?|hidden|weakness(?:es)?|gaps?|red flags?|concerns?|negatives?|shortcomings?)|any of (?:this|these|the above)|it (?:to|in))",
    r"\b(?:do not|don't|never) (?:mark|flag|penali[sz]e|reject|downgrade|question|doubt|disqualify|score) (?:this|the) (?:candidate|applicant|resume|cv|application|score)\b",
    r"\bfrom now on,? (?:you|respond|answer|act|always|ignore|reply)\b",
    r"\b(?:your|the) (?:previous|last|earlier|prior|first) (?:answer|response|output|reply|extraction) (?:was|is|were) (?:wrong|incorrect|incomplete|invalid|rejected|false)\b",
    r"\bdeveloper mode (?:is )?(?:now )?(?:enabled|activated)\b",
    r"\bend of (?:the |this )?(?:resume|cv|document|text|input|data|file)\W+(?:the (?:employer|title|candidate|applicant|answer|school|job)|new|now|begin|instructions?|system|you|your)\b",
    r"\byour new (?:instructions?|task|role|goal|rules) (?:is|are)\b",
    r"\b(?:reveal|print|show|repeat|output|leak) (?:me )?your (?:system |hidden |initial |original )*(?:prompts?|instructions)\b",
)
_TAGS = (
    r"['\"](?:jobs|degrees|publications|numbers|projects|talks)['\"] ?: ?\[ ?\{",
    r"(?:^|[.!?] )['\"] ?(?:\]? ?\}|\} ?\]|, ?['\"]\w{2,20}['\"] ?:)",
    r"</?(?:tool_call|function_call|tool_response)>|</(?:resume|document|cv|context|data|input)>|<!-- ?(?:system|assistant|instructions?|ai)\b",
    r"(?:^|[.!?] )human ?: ?(?:list|add|answer|ignore|write|say|report|name)\b",
    r"#{2,} ?(?:system|assistant) (?:you|ignore|list|add|answer|the (?:employer|candidate|title))\b",
    r"<\|(?:im_start|im_end|im_sep|system|user|assistant|endoftext|endofprompt|eot_id|begin_of_text|start_header_id|end_header_id|end_of_turn|start_of_turn|eom_id)\|?>?",
    r"(?<!\w)</?(?:system|assistant|user|human|instructions?|start_of_turn|end_of_turn|sys|prompt|system[-_ ](?:prompt|message))>",
    r"\[/?inst\]|<</?sys>>|^\[(?:system|assistant|user|developer)\]|\[(?:system|assistant|developer)\] ?(?:#|\(|:|message|you|ignore)",
    r"#{2,} ?(?:instructions?|new instructions?|system prompt|system message)(?: ?:|$)|#{2,} ?(?:system|assistant|human|user|response|prompt|input) ?:",
    r"['\"]role['\"] ?: ?['\"](?:system|assistant|user|developer)['\"]",
    r"^\W*(?:system|assistant|developer) ?:$",
    r"(?:^|[.!?\]] )\W*(?:system|assistant|user|human|developer|admin) ?(?:prompts?|message|override|instructions?|note|command|notice)? ?:+ ?(?:you\b|ignore|disregard|forget|th(?:e|is) (?:candidate|applicant|resume|cv)\b|"
    r"please\b|from now|respond|reply|always|never|rate\b|score\b|new (?:instruct|task|rule)|override|do not|don't|your\b|approve|assign|evaluate this|mark\b|the (?:above|previous))",
    r"^\W*system override\b|\b(?:begin|end) (?:of )?(?:the )?(?:system prompt|system message|system instructions|user (?:input|prompt))\b",
    r"(?:^|[.\]!] )\W*(?:new|updated|additional|real|actual|special|hidden|secret) (?:system )?instructions?(?: for (?:you|the (?:model|ai|assistant|reviewer)))? ?:",
)
_GERMAN = (
    r"\b(?:ignorier(?:e|en sie|t)?|vergiss|vergesst|vergessen sie|missachten? ?(?:sie)?|uberschreiben? ?(?:sie)?) (?:bitte )?(?:(?:alle|samtliche|die|all|deine|ihre|jegliche) ){0,3}"
    r"(?:(?:vorherigen?|vorigen?|bisherigen?|obigen?|fruheren?|vorangegangenen?|vorstehenden?|vorhergehenden?|oben stehenden|zuvor gegebenen) )(?:\w+ )?(?:anweisung(?:en)?|instruktionen|befehle|vorgaben|regeln|prompts?|anordnungen|eingaben)",
    r"\b(?:ignorier(?:e|en sie)|vergiss|vergessen sie) (?:bitte )?(?:alle|alles|deine|ihre) (?:anweisungen|instruktionen|regeln|was (?:bisher|zuvor|oben)|(?:oben|vorher|zuvor|bisher))",
    r"\b(?:du bist|sie sind|bist du|sind sie) (?:jetzt |nun |ab sofort )?(?:eine?|die|der|das) (?:\w+ ){0,2}?(?:ki|ai|llm|sprachmodell|kunstliche intelligenz|chatbot|ki-(?:assistent|modell|system|assistenz)\w*)(?= ?(?:[.,;:!]|$)| (?:und|die|das|der)\b)",
    r"\bals (?:ki|ai|sprachmodell|ki-sprachmodell|ki-modell|ki-assistent|grosses sprachmodell)(?:,| (?:musst|sollst|solltest|mussen sie|sollten sie|bewerte|darfst)\b)",
    r"\b(?:bewerten?|beurteilen?|empfiehl|empfehlen|stufen?|bevorzugen?|laden?|wahlen?|akzeptieren?) (?:sie )?(?:diese[nrms]?) (?:kandidat|bewerber|lebenslauf|bewerbung|profil)",
    r"\b(?:bewerten?|beurteilen?|empfiehl|empfehlen) (?:sie )?(?:den|die) (?:kandidat|bewerber)\w* (?:als|mit|hoch|positiv|sehr|besonders)\b",
    r"\bdiese[r]? (?:kandidat|bewerber)(?:in)? (?:erfullt|entspricht|ubertrifft) (?:\w+ )?(?:alle[nr]?|samtliche[nr]?|jede)\b",
    r"\b(?:antworten?|erwidern?) (?:sie )?(?:nur|ausschliesslich|immer|stets|lediglich) (?:mit|auf)\b|\b(?:antworte|antworten sie) mit (?:ja\b|['\"])",
    r"\b(?:erwahnen?|verraten?|nennen?|melden?|offenbaren?) (?:sie )?(?:dies(?:en?|es)?|das|keine) (?:\w+ )?(?:nicht|hinweis|anweisung|schwachen|lucken|text)",
    r"^\W*(?:hinweis|nachricht|anweisung|achtung)(?:en)?,? (?:an|fur)? ?(?:die |das |alle |jede )?(?:ki|ai|llm|sprachmodell|kunstliche intelligenz)[\w-]* ?[:,!]",
)
_FRENCH = (
    r"\b(?:ignore[zr]?|oublie[zr]?|ne (?:tiens|tenez) (?:pas|aucun) compte|(?:fais|faites) abstraction|neglige[zr]?) (?:de |d')?(?:toutes? |tous )?(?:les |des |tes |vos |ces |mes )?"
    r"(?:(?:precedente?s?|anterieure?s?) )?(?:instructions?|consignes?|directives?|regles|ordres|commandes)(?: (?:precedente?s?|anterieure?s?|ci-dessus|recues?|donnees?|initiales?|qui precedent)|,? (?:et|puis)\b| ?[.!]| ?$)",
    r"\b(?:tu es|vous etes) (?:maintenant |desormais |a present )?(?:une? )(?:ia\b|intelligence artificielle|modele de lang\w+|(?:grand )?modele de lang\w+|chatbot|assistant(?:e)? (?:ia|virtuel|utile|intelligent|de recrutement automatis))",
    r"\ben tant (?:que |qu')(?:modele de lang\w+|ia|intelligence artificielle|assistant ia)(?: ?,| (?:tu|vous)\b)",
    r"\b(?:evalue[zr]?|note[zr]?|classe[zr]?|recommande[zr]?|selectionne[zr]?|retiens|retenez|considere[zr]?|embauche[zr]?) (?:toujours )?(?:ce candidat|cette candidate|ce cv|cette candidature|ce profil)\b",
    r"\b(?:ce candidat|cette candidate) (?:repond|satisfait|remplit|correspond|possede) (?:\w+ )?(?:a |aux )?(?:tou(?:s|tes)|l'ensemble|chaque|100)\b",
    r"\brepon(?:ds|dez) (?:uniquement|seulement|toujours|exclusivement|simplement) (?:par|avec|en)\b|\brepon(?:ds|dez) (?:par|avec) (?:oui\b|['\"])",
    r"\bne (?:mentionne[sz]?|revele[sz]?|signale[sz]?|divulgue[sz]?) (?:pas|jamais|rien|aucune?) ?(?:ce|cette|ces|cela|ceci|de ces|faiblesse|lacune|instruction|$)",
)
_SPANISH = (
    r"\b(?:ignor[ae](?:d|n)?|olvid[ae]|descart[ae]|omit[ae]|pas[ae] por alto|no teng[ao]s? en cuenta|ha(?:z|ga) caso omiso (?:de|a)) (?:por favor )?(?:todas? |todos? |cualquier )?(?:las? |los |tus |sus |mis )?"
    r"(?:(?:anteriores|previas) )?(?:instrucci(?:on|ones)|indicaciones|ordenes|reglas|directrices|normas|mensajes)(?: (?:anteriore?s?|previ[ao]s?|de arriba|precedentes|recibidas|dadas)|,? y\b| ?[.!]| ?$)",
    r"\b(?:eres|usted es|ahora eres|sos) (?:ahora )?una? (?:ia\b|inteligencia artificial|(?:gran )?modelo de lenguaje|chatbot|asistente (?:de ia|virtual|util|de inteligencia))",
    r"\bcomo (?:un |una )?(?:modelo de lenguaje|ia|inteligencia artificial|asistente de ia)(?: ?,| (?:debes|tienes que|debe)\b)",
    r"\b(?:evalu[ae]|calific(?:a|que)|puntu[ae]|clasifi(?:ca|que)|recomiend[ae]|seleccion[ae]|contrat[ae]|valor[ae]|apr(?:ueba|uebe)|consider[ae]) (?:siempre )?(?:a )?est[ea] (?:candidat[oa]|solicitante|aspirante|curriculum|cv|perfil)\b",
    r"\best[ea] (?:candidat[oa]|aspirante|solicitante) (?:\w+ )?(?:cumple|satisface|reune) (?:\w+ )?(?:con )?(?:tod[oa]s|cada)\b",
    r"\b(?:respond[ae]|contest[ae]) (?:solo|solamente|unicamente|siempre|exclusivamente) (?:con|que|en)\b|\b(?:respond[ae]|contest[ae]) con (?:si\b|['\"])",
    r"\bno (?:mencion(?:es?|en)|reveles?|digas|senales|divulgues?) (?:est[aeo]s?|nada|ningun|que (?:eres|has|est)|las? (?:instruc|debil))",
)
_PORTUGUESE = (
    r"\b(?:ignor[ae]m?|esque(?:ca|ce)|desconsider[ae]|desprez[ae]|descart[ae]) (?:por favor )?(?:todas? |todos? |quaisquer )?(?:as? |os |suas? |tuas |minhas )?"
    r"(?:instruc(?:ao|oes)|orientacoes|ordens|regras|diretrizes|comandos|mensagens)(?: (?:anteriore?s?|previas|acima|precedentes|recebidas|dadas)|,? e\b| ?[.!]| ?$)",
    r"\b(?:voce e|tu es) (?:agora )?(?:um|uma) (?:ia\b|inteligencia artificial|(?:grande )?modelo de linguagem|chatbot|assistente (?:de ia|virtual|util))",
    r"\bcomo (?:um |uma )?(?:modelo de linguagem|ia|inteligencia artificial|assistente de ia)(?: ?,| (?:voce|deves?)\b)",
    r"\b(?:avali[ae]|classifi(?:que|ca)|pontu[ae]|recomend[ae]|selecion[ae]|contrat[ae]|consider[ae]|aprov[ae]) (?:sempre )?(?:est[ea]|ess[ea]) (?:candidat[oa]|curriculo|perfil|candidatura)\b",
    r"\b(?:est[ea]|ess[ea]) candidat[oa] (?:\w+ )?(?:atende|cumpre|satisfaz|preenche) (?:\w+ )?(?:a |com )?tod[oa]s\b",
    r"\brespond[ae] (?:apenas|somente|so|sempre|unicamente) (?:com|que|em)\b|\brespond[ae] com (?:sim\b|['\"])",
    r"\bnao (?:mencion[ae]|revel[ae]|dig[ao]|cit[ae]|divulgu?[ae]) (?:est[aeo]s?|iss[oa]|ess[ae]s?|nada|nenhum|que voce|as (?:instruc|fraqu))",
)
_OTHER_LATIN = (
    r"\b(?:ignor(?:a|ate|i)|dimentica(?:te)?|trascura) (?:tutt[ei] )?(?:le |gli |i )?(?:(?:precedenti) )?(?:istruzioni|indicazioni|regole|direttive|comandi|ordini)(?: (?:precedenti|sopra|ricevut[ei]|fornit[ei])| ?[.!]| ?$)",
    r"\bsei (?:ora |adesso )?un(?:a |'| )?(?:ia\b|intelligenza artificiale|modello linguistico|assistente (?:ia|virtuale))",
    r"\b(?:valut(?:a|ate|i)|classifica|raccomanda|seleziona|considera) quest[oa] (?:candidat[oa]|curriculum|cv|profilo)\b|\bquest[oa] candidat[oa] soddisfa tutt[ei]\b",
    r"\b(?:negeer|vergeet) (?:alle |de )*(?:vorige|voorgaande|eerdere|bovenstaande) (?:instructies|opdrachten|aanwijzingen|regels|prompts)",
    r"\bje bent (?:nu )?een (?:ai\b|taalmodel|chatbot)|\bbeoordeel deze (?:kandidaat|sollicitant)\b|\bdeze (?:kandidaat|sollicitant) voldoet aan alle\b",
    r"\b(?:zignoruj|ignoruj|zapomnij o|pomin)(?:cie)? (?:wszystkie |wszystkich )?(?:poprzedni\w+|wczesniejsz\w+|powyzsz\w+) (?:instrukcj\w+|polece\w+|zasad\w*)|\bten kandydat spełnia wszystkie\b",
    r"\b(?:onceki|yukarıdaki) (?:tum )?(?:talimatları|komutları|yonergeleri) (?:yok say|unut|gormezden gel|dikkate alma)|\btum (?:onceki )(?:talimatları|komutları) (?:yok say|unut|gormezden gel)",
)
_MORE_LATIN = (
    r"\b(?:ignorera|ignorer|glom|glem|bortse fran|bortse fra|se bort fra) (?:alla |alle )?(?:tidigare|tidligere|foregaende|ovanstaende) (?:instruktioner|instrukser|instruksjoner|anvisningar|anvisninger)\b",
    r"\b(?:ignoruj|ignorujte|zapomen|zapomente) (?:na )?(?:vsechny |vsetky )?(?:predchozi|predesle|predchadzajuce) (?:pokyny|instrukce|instrukcie|prikazy)\b",
    r"\bhagyd(?:ja)? figyelmen kivul (?:az? )?(?:osszes |minden )?(?:korabbi|elozo|fenti) (?:utasitas|parancs)",
    r"\babaikan (?:semua )?(?:instruksi|perintah|arahan) (?:sebelumnya|di atas|terdahulu)\b",
    r"\bbo qua (?:tat ca )?(?:cac )?(?:huong dan|chi dan|lenh) (?:truoc|o tren|phia tren)",
    r"\b(?:ohita|unohda) (?:kaikki )?(?:aiemmat|aikaisemmat|edelliset) (?:ohjeet|kaskyt)\b",
    r"\b(?:ignora|uita)(?:ti)? (?:toate )?(?:instructiunile|indicatiile|comenzile) (?:anterioare|precedente|de mai sus)\b",
)
_OTHER_SCRIPTS = (
    r"(?:تجاهل|تجاهلي|تجاهلوا|انس) (?:كل |جميع )?(?:التعليمات|الأوامر|الإرشادات)",
    r"(?:निर्देशों|आदेशों|निर्देश)[^।.]{0,12}?(?:अनदेखा|भूल)",
    r"(?:ігноруй(?:те)?|забудь(?:те)?) (?:всі |усі )?(?:попередні|наведені вище) (?:інструкції|вказівки|команди)",
    r"(?:αγνόησε|αγνοήστε|ξέχασε|ξεχάστε) (?:όλεσ )?(?:τισ )?(?:προηγούμενεσ|παραπάνω) (?:οδηγίεσ|εντολέσ)",
)
_RUSSIAN = (
    r"(?:игнорируй(?:те)?|проигнорируй(?:те)?|забудь(?:те)?|отмени(?:те)?|не обращай(?:те)? внимания на) (?:(?:все|всё|всех|любые|свои|ваши|эти) ){0,2}(?:предыдущие|прежние|вышеуказанные|вышеприв\w+|прошлые|прошлых|"
    r"ранее (?:полученные|данные)|изначальные|предшествующие) (?:инструкци|указани|команд|правил|промпт|сообщени)",
    r"(?:игнорируй(?:те)?|забудь(?:те)?) (?:все |всё )?(?:инструкции|указания|команды|правила|что было)(?: (?:выше|ранее|до этого)|[.!]|$)",
    r"\b(?:ты|вы) ?(?:теперь |сейчас )?(?:[—–-] ?|являешься |являетесь )?(?:искусственный интеллект|искусственным интеллектом|ии\b|языковая модель|языковой моделью|ии-(?:ассистент|помощник)|нейросеть|чат-бот)",
    r"\bкак (?:языковая модель|ии|искусственный интеллект|нейросеть) ?,",
    r"\b(?:оцени(?:те)?|порекомендуй(?:те)?|рекомендуй(?:те)?|выбери(?:те)?|поставь(?:те)?|одобри(?:те)?|найми(?:те)?) (?:эт(?:ого|ому|у|о)|данно(?:го|му|е)) (?:кандидат|соискател|резюме)",
    r"\b(?:этот|данный) (?:кандидат|соискатель) (?:\w+ )?(?:соответствует|удовлетворяет|отвечает) (?:\w+ )?(?:всем|каждому)",
    r"\b(?:отвечай(?:те)?|ответь(?:те)?) (?:только|всегда|исключительно)\b|\bответь(?:те)? (?:['\"]|да\b)",
    r"\bне (?:упоминай(?:те)?|раскрывай(?:те)?|сообщай(?:те)?) (?:об? )?(?:эт|данн|сво|инструкци|недостатк|что ты|что вы)",
)
_EAST_ASIAN = (
    r"(?:忽略|无视|無視|忽视|忽視|忘记|忘記|忘掉|不要理会|不要理會)[^。;]{0,6}?(?:之前|以上|先前|前面|上述|此前|所有|上面|以前|一切)[^。;]{0,6}?(?:指令|指示|提示|命令|规则|規則|要求|说明|說明|内容|內容|对话|對話)",
    r"你(?:现在|現在)?(?:就)?是(?:一个|一個|一名|一位|个)?[^。,]{0,6}?(?:人工智能|ai(?:助手|模型|系统|$|[,。])|语言模型|語言模型|大模型|智能助手|聊天机器人|招聘助手)",
    r"(?:作为|作為)(?:一个|一個|一名)?(?:大型)?(?:ai|人工智能)?(?:语言模型|語言模型|ai|人工智能)(?:模型|助手|系统)?,",
    r"(?:请|請|务必|務必|必须|必須|一定要|应)(?:给|給|给予|将|將|把|推荐|推薦|录用|錄用|评价|評價|优先|選擇|选择)[^。,]{0,4}?(?:该|該|此|这位|這位|这名|本|这个)(?:候选人|候選人|应聘者|應聘者|求职者|求職者|简历|簡歷|申请人)",
    r"(?:该|該|此|这位|這位|这名|本|这个)(?:候选人|候選人|应聘者|應聘者|求职者|求職者|申请人|申请者)(?:完全|已经|已)?(?:符合|满足|滿足|达到|具备)(?:了)?(?:所有|全部|一切|每)",
    r"(?:只|仅|僅)(?:需|能|要|可)?(?:回答|回复|回覆|输出|輸出)|(?:请|請)(?:直接)?(?:回答|回复|输出)[\"「『::]",
    r"(?:不要|请勿|請勿|切勿|别)(?:提及|提到|透露|说出|泄露|洩露)[^。,]{0,5}?(?:指令|指示|提示|缺点|不足|系统|本段|这段|这条)",
    r"(?:以前|これまで|上記|前|すべて|全て|今まで)の[^。]{0,8}?(?:指示|命令|指令|プロンプト|ルール)[^。]{0,6}?(?:無視|忘れ|破棄)",
    r"あなたは[^。]{0,10}?(?:ai|人工知能|言語モデル|アシスタント)(?:です|だ|として|$)|この(?:候補者|応募者)は[^。]{0,4}?(?:すべて|全て)の[^。]{0,6}?(?:要件|条件)|この(?:候補者|応募者)を[^。]{0,14}?(?:評価|推薦|採用)(?:して|せよ|しろ)",
    r"(?:이전|위|앞선|기존|모든)(?:의|에)? ?[^.]{0,8}?(?:지시|명령|지침|프롬프트|규칙)[^.]{0,6}?(?:무시|잊)|당신은 [^.]{0,10}?(?:ai|인공지능|언어 모델)|이 (?:후보자|지원자)(?:는|를) [^.]{0,4}?(?:모든|최고)",
)

PHRASES: Mapping[str, tuple[str, ...]] = {
    "tags": _TAGS,
    "English": _ENGLISH,
    "German": _GERMAN,
    "French": _FRENCH,
    "Spanish": _SPANISH,
    "Portuguese": _PORTUGUESE,
    "Italian, Dutch, Polish, Turkish": _OTHER_LATIN,
    "Scandinavian, Czech, Hungarian, Indonesian, Vietnamese, Finnish, Romanian": _MORE_LATIN,
    "Arabic, Hindi, Ukrainian, Greek": _OTHER_SCRIPTS,
    "Russian": _RUSSIAN,
    "Chinese, Japanese, Korean": _EAST_ASIAN,
}
