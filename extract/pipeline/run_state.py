"""The account of a run: what every document came to and what was used for it, ready to be stored as run.json."""

from __future__ import annotations

import itertools
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from importlib.metadata import version
from typing import Any

import schemas
from extract.documents.discovery.paths import Named
from extract.extraction.custom.answers import fact_model
from extract.extraction.custom.kind import FactKind
from extract.extraction.custom.loading import Kinds, fingerprints_with, versions_with
from extract.extraction.engine.provenance import address
from extract.llm.prices import Price, find_price
from extract.llm.prompts.prompt_set import PromptSet, built_in_prompts
from extract.llm.request.providers import Endpoint
from extract.llm.request.questions import Usage
from extract.llm.retry.pacing import Pace
from extract.llm.usage import UsageLedger
from extract.store.journal import Journal, Pair
from extract.system.interrupting import Stop
from schemas import Run, RunComparison, RunDocument, Tokens
from schemas.run import Outcome

_NOTHING_USED: dict[str, Any] = {"calls": 0, "tokens": Tokens(), "seconds": 0.0}
_NOT_CHOSEN = "Only what failed is tried again with --retry-failed; run without it to do this one."
_WAITING, _DONE, _UNCHANGED, _NOT_ASKED_FOR = range(4)


@dataclass(frozen=True, slots=True)
class Pairs:
    """Every profile with every posting, by name, profile after profile."""

    profiles: Sequence[str] = ()
    postings: Sequence[str] = ()

    def __len__(self) -> int:
        return len(self.profiles) * len(self.postings)

    def __iter__(self) -> Iterator[Pair]:
        return itertools.product(self.profiles, self.postings)


class Progress:
    """What became of each item of a stage, by its place in the order: one byte an item, since the rest is in the journal."""

    def __init__(self, total: int) -> None:
        self._states = bytearray(total)

    def done(self, place: int) -> None:
        """Note that the journal has a new line of this run."""
        self._states[place] = _DONE

    def unchanged(self, place: int) -> None:
        """Note that the result of an earlier run holds."""
        self._states[place] = _UNCHANGED

    def not_asked_for(self, place: int) -> None:
        """Note that this run was told to leave the item alone."""
        self._states[place] = _NOT_ASKED_FOR

    def __getitem__(self, place: int) -> int:
        return self._states[place]


