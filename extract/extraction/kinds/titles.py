"""Tell the title of a position from an employer, a team or a place, by the words that titles are made of."""

from __future__ import annotations

import re

_TITLE_WORDS = (
    # English, after the major groups of ISCO-08 (https://ilostat.ilo.org/methods/concepts-and-definitions/classification-occupation/)
    r"accountant|actuary|administrator|advis[eo]r|agent|aide|analyst|apprentice|architect|artist|assistant|associate|attendant|attorney|auditor|"
    r"baker|banker|barista|bartender|biologist|bookkeeper|broker|butcher|buyer|captain|carer|caregiver|carpenter|cashier|ceo|cfo|chair(?:man|woman|person)?|"
    r"chef|chemist|chief|cio|cleaner|clerk|co-?founder|coach|commis|commissioner|consultant|contractor|controller|cook|coo|coordinator|co-?ordinator|counsel|"
    r"counsell?or|courier|crew|cto|curator|dentist|deputy|designer|developer|dietitian|director|dispatcher|doctor|driver|economist|editor|electrician|"
    r"engineer|estimator|examiner|executive|farmer|fellow|fireman|firefighter|fitter|foreman|forewoman|founder|freelancer?|gardener|geologist|grader|guard|guide|"
    r"hand|handler|head|helper|housekeeper|hygienist|illustrator|inspector|installer|instructor|intern|interpreter|investigator|janitor|journalist|"
    r"journeyman|judge|labou?rer|lawyer|lead|leader|lecturer|librarian|lieutenant|lineman|loader|machinist|maintainer|manager|marketer|mason|mechanic|mentor|"
    r"merchandiser|midwife|musician|nanny|nurse|officer|operator|optician|owner|packer|painter|paralegal|paramedic|partner|pastor|pharmacist|photographer|"
    r"physician|physicist|picker|pilot|pipefitter|planner|plumber|postdoc|postdoctoral|preceptor|president|principal|producer|professor|programmer|psychologist|"
    r"receptionist|recruiter|registrar|reporter|representative|researcher|resident|responder|roofer|sales(?:man|woman|person)|scholar|scientist|secretary|"
    r"senior|junior|sergeant|server|sous[- ]chef|specialist|statistician|steward|stocker|strategist|student|superintendent|supervisor|surgeon|surveyor|teacher|"
    r"technician|technologist|teller|tester|therapist|trader|trainee|trainer|translator|treasurer|trustee|tutor|underwriter|veterinarian|volunteer|vp|"
    r"waiter|waitress|warden|welder|worker|writer|sre|swe|"
    # German, French, Spanish, Italian and Portuguese
    r"\w*ingenieur\w*|\w*entwickler\w*|\w*leiter(?:in)?|referent\w*|referendar\w*|\w*mitarbeiter\w*|praktikant\w*|werkstudent\w*|\w*berater\w*|assistent\w*|"
    r"\w*lehrer\w*|\w*arzt|\w*ärztin|\w*pfleger\w*|\w*schwester|\w*anwalt|\w*anwältin|\w*kauf(?:mann|frau)|sachbearbeiter\w*|geschäftsführer\w*|auszubildende\w*|"
    r"\w*techniker\w*|\w*meister(?:in)?|doktorand\w*|hilfskraft|vorstand|"
    r"ingénieur\w*|développeu\w+|responsable|direct(?:eur|rice)|stagiaire|chargée?|conseill\w+|infirmi\w+|enseignante?|professeure?|graphiste|vendeu\w+|"
    r"comptable|assistante|alternante?|technicienn?e?|gérante?|adjointe?|formateur|formatrice|"
    r"ingenier\w+|desarrollador\w*|gerente|jef[ae]|analista|becari[oa]|profesor\w*|enfermer\w+|técnic\w+|asistente|auxiliar|contador\w*|diseñador\w*|"
    r"vendedor\w*|coordinador\w*|encargad[oa]|ingegnere|responsabile|impiegat[oa]|tirocinante|sviluppatore|engenheir\w+|estagiári\w+|coordenador\w*"
)
_TITLE_WORD = re.compile(rf"(?i)(?<![\w-])(?:{_TITLE_WORDS})s?(?![\w])")
_SEPARATOR = re.compile(r"\s*(?:\t|\s\|\s|\s[·•–—-]\s|\s@\s|,\s)\s*")

_STRONG_SEPARATOR = re.compile(r"\s*(?:\t|\s\|\s|\s[·•–—-]\s|\s@\s)\s*")


def names_title(text: str | None) -> bool:
    """Whether a text has a word that titles of positions are made of, in one of six languages."""
    return bool(text and _TITLE_WORD.search(text))


def pieces_of_line(line: str) -> list[str]:
    """Return the pieces of a line between the separators that résumés put between employer, title and place."""
    return [piece for piece in _SEPARATOR.split(line.strip(" •*–-\t")) if piece.strip()]


def split_entry(entry: str) -> tuple[str, str] | None:
    """Return (title, employer) of an entry in one piece ("Trustee, Paths for All"), None where words do not tell them apart."""
    pieces = pieces_of_line(entry)
    if len(pieces) > 2:  # commas stand within names and before places too
        pieces = [piece for piece in _STRONG_SEPARATOR.split(entry.strip(" •*–-\t")) if piece.strip()]
    if len(pieces) != 2:
        return None
    titles = [piece for piece in pieces if names_title(piece)]
    if len(titles) != 1:
        return None
    return titles[0], pieces[1 - pieces.index(titles[0])]
