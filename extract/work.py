"""One run under way: documents extracted and pairs compared, each written at once and accounted for."""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterable, Iterator, Sequence
from contextlib import asynccontextmanager
from typing import Any, Literal, TypeVar

from extract.account import Account, Pair, answers_of, describe_failure, outcome_of, tokens_of
from extract.client import ModelClient
from extract.compare import compare_profile, options_of
from extract.custom.loading import Kinds
from extract.documents.model import Document
from extract.errors import DocumentError, UserError
from extract.explaining import Explainer
from extract.finding import Named
from extract.isolation.reader import IsolatedReader
from extract.kinds import document_kind
from extract.ledger import UsageLedger
from extract.names import name_comparisons
from extract.posting import extract_posting
from extract.profile import extract_profile
from extract.review.reporting import write_report
from extract.session import with_own_ledger
from extract.settings import Settings
from extract.storage import Results
from extract.watching import Watcher
from schemas import Posting, Profile, RunComparison, RunDocument

KindChoice = Literal["auto", "resume", "posting"]
EMBEDDED_JOBS, LOCAL_JOBS, HOSTED_JOBS = 1, 4, 8
"""Documents under way at once where the user does not say. The embedded model gains nothing from more than one: it
uses all cores for it, and two would take each other's place in its prefix cache."""

READ_AHEAD = 2
"""Documents that are read while the model is asked about those before them."""

_Item = TypeVar("_Item")
_Reading = tuple[Named, asyncio.Task[Document]]


