"""How postings word what they ask for: must, would be welcome, "you will", and what they say about themselves."""

from __future__ import annotations

import re
from typing import Literal

from extract.extraction.requirements.degrees import asks_for_degree
from extract.extraction.requirements.years import years_asked

Importance = Literal["required", "preferred", "responsibility"]

_HOW_IT_GOES_ON = (
    r"\bshort-?listed (?:candidates|applicants)\b|\bshort-?listing will\b|\b(?:candidates|applicants) (?:will|may) be short-?listed\b|\bclosing date\b|"
    r"\binterviews (?:will|are) (?:to )?(?:be|take place)\b|\boffered an interview\b|\bguaranteed interview\b|"
    r"\b(?:candidates|applicants) (?:are|will be) (?:asked|invited|contacted|notified)\b"
)
"""How applications are dealt with."""
HEAD_LINE = re.compile(
    r"(?i)\W*(?:(?:post|job|role|position) title|grade|band|(?:working )?hours|contract(?: type)?|employment type|base|location|(?:job )?(?:reference|ref|id)(?: (?:no|number))?|"
    r"department|directorate|division|report(?:s|ing) to|(?:responsible|accountable) to|start date|duration|tenure|posted|vacancy)\b\.?\s?:"
)
"""A line of a posting's head: "Grade: 7". One that asks for something is none of these."""
ABOUT_THE_JOB = re.compile(
    rf"(?i){_HOW_IT_GOES_ON}|"
    r"\bequal[- ]opportunit|\baccommodation|\bregardless of\b|\binclusive\b|\bdiversity\b|\bsalary\b|\bcompensation\b|"
    r"\bbenefits?\b(?!\s+(?:from|of))|\bpay range\b|\bper (?:hour|annum|year)\b|\bdental\b|\bpension\b|\bholidays?\b|\bhow to apply\b|\bapply\b.*\b(?:by|via|at|online)\b|"
    r"\bwe (?:offer|are(?! (?:looking|seeking|searching)\b)|believe|value|provide|celebrate|build|work)\b|\bour (?:mission|team|company|culture|values|platform|hospital|school)\b|\bcookies?\b|"
    r"\bprotected (?:veteran|class|characteristic)|\bcommitted to (?:creating|providing|an? )|\bjoin (?:us|our)\b|"
    r"\bwir bieten\b|\bunser(?:e[mnrs]?)? (?:team|unternehmen|angebot)\b|\bgehalt\b|\bvergütung\b|\burlaubstage?\b|\bbewerbung(?:en)? (?:an|bis|unter)\b|\bchancengleichheit\b|\bschwerbehindert\w*|"
    r"\bnous offrons\b|\brémunération\b|\bsalaire\b|\bavantages\b|\bmutuelle\b|\btickets? restaurants?\b|\bcandidature\b|\bofrecemos\b|\bsalario\b"
)
"""Benefits, pay, equal opportunity, how to apply, and praise: what a posting says beside its demands."""
SURELY_ABOUT_THE_JOB = re.compile(
    rf"(?i){_HOW_IT_GOES_ON}|"
    r"\bequal[- ]opportunit|\baccommodations?\b(?! planning)|\bregardless of\b|\b(?:salary|pay) (?:range|of|is|from|:)|[$€£]\s?\d|\bper (?:hour|annum|year)\b|\bhow to apply\b|\bapply\b.*\b(?:by|via|at|online)\b|"
    r"\bwe (?:offer|are(?! (?:looking|seeking|searching)\b)|believe|value|provide|celebrate)\b|\bcookies?\b|\bprotected (?:veteran|class|characteristic)|\bcommitted to (?:creating|providing|an? )|\bjoin (?:us|our)\b|"
    r"\bwir bieten\b|\bnous offrons\b|\bofrecemos\b|\bbewerbung(?:en)? (?:an|bis|unter)\b"
)
"""The same where a word alone may be what is asked for: dental nursing, benefits administration, an inclusive classroom."""
PREFERRED = re.compile(
    r"(?i)\b(?:preferred|preferably|an? (?:(?:big|strong|real|distinct|definite|added) )?(?:plus|asset|bonus|advantage)|nice to have|good to have|bonus|ideally|desirable|desired|advantage(?:ous)?|beneficial|"
    r"would be (?:great|helpful|welcome|useful|ideal|nice)|von vorteil|vorteilhaft|wünschenswert|idealerweise|gern(?:e)? gesehen|"
    r"(?:un|serait un|est un) (?:plus|atout)|apprécié\w*|souhaité\w*|idéalement|se valora\w*|deseable|valorable|"
    r"not (?:strictly )?(?:required|essential)|optional|(?:is|are) welcome|welcome(?:d)?\.?$|helpful|preference (?:will|is|may)(?: also)?(?: be)? given)(?!\w)"
)
REQUIRED = re.compile(
    r"(?i)\b(?:must|should (?:have|be|bring|hold)|we (?:also )?expect|required|requires?|need(?:ed)?|expected|minimum|at least|essential|mandatory|you (?:have|bring|hold|are)|experience (?:in|with|of)|comfortable with|"
    r"\d\+?\s*years?|degree|proficien\w+|knowledge of|ability to|fluen\w+|certifi\w+|licen[cs]e|registration|expertise|familiar\w*|"
    r"understanding of|background in|skills?|"
    r"erforderlich|zwingend|vorausge\w+|voraussetzung\w*|mindestens|sie (?:haben|verfügen|bringen|besitzen|sind|beherrschen)|du (?:hast|bringst|bist)|abgeschlossene\w*|\w*kenntnisse|\w*erfahrung(?:en)?|"
    r"exigée?s?|requise?s?|obligatoire|indispensable|impératif|vous (?:avez|justifiez|maîtrisez|êtes|possédez|disposez)|maîtrise|connaissances?|expérience|titulaire|diplôme|"
    r"imprescindible|requerid\w+|experiencia|conocimientos?)\b"
)
DUTY = re.compile(
    r"(?i)\b(?:you(?:'|’)ll|you will|will be|responsible for|your (?:tasks|role|job)|the (?:role|job|position) (?:involves|includes)|"
    r"zu ihren aufgaben|ihre aufgaben|sie (?:übernehmen|betreuen|planen|leiten|unterstützen|erstellen|entwickeln|führen|arbeiten)|du (?:übernimmst|entwickelst|planst|betreust)|"
    r"vous (?:assurez|serez|participez|gérez|réalisez|prenez en charge|encadrez)|tus funciones)\b"
)
_HARD = re.compile(r"(?i)\b(?:must|require|zwingend|erforderlich|exigé|obligatoire|impératif)")
HARD_NEED = re.compile(
    r"(?i)\b(?:must have|you must|is required|are required|minimum of \d|(?:ist|sind) (?:zwingend |unbedingt )?(?:erforderlich|voraussetzung)|est (?:exigée?|requise?|obligatoire|indispensable))\b"
)
"""Words that make a demand of a sentence wherever it stands."""
_BEGINS_WITH_US = re.compile(
    r"(?i)\s*(?:we|our|wir|unser\w*|nous|at)\b(?!\s+(?:also\s+)?(?:need|require|expect|are looking|look|seek|least))"
)
_DEMANDED = re.compile(
    r"(?i)\b(?:is|are) (?:also )?(?:needed|required|expected|essential|a must)\b|\byou (?:must|should)\b"
)


def is_about_company(text: str, company: str | None) -> bool:
    """Whether a sentence is about the company: it begins with its name, or with "we" or "our"."""
    if _BEGINS_WITH_US.match(text):
        return not _DEMANDED.search(text)
    squeezed = re.sub(r"[\W_]+", "", (company or "").casefold())
    return len(squeezed) > 2 and re.sub(r"[\W_]+", "", text.casefold()).startswith(squeezed)


def importance_of(text: str, section: Importance | None) -> Importance:
    """Return what a sentence is: what its words say goes before the section, save that a duty stays one."""
    if section == "responsibility":
        return "required" if asks_for_degree(text) or years_asked(text) else section
    if PREFERRED.search(text):
        return "preferred"
    if section:
        return section
    return "responsibility" if DUTY.search(text) and not _HARD.search(text) else "required"
