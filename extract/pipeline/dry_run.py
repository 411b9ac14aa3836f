"""What a run would do and why, and about what it would take: nothing is written, and no model is asked."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict, dataclass
from typing import Any

from rich.console import Console

from extract.documents.discovery.names import ComparisonNames
from extract.documents.discovery.paths import Named
from extract.documents.model.document import Document
from extract.documents.sandbox.reader import IsolatedReader
from extract.errors import DocumentError, InternalError
from extract.extraction.custom.loading import fingerprints_with, load_kinds
from extract.llm.prices import Price, find_price
from extract.pipeline.planning.estimating import Amount, Kind, Rates, find_rates
from extract.pipeline.planning.fingerprints import Basis
from extract.pipeline.planning.plan import Freshness
from extract.pipeline.run import RunOrder, check_own_files, find_all, why_all_again
from extract.pipeline.setup.prompt_check import check_prompts
from extract.pipeline.setup.session import describe_endpoint
from extract.report.content.wording import show_hidden
from extract.settings.load import Settings
from extract.store.journal import Journal
from extract.store.results import Results
from extract.text.sections.document_type import document_kind

MOST_READ = 20
"""How many documents are read to tell how long all are, and which of them are postings."""
MOST_LISTED = 25


@dataclass(frozen=True, slots=True)
class Due:
    """A document that would be extracted, and why."""

    path: str
    why: str


@dataclass(frozen=True, slots=True)
class Preview:
    """What a run would do. `amount` is what it would take at most; kept answers cost nothing, but are not looked up.

    `read` is how many documents were read to estimate the others; `cost_usd` is None where the price is unknown.
    """

    model: str
    documents: int
    due: tuple[Due, ...]
    unchanged: int
    comparisons_due: int
    comparisons_unchanged: int
    amount: Amount
    cost_usd: float | None
    price: str
    rates: str
    read: int

    def as_json(self) -> dict[str, Any]:
        """Return it as one JSON object."""
        rest = {name: value for name, value in asdict(self).items() if name not in ("due", "amount")}
        return {
            "due": [asdict(each) for each in self.due], **rest, "calls": round(self.amount.calls),
            "tokens": {"prompt": round(self.amount.prompt), "completion": round(self.amount.completion)},
        }  # fmt: skip


async def preview_order(order: RunOrder, settings: Settings) -> Preview:
    """Return what an order would do.

    Raises:
        UserError: as `extract.pipeline.run.carry_out`, as far as it can be told without a model.
    """
    prompts = check_prompts(settings.prompts)
    check_own_files(settings)
    results = Results(order.out)
    endpoint = await describe_endpoint(settings)
    price = settings.price or find_price(endpoint.provider, endpoint.model)
    order.task.budget.check(price, endpoint.model)
    async with order.reader(settings.read_limits, settings.recognition) as reader:
        named = await find_all(order, results, reader)
        with Journal(results.journal_path, writable=False) as journal:
            task = order.task
            kinds = load_kinds(settings.kinds, prompts)
            fresh = Freshness(
                results, journal, Basis.of(endpoint, settings, kinds), task.kind, why_all_again(settings, task),
                task.write_text, fingerprints_with(kinds, prompts),
            )  # fmt: skip
            looking = _Looking(order, fresh, journal)
            looking.look_at(named)
            await looking.read_some(reader)
            return looking.preview(endpoint.model, price, find_rates(journal, endpoint.model), len(named))


class _Looking:
    """What is gathered for a preview: what is stored, what is due, and what some of that holds."""

    def __init__(self, order: RunOrder, fresh: Freshness, journal: Journal) -> None:
        self.due: list[tuple[Named, str]] = []
        self.unchanged = self.left_alone = self.read = 0
        self.stored: dict[Kind, dict[str, str]] = {"resume": {}, "posting": {}}
        self.characters: Counter[Kind] = Counter()
        self.found: Counter[Kind] = Counter()
        self._order, self._fresh, self._journal = order, fresh, journal

    def look_at(self, named: list[Named]) -> None:
        """Tell what is due from what is unchanged."""
        for each in named:
            why = self._fresh.why_extract(each) if each.problem is None else "unreadable"
            row = self._journal.document(each.shown)
            if why is None and row is not None and row.made is not None and row.entry.kind != "unknown":
                self.unchanged += 1
                self.stored[row.entry.kind][each.name] = row.made.result.sha256
            elif self._order.retry_failed and (row is None or row.entry.outcome != "failed"):
                self.left_alone += 1
            else:
                self.due.append((each, why or "new"))

    async def read_some(self, reader: IsolatedReader) -> None:
        """Read some of the documents that are due, spread over all of them."""
        step = max(1, len(self.due) // MOST_READ)
        for named, _ in self.due[::step][:MOST_READ]:
            self.read += 1
            try:
                document = await reader.read(named.path)
            except (DocumentError, InternalError):
                continue
            kind = self._kind_of(document)
            self.found[kind] += 1
            self.characters[kind] += len(document.text)

    def preview(self, model: str, price: Price | None, rates: Rates, documents: int) -> Preview:
        """Return what was gathered, with what it would take."""
        share = len(self.due) / self.read if self.read else 0.0
        amount = Amount()
        for kind, characters in self.characters.items():
            amount += rates.documents[kind].times(share * characters / 1_000)
        due, unchanged = self._comparisons(share)
        amount += rates.pair.times(due)
        return Preview(
            model, documents, tuple(Due(named.shown, why) for named, why in self.due), self.unchanged, due, unchanged,
            amount, price.cost_usd(amount.usage) if price else None, price.source if price else "unknown", rates.source,
            self.read,
        )  # fmt: skip

    def _comparisons(self, share: float) -> tuple[int, int]:
        """Return about how many comparisons would be due, and how many would not."""
        if not self._order.compare:
            return 0, 0
        profiles, postings = self.stored["resume"], self.stored["posting"]
        names = ComparisonNames(profiles, postings)
        unchanged = sum(
            self._fresh.why_compare((profile, posting), names.of((profile, posting)), first, second) is None
            for profile, first in profiles.items()
            for posting, second in postings.items()
        )
        all_profiles = len(profiles) + round(share * self.found["resume"])
        all_postings = len(postings) + round(share * self.found["posting"])
        return all_profiles * all_postings - unchanged, unchanged

    def _kind_of(self, document: Document) -> Kind:
        choice = self._order.task.kind
        return document_kind(document) if choice == "auto" else choice


def print_preview(console: Console, preview: Preview) -> None:
    """Print what a run would do, in a few plain lines."""

    def say(text: str) -> None:
        console.print(show_hidden(text), soft_wrap=True)

    reasons = Counter(each.why for each in preview.due)
    ways = [f"{count:,} {why}" for why, count in reasons.most_common()]
    left = preview.documents - len(preview.due) - preview.unchanged
    ways += [f"{preview.unchanged:,} unchanged"] if preview.unchanged else []
    ways += [f"{left:,} left alone"] if left else []
    say(f"{preview.documents:,} document{'' if preview.documents == 1 else 's'}: {', '.join(ways)}.")
    for each in preview.due[:MOST_LISTED]:
        say(f"  {each.path}: {each.why}")
    if len(preview.due) > MOST_LISTED:
        say(f"  … and {len(preview.due) - MOST_LISTED:,} more; --json lists all of them")
    if preview.comparisons_due or preview.comparisons_unchanged:
        say(f"Comparisons: about {preview.comparisons_due:,} to do, {preview.comparisons_unchanged:,} unchanged.")
    if not preview.due and not preview.comparisons_due:
        say("There is nothing to do.")
        return
    say(
        f"About {preview.amount.calls:,.0f} calls to {preview.model}, {preview.amount.prompt:,.0f} tokens sent and "
        f"{preview.amount.completion:,.0f} written; less where answers are kept or documents are the same."
    )
    say(f"Estimated from {preview.rates}, and from {preview.read:,} of the documents, read for it.")
    cost = "unknown, since the price is" if preview.cost_usd is None else f"about ${preview.cost_usd:,.4f}"
    say(f"Cost: {cost} ({preview.price})." if preview.cost_usd is not None else f"Cost: {cost}.")
    say("Nothing was changed, and no model was asked.")
