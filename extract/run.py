"""What the commands do: a folder of documents becomes profiles, postings, comparisons and a page."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from extract.account import Account, Pair
from extract.custom.loading import load_kinds
from extract.errors import UserError
from extract.explaining import Explainer
from extract.finding import find_documents_isolated
from extract.isolation.reader import IsolatedReader
from extract.session import open_client
from extract.settings import Settings
from extract.storage import Results
from extract.watching import Nobody, Watcher
from extract.work import KindChoice, Work
from schemas import Run


@dataclass(frozen=True, slots=True)
class _Order:
    paths: Sequence[Path]
    out: Path
    kind: KindChoice
    compare: bool = False
    write_text: bool = False
    explainer: Explainer | None = None


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
    _check_folder(folder)
    return await _run(_Order([folder], out, kind, compare=True), settings, progress, record_with)


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
    return await _run(
        _Order(paths, out, kind, write_text=write_text, explainer=explainer), settings, progress, record_with
    )


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
    settings, results = settings or Settings.load(), Results(out)
    results.check_there()
    profiles = {name: results.read_profile(name) for name in ([profile] if profile else results.profile_names())}
    postings = {name: results.read_posting(name) for name in ([posting] if posting else results.posting_names())}
    for what, found in (("profiles", profiles), ("postings", postings)):
        if not found:
            raise UserError(
                f"There are no {what} in {str(out)!r} to compare.",
                f"Extract some with `vouchline extract PATH -o {out}`.",
            )
    results.prepare()
    async with open_client(settings, record_with=record_with) as client:
        account = Account(client.endpoint, settings.day, (), settings.price, results.read_run())
        work = Work(client, results, account, progress or Nobody(), settings)
        work.profiles, work.postings = profiles, postings
        async with work.accounted():
            await work.compare(_pairs(work))
    return account.run(finished=True, merged=False)


async def _run(order: _Order, settings: Settings | None, progress: Watcher | None, record_with: str) -> Run:
    settings, results = settings or Settings.load(), Results(order.out)
    kinds = load_kinds(settings.kinds)
    async with IsolatedReader(settings.read_limits, settings.recognition) as reader:
        named = await find_documents_isolated(order.paths, reader, leave_out=results.own_paths())
        if not named:
            raise UserError(
                f"There are no documents in {', '.join(repr(str(path)) for path in order.paths)}.",
                "Put résumés and job postings there; `vouchline doctor` lists the formats that can be read.",
            )
        results.prepare()
        before = None if order.compare else results.read_run()
        async with open_client(settings, record_with=record_with) as client:
            account = Account(client.endpoint, settings.day, named, settings.price, before, kinds)
            work = Work(
                client, results, account, progress or Nobody(), settings, order.kind, order.write_text, order.explainer,
                kinds,
            )  # fmt: skip
            async with work.accounted():
                await work.extract(named, reader)
                await reader.end_idle()  # the model may need their memory
                if order.compare:
                    await work.compare(_pairs(work))
    return account.run(finished=True, merged=False)


def _check_folder(folder: Path) -> None:
    if not folder.is_dir():
        what = "is a file" if folder.exists() else "does not exist"
        raise UserError(
            f"The folder {str(folder)!r} {what}.", "Name a folder, or use `vouchline extract` for single files."
        )


def _pairs(work: Work) -> list[Pair]:
    return list(itertools.product(work.profiles, work.postings))
