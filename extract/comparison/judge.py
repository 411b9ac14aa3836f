"""Demands that only reading decides: named skills by the table, the rest by the model over a few lines found first."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from extract.comparison.deciders.decision import Decision, resting_on
from extract.comparison.deciders.evidence_strength import demands_practice
from extract.comparison.deciders.languages import BASIC
from extract.comparison.retrieval.pool import LineSearch, PoolLine
from extract.extraction.engine.prompt_runner import Choice, PromptRunner
from extract.text.languages import level_range
from extract.text.skills.vocabulary import NameMatch, Vocabulary
from schemas import ClosestLine, Requirement, VerdictKind
from schemas.answers.comparison import LineAnswer

MAX_LINES = 4
"""Lines cited for a name; a demand that has to be read is asked about over the first `ASKED_LINES` of those found."""
ASKED_LINES = 3
MAYBE, SHOWN, SURE = 0.5, 0.7, 0.85
"""The probability of the model's "yes" from which on a line may show part of a demand, shows it, and shows it without needing a
person's look. Set on the samples' verdicts: docs/decisions/comparison.md."""
COVERED = 0.5
"""The share of a duty's words that a name has to hold to stand for the duty: "pipelines" is not running them for somebody."""
OwnNames = Mapping[str, frozenset[str]]
"""Names that a résumé lists, with their content words, the longest first."""
_VERDICTS: dict[str, VerdictKind] = {"yes": "met", "partly": "partial", "no": "not_shown"}
_RANK = {"same": 0, "kind_of": 1, "adjacent": 2}
_BEGINNER = re.compile(r"(?i)\b(?:basic|beginner|elementary|some|grundkenntnisse|notions de)\s+(?:\w+\s+)?$")
_LEVEL_BEHIND = re.compile(r"\s*(?:[(（]\s*([^()（）]+?)\s*[)）]|(?::|\s[–—-])\s*([^,;|()\n]+))")
"""A bracket, a colon or a dash behind a skill that may say how well it is known."""


async def decide_named(
    requirement: Requirement,
    lines: Sequence[PoolLine],
    search: LineSearch,
    vocabulary: Vocabulary,
    asking: PromptRunner,
    own: OwnNames,
) -> Decision:
    """Return what the résumé shows for a demand that names skills, or says what one must be able to do.

    `own` are the names that the résumé itself lists: where one makes up half of the demand's words, that is what is asked for.
    """
    requirement, named = named_places(requirement, lines, own, vocabulary)
    if named and not (
        requirement.importance == "responsibility" and _is_fragment(requirement, named[0][2], vocabulary)
    ):
        return _from_names(requirement, named, vocabulary)
    found = search.best(searched_words(requirement), ASKED_LINES)
    if not found:
        return Decision("not_shown", "computed", search.nothing_found)
    return await decide_by_lines(requirement, found, asking)


def searched_words(requirement: Requirement) -> str:
    """Return the words of a demand that lines are searched for."""
    return f"{requirement.text} {' '.join(requirement.skills)}"


def named_places(
    requirement: Requirement, lines: Sequence[PoolLine], own: OwnNames, vocabulary: Vocabulary
) -> tuple[Requirement, list[tuple[NameMatch, PoolLine, str]]]:
    """Return a demand with the skills that are looked for, and where lines name these, the closest relation and told lines first.

    These are the demand's own skills; where no line names one, what `own_name` finds.
    """
    found = _places(requirement, lines, vocabulary)
    if not found and (name := own_name(requirement, own, vocabulary)):
        requirement = requirement.model_copy(update={"skills": [name], "match": "all"})
        found = _places(requirement, lines, vocabulary)
    return requirement, found


def _places(
    requirement: Requirement, lines: Sequence[PoolLine], vocabulary: Vocabulary
) -> list[tuple[NameMatch, PoolLine, str]]:
    found: list[tuple[NameMatch, PoolLine, str]] = []
    for skill in requirement.skills:
        for line in lines:
            matches = vocabulary.find(skill, line.text)
            if matches:
                found.append((matches[0], line, skill))
    return sorted(found, key=lambda item: (_RANK[item[0].relation], item[1].listed, item[1].evidence.start))


def own_name(requirement: Requirement, own: OwnNames, vocabulary: Vocabulary) -> str | None:
    """Return the longest of the résumé's own names that a demand names with half of its words: "MS Project" of "safe use of MS Project"."""
    asked = set(vocabulary.content_words(requirement.text))
    for name, words in own.items():
        is_most = bool(words) and words <= asked and len(words) >= COVERED * len(asked)
        if is_most and any(match.relation == "same" for match in vocabulary.find(name, requirement.text)):
            return name
    return None


def own_names(names: Iterable[str], vocabulary: Vocabulary) -> OwnNames:
    """Return names with their content words, the longest first: worked out once for all demands."""
    return {name: frozenset(vocabulary.content_words(name)) for name in sorted(names, key=len, reverse=True)}


def _is_fragment(requirement: Requirement, skill: str, vocabulary: Vocabulary) -> bool:
    """Whether a name holds so few of a duty's words that naming it is not having done the duty."""
    duty = set(vocabulary.content_words(requirement.text))
    return len(duty & set(vocabulary.content_words(skill))) < COVERED * len(duty)


