"""Erase: everything that was made from a person's document, in an order that an interruption does not hurt."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from extract.errors import UserError
from extract.pipeline.erasing.answers import AnswerEraser
from extract.pipeline.erasing.files import exports, originals, own_files, remove_files
from extract.pipeline.erasing.records import erase_records
from extract.pipeline.erasing.removed import Removed, remove_file
from extract.pipeline.erasing.subject import Subject, find_subject
from extract.pipeline.locking import hold_folder
from extract.pipeline.setup.shared_cache import open_cache
from extract.pipeline.watcher import Nobody
from extract.review.domain.people import find_people
from extract.review.state.reporting import write_report
from extract.settings.load import Settings
from extract.store.results import Results
from extract.system.interrupting import Stop


@dataclass(frozen=True, slots=True)
class Erased:
    """What was removed, or would be, and what stays: sentences about what is out of reach."""

    removed: tuple[Removed, ...]
    left: tuple[str, ...]


async def erase(
    out: Path, names: Sequence[str], settings: Settings, *, documents: bool = False, really: bool = True,
    wait_s: float | None = None,
) -> Erased:  # fmt: skip
    """Remove the profiles of these NAMEs with everything in `out` and in the cache that was made from their documents.

    `documents` removes the files that they were read from too. With `really` off nothing is changed. Interrupted, the same
    call goes on.

    Raises:
        UserError: there is no profile of one of the names, something cannot be removed, or another run is still there
            after `wait_s`.
    """
    subject = find_subject(out, names)
    if not really:
        return _carry_out(out, subject, settings, documents=documents, really=False)
    async with hold_folder(Results(out).own_folder, wait_s=wait_s, watcher=Nobody(), stop=Stop()):
        return _carry_out(out, subject, settings, documents=documents, really=True)


def _carry_out(out: Path, subject: Subject, settings: Settings, *, documents: bool, really: bool) -> Erased:
    left = list(_left(out, subject, documents=documents))
    removed: list[Removed] = []
    with open_cache(settings) as cache:
        removed += AnswerEraser(cache, subject).erase(really=really)
    made, _ = exports(out, subject)
    removed += remove_files(out, [("export", path) for path in made], really=really)
    if documents:
        for path in originals(out, subject)[0]:
            if really:
                remove_file(path, path.parent)
            removed.append(Removed("document", str(path)))
    removed += erase_records(out, subject, really=really)
    removed += remove_files(out, own_files(out, subject), really=really)
    if really:
        _report_again(out)
    return Erased(tuple(removed), tuple(left))


def _report_again(out: Path) -> None:
    """Write the report without the person; where no result is left, there is none."""
    page = Results(out).report_path
    if not page.exists():
        return
    page.unlink()
    with contextlib.suppress(UserError):
        write_report(out)


def _left(out: Path, subject: Subject, *, documents: bool) -> Iterator[str]:
    """Yield what this cannot reach, or leaves on purpose."""
    files, gone = originals(out, subject)
    for path in () if documents else files:
        yield (
            f"The document {str(path)!r} stays: the next run over its folder reads it again. --documents removes it too."
        )
    for path in gone:
        yield f"The document {path!r} is not where it was read, was changed since, or lies in an archive."
    others = sorted(
        {name for pair in find_people(out).found.pairs for name in (pair.first, pair.second)
         if {pair.first, pair.second} & subject.profiles.keys()} - subject.profiles.keys()
    )  # fmt: skip
    if others:
        listed = ", ".join(map(repr, others))
        yield f"These look like the same person and stay: {listed}. Erase them too if they are."
    for path in exports(out, subject)[1]:
        yield f"The file {str(path)!r} holds the person's words and is not Vouchline's."
    asked = {profile.provenance.base_url for profile in subject.profiles.values() if profile is not None}
    for url in sorted(asked - {"embedded"}):
        yield f"The text was sent to {urlsplit(url).netloc or url}, with batches as files there: ask the provider to delete it."
    yield (
        "Out of reach: copies, exports and results elsewhere, backups and snapshots of the disk, caches of other machines, "
        "recordings (--cassettes), and logs that were written to files."
    )