class Work:
    """One run under way. `profiles` and `postings` hold what was extracted so far, by name."""

    def __init__(
        self,
        client: ModelClient,
        results: Results,
        account: Account,
        watcher: Watcher,
        settings: Settings,
        kind: KindChoice = "auto",
        write_text: bool = False,
        explainer: Explainer | None = None,
        kinds: Kinds | None = None,
    ) -> None:
        self.profiles: dict[str, Profile] = {}
        self.postings: dict[str, Posting] = {}
        self._client = client
        self._results = results
        self._account = account
        self._watcher = watcher
        self._settings = settings
        self._kind: KindChoice = kind
        self._write_text = write_text
        self._explainer = explainer
        self._kinds = kinds

    @asynccontextmanager
    async def accounted(self) -> AsyncGenerator[None]:
        """Write run.json and the page at the end, however it comes about."""
        finished = False
        try:
            yield
            finished = True
        finally:
            self._watcher.finish()
            self._results.write_run(self._account.run(finished=finished))
            write_report(self._results.folder)

    async def extract(self, named: Sequence[Named], reader: IsolatedReader) -> None:
        """Extract every document; afterwards the results stand in the order of `named`."""
        self._watcher.begin("documents", len(named), self._account)
        async with reading_ahead(named, reader) as readings:
            await self._each(readings, self._extract_one)
        order = {document.name: place for place, document in enumerate(named)}
        self.profiles = dict(sorted(self.profiles.items(), key=lambda item: order[item[0]]))
        self.postings = dict(sorted(self.postings.items(), key=lambda item: order[item[0]]))

    async def compare(self, pairs: Sequence[Pair]) -> None:
        """Compare the profile and the posting of every pair."""
        self._account.pairs = pairs
        if not pairs:
            return
        self._watcher.begin("comparisons", len(pairs), self._account)
        await self._each(list(zip(pairs, name_comparisons(pairs), strict=True)), self._compare_one)

    async def _extract_one(self, item: _Reading) -> None:
        named, reading = item
        self._watcher.start(named.name)
        client, started = self._own_client(), time.monotonic()
        kind: Literal["resume", "posting", "unknown"] = "unknown"
        try:
            document = await reading
            kind = self._kind if self._kind != "auto" else document_kind(document)
            text = document.text if self._write_text else None
            if kind == "resume":
                profile = await extract_profile(
                    document, client, as_of=self._account.as_of, name=named.shown, explainer=self._explainer,
                    kinds=self._kinds,
                )  # fmt: skip
                self._results.write_profile(named.name, profile, text)
                self.profiles[named.name] = profile
                note = f"résumé, {len(profile.facts())} facts"
            else:
                posting = await extract_posting(document, client, name=named.shown)
                self._results.write_posting(named.name, posting, text)
                self.postings[named.name] = posting
                note = f"posting, {len(posting.requirements)} requirements"
        except UserError:
            raise
        except Exception as error:  # noqa: BLE001 - one bad document never stops the others; run.json names it
            failure = describe_failure(error)
            entry = RunDocument(
                path=named.shown, source=self._results.path_to(named.path), name=None, kind=kind, outcome="failed", code=failure.code, reason=failure.reason,
                **_used(client.usage, started),
            )  # fmt: skip
            note = error.what if isinstance(error, DocumentError) else failure.reason
        else:
            entry = RunDocument(
                path=named.shown, source=self._results.path_to(named.path), name=named.name, kind=kind, outcome=outcome_of(client.usage),
                **_used(client.usage, started),
            )  # fmt: skip
        self._account.documents[named.shown] = entry
        self._results.write_run(self._account.run(finished=False))
        self._watcher.end(named.name, entry.outcome, note)

    async def _compare_one(self, item: tuple[Pair, str]) -> None:
        pair, name = item
        profile, posting = self.profiles[pair[0]], self.postings[pair[1]]
        self._watcher.start(name)
        client, started = self._own_client(), time.monotonic()
        try:
            comparison = await compare_profile(
                profile, posting, client, profile_name=pair[0], posting_name=pair[1],
                as_of=self._settings.as_of or profile.as_of, options=options_of(self._settings),
            )  # fmt: skip
            self._results.write_comparison(name, comparison)
            note = (
                f"{sum(verdict.verdict == 'met' for verdict in comparison.verdicts)} of {len(comparison.verdicts)} met"
            )
            entry = RunComparison(
                profile=pair[0], posting=pair[1], outcome=outcome_of(client.usage), **_used(client.usage, started)
            )
        except UserError:
            raise
        except Exception as error:  # noqa: BLE001 - as above
            failure = describe_failure(error)
            note = failure.reason
            entry = RunComparison(
                profile=pair[0], posting=pair[1], outcome="failed", code=failure.code, reason=failure.reason,
                **_used(client.usage, started),
            )  # fmt: skip
        self._account.comparisons[pair] = entry
        self._results.write_run(self._account.run(finished=False))
        self._watcher.end(name, entry.outcome, note)

    def _own_client(self) -> ModelClient:
        client = with_own_ledger(self._client)
        self._account.ledgers.append(client.usage)
        return client

    async def _each(self, items: Iterable[_Item], work: Callable[[_Item], Awaitable[None]]) -> None:
        """Work on the items in order, as many at once as the settings say; the first error ends all."""
        rest = iter(items)

        async def worker() -> None:
            for item in rest:
                await work(item)

        tasks = [asyncio.create_task(worker()) for _ in range(self._jobs())]
        try:
            await asyncio.gather(*tasks)
        except BaseException:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            raise

    def _jobs(self) -> int:
        if self._settings.jobs is not None:
            return self._settings.jobs
        if self._client.endpoint.provider == "embedded":
            return EMBEDDED_JOBS
        return LOCAL_JOBS if self._client.endpoint.is_local else HOSTED_JOBS


@asynccontextmanager
async def reading_ahead(named: Sequence[Named], reader: IsolatedReader) -> AsyncGenerator[Iterator[_Reading]]:
    """Give each document with the task that reads it, `READ_AHEAD` further ones under way; at the end none is left."""
    under_way: deque[_Reading] = deque()

    async def read(document: Named) -> Document:
        if document.problem is not None:
            raise document.problem
        return await reader.read(document.path)

    def begin() -> Iterator[_Reading]:
        for document in named:
            under_way.append((document, asyncio.create_task(read(document))))
            if len(under_way) > READ_AHEAD:
                yield under_way.popleft()
        while under_way:
            yield under_way.popleft()

    try:
        yield begin()
    finally:
        tasks = [task for _, task in under_way]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


def _used(ledger: UsageLedger, started_s: float) -> dict[str, Any]:
    """Return what RunDocument and RunComparison say of usage alike."""
    return {
        "calls": answers_of(ledger),
        "tokens": tokens_of(ledger.total),
        "seconds": round(time.monotonic() - started_s, 3),
    }
