"""Files of OUT that are about one person alone, or that are made anew by a command."""

from __future__ import annotations

import hashlib
import json
import zipfile
from collections.abc import Iterator
from pathlib import Path

from extract.pipeline.erasing.removed import Removed, remove_file
from extract.pipeline.erasing.subject import Subject
from extract.review.decisions.log import LOG_SUFFIX, ReviewLog
from extract.review.state.sources import DOCUMENTS_FOLDER
from extract.store.results import COMPARISON_SUFFIX, Results

EXPORTS = frozenset({".csv", ".json", ".jsonl", ".parquet", ".xlsx"})
"""Files that `vouchline export` and `compare --matrix` write, and write again."""
_Found = tuple[str, Path]


def own_files(out: Path, subject: Subject) -> list[_Found]:
    """Return the files about the person alone, each with what it is; profiles come last, so that what is cut short is found again."""
    results, log = Results(out), ReviewLog(out)
    found: list[_Found] = []
    for name in subject.profiles:
        pairs = _pairs(out, name)
        found += [("review", log.path("comparisons", pair)) for pair in pairs]
        found += [("comparison", results.comparison_path(pair)) for pair in pairs]
        found.append(("review", log.path("profiles", name)))
    found += [("bundled document", out / DOCUMENTS_FOLDER / path) for path in sorted(subject.paths)]
    found += _present(log.folder, subject)
    for name in subject.profiles:
        path = results.profile_path(name)
        found += [("text", results.text_path(path)), ("profile", path)]
    return [(what, path) for what, path in found if path.is_file()]


def exports(out: Path, subject: Subject) -> tuple[list[Path], list[Path]]:
    """Return the exports in OUT that hold the person, and other files there that do, which are not Vouchline's.

    A parquet file counts as one that does: its values are packed.
    """
    own = {"comparisons", "postings", "profiles", "reviews", "batches", DOCUMENTS_FOLDER}
    made: list[Path] = []
    others: list[Path] = []
    for path in sorted(out.rglob("*")):
        first = path.relative_to(out).parts[0]
        if first in own or first.startswith(".") or path in (Results(out).run_path, Results(out).report_path):
            continue
        if path.is_file() and _holds(path, subject):
            (made if path.suffix.casefold() in EXPORTS else others).append(path)
    return made, others


def originals(out: Path, subject: Subject) -> tuple[list[Path], list[str]]:
    """Return the files that the documents were read from, and the paths of those that are gone, changed or in an archive."""
    run = Results(out).read_run()
    sources = {row.path: row.source for row in run.documents if row.source} if run else {}
    found: list[Path] = []
    gone: list[str] = []
    for info in subject.documents:
        path = out / sources.get(info.path, info.path)
        if path.is_file() and hashlib.sha256(path.read_bytes()).hexdigest() == info.sha256:
            found.append(path.resolve())
        else:
            gone.append(info.path)
    return found, gone


def remove_files(out: Path, found: list[_Found], *, really: bool) -> Iterator[Removed]:
    """Remove files below OUT, or only tell of them."""
    for what, path in found:
        if really:
            base = next(
                each for each in (*(out / part for part in path.relative_to(out).parts[:1]), out) if each != path
            )
            remove_file(path, base)
        yield Removed(what, path.relative_to(out).as_posix())


def _pairs(out: Path, name: str) -> list[str]:
    """Return the names of the comparisons of a profile, also of those of which decisions alone are left."""
    results = Results(out)
    longer = [each for each in results.profile_names() if each.startswith(f"{name}--")]
    decided = _named_so(ReviewLog(out).folder / "comparisons", LOG_SUFFIX, name)
    compared = _named_so(out / "comparisons", COMPARISON_SUFFIX, name)
    found = {pair for pair in compared if _is_of(results.comparison_path(pair), name)}
    alone = decided - compared
    return sorted(found | {pair for pair in alone if not any(pair.startswith(f"{each}--") for each in longer)})


def _named_so(folder: Path, suffix: str, name: str) -> set[str]:
    """Return the names of files below a folder that begin with a profile's."""
    names = {path.relative_to(folder).as_posix().removesuffix(suffix) for path in folder.rglob(f"*{suffix}")}
    return {each for each in names if each.startswith(f"{name}--")}


def _is_of(path: Path, name: str) -> bool:
    try:
        stored = json.loads(path.read_bytes())
        return stored["profile"] == name
    except (OSError, ValueError, KeyError, TypeError):
        return True  # damaged; its name says whose it is


def _present(reviews: Path, subject: Subject) -> list[_Found]:
    """Return the signs of life of windows that show one of the profiles or its comparisons."""
    found: list[_Found] = []
    for path in sorted((reviews / ".present").glob("*.json")):
        try:
            name = str(json.loads(path.read_bytes())["name"])
        except (OSError, ValueError, KeyError, TypeError):
            continue
        if any(name == each or name.startswith(f"{each}--") for each in subject.profiles):
            found.append(("open window", path))
    return found


def _holds(path: Path, subject: Subject) -> bool:
    if path.suffix.casefold() == ".parquet":
        return True
    try:
        if path.suffix.casefold() == ".xlsx":
            with zipfile.ZipFile(path) as book:
                return any(subject.is_in(book.read(name).decode("utf-8", "replace")) for name in book.namelist())
        return subject.is_in(path.read_bytes().decode("utf-8", "replace"))
    except (OSError, zipfile.BadZipFile):
        return False
