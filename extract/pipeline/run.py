"""What the commands do: a folder of documents becomes profiles, postings, comparisons and a page."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from extract.documents.discovery.names import ComparisonNames
from extract.documents.discovery.paths import Named, find_documents_isolated
from extract.documents.ocr.recognition import Recognition
from extract.documents.sandbox.reader import IsolatedReader
from extract.errors import UserError
from extract.extraction.custom.loading import fingerprints_with, load_kinds
from extract.extraction.custom.rules import check_rule_names
from extract.extraction.engine.explain import Explainer
from extract.llm.client import ModelClient
from extract.pipeline.batch.folder import batch_totals
from extract.pipeline.counters import Tally
from extract.pipeline.locking import hold_folder
from extract.pipeline.planning.fingerprints import Basis, result_state
from extract.pipeline.planning.plan import FAILED_BEFORE, Freshness
from extract.pipeline.run_state import Account, Pairs
from extract.pipeline.setup.prompt_check import check_prompts
from extract.pipeline.setup.session import LateClient, describe_endpoint, jobs_at, wanted_jobs
from extract.pipeline.watcher import Nobody, Watcher
from extract.pipeline.worker import KindChoice, Task, Work
from extract.settings.load import Settings
from extract.store.journal import Journal
from extract.store.journal_rows import ComparisonRow, DocumentRow
from extract.store.results import Results
from extract.system.interrupting import Stop
from extract.system.limits import ReadLimits
from extract.system.open_files import how_to_allow
from extract.taxonomy.loading import taxonomy_source
from extract.text.skills.vocabulary import load_vocabulary
from schemas import Run

ReaderMaker = Callable[[ReadLimits, Recognition], IsolatedReader]


@dataclass(frozen=True, slots=True)
class RunOrder:
    """What is to be done: documents at `paths` extracted, and compared where `compare` says so.

    `retry_failed` leaves all alone that did not fail last time. `wait_s` bounds the waiting for another run on the same
    folder; None waits. `reader` makes what reads the documents.
    """

    paths: Sequence[Path]
    out: Path
    task: Task = field(default_factory=Task)
    compare: bool = False
    retry_failed: bool = False
    wait_s: float | None = None
    reader: ReaderMaker = IsolatedReader


@dataclass(frozen=True, slots=True)
class Chosen:
    """Stored profiles and postings to compare, all of them or those named."""

    out: Path
    profile: str | None = None
    posting: str | None = None
    task: Task = field(default_factory=Task)
    retry_failed: bool = False
    wait_s: float | None = None


@dataclass(frozen=True, slots=True)
class OpenRun:
    """What surrounds an order: settings, who watches, who may ask to stop, and the command that records what is missing.

    `client` is an open client of the model that the settings choose, which several orders share; None opens one.
    """

    settings: Settings
    watcher: Watcher = field(default_factory=Nobody)
    stop: Stop = field(default_factory=Stop)
    record_with: str = ""
    client: ModelClient | None = None


@dataclass(frozen=True, slots=True)
class Done:
    """What came of an order. `run` holds its rows only where they were asked for; `tally` counts them."""

    run: Run
    tally: Tally
    stop: Stop


async def run_folder(
    folder: Path,
    out: Path,
    settings: Settings | None = None,
    *,
    kind: KindChoice = "auto",
    progress: Watcher | None = None,
    record_with: str = "",
) -> Run:
    """Extract every document of a folder, compare every résumé with every posting, and write everything to `out`.

    Returns:
        The account that is also in OUT/run.json, with every document and what became of it.

    Raises:
        UserError: no such folder, nothing in it, `out` cannot be written to, or the model cannot be used at all. What
            was written before stays, and run.json says how far it came.
    """
    check_folder(folder)
    session = OpenRun(settings or Settings.load(), progress or Nobody(), record_with=record_with)
    return (await carry_out(RunOrder([folder], out, Task(kind), compare=True), session, rows=True)).run


async def extract_paths(
    paths: Sequence[Path],
    out: Path,
    settings: Settings | None = None,
    *,
    kind: KindChoice = "auto",
    write_text: bool = False,
    explainer: Explainer | None = None,
    progress: Watcher | None = None,
    record_with: str = "",
) -> Run:
    """Extract the documents at these paths, files or folders, without comparing.

    `write_text` writes the text that evidence points into beside each profile and posting. `explainer` explains a fact of
    the one résumé that is extracted. Raises as `run_folder`. What is
    returned concerns these documents alone; run.json keeps those of earlier commands too.
    """
    session = OpenRun(settings or Settings.load(), progress or Nobody(), record_with=record_with)
    return (await carry_out(RunOrder(paths, out, Task(kind, write_text, explainer)), session, rows=True)).run


async def compare_stored(
    out: Path,
    settings: Settings | None = None,
    *,
    profile: str | None = None,
    posting: str | None = None,
    progress: Watcher | None = None,
    record_with: str = "",
) -> Run:
    """Compare what is stored in `out`: every profile with every posting, or only those named.

    Raises:
        UserError: `out` holds no profile or no posting, or none of that name, or one that cannot be used; or the model
            cannot be used at all.
    """
    session = OpenRun(settings or Settings.load(), progress or Nobody(), record_with=record_with)
    return (await compare_chosen(Chosen(out, profile, posting), session, rows=True)).run


async def carry_out(order: RunOrder, session: OpenRun, *, rows: bool = False) -> Done:
    """Do what is to be done. With `rows`, the run that is returned holds every row; run.json has them in any case.

    Raises:
        UserError: as `run_folder`.
    """
    settings, results = session.settings, Results(order.out)
    check_own_files(settings)
    async with order.reader(settings.read_limits, settings.recognition) as reader:
        named = await find_all(order, results, reader)
        results.prepare()
        async with (
            hold_folder(results.own_folder, wait_s=order.wait_s, watcher=session.watcher, stop=session.stop),
            LateClient(settings, record_with=session.record_with, client=session.client) as late,
        ):
            results.clear_unfinished()
            with Journal(results.journal_path) as journal:
                if not journal.rows and not order.compare:
                    _adopt(results, journal)
                run = await _Run.prepare(session, results, journal, order.task, named, merged=not order.compare)
                due = run.plan_documents(retry_failed=order.retry_failed)
                client = await late.open() if due and not session.stop.asked else None
                if order.compare:
                    here = {each.shown for each in named}
                    journal.leave_out([path for path in journal.listed_documents() if path not in here])
                async with run.work.accounted():
                    if client is not None:
                        await run.work.extract(client, named, due, reader)
                    await reader.end_idle()  # the model may need their memory
                    if order.compare and not session.stop.asked:
                        await run.compare(late, run.pairs_of_documents(), retry_failed=order.retry_failed)
                return run.done(rows=rows)


async def compare_chosen(chosen: Chosen, session: OpenRun, *, rows: bool = False) -> Done:
    """Compare stored profiles with stored postings. With `rows`, the run that is returned holds every row.

    Raises:
        UserError: as `compare_stored`.
    """
    results = Results(chosen.out)
    results.check_there()
    check_own_files(session.settings)
    profiles = [chosen.profile] if chosen.profile else results.profile_names()
    postings = [chosen.posting] if chosen.posting else results.posting_names()
    for what, found in (("profiles", profiles), ("postings", postings)):
        if not found:
            raise UserError(
                f"There are no {what} in {str(chosen.out)!r} to compare.",
                f"Extract some with `vouchline extract PATH -o {chosen.out}`.",
            )
    results.prepare()
    async with (
        hold_folder(results.own_folder, wait_s=chosen.wait_s, watcher=session.watcher, stop=session.stop),
        LateClient(session.settings, record_with=session.record_with, client=session.client) as late,
    ):
        results.clear_unfinished()
        with Journal(results.journal_path) as journal:
            if not journal.rows:
                _adopt(results, journal)
            run = await _Run.prepare(session, results, journal, chosen.task, (), merged=True)
            run.take_stored(profiles, postings)
            async with run.work.accounted():
                await run.compare(late, Pairs(profiles, postings), retry_failed=chosen.retry_failed)
            return run.done(rows=rows)


async def find_all(order: RunOrder, results: Results, reader: IsolatedReader) -> list[Named]:
    """Return the documents of an order.

    Raises:
        UserError: a path is not there, or there are none.
    """
    named = await find_documents_isolated(order.paths, reader, leave_out=results.own_paths())
    if not named:
        raise UserError(
            f"There are no documents in {', '.join(repr(str(path)) for path in order.paths)}.",
            "Put résumés and job postings there; `vouchline doctor` lists the formats that can be read.",
        )
    return named


def check_own_files(settings: Settings) -> None:
    """Raise UserError where the user's own names, kinds, prompts or taxonomy cannot be used: before anything is written."""
    load_vocabulary(settings.synonyms)
    check_prompts(settings.prompts)
    check_rule_names(settings.without, load_kinds(settings.kinds).values(), settings.kinds)
    taxonomy_source(settings.taxonomy)