def _from_names(
    requirement: Requirement, named: Sequence[tuple[NameMatch, PoolLine, str]], vocabulary: Vocabulary
) -> Decision:
    best, best_line, skill = named[0]
    said = _say_named(skill, best, vocabulary)
    if all(_is_beginners(match, line) for match, line, _ in named):
        lines = list(dict.fromkeys(line for _, line, _ in named))[:MAX_LINES]
        return resting_on(lines, "partial", "computed", f"{said}, at a beginner's level.", needs_review=True)
    lines = list(dict.fromkeys(line for match, line, _ in named if match.relation == best.relation))[:MAX_LINES]
    if best.relation == "adjacent":
        return resting_on(lines, "partial", "computed", f"{said}.", needs_review=True)
    main = [s for s in requirement.skills if s in {name for match, _, name in named if match.relation != "adjacent"}]
    missing = [s for s in requirement.skills if s not in main]
    verdict: VerdictKind = "met"
    reason = f"{said}."
    if requirement.match == "all" and missing and "(" not in requirement.text:
        verdict = "partial"
        reason += f" Not shown: {', '.join(missing)}."
    if best_line.listed and demands_practice(requirement):
        return resting_on(
            lines, "partial", "computed", f"{reason} It only stands in a list of skills.", needs_review=True
        )
    return resting_on(lines, verdict, "computed", reason)


def _is_beginners(match: NameMatch, line: PoolLine) -> bool:
    """Whether the words around a name say that it is known a little: "basic Java", "Java (Grundkenntnisse)"."""
    behind = _LEVEL_BEHIND.match(line.text, match.end)
    said = (behind[1] or behind[2]) if behind else ""
    level = level_range(said) if said else None
    return _BEGINNER.search(line.text[: match.start]) is not None or (level is not None and level[1] <= BASIC)


async def decide_by_lines(requirement: Requirement, found: Sequence[PoolLine], asking: PromptRunner) -> Decision:
    """Return what the model says of each line by itself, the closest first, until one shows the demand.

    A small model that sees several lines at once calls nearly everything partly shown; of one line it can tell.
    """
    partly: list[tuple[PoolLine, Choice]] = []
    failed: list[tuple[PoolLine, Choice]] = []
    unasked = False
    named_thing = requirement.kind in ("certification", "language")  # it is named, or it is not there
    for line in found:
        choice = await asking.choose("verdict", LineAnswer, line=line.shown, demand=requirement.text)
        if choice is None:
            unasked = True
            continue
        chance = 1.0 if choice.probability is None else choice.probability
        if choice.option == "yes" and chance >= SHOWN:
            said = "The line cited shows it."
            return resting_on([line], "met", "model", said, needs_review=chance < SURE, chances=_chances(choice))
        if choice.option == "partly" or (choice.option == "yes" and chance >= MAYBE and not named_thing):
            partly.append((line, choice))
        else:
            failed.append((line, choice))
    if partly:
        said = f"The closest line{'s' if len(partly) > 1 else ''} may show it, or part of it."
        likeliest = max((choice for _, choice in partly), key=lambda choice: choice.probability or 0.0)
        return resting_on(
            [line for line, _ in partly], "partial", "model", said, needs_review=True, chances=_chances(likeliest)
        )
    if unasked:
        return Decision(
            "not_shown", "model", "Not all of the closest lines could be asked about in time.", needs_review=True
        )
    # That no line shows it is as likely as that the likeliest line does not.
    known = [choice for _, choice in failed if choice.probabilities]
    least = min(known, key=lambda choice: (choice.probabilities or {})["no"]) if len(known) == len(failed) else None
    return Decision(
        "not_shown", "model", "The closest lines are about something else.",
        needs_review=any(choice.option != "no" for _, choice in failed),
        chances=_chances(least) if least else None,
        closest=tuple(ClosestLine(line=line.evidence.line, text=line.evidence.text, why_not=_why_not(choice)) for line, choice in failed),
    )  # fmt: skip


def _chances(choice: Choice) -> dict[VerdictKind, float] | None:
    """Return how likely each verdict is, by what the model said of the line that decides."""
    if choice.probabilities is None:
        return None
    return {verdict: choice.probabilities[option] for option, verdict in _VERDICTS.items()}


def _why_not(choice: Choice) -> str:
    """Say why a line does not show a demand, by what the model made of it."""
    if choice.option == "no":
        sure = choice.probability is None or choice.probability >= SURE
        return "It is about something else." if sure else "It is about something else, as far as the model can tell."
    return "The model was not sure enough that it shows it."


def _say_named(skill: str, match: NameMatch, vocabulary: Vocabulary) -> str:
    """Return what a match shows, without a full stop: "“K8s” is Kubernetes (your file)"."""
    found = match.found
    yours = " (your file)" if vocabulary.is_own(found, match.demanded) else ""
    if match.relation == "kind_of":
        return f"“{skill}” is shown by “{found}”{yours}"
    if match.relation == "adjacent":
        return f"“{skill}” is not named, but “{found}” goes with it{yours}"
    if vocabulary.is_alike(found, match.demanded):
        return f"“{skill}” is named"
    return f"“{found}” is {match.demanded}{yours}"
