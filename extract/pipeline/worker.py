"""One run under way: documents extracted and pairs compared, each written at once, noted in the journal, and forgotten."""

from __future__ import annotations

import asyncio
import functools
import time
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterable, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, TypeVar

from extract.documents.discovery.names import ComparisonNames
from extract.documents.discovery.paths import Named
from extract.documents.model.document import Document
from extract.documents.sandbox.reader import IsolatedReader
from extract.errors import DocumentError, UserError, describe_failure
from extract.extraction.engine.explain import Explainer
from extract.extraction.engine.patience import OUT_OF_TIME
from extract.llm.client import ModelClient
from extract.llm.local.weights import cache_folder
from extract.pipeline.executor import Executor, LocalExecutor
from extract.pipeline.planning.budget import Budget
from extract.pipeline.planning.duplicates import Contents
from extract.pipeline.planning.fingerprints import file_state, result_state
from extract.pipeline.planning.plan import Freshness
from extract.pipeline.planning.speed import Speed
from extract.pipeline.read_ahead import READ_AHEAD, Reading, reading_ahead
from extract.pipeline.run_state import Account, Pairs, outcome_of, used
from extract.pipeline.setup.session import items_at_once, jobs_at, with_own_ledger
from extract.pipeline.watcher import Watcher
from extract.report.write import shorten
from extract.review.domain.people import find_people
from extract.review.state.reporting import write_report
from extract.settings.load import Settings
from extract.store.journal import Journal, Pair
from extract.store.journal_rows import ComparisonRow, DocumentRow, FileState, Made
from extract.store.results import Results
from extract.system.threads import finished_in_thread
from extract.taxonomy.assigning import assign_ids
from extract.text.sections.document_type import document_kind
from schemas import Finding, LikePair, Posting, Profile, Provenance, RunComparison, RunDocument
from schemas.run import Outcome

KindChoice = Literal["auto", "resume", "posting"]
_SAVE_S, _SAVE_SHARE = 30.0, 0.02
"""run.json is written again when so much time has passed, and so little of it goes into writing it."""
_PROFILES_AT_HAND, _POSTINGS_AT_HAND = 16, 64
_MOST_LOOKED_AT = 50_000
"""Profiles among which a run looks for the same person: some 15 s, for which all of them are read again."""

_Item = TypeVar("_Item")


@dataclass(frozen=True, slots=True)
class Task:
    """What a run is told beside its settings: what documents are, what to write, and when to stop."""

    kind: KindChoice = "auto"
    write_text: bool = False
    explainer: Explainer | None = None
    budget: Budget = field(default_factory=Budget)
    fail_fast: bool = False
    workplace: Executor = field(default_factory=LocalExecutor)


@dataclass(frozen=True, slots=True)
class _Result:
    """What came of a document: its outcome, words for people, and what the journal keeps."""

    outcome: Outcome
    note: str
    made: Made | None
    same_as: str | None = None


