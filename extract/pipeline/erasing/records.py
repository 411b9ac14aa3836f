"""Lines about a person in files that are about everybody: journal, run.json, decisions on pairs, batches."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from extract.pipeline.batch.folder import BatchFolder
from extract.pipeline.erasing.removed import Removed
from extract.pipeline.erasing.subject import Subject
from extract.review.decisions.people import PeopleLog
from extract.store.journal import Journal
from extract.store.journal_rows import ComparisonRow, DocumentRow, JournalRow, LeftOutRow
from extract.store.results import Results, write_whole
from schemas import RunDocument


def erase_records(out: Path, subject: Subject, *, really: bool) -> Iterator[Removed]:
    """Take the lines out, or only count them.

    Raises:
        UserError: a file cannot be read or written.
    """
    log = PeopleLog(out).file
    decided = [line for line in log.read() if {line.first, line.second} & subject.profiles.keys()]
    if decided:
        if really:
            log.erase(lambda line: bool({line.first, line.second} & subject.profiles.keys()))
        yield Removed("decision on a pair", log.path.relative_to(out).as_posix(), len(decided))
    yield from _batch_lines(out, subject, really=really)
    yield from _journal_lines(out, subject, really=really)
    yield from _run_rows(out, subject, really=really)


def _batch_lines(out: Path, subject: Subject, *, really: bool) -> Iterator[Removed]:
    """Requests and replies that quote the document; the records of batches hold hashes and figures alone."""
    for path in sorted(BatchFolder(out).path.glob("*.jsonl")):
        lines = path.read_bytes().splitlines(keepends=True)
        kept = [line for line in lines if not subject.is_quoted(line.decode("utf-8", "replace"))]
        if len(kept) < len(lines):
            if really:
                write_whole(path, b"".join(kept))
            yield Removed("batch line", path.relative_to(out).as_posix(), len(lines) - len(kept))


def _journal_lines(out: Path, subject: Subject, *, really: bool) -> Iterator[Removed]:
    path = Results(out).journal_path
    if not path.exists():
        return
    with Journal(path, writable=really) as journal:
        if really:
            changed = journal.erase(lambda row: _without(row, subject))
        else:
            rows = [journal.document(each) for each in journal.listed_documents()]
            pairs = [journal.comparison(each) for each in journal.listed_comparisons()]
            changed = sum(row is not None and _without(row, subject) != row for row in (*rows, *pairs))
    if changed:
        yield Removed("journal line", path.relative_to(out).as_posix(), changed)


def _without(row: JournalRow, subject: Subject) -> JournalRow | None:
    """Return a line of the journal without the person; None where it is about nobody else."""
    match row:
        case DocumentRow():
            entry = None if _is_about(row.entry, subject) else _told_apart(row.entry, subject)
            return None if entry is None else row.model_copy(update={"entry": entry})
        case ComparisonRow():
            return None if row.entry.profile in subject.profiles else row
        case LeftOutRow():
            documents = [each for each in row.documents if each not in subject.paths]
            pairs = [pair for pair in row.comparisons if pair[0] not in subject.profiles]
            return row.model_copy(update={"documents": documents, "comparisons": pairs})


def _run_rows(out: Path, subject: Subject, *, really: bool) -> Iterator[Removed]:
    results = Results(out)
    run = results.read_run()
    if run is None:
        return
    documents = [_told_apart(row, subject) for row in run.documents if not _is_about(row, subject)]
    compared = [row for row in run.comparisons if row.profile not in subject.profiles]
    pairs = [pair for pair in run.same_people if not {pair.first, pair.second} & subject.profiles.keys()]
    count = sum(
        len(before) - len(after)
        for before, after in ((run.documents, documents), (run.comparisons, compared), (run.same_people, pairs))
    )
    if count or documents != run.documents:
        if really:
            changed = {"documents": documents, "comparisons": compared, "same_people": pairs}
            results.write_run(run.model_copy(update=changed))
        yield Removed("row of the run", results.run_path.relative_to(out).as_posix(), count)


def _is_about(row: RunDocument, subject: Subject) -> bool:
    return row.path in subject.paths or (row.kind == "resume" and row.name in subject.profiles)


def _told_apart(row: RunDocument, subject: Subject) -> RunDocument:
    """Return the row of another document without the path of one that is erased."""
    return row.model_copy(update={"same_as": None}) if row.same_as in subject.paths else row
