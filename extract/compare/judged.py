"""Demands that only reading decides: named skills by the table, the rest by the model over a few lines found first."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Literal

from extract.asking import Asking
from extract.compare.decision import Decision, resting_on
from extract.compare.naming import say_named
from extract.compare.pool import PoolLine, Search
from extract.compare.practice import demands_practice
from extract.compare.vocabulary import NameMatch, Vocabulary
from extract.questions import TokenLogprob
from extract.replies import Reply
from schemas import Requirement, VerdictKind

MAX_LINES = 4
MAX_LINE_CHARS = 400
SHORT_NAME = 3
"""A demand of at most this many words names a thing; a longer one describes it, and may be shown in other words."""
SURE = 0.7
"""A choice that the model gives less than this probability is for a person to look at."""
_RANK = {"same": 0, "kind_of": 1, "adjacent": 2}


class VerdictAnswer(Reply):
    """What the lines show."""

    verdict: Literal["met", "partial", "not_shown"]


async def decide_named(
    requirement: Requirement, lines: Sequence[PoolLine], search: Search, vocabulary: Vocabulary, asking: Asking
) -> Decision:
    """Return what the résumé shows for a demand that names skills, or says what one must be able to do."""
    named = _named(requirement, lines, vocabulary)
    if named:
        return _from_names(requirement, named, vocabulary)
    found = search.best(f"{requirement.text} {' '.join(requirement.skills)}", MAX_LINES)
    if not found:
        return Decision("not_shown", "computed", "No line of the résumé shares a word with this demand.")
    if not any(_half_named(skill, found, vocabulary) for skill in requirement.skills or (requirement.text,)):
        return Decision("not_shown", "computed", "No line of the résumé names more than a part of this.")
    return await _ask(requirement, found, asking)


def _named(
    requirement: Requirement, lines: Sequence[PoolLine], vocabulary: Vocabulary
) -> list[tuple[NameMatch, PoolLine, str]]:
    """Return the places where a line names a skill of the demand, the closest relation and told lines first."""
    found: list[tuple[NameMatch, PoolLine, str]] = []
    for skill in requirement.skills:
        for line in lines:
            matches = vocabulary.find(skill, line.text)
            if matches:
                found.append((matches[0], line, skill))
    return sorted(found, key=lambda item: (_RANK[item[0].relation], item[1].listed, item[1].evidence.start))


def _from_names(
    requirement: Requirement, named: Sequence[tuple[NameMatch, PoolLine, str]], vocabulary: Vocabulary
) -> Decision:
    best, best_line, skill = named[0]
    said = say_named(skill, best, vocabulary)
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


def _half_named(skill: str, found: Sequence[PoolLine], vocabulary: Vocabulary) -> bool:
    """Whether one line holds more than half of a short name's words: "learning" alone is not active learning."""
    wanted = set(vocabulary.content_words(skill))
    if not 1 < len(wanted) <= SHORT_NAME:
        return True
    return any(2 * len(wanted & set(vocabulary.content_words(line.labelled))) > len(wanted) for line in found)


async def _ask(requirement: Requirement, found: Sequence[PoolLine], asking: Asking) -> Decision:
    shown = "\n".join(line.labelled[:MAX_LINE_CHARS] for line in sorted(found, key=lambda line: line.evidence.start))
    answer = await asking.ask_weighed("verdict", VerdictAnswer, 16, 8, lines=shown, demand=requirement.text)
    verdict: VerdictKind = answer.value.verdict
    chance = chance_of(answer.logprobs, ("met", "partial", "not_shown"), verdict)
    review = chance is not None and chance < SURE
    if verdict == "not_shown":
        return Decision("not_shown", "model", "The closest lines are about something else.", needs_review=review)
    words = "show it" if verdict == "met" else "show part of it, or something close to it"
    return resting_on(found, verdict, "model", f"The lines cited {words}.", needs_review=review or len(found) == 1)


def chance_of(logprobs: Sequence[TokenLogprob], choices: Sequence[str], chosen: str) -> float | None:
    """Return the probability of the choice made among all choices, from the alternatives to its first token.

    None where the endpoint gives none, or where the token cannot be told.
    """
    for token in logprobs:
        piece = token.token.strip(' "')
        if piece and chosen.startswith(piece):
            weights = dict.fromkeys(choices, 0.0)
            for alternative, logprob in token.top:
                word = alternative.strip(' "')
                for choice in choices:
                    if word and choice.startswith(word):
                        weights[choice] += math.exp(logprob)
            total = sum(weights.values())
            return weights[chosen] / total if total > 0 else None
    return None