class Work:
    """One run under way. `profiles` and `postings` hold the sha256 of what is stored so far, by name."""

    def __init__(
        self, results: Results, account: Account, journal: Journal, fresh: Freshness, watcher: Watcher, settings: Settings,
        task: Task,
    ) -> None:  # fmt: skip
        self.profiles: dict[str, str] = {}
        self.postings: dict[str, str] = {}
        self.contents = Contents()
        self._results = results
        self._account = account
        self._journal = journal
        self._fresh = fresh
        self._watcher = watcher
        self._settings = settings
        self._task = task
        self._client: ModelClient | None = None
        self._states: dict[str, FileState | None] = {}
        self._speed = Speed(cache_folder(settings.cache_dir), account.endpoint)
        self._saved_s, self._save_took_s = time.monotonic(), 0.0
        self._profile = functools.lru_cache(_PROFILES_AT_HAND)(results.read_profile)
        self._posting = functools.lru_cache(_POSTINGS_AT_HAND)(results.read_posting)

    @asynccontextmanager
    async def accounted(self) -> AsyncGenerator[None]:
        """Write run.json and the page at the end, however it comes about; the page not where there is no time for it."""
        finished = in_time = False
        try:
            yield
            finished, in_time = not self._account.stop.asked, True
        except Exception:
            in_time = True
            raise
        finally:
            self._watcher.finish()
            self._speed.save()
            if finished:
                self._account.same_people = self._same_people()
            self._account.ended_s = time.monotonic()  # run.json and the page say the same
            self._save(finished=finished)
            if in_time:
                self._write_page(finished=finished)

    async def extract(
        self, client: ModelClient, named: Sequence[Named], due: Sequence[int], reader: IsolatedReader
    ) -> None:
        """Extract the documents at the places `due`."""
        self._client, self._account.pace = client, client.pace
        self._watcher.begin("documents", len(due), self._account)
        # Documents begun together end together: as many are then wanted at once. Memory holds twice as many as are under way.
        ahead = max(READ_AHEAD, self._at_once())
        async with reading_ahead(self._noting_states(named[place] for place in due), reader, ahead) as readings:
            await self._each(zip(due, readings, strict=True), self._extract_one)

    async def compare(self, client: ModelClient, pairs: Pairs, due: Sequence[int], names: ComparisonNames) -> None:
        """Compare the pairs at the places `due`."""
        self._client, self._account.pace = client, client.pace
        self._watcher.begin("comparisons", len(due), self._account)
        wanted = frozenset(due)
        chosen = ((place, pair, names.of(pair)) for place, pair in enumerate(pairs) if place in wanted)
        await self._each(chosen, self._compare_one)

    def keep(self, row: DocumentRow) -> None:
        """Take what is stored of a document for what this run has of it."""
        entry, made = row.entry, row.made
        if made is None or entry.name is None:
            return
        (self.profiles if entry.kind == "resume" else self.postings)[entry.name] = made.result.sha256
        self.contents.know(row.sha256, row.media_type, entry.path)

    def _noting_states(self, named: Iterable[Named]) -> Iterator[Named]:
        """Look at each file just before it is read: what is written to it later then shows."""
        for each in named:
            self._states[each.shown] = file_state(each.path) if each.problem is None else None
            yield each

    async def _extract_one(self, item: tuple[int, Reading]) -> None:
        place, (named, reading) = item
        self._watcher.start(named.name)
        client, started_s, state = self._own_client(), time.monotonic(), self._states.pop(named.shown)
        kind: Literal["resume", "posting", "unknown"] = "unknown"
        document: Document | None = None
        name = source = estimated_s = None
        try:
            document = await reading
            source = self._results.path_to(named.path)
            if self._still_holds(named, document, state):
                self._end(
                    place,
                    named.name,
                    client,
                    "unchanged",
                    "the same words as before",
                    self._account.documents.unchanged,
                )
                return
            kind = self._task.kind if self._task.kind != "auto" else document_kind(document)
            estimated_s = self._speed.seconds(len(document.text), kind)
            self._watcher.expect(named.name, len(document.text), estimated_s)
            asked_s = time.monotonic()
            result = await self._make(document, named, kind, client)
            name, outcome, note, made, same_as = named.name, result.outcome, result.note, result.made, result.same_as
            code = reason = None
            if kind == "resume" and outcome == "extracted" and not client.usage.reused:
                self._speed.learn(len(document.text), time.monotonic() - asked_s)
        except UserError:
            raise
        except Exception as error:  # noqa: BLE001 - one bad document never stops the others; run.json names it
            failure = describe_failure(error)
            source = self._results.path_to(named.path)
            outcome, made, same_as, code, reason = "failed", None, None, failure.code, failure.reason
            note = error.what if isinstance(error, DocumentError) else failure.reason
        entry = RunDocument(
            path=named.shown, source=source, name=name, kind=kind, outcome=outcome, code=code, reason=reason, same_as=same_as,
            estimated_s=None if estimated_s is None else round(estimated_s, 1), **used(client.usage, started_s),
        )  # fmt: skip
        row = DocumentRow(entry=entry, choice=self._task.kind, file=state, made=made)
        if document is not None:
            row = row.model_copy(
                update={
                    "sha256": document.sha256, "media_type": document.media_type, "characters": len(document.text),
                }
            )  # fmt: skip
        self._journal.add(row)
        self.keep(row)
        self._end(place, named.name, client, outcome, note, self._account.documents.done)

    def _still_holds(self, named: Named, document: Document, state: FileState | None) -> bool:
        """Whether a document that had to be read, since its archive was written to, is what it was when it was extracted."""
        row = self._journal.document(named.shown)
        if self._fresh.redo or row is None or (row.sha256, row.media_type) != (document.sha256, document.media_type):
            return False
        if row.entry.name != named.name or self._fresh.why_made_again(row):
            return False
        row = row.model_copy(update={"file": state})
        self._journal.add(row)
        self.keep(row)
        return True

    async def _make(
        self, document: Document, named: Named, kind: Literal["resume", "posting"], client: ModelClient
    ) -> _Result:
        """Store the result of a document: that of one of the same content where there is one, else from the model."""
        if self._task.explainer is not None:
            return await self._ask(document, named, kind, client)
        content = (document.sha256, document.media_type)
        first = await self.contents.claim(*content)
        if first is not None:
            taken = self._take(first, document, named, kind)
            return taken or await self._ask(document, named, kind, client)
        done: str | None = None
        try:
            result = await self._ask(document, named, kind, client)
            done = named.shown
            return result
        finally:
            # The journal has no line of it yet, but nothing can run before it has: no await stands between.
            self.contents.settle(*content, done)

    async def _ask(
        self, document: Document, named: Named, kind: Literal["resume", "posting"], client: ModelClient
    ) -> _Result:
        text = document.text if self._task.write_text else None
        if kind == "resume":
            profile = await self._task.workplace.profile(
                document, client, as_of=self._account.as_of, name=named.shown, explainer=self._task.explainer,
                kinds=self._account.kinds,
            )  # fmt: skip
            profile = await finished_in_thread(assign_ids, profile, self._settings.taxonomy)
            path = await finished_in_thread(self._results.write_profile, named.name, profile, text)
            note = f"résumé, {len(profile.facts())} facts"
            made = self._made(self._fresh.basis.profile, profile.provenance, path, profile.findings)
        else:
            posting = await self._task.workplace.posting(document, client, name=named.shown)
            path = await finished_in_thread(self._results.write_posting, named.name, posting, text)
            note = f"posting, {len(posting.requirements)} requirements"
            made = self._made(self._fresh.basis.posting, posting.provenance, path, posting.findings)
        return _Result(outcome_of(client.usage), note, made)

    def _take(self, first: str, document: Document, named: Named, kind: str) -> _Result | None:
        """Store what came of a document of the same content, under this one's name; None where it cannot be taken."""
        row = self._journal.document(first)
        if row is None or row.entry.name is None or row.entry.kind != kind or self._fresh.why_made_again(row):
            return None
        text = document.text if self._task.write_text else None
        if kind == "resume":
            profile: Profile = self._results.read_profile(row.entry.name)
            info = profile.document.model_copy(update={"path": named.shown})
            path = self._results.write_profile(named.name, profile.model_copy(update={"document": info}), text)
            made = self._made(self._fresh.basis.profile, profile.provenance, path)
        else:
            posting: Posting = self._results.read_posting(row.entry.name)
            info = posting.document.model_copy(update={"path": named.shown})
            path = self._results.write_posting(named.name, posting.model_copy(update={"document": info}), text)
            made = self._made(self._fresh.basis.posting, posting.provenance, path)
        return _Result("duplicate", f"the same as {first}", made, same_as=first)

    async def _compare_one(self, item: tuple[int, Pair, str]) -> None:
        place, pair, name = item
        self._watcher.start(name)
        client, started_s = self._own_client(), time.monotonic()
        made: Made | None = None
        try:
            profile, posting = self._profile(pair[0]), self._posting(pair[1])
            comparison = await self._task.workplace.comparison(
                profile, posting, client, names=pair, as_of=self._settings.as_of or profile.as_of,
                options=self._settings.compare_options,
            )  # fmt: skip
            path = await finished_in_thread(self._results.write_comparison, name, comparison)
            made = self._made(self._fresh.basis.comparison, comparison.provenance, path, comparison.findings)
            met = sum(verdict.verdict == "met" for verdict in comparison.verdicts)
            note = f"{met} of {len(comparison.verdicts)} met"
            outcome, code, reason = outcome_of(client.usage), None, None
        except UserError:
            raise
        except Exception as error:  # noqa: BLE001 - as above
            failure = describe_failure(error)
            outcome, code, reason, note = "failed", failure.code, failure.reason, failure.reason
        entry = RunComparison(
            profile=pair[0], posting=pair[1], outcome=outcome, code=code, reason=reason, **used(client.usage, started_s)
        )
        self._journal.add(
            ComparisonRow(
                entry=entry, made=made, profile_sha256=self.profiles[pair[0]], posting_sha256=self.postings[pair[1]]
            )
        )
        self._end(place, name, client, outcome, note, self._account.comparisons.done)

    def _made(
        self, basis: dict[str, str], provenance: Provenance, path: Path, findings: Sequence[Finding] = ()
    ) -> Made | None:
        """Return what the journal keeps of a result; one that time ran out for rests on that too, so that it is made again."""
        if any(finding.code == OUT_OF_TIME for finding in findings):
            basis = {**basis, OUT_OF_TIME: "yes"}
        state = result_state(path)
        return Made(basis=basis, prompts=provenance.prompts, result=state) if state else None

    def _end(
        self, place: int, name: str, client: ModelClient, outcome: Outcome, note: str, note_state: Callable[[int], None]
    ) -> None:
        """Account for an item that is done, and see whether the next may begin."""
        note_state(place)
        self._account.settle(client.usage)
        self._watcher.end(name, outcome, note)
        budget = self._task.budget
        # What was paid is summed over all that is under way.
        if budget.is_set and (spent := budget.spent(self._account.paid, self._account.price)):
            self._account.stop.ask("budget", spent)
        if outcome == "failed" and self._task.fail_fast:
            self._account.stop.ask("fail_fast", f"{name!r} failed, and --fail-fast stops at the first failure.")
        since_s = time.monotonic() - self._saved_s
        if since_s > _SAVE_S and self._save_took_s < _SAVE_SHARE * since_s:
            self._save(finished=False)

    def _save(self, *, finished: bool) -> None:
        """Write run.json from the journal."""
        began_s, account = time.monotonic(), self._account
        self._results.write_run(account.head(finished=finished), account.document_rows(), account.comparison_rows())
        self._saved_s = time.monotonic()
        self._save_took_s = self._saved_s - began_s

    def _same_people(self) -> Sequence[LikePair]:
        """Return the profiles that look like one person's, where they are not too many to be read again for it."""
        few = len(self._results.profile_names()) <= _MOST_LOOKED_AT
        return find_people(self._results.folder).found.pairs if few else ()

    def _write_page(self, *, finished: bool) -> None:
        """Write the page, with as many rows as it shows."""
        account = self._account
        documents, left_out = shorten(account.document_rows())
        shown = {document.name for document in documents}
        compared = (row for row in account.comparison_rows() if row.outcome == "failed" or row.profile in shown)
        run = account.head(finished=finished).model_copy(update={"documents": documents, "comparisons": list(compared)})
        write_report(self._results.folder, run, documents_left_out=left_out)

    def _own_client(self) -> ModelClient:
        assert self._client is not None
        client = with_own_ledger(self._client)
        self._account.ledgers.append(client.usage)
        return client

    def _at_once(self) -> int:
        return items_at_once(jobs_at(self._account.endpoint, self._settings))

    async def _each(self, items: Iterable[_Item], work: Callable[[_Item], Awaitable[None]]) -> None:
        """Work on the items in order, as many at once as keep the model busy; the first error ends all.

        When the run is asked to stop, no further item is begun; when somebody interrupts it, those under way end at once.
        """
        rest, stop, nothing = iter(items), self._account.stop, object()

        async def worker() -> None:
            while not stop.asked and (item := next(rest, nothing)) is not nothing:
                await work(item)  # pyright: ignore[reportArgumentType] - `nothing` is no item

        tasks = [asyncio.create_task(worker()) for _ in range(self._at_once())]

        def end_all() -> None:
            for task in tasks:
                task.cancel()

        stop.when_interrupted(end_all)
        try:
            await asyncio.gather(*tasks)
        except asyncio.CancelledError:
            end_all()
            await asyncio.gather(*tasks, return_exceptions=True)
            this = asyncio.current_task()
            if not stop.interrupted or (this is not None and this.cancelling()):
                raise  # somebody else ends the run
        except BaseException:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            raise
