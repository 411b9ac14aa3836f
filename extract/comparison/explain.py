"""Why a verdict is what it is: what was searched, found, asked and answered, and how likely each answer was.

Everything here is words of the documents. It goes to whoever asked for it, never into logs or stored files.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from extract.comparison.comparing import Comparing
from extract.comparison.judge import named_places, searched_words
from extract.comparison.options import CompareOptions
from extract.comparison.retrieval.inputs import check_profile
from extract.errors import UserError
from extract.extraction.engine.patience import pair_patience_s
from extract.extraction.engine.prompt_runner import Asked, PromptRunner
from extract.llm.client import ModelClient
from schemas import Posting, Profile, Requirement

SHOWN_LINES = 8
"""Lines found that are listed, more than are asked about, so that it shows what came next."""


@dataclass(frozen=True, slots=True)
class NamedPlace:
    """A line that names a skill of the requirement: in the words `found`, which stand to it in `relation`."""

    skill: str
    relation: str
    found: str
    line: int
    text: str


@dataclass(frozen=True, slots=True)
class FoundLine:
    """A line that the search found, with the BM25 score of its words (0: none shared); `asked` where the model was asked.

    `closeness` is the cosine of its meaning and the demand's, None where only words were searched.
    """

    line: int
    text: str
    score: float
    closeness: float | None
    asked: bool


@dataclass(frozen=True, slots=True)
class SearchTold:
    """What was searched for, and what was found: `words` as they are compared, without endings and filler."""

    words: list[str]
    named: list[NamedPlace]
    found: list[FoundLine]
    found_in_all: int


@dataclass(frozen=True, slots=True)
class VerdictQuestion:
    """A question that was asked: `probabilities` of its options, None where the endpoint does not give them.

    `shown` is the text that was shown, `asked` the other words that filled the prompt, `task` the message that asked.
    `sample` is 0 for the likeliest answer, else the number of the sample of --repeat.
    """

    prompt: str
    sample: int
    shown: str
    asked: dict[str, str]
    task: str
    reply: str
    probabilities: dict[str, float] | None
    from_cache: bool
    key: str


@dataclass(frozen=True, slots=True)
class VerdictExplanation:
    """All that stands behind one verdict. `search` is None where code decided without a search.

    `lines` counts the lines of the résumé that take part, `left_out` those that repeat the posting or one word.
    """

    profile: str
    posting: str
    requirement: dict[str, Any]
    lines: int
    left_out: int
    search: SearchTold | None
    questions: list[VerdictQuestion]
    verdict: dict[str, Any]

    def as_json(self) -> dict[str, Any]:
        """Return it as --json shows it."""
        return asdict(self)


async def explain_verdict(
    profile: Profile,
    posting: Posting,
    client: ModelClient,
    requirement_id: str,
    *,
    profile_name: str,
    posting_name: str,
    as_of: str,
    options: CompareOptions,
) -> VerdictExplanation:
    """Decide one requirement as `compare_profile` does, and return what stands behind the verdict.

    Raises:
        UserError: the posting has no such requirement; those that it has are named. Else as `compare_profile`.
    """
    requirement = _requirement(posting, requirement_id, posting_name)
    check_profile(profile, profile_name)
    asking = PromptRunner(
        client,
        f"{profile_name}--{posting_name}",
        pair_patience_s(1),
        (profile.document.sha256, posting.document.sha256),
    )
    comparing = Comparing(profile, posting, as_of, asking, options)
    verdict = await comparing.verdict(requirement)
    return VerdictExplanation(
        profile_name, posting_name, requirement.model_dump(mode="json", exclude={"evidence"}),
        len(comparing.lines), len(comparing.aside.spans),
        _search(comparing, requirement) if comparing.is_searched(requirement) else None,
        [_question(each) for each in asking.asked], verdict.model_dump(mode="json"),
    )  # fmt: skip


def _requirement(posting: Posting, requirement_id: str, posting_name: str) -> Requirement:
    ids = [each.id for each in posting.requirements]
    if requirement_id not in ids:
        raise UserError(
            f"The posting {posting_name!r} has no requirement {requirement_id!r}.",
            f"It has: {ids[0]} to {ids[-1]}." if ids else "It asks for nothing.",
        )
    return posting.requirements[ids.index(requirement_id)]


def _search(comparing: Comparing, requirement: Requirement) -> SearchTold:
    words = searched_words(requirement)
    ranked = comparing.search.ranked(words)
    asked = {question.shown for question in comparing.asking.asked}
    _, named = named_places(requirement, comparing.lines, comparing.own, comparing.vocabulary)
    return SearchTold(
        words=list(dict.fromkeys(comparing.vocabulary.content_words(words))),
        named=[NamedPlace(skill, match.relation, match.found, line.evidence.line, line.text) for match, line, skill in named],
        found=[
            FoundLine(
                found.line.evidence.line, found.line.text, round(found.words, 3), found.closeness,
                any(found.line.labelled.startswith(each) for each in asked if each),
            )
            for found in ranked[:SHOWN_LINES]
        ],
        found_in_all=len(ranked),
    )  # fmt: skip


def _question(asked: Asked) -> VerdictQuestion:
    rest = {name: text for name, text in asked.variables.items() if text != asked.shown}
    return VerdictQuestion(
        asked.prompt, asked.sample, asked.shown, rest, asked.task, asked.reply, asked.probabilities, asked.from_cache, asked.key
    )  # fmt: skip
