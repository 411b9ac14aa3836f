"""Why a profile says what it says: for one fact, what the model was shown and asked, what came back, and what code did.

Everything here is words of the document. It goes to whoever asked for it, never into logs or stored files.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Protocol, cast

from extract.documents.model.document import Document
from extract.errors import UserError
from extract.extraction.engine.prompt_runner import Asked
from extract.text.canonical import canonicalise
from schemas import Fact, Profile

PROMPTS: dict[str, tuple[str, ...]] = {
    "role": ("roles", "role_gap", "entry_kind", "which_is_employer"), "project": ("projects",),
    "education": ("education", "entry_kind", "degree_level"), "metric": ("metrics", "direction"),
    "publication": ("publications",), "talk": ("talks",),
    "qualification": ("qualifications", "named_skill", "skill_alone", "list_label", "list_entry", "pastime", "spoken_language", "credentials", "credential_kind"),
}  # fmt: skip
"""The questions that facts of a kind come from, by the first word of their identifiers."""
_ABOUT = ("entry", "one", "name", "number", "degree")
"""Variables of closed questions that hold words of the fact that is decided about."""
REPAIRED = {"role": "role", "education": "degree"}
"""What the question that repairs a field calls a kind of fact."""


@dataclass(frozen=True, slots=True)
class ShownLine:
    """A line of the document, `number` and `page` counted from 1."""

    number: int
    page: int | None
    text: str


@dataclass(frozen=True, slots=True)
class ExplainedLeaf:
    """How one value was found: the words at `start` to `end` of the document's text, and what was done with them."""

    field: str
    value: object
    how: str
    rule: str | None
    start: int
    end: int
    line: int
    text: str


@dataclass(frozen=True, slots=True)
class ExplainedQuestion:
    """A question that a fact came from.

    `shown` is the text that was shown, `task` the message that asked, `reply` the part of the answer that is about the
    fact (all of it where no part can be told), `whole_reply` all of it. `from_cache`: nothing was asked this time.
    """

    prompt: str
    shown: str
    task: str
    reply: object
    whole_reply: object
    from_cache: bool
    key: str


@dataclass(frozen=True, slots=True)
class Explanation:
    """All that stands behind one fact."""

    document: str
    fact_id: str
    fact: dict[str, Any]
    lines: list[ShownLine]
    leaves: list[ExplainedLeaf]
    questions: list[ExplainedQuestion]

    def as_json(self) -> dict[str, Any]:
        """Return it as --json shows it."""
        return asdict(self)


class TakesProfile(Protocol):
    """Is shown what an extraction came to."""

    def take(self, document: Document, profile: Profile, asked: Sequence[Asked]) -> None:
        """Look at a document, its profile and what was asked about it."""
        ...


class Explainer:
    """Waits for the document that is asked about, and explains one of its facts. `found` is None until then.

    Raises:
        UserError: `paths` are not one file: identifiers of facts count within a document.
    """

    def __init__(self, fact_id: str, paths: Sequence[Path]) -> None:
        if len(paths) != 1 or paths[0].is_dir():
            raise UserError("A fact is explained for one document at a time.", "Name one file beside --explain.")
        self.fact_id = fact_id
        self.found: Explanation | None = None

    def take(self, document: Document, profile: Profile, asked: Sequence[Asked]) -> None:
        """Explain the fact.

        Raises:
            UserError: the profile has no such fact; those that it has are named.
        """
        self.found = explain(document, profile, asked, self.fact_id)


def explain(document: Document, profile: Profile, asked: Sequence[Asked], fact_id: str) -> Explanation:
    """Return what stands behind a fact.

    Raises:
        UserError: the profile has no such fact; those that it has are named.
    """
    facts = {fact.id: fact for fact in profile.facts()}
    if fact_id not in facts:
        counts: dict[str, int] = {}
        for known in facts:
            counts[known.rpartition("-")[0]] = counts.get(known.rpartition("-")[0], 0) + 1
        listed = ", ".join(
            f"{kind}-1 to {kind}-{count}" if count > 1 else f"{kind}-1" for kind, count in counts.items()
        )
        raise UserError(
            f"The profile of {profile.document.path!r} has no fact {fact_id!r}.",
            f"It has: {listed}." if listed else "It has no facts.",
        )
    fact = facts[fact_id]
    numbers = sorted({piece.line + more for piece in fact.evidence for more in range(piece.text.count("\n") + 1)})
    lines = [document.lines[number - 1] for number in numbers]
    return Explanation(
        document=profile.document.path,
        fact_id=fact_id,
        fact=fact.model_dump(mode="json", exclude={"leaves", "evidence"}),
        lines=[ShownLine(line.number, line.page, document.line_text(line)) for line in lines],
        leaves=[
            ExplainedLeaf(
                name, getattr(fact, name, None), leaf.how, leaf.rule, leaf.start, leaf.end,
                document.line_at(leaf.start).number, document.text[leaf.start : leaf.end],
            )
            for name, leaf in fact.leaves.items()
        ],
        questions=[_explain_question(question, words) for question, words in _questions(document, profile, fact, asked)],
    )  # fmt: skip


def _questions(
    document: Document, profile: Profile, fact: Fact, asked: Sequence[Asked]
) -> Iterator[tuple[Asked, list[str]]]:
    """Yield the questions that gave a value of the fact, or repaired one: shown its lines, and with its words in the reply."""
    kind = fact.id.rpartition("-")[0]
    own = next((name for name, facts in profile.additional.items() if fact in facts), kind)
    words = [_fold(document.text[leaf.start : leaf.end]) for leaf in fact.leaves.values()]
    evidence = [_fold(line) for piece in fact.evidence for line in piece.text.split("\n") if line.strip()]
    for question in asked:
        is_own = question.prompt in PROMPTS.get(kind, (own,))
        is_repair = question.prompt == "repair" and question.variables.get("kind") == REPAIRED.get(kind, kind)
        shown = _fold(question.shown)
        if not (is_own or is_repair) or not any(line in shown or shown in line for line in evidence):
            continue
        about = [text for name, text in question.variables.items() if name in _ABOUT]
        if is_repair or any(_holds(value, words) for value in (*_strings(json.loads(question.reply)), *about)):
            yield question, words


def _explain_question(question: Asked, words: Sequence[str]) -> ExplainedQuestion:
    whole: object = json.loads(question.reply)
    entries = [entry for entry in _entries(whole) if any(_holds(value, words) for value in _strings(entry))]
    return ExplainedQuestion(
        question.prompt, question.shown, question.task, entries or whole, whole, question.from_cache, question.key
    )


def _entries(reply: object) -> Iterator[object]:
    """Yield the items of the lists that a reply holds."""
    if isinstance(reply, dict):
        for value in cast("dict[str, object]", reply).values():
            if isinstance(value, list):
                yield from cast("list[object]", value)


def _strings(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        for inner in cast("dict[str, object]", value).values():
            yield from _strings(inner)
    elif isinstance(value, list):
        for inner in cast("list[object]", value):
            yield from _strings(inner)
    elif isinstance(value, str):
        yield value


def _holds(text: str, words: Sequence[str]) -> bool:
    folded = _fold(text)
    return bool(folded) and any(word in folded or (len(folded) > 2 and folded in word) for word in words)


def _fold(text: str) -> str:
    return canonicalise(text)[0].text
