"""Languages by code: which the résumé names, and whether its level reaches the one asked for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from extract.comparison.deciders.decision import Decision, resting_on
from extract.comparison.retrieval.pool import PoolLine
from extract.text.languages import LEVEL_NAMES, Spoken, spoken_languages
from extract.text.skills.denial import denied
from schemas import Requirement, VerdictKind

BASIC, CONVERSATIONAL = 2, 3
"""Levels, 1 (A1) to 7 (native): the highest of a beginner, and the lowest at which one holds a conversation."""


@dataclass(frozen=True, slots=True)
class _Shown:
    """What the résumé says of one language asked for. `verdict` is not_shown where no line names it."""

    verdict: VerdictKind
    said: str
    line: PoolLine | None = None
    unsure: bool = False


def decide_language(requirement: Requirement, lines: Sequence[PoolLine]) -> Decision | None:
    """Return whether the languages that a demand names are shown, at its level; None where it names none that is known."""
    asked = {spoken.code: _at_level(spoken, requirement) for spoken in spoken_languages(requirement.text)}
    if not asked:
        return _another_language(lines)
    shown = [_compare(spoken, _best_mention(spoken.code, lines)) for spoken in asked.values()]
    resting = [each for each in shown if each.line is not None]
    if requirement.match == "examples" and all(each.verdict != "met" for each in shown):
        another = _another_language(lines)
        if another:
            return another
    if not resting:
        return Decision("not_shown", "computed", " ".join(each.said for each in shown))
    verdicts = {each.verdict for each in shown}
    wanted = any if requirement.match == "any" else all
    met = wanted(each.verdict == "met" for each in shown)
    if met and requirement.match == "any":
        resting = [each for each in resting if each.verdict == "met"]
    said = [each.said for each in (resting if met else shown)]
    verdict: VerdictKind = "met" if met else "contradicted" if verdicts == {"contradicted"} else "partial"
    return resting_on(
        list(dict.fromkeys(each.line for each in resting if each.line is not None)),
        verdict, "computed", " ".join(said),
        needs_review=any(each.unsure for each in resting) or (not met and "not_shown" not in verdicts),
    )  # fmt: skip


def _another_language(lines: Sequence[PoolLine]) -> Decision | None:
    """Return that another language is spoken where the résumé names two in which one holds a conversation; None else.

    For a demand that names no language ("a second language"), or names some as examples.
    """
    mentions = {spoken.code for line in lines for spoken in spoken_languages(line.text)}
    held = [
        (best, line) for code in sorted(mentions) if (found := _best_mention(code, lines)) for best, line in [found]
    ]
    spoken = [(each, line) for each, line in held if each.high is not None and each.high >= CONVERSATIONAL]
    if len(spoken) < 2:
        return None
    said = f"Spoken: {', '.join(f'“{each.name}”{_at(each)}' for each, _ in spoken)}."
    return resting_on(list(dict.fromkeys(line for _, line in spoken)), "met", "computed", said, needs_review=True)


def _at_level(asked: Spoken, requirement: Requirement) -> Spoken:
    """Return a language with the level of its demand, which may stand beside another language of the same sentence."""
    if asked.low is not None or requirement.language_level is None:
        return asked
    level = LEVEL_NAMES.index(requirement.language_level) + 1
    return replace(asked, low=level, high=level)


def _best_mention(code: str, lines: Sequence[PoolLine]) -> tuple[Spoken, PoolLine] | None:
    """Return where a language is named: with a level before one without, the first of those."""
    found = [
        (spoken, line)
        for line in lines
        for spoken in spoken_languages(line.text)
        if spoken.code == code and not denied(line.text, spoken.start)
    ]
    return next((each for each in found if each[0].low is not None), found[0] if found else None)


def _compare(asked: Spoken, found: tuple[Spoken, PoolLine] | None) -> _Shown:
    if found is None:
        return _Shown("not_shown", f"{asked.name} is not named.")
    shown, line = found
    name = f"“{shown.name}”"
    if asked.low is None:
        little = shown.high is not None and shown.high <= BASIC
        return _Shown("partial" if little else "met", f"{name} is named{_at(shown)}.", line, unsure=little)
    if shown.low is None or shown.high is None:
        # An unmarked language beside marked ones ("English, some German") is mastered; whoever names one knows its basics.
        beside = asked.low <= BASIC or any(each.low is not None for each in spoken_languages(line.text))
        said = f"{name} is named without a level; {_named(asked.low)} is asked for."
        return _Shown("met" if beside else "partial", said, line, unsure=True)
    if shown.low >= asked.low:
        return _Shown("met", f"{name} is shown{_at(shown)}.", line)
    if shown.high < asked.low:
        verdict: VerdictKind = "contradicted" if asked.low > CONVERSATIONAL else "partial"
        return _Shown(verdict, f"{name} is shown{_at(shown)}; {_named(asked.low)} is asked for.", line, unsure=True)
    return _Shown(
        "met", f"{name} is shown{_at(shown)}, which may reach the {_named(asked.low)} asked for.", line, unsure=True
    )


def _at(spoken: Spoken) -> str:
    if spoken.low is None or spoken.high is None:
        return ""
    low, high = _named(spoken.low), _named(spoken.high)
    return f" at {low}" if low == high else f" at {low} to {high}"


def _named(level: int) -> str:
    return "native level" if level == len(LEVEL_NAMES) else LEVEL_NAMES[level - 1]
