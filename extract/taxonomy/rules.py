"""The rules of writing by which a name may stand for a label or alias: a fixed list, tried in this order.

Each gives other spellings of a name. None of them leaves out a word that carries meaning, but for grades of job titles ("senior").
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from babel import Locale

from extract.taxonomy.concepts import ConceptKind
from extract.text.languages import spoken_languages

_DASHES = str.maketrans(dict.fromkeys("-‐‑‒–—_\u00a0\u202f", " ") | dict.fromkeys("‘’ʼ", "'"))
_BRACKETS = re.compile(r"\s*[(\[]([^()\[\]]+)[)\]]\s*")
_BRITISH = (
    (re.compile(r"\b(\w{3,})iz(e|es|ed|er|ers|ing|ation|ations|ational)\b"), r"\1is\2"),
    (re.compile(r"\b(an|cat|dial)alyz"), r"\1alys"),
    (re.compile(r"\bpediatric"), "paediatric"), (re.compile(r"\borthopedic"), "orthopaedic"),
    (re.compile(r"\bgynecolog"), "gynaecolog"), (re.compile(r"\b(an|)esthe(s|t)"), r"\1aesthe\2"),
    (re.compile(r"\bhematolog"), "haematolog"), (re.compile(r"\bcenter(s?)\b"), r"centre\1"),
    (re.compile(r"\b(col|lab|behavi|neighb|fl?av)or(s|al|ed|ing|)\b"), r"\1our\2"),
    (re.compile(r"\b(mode|labe|trave|counse)l(ing|er|ers|ed|or|ors)\b"), r"\1ll\2"),
    (re.compile(r"\bprogram(s?)\b"), r"programme\1"), (re.compile(r"\bjewelry\b"), "jewellery"),
    (re.compile(r"\btheater\b"), "theatre"), (re.compile(r"\blicense\b"), "licence"),
)  # fmt: skip
"""American spellings, which the labels of ESCO do not use."""
_SHORT = ((re.compile(r"^ms "), "microsoft "), (re.compile(r" & "), " and "), (re.compile(r"^r and d$"), "research and development"))  # fmt: skip
_VERBS = ("perform", "conduct", "carry out", "apply", "use", "implement", "do", "operate")
"""Verbs with which ESCO names an activity: "perform classroom management". They say no more than that it is done."""
_DONE = {
    "management": ("manage",), "analysis": ("analyse",), "development": ("develop",), "maintenance": ("maintain",),
    "administration": ("administer", "manage"), "installation": ("install",), "preparation": ("prepare",), "assessment": ("assess",),
    "inspection": ("inspect",), "evaluation": ("evaluate",), "operation": ("operate",), "supervision": ("supervise",),
}  # fmt: skip
"""Nouns of an activity and its verb: "inventory management" is "manage inventory"."""
_GRADES = re.compile(r"^(?:senior|junior|sr\.?|jr\.?)\s+|\s+(?:i|ii|iii)$")


def key_of(name: str) -> str:
    """Return what is the same for names that differ in case, dashes, quotes and white space alone."""
    return " ".join(name.translate(_DASHES).casefold().split()).strip(" .,;:")


def parts_of(label: str) -> Iterator[tuple[str, str]]:
    """Yield the names that a label prints of the same concept beside itself, each with its rule.

    "Python (computer programming)" is Python, and "waiter/waitress" each of the two.
    """
    bare = _BRACKETS.sub(" ", label).strip()
    if bare and bare != label.strip():
        yield "suffix", bare
    for inside in _BRACKETS.findall(label):
        if inside.isupper() and len(inside) <= 6:
            yield "abbreviation", inside
    words = label.split("/")
    if len(words) == 2 and all(len(word.split()) == len(words[0].split()) for word in words):
        yield from (("slash", word) for word in words)


def _brackets(key: str) -> Iterator[str]:
    if _BRACKETS.search(key):
        yield _BRACKETS.sub(" ", key).strip()


def _short(key: str) -> Iterator[str]:
    for pattern, put in _SHORT:
        if pattern.search(key):
            yield pattern.sub(put, key)


def _spelling(key: str) -> Iterator[str]:
    other = key
    for pattern, put in _BRITISH:
        other = pattern.sub(put, other)
    if other != key:
        yield other


def _plural(key: str) -> Iterator[str]:
    head, _, last = key.rpartition(" ")
    lead = f"{head} " if head else ""
    if len(last) < 4:
        return
    if last.endswith("ies"):
        yield f"{lead}{last[:-3]}y"
    elif last.endswith("s") and not last.endswith(("ss", "us", "is")):
        yield f"{lead}{last[:-1]}"
    elif last[-1].isalpha() and not last.endswith("s"):
        yield f"{lead}{last}s"


def _filler(key: str) -> Iterator[str]:
    for end in (" skills", " techniques", " methods", " language", " programming", " programming language"):
        if key.endswith(end):
            yield key.removesuffix(end)
    yield from (f"{key}{end}" for end in (" methods", " techniques"))


def _activity(key: str) -> Iterator[str]:
    yield from (f"{verb} {key}" for verb in _VERBS)


def _verb_first(key: str) -> Iterator[str]:
    what, _, last = key.rpartition(" ")
    if not what:
        return
    verbs = list(_DONE.get(last, ()))
    if last.endswith("ing") and len(last) > 5:
        stem = last[:-3]
        verbs += [stem, f"{stem}e"] + ([stem[:-1]] if stem[-1] == stem[-2] else [])
    objects = [what, *_plural(what)]
    yield from (f"{verb} {each}" for verb in verbs for each in objects)


def _grade(key: str) -> Iterator[str]:
    if _GRADES.search(key):
        yield _GRADES.sub("", key).strip()


def english_language(name: str) -> str | None:
    """Return the English name of the language that a name is, in whatever language it is written; None of anything else."""
    spoken = spoken_languages(name.strip())
    if len(spoken) != 1 or spoken[0].name != name.strip():
        return None
    return Locale("en").languages.get(spoken[0].code)  # pyright: ignore[reportUnknownMemberType, reportUnknownVariableType]


@dataclass(frozen=True, slots=True)
class Rule:
    """A way to other spellings of a key. `kind`: the concepts to which alone it applies.

    With `in_label` the concept's own label must hold a word of the name: "use telemetry" is an alias of "use specialised
    equipment", which telemetry is not.
    """

    name: str
    spell: Callable[[str], Iterator[str]]
    kind: ConceptKind | None = None
    in_label: bool = False


RULES = (
    Rule("brackets", _brackets),
    Rule("abbreviation", _short),
    Rule("spelling", _spelling),
    Rule("plural", _plural),
    Rule("filler", _filler, "skill"),
    Rule("activity", _activity, "skill", in_label=True),
    Rule("verb_first", _verb_first, "skill", in_label=True),
    Rule("grade", _grade, "occupation"),
)
"""Tried in this order; of two rules that lead on from each other ("senior" and a plural), both act."""


def spellings(name: str, kind: ConceptKind) -> Iterator[tuple[str, str]]:
    """Yield the keys of other spellings of a name, each with the rules that led there, joined by "+"; one rule before two."""
    key = key_of(name)
    if kind == "skill" and (language := english_language(name)):
        yield "language", key_of(language)
    rules = [rule for rule in RULES if rule.kind in (None, kind)]
    once = [(rule.name, other) for rule in rules for other in rule.spell(key)]
    yield from once
    for name, other in once:
        yield from (
            (f"{name}+{rule.name}", twice) for rule in rules if rule.name != name for twice in rule.spell(other)
        )


def shares_word(name: str, label: str) -> bool:
    """Whether a label holds one of a name's words, but for its last one where there are several; plurals count."""
    words = key_of(name).split()
    return any(word.removesuffix("s") in key_of(label) for word in words[:-1] or words)


IN_LABEL = frozenset(rule.name for rule in RULES if rule.in_label)
"""Names of the rules that ask for `shares_word`."""