@dataclass(slots=True)
class Account:
    """Grows while a run goes on; `run` gives its present state.

    `kinds` are those of the user's own, `prompts` what is asked. `named` and `pairs` are what the run is about, `documents` and `comparisons` how far
    it came with each. The `journal` holds the lines; with `merged` what it lists of earlier commands stays in run.json.
    `ledgers` are those of what is under way, `batches` what a batch service answered before, `same_people` the profiles that look like one person's. `pace` tells how many calls
    are under way, once there is a client.
    """

    endpoint: Endpoint
    as_of: str
    named: Sequence[Named] = ()
    price: Price | None = None
    journal: Journal | None = None
    merged: bool = False
    stop: Stop = field(default_factory=Stop)
    kinds: Kinds = field(default_factory=dict[str, FactKind])
    prompts: PromptSet = field(default_factory=built_in_prompts)
    pairs: Pairs = field(default_factory=Pairs)
    batches: schemas.BatchTotals | None = None
    same_people: Sequence[schemas.LikePair] = ()
    ledgers: list[UsageLedger] = field(default_factory=list[UsageLedger])
    pace: Pace | None = None
    started_s: float = field(default_factory=time.monotonic)
    ended_s: float | None = None
    documents: Progress = field(init=False)
    comparisons: Progress = field(init=False)
    _settled: UsageLedger = field(default_factory=UsageLedger)

    def __post_init__(self) -> None:
        """Look the price up where the user gave none."""
        self.price = self.price or find_price(self.endpoint.provider, self.endpoint.model)
        self.documents, self.comparisons = Progress(len(self.named)), Progress(0)

    def compare(self, pairs: Pairs) -> None:
        """Begin with the comparisons."""
        self.pairs, self.comparisons = pairs, Progress(len(pairs))

    def settle(self, ledger: UsageLedger) -> None:
        """Add what an item that is done has used to the sums."""
        self.ledgers = [each for each in self.ledgers if each is not ledger]  # two may be equal
        self._settled.absorb(ledger)

    @property
    def paid(self) -> Usage:
        """What was sent to the model so far."""
        return sum((ledger.total for ledger in self._books()), Usage())

    @property
    def reused(self) -> Usage:
        """What the cache gave so far."""
        return sum((ledger.total_reused for ledger in self._books()), Usage())

    def run(self, *, finished: bool, merged: bool = True) -> Run:
        """Return the account as it is stored, with every row. What was not reached is listed as skipped.

        With `merged` off, what stands there from earlier commands is left out.
        """
        return self.head(finished=finished).model_copy(
            update={
                "documents": list(self.document_rows(merged=merged)),
                "comparisons": list(self.comparison_rows(merged=merged)),
            }
        )

    def head(self, *, finished: bool) -> Run:
        """Return the account without its rows, which a large run does not hold at once."""
        prompts = sorted({name for ledger in self._books() for name in (*ledger.paid, *ledger.reused)})
        models = {name: fact_model(kind) for name, kind in self.kinds.items()}
        return Run(
            vouchline=version("vouchline"), as_of=self.as_of, model=self.endpoint.model, base_url=address(self.endpoint),
            provider=self.endpoint.provider, mode=self.endpoint.mode, shape=self.endpoint.shape,
            prompts=fingerprints_with(self.kinds, self.prompts), prompt_versions=versions_with(self.kinds, self.prompts),
            own_prompts=self.prompts.own_among(self.prompts.read),
            schemas={name: schemas.fingerprint(name, models) for name in schemas.PUBLISHED},
            usage=self._usage(self.paid, self.reused),
            usage_by_prompt={name: self._usage_of(name) for name in prompts},
            batches=self.batches, price=self.price.source if self.price else "unknown",
            seconds=round((self.ended_s or time.monotonic()) - self.started_s, 3), finished=finished,
            same_people=list(self.same_people), documents=[], comparisons=[],
        )  # fmt: skip

    def document_rows(self, *, merged: bool = True) -> Iterator[RunDocument]:
        """Yield the rows of the documents, in order, read back from the journal."""
        if merged and self.merged and self.journal is not None:
            paths, names = {named.shown for named in self.named}, {named.name for named in self.named}
            for path in self.journal.listed_documents():
                row = self.journal.document(path) if path not in paths else None
                if row is not None and row.entry.name not in names:
                    yield row.entry
        for place, named in enumerate(self.named):
            yield self._document(place, named)

    def comparison_rows(self, *, merged: bool = True) -> Iterator[RunComparison]:
        """Yield the rows of the comparisons, in order, read back from the journal."""
        if merged and self.merged and self.journal is not None:
            profiles, postings = set(self.pairs.profiles), set(self.pairs.postings)
            for pair in self.journal.listed_comparisons():
                if not (pair[0] in profiles and pair[1] in postings) and (row := self.journal.comparison(pair)):
                    yield row.entry
        for place, pair in enumerate(self.pairs):
            yield self._comparison(place, pair)

    def _document(self, place: int, named: Named) -> RunDocument:
        state = self.documents[place]
        row = self.journal.document(named.shown) if self.journal and state in (_DONE, _UNCHANGED) else None
        if row is None:
            code, reason = self._why_skipped(state)
            return RunDocument(path=named.shown, name=None, kind="unknown", outcome="skipped", code=code, reason=reason)
        if state == _DONE:
            return row.entry
        return row.entry.model_copy(update={"outcome": "unchanged", **_NOTHING_USED})

    def _comparison(self, place: int, pair: Pair) -> RunComparison:
        state = self.comparisons[place]
        row = self.journal.comparison(pair) if self.journal and state in (_DONE, _UNCHANGED) else None
        if row is None:
            code, reason = self._why_skipped(state)
            return RunComparison(profile=pair[0], posting=pair[1], outcome="skipped", code=code, reason=reason)
        if state == _DONE:
            return row.entry
        return row.entry.model_copy(update={"outcome": "unchanged", **_NOTHING_USED})

    def _why_skipped(self, state: int) -> tuple[str, str]:
        return ("not_asked_for", _NOT_CHOSEN) if state == _NOT_ASKED_FOR else (self.stop.code, self.stop.reason)

    def _books(self) -> list[UsageLedger]:
        return [self._settled, *self.ledgers]

    def _usage_of(self, prompt: str) -> schemas.Usage:
        paid = sum((ledger.paid.get(prompt, Usage()) for ledger in self._books()), Usage())
        return self._usage(paid, sum((ledger.reused.get(prompt, Usage()) for ledger in self._books()), Usage()))

    def _usage(self, paid: Usage, reused: Usage) -> schemas.Usage:
        return schemas.Usage(
            calls=paid.calls, cached_calls=reused.calls - reused.reasks, reasks=paid.reasks, tokens=tokens_of(paid),
            seconds=round(paid.seconds, 3), cost_usd=self.price.cost_usd(paid) if self.price else None,
        )  # fmt: skip


def tokens_of(usage: Usage) -> Tokens:
    """Return tokens as they are stored."""
    return Tokens(prompt=usage.prompt_tokens, completion=usage.completion_tokens, cached=usage.cached_tokens)


def answers_of(ledger: UsageLedger) -> int:
    """Return how many questions got a reply, from the model or the cache; asking again does not count."""
    return sum(usage.calls - usage.reasks for usage in (ledger.total, ledger.total_reused))


def used(ledger: UsageLedger, started_s: float) -> dict[str, Any]:
    """Return what RunDocument and RunComparison say of usage alike; `started_s` is of the monotonic clock."""
    return {
        "calls": answers_of(ledger),
        "tokens": tokens_of(ledger.total),
        "seconds": round(time.monotonic() - started_s, 3),
    }


def outcome_of(ledger: UsageLedger) -> Outcome:
    """Return "cached" where every answer came from the cache."""
    return "cached" if ledger.total_reused.calls and not ledger.total.calls else "extracted"
