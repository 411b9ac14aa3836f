"""The account of a run: what every document came to and what was used for it, ready to be stored as run.json."""

from __future__ import annotations

import re
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from importlib.metadata import version

import schemas
from extract.custom.answers import fact_model
from extract.custom.kind import FactKind
from extract.custom.loading import Kinds
from extract.errors import DocumentError, InternalError, VouchlineError
from extract.finding import Named
from extract.ledger import UsageLedger
from extract.prices import Price, find_price
from extract.prompting import prompt_fingerprints
from extract.provenance import address
from extract.providers import Endpoint
from extract.questions import Usage
from schemas import Run, RunComparison, RunDocument, Tokens
from schemas.run import Outcome

_NOT_REACHED = "The run stopped before it was done; run the same command again, what is done is kept."
Pair = tuple[str, str]
"""Names of a profile and a posting."""


@dataclass(frozen=True, slots=True)
class Failure:
    """Why something has no result: a stable code, and a reason for people without text of the document."""

    code: str
    reason: str


def describe_failure(error: Exception) -> Failure:
    """Return what run.json says of an error. Of a fault of the program it says where, never what it was about."""
    if isinstance(error, DocumentError):
        return Failure(error.code, str(error))
    if isinstance(error, VouchlineError):
        return Failure(_snake(type(error).__name__.removesuffix("Error")), str(error))
    return Failure("internal", str(InternalError.of(error)))


@dataclass(slots=True)
class Account:
    """Grows while a run goes on; `run` gives its present state.

    `kinds` are those of the user's own. `documents` and `comparisons` hold the outcomes by place in the order of the run. `before` is the account of an
    earlier command on the same results, whose other entries stay.
    """

    endpoint: Endpoint
    as_of: str
    named: Sequence[Named] = ()
    price: Price | None = None
    before: Run | None = None
    kinds: Kinds = field(default_factory=dict[str, FactKind])
    documents: dict[str, RunDocument] = field(default_factory=dict[str, RunDocument])
    pairs: Sequence[Pair] = ()
    comparisons: dict[Pair, RunComparison] = field(default_factory=dict[Pair, RunComparison])
    ledgers: list[UsageLedger] = field(default_factory=list[UsageLedger])
    started_s: float = field(default_factory=time.monotonic)

    def __post_init__(self) -> None:
        """Look the price up where the user gave none."""
        self.price = self.price or find_price(self.endpoint.provider, self.endpoint.model)

    @property
    def paid(self) -> Usage:
        """What was sent to the model so far."""
        return sum((ledger.total for ledger in self.ledgers), Usage())

    @property
    def reused(self) -> Usage:
        """What the cache gave so far."""
        return sum((ledger.total_reused for ledger in self.ledgers), Usage())

    def run(self, *, finished: bool, merged: bool = True) -> Run:
        """Return the account as it is stored. What was not reached is listed as skipped.

        With `merged` off, what stands there from earlier commands is left out.
        """
        before = self.before if merged else None
        prompts = sorted({name for ledger in self.ledgers for name in (*ledger.paid, *ledger.reused)})
        models = {name: fact_model(kind) for name, kind in self.kinds.items()}
        return Run(
            vouchline=version("vouchline"), as_of=self.as_of, model=self.endpoint.model, base_url=address(self.endpoint),
            provider=self.endpoint.provider, mode=self.endpoint.mode, shape=self.endpoint.shape,
            prompts=prompt_fingerprints() | {name: kind.prompt.fingerprint for name, kind in self.kinds.items()},
            schemas={name: schemas.fingerprint(name, models) for name in schemas.PUBLISHED},
            usage=self._usage(self.paid, self.reused),
            usage_by_prompt={name: self._usage_of(name) for name in prompts},
            price=self.price.source if self.price else "unknown",
            seconds=round(time.monotonic() - self.started_s, 3), finished=finished,
            documents=self._all_documents(before), comparisons=self._all_comparisons(before),
        )  # fmt: skip

    def _all_documents(self, before: Run | None) -> list[RunDocument]:
        now = [self.documents.get(named.shown) or _skipped(named) for named in self.named]
        names, paths = {document.name for document in now}, {document.path for document in now}
        earlier = before.documents if before else []
        kept = [known for known in earlier if known.path not in paths and (not known.name or known.name not in names)]
        return kept + now

    def _all_comparisons(self, before: Run | None) -> list[RunComparison]:
        now = [self.comparisons.get(pair) or _not_compared(pair) for pair in self.pairs]
        earlier = before.comparisons if before else []
        return [known for known in earlier if (known.profile, known.posting) not in set(self.pairs)] + now

    def _usage_of(self, prompt: str) -> schemas.Usage:
        paid = sum((ledger.paid.get(prompt, Usage()) for ledger in self.ledgers), Usage())
        return self._usage(paid, sum((ledger.reused.get(prompt, Usage()) for ledger in self.ledgers), Usage()))

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


def outcome_of(ledger: UsageLedger) -> Outcome:
    """Return "cached" where every answer came from the cache."""
    return "cached" if ledger.total_reused.calls and not ledger.total.calls else "extracted"


def _skipped(named: Named) -> RunDocument:
    return RunDocument(
        path=named.shown, name=None, kind="unknown", outcome="skipped", code="not_reached", reason=_NOT_REACHED
    )


def _not_compared(pair: Pair) -> RunComparison:
    return RunComparison(profile=pair[0], posting=pair[1], outcome="skipped", code="not_reached", reason=_NOT_REACHED)


def _snake(name: str) -> str:
    return re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower()