def check_folder(folder: Path) -> None:
    """Raise UserError where there is no such folder."""
    if not folder.is_dir():
        what = "is a file" if folder.exists() else "does not exist"
        raise UserError(
            f"The folder {str(folder)!r} {what}.", "Name a folder, or use `vouchline extract` for single files."
        )


def why_all_again(settings: Settings, task: Task) -> str:
    """Return why stored results are not looked at: what a user asks to see being done has to be done. "" where they are."""
    if not settings.cache:
        return "--no-cache"
    if settings.cassettes is not None:
        return "--cassettes"
    return "--explain" if task.explainer is not None else ""


@dataclass(frozen=True, slots=True)
class _Run:
    """An order being carried out: its account, its work, and what tells what is left to do."""

    results: Results
    journal: Journal
    fresh: Freshness
    account: Account
    work: Work
    session: OpenRun

    @classmethod
    async def prepare(
        cls, session: OpenRun, results: Results, journal: Journal, task: Task, named: Sequence[Named], *, merged: bool
    ) -> _Run:
        settings = session.settings
        prompts = check_prompts(settings.prompts)
        endpoint = await describe_endpoint(settings)
        wanted, jobs = wanted_jobs(endpoint, settings), jobs_at(endpoint, settings)
        if jobs < wanted:
            session.watcher.say(f"{jobs} calls at once in place of {wanted}: {how_to_allow(wanted)}")
        kinds = load_kinds(settings.kinds, prompts)
        account = Account(endpoint, settings.day, named, settings.price, journal, merged, session.stop, kinds, prompts)
        account.batches = batch_totals(results.folder)
        task.budget.check(account.price, endpoint.model)
        fresh = Freshness(
            results, journal, Basis.of(endpoint, settings, kinds), task.kind, why_all_again(settings, task),
            task.write_text, fingerprints_with(kinds, prompts),
        )  # fmt: skip
        work = Work(results, account, journal, fresh, session.watcher, settings, task)
        return cls(results, journal, fresh, account, work, session)

    def plan_documents(self, *, retry_failed: bool) -> list[int]:
        """Return the places of the documents that have to be extracted; the others are accounted for."""
        due: list[int] = []
        for place, named in enumerate(self.account.named):
            why = self.fresh.why_extract(named) if named.problem is None else "unreadable"
            if why is None:
                self.account.documents.unchanged(place)
                if row := self.journal.document(named.shown):
                    self.work.keep(row)
            elif retry_failed and not self.has_failed(named):
                self.account.documents.not_asked_for(place)
            else:
                due.append(place)
        self._say_unchanged("document", len(self.account.named) - len(due), len(self.account.named))
        return due

    def has_failed(self, named: Named) -> bool:
        """Whether a document failed when it was last tried."""
        row = self.journal.document(named.shown)
        return row is not None and row.entry.outcome == "failed"

    def pairs_of_documents(self) -> Pairs:
        """Return every profile of this run with every posting, in the order of the documents."""
        names = [named.name for named in self.account.named]
        work = self.work
        return Pairs([n for n in names if n in work.profiles], [n for n in names if n in work.postings])

    def take_stored(self, profiles: Sequence[str], postings: Sequence[str]) -> None:
        """Take stored files for the profiles and postings of this run.

        Raises:
            UserError: one is not there, or cannot be used.
        """
        for name in profiles:
            state = result_state(self.results.profile_path(name))
            self.work.profiles[name] = state.sha256 if state else self.results.read_profile(name) and ""
        for name in postings:
            state = result_state(self.results.posting_path(name))
            self.work.postings[name] = state.sha256 if state else self.results.read_posting(name) and ""

    async def compare(self, late: LateClient, pairs: Pairs, *, retry_failed: bool) -> None:
        """Compare the pairs whose stored comparison does not hold."""
        account, work = self.account, self.work
        account.compare(pairs)
        if not account.merged:
            profiles, postings = work.profiles, work.postings
            listed = self.journal.listed_comparisons()
            self.journal.leave_out(comparisons=[p for p in listed if p[0] not in profiles or p[1] not in postings])
        names = ComparisonNames(pairs.profiles, pairs.postings)
        due: list[int] = []
        for place, pair in enumerate(pairs):
            why = self.fresh.why_compare(pair, names.of(pair), work.profiles[pair[0]], work.postings[pair[1]])
            if why is None:
                account.comparisons.unchanged(place)
            elif retry_failed and why not in (FAILED_BEFORE, "new"):
                account.comparisons.not_asked_for(place)
            else:
                due.append(place)
        self._say_unchanged("comparison", len(pairs) - len(due), len(pairs))
        if due:
            await work.compare(await late.open(), pairs, due, names)

    def done(self, *, rows: bool) -> Done:
        """Return what came of it. What stands in run.json from earlier commands is no part of it."""
        account = self.account
        finished = not account.stop.asked
        run = account.run(finished=finished, merged=False) if rows else account.head(finished=finished)
        tally = Tally.of(account.document_rows(merged=False), account.comparison_rows(merged=False))
        return Done(run, tally, account.stop)

    def _say_unchanged(self, what: str, unchanged: int, total: int) -> None:
        if unchanged:
            self.session.watcher.say(f"{unchanged:,} of {total:,} {what}{'' if total == 1 else 's'} need nothing")


def _adopt(results: Results, journal: Journal) -> None:
    """Take over what run.json says of earlier commands, where there is no journal of them."""
    before = results.read_run()
    for document in before.documents if before else ():
        journal.add(DocumentRow(entry=document))
    for comparison in before.comparisons if before else ():
        journal.add(ComparisonRow(entry=comparison))
