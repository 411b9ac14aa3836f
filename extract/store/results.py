"""The folder of results: what lies where, files written whole or not at all, and read back with clear errors."""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from pydantic import ValidationError

import schemas
from extract.errors import UserError
from extract.store.stored_text import check_against_text
from schemas import Comparison, Posting, Profile, Run, RunComparison, RunDocument, Stored

PROFILE_SUFFIX = ".profile.json"
POSTING_SUFFIX = ".posting.json"
COMPARISON_SUFFIX = ".comparison.json"
TEXT_SUFFIX = ".txt"
OWN_FOLDER = ".vouchline"
"""Holds the journal and the lock; what begins with a dot is never taken for a document."""
_UNFINISHED = (".vouchline-", ".part")
"""How the name of a file begins and ends that is being written."""
_ROOM_BYTES = 65_536
"""Least room for results: a few profiles and their lines of the journal."""
_Model = TypeVar("_Model", bound=Stored)


def write_whole(path: Path, content: str | bytes | Iterable[str]) -> None:
    """Write bytes, or text as UTF-8 with line feeds, so that whoever reads `path` finds the old content or the new, never a part.

    Text may come in pieces, so that not all of it is in memory at once.

    Raises:
        UserError: the file cannot be written.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, unfinished = tempfile.mkstemp(dir=path.parent, prefix=_UNFINISHED[0], suffix=_UNFINISHED[1])
        try:
            with os.fdopen(handle, "wb") as file:
                if isinstance(content, bytes):
                    file.write(content)
                else:
                    for piece in [content] if isinstance(content, str) else content:
                        file.write(piece.encode())
                file.flush()
                os.fsync(file.fileno())
            Path(unfinished).chmod(0o644)
            Path(unfinished).replace(path)
        except BaseException:
            with contextlib.suppress(OSError):
                Path(unfinished).unlink(missing_ok=True)
            raise
    except OSError as error:
        raise UserError(
            f"The file {str(path)!r} could not be written: {error.strerror or type(error).__name__}.",
            "Make the folder writable, or free some space; what was written before is kept.",
        ) from error


@dataclass(frozen=True, slots=True)
class Results:
    """The folder OUT. Names of profiles and postings may hold slashes: they are then in folders of their own."""

    folder: Path

    def prepare(self) -> None:
        """Make the folder, and see whether it can be written to, before any work is done for it.

        Raises:
            UserError: a file has that name, or nothing can be written there.
        """
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryFile(dir=self.folder) as file:
                file.write(bytes(_ROOM_BYTES))  # a full disk shows now, before anything is paid for
                file.flush()
        except (FileExistsError, NotADirectoryError) as error:
            raise UserError(
                f"The results cannot go to {str(self.folder)!r}: it is a file, or lies below one.",
                "Name a folder with -o.",
            ) from error
        except OSError as error:
            raise UserError(
                f"The results cannot be written to {str(self.folder)!r}: {error.strerror or type(error).__name__}.",
                "Make it writable, or name another folder with -o.",
            ) from error

    def clear_unfinished(self) -> None:
        """Take away what a run that was killed had begun to write. Only who holds the folder may."""
        for folder in ("profiles", "postings", "comparisons"):
            for place, _, names in os.walk(self.folder / folder):
                _clear_unfinished(Path(place), names)
        _clear_unfinished(self.folder, [path.name for path in self.folder.iterdir()])

    def check_there(self) -> None:
        """Raise UserError if there is no such folder."""
        if not self.folder.is_dir():
            raise UserError(
                f"There is no folder {str(self.folder)!r}.", f"Run `vouchline run FOLDER -o {self.folder}` first."
            )

    def profile_path(self, name: str) -> Path:
        """Return where the profile NAME lies."""
        return self.folder / "profiles" / f"{name}{PROFILE_SUFFIX}"

    def posting_path(self, name: str) -> Path:
        """Return where the posting NAME lies."""
        return self.folder / "postings" / f"{name}{POSTING_SUFFIX}"

    def comparison_path(self, name: str) -> Path:
        """Return where the comparison NAME lies."""
        return self.folder / "comparisons" / f"{name}{COMPARISON_SUFFIX}"

    @staticmethod
    def text_path(result: Path) -> Path:
        """Return where the text lies that the evidence of a profile or posting points into."""
        return result.with_name(result.name.removesuffix(PROFILE_SUFFIX).removesuffix(POSTING_SUFFIX) + TEXT_SUFFIX)

    @property
    def own_folder(self) -> Path:
        """Where the journal and the lock lie."""
        return self.folder / OWN_FOLDER

    @property
    def journal_path(self) -> Path:
        """Where the journal lies."""
        return self.own_folder / "journal.jsonl"

    @property
    def run_path(self) -> Path:
        """Where the account of the last run lies."""
        return self.folder / "run.json"

    @property
    def report_path(self) -> Path:
        """Where the page lies."""
        return self.folder / "report.html"

    def own_paths(self) -> list[Path]:
        """Return what results consist of, so that none of it is taken for a document."""
        names = ("profiles", "postings", "comparisons", "reviews", "batches", self.report_path.name)
        return [self.folder / name for name in names]

    def path_to(self, path: Path) -> str:
        """Return a path from this folder, with forward slashes, so that both can be moved together."""
        try:
            return Path(os.path.relpath(path, self.folder)).as_posix().encode("utf-8", "replace").decode()
        except ValueError:  # another drive
            return path.absolute().as_posix()

    def write_profile(self, name: str, profile: Profile, text: str | None = None) -> Path:
        """Write a profile, and the document's text beside it where that is given; returns the profile's path."""
        path = self.profile_path(name)
        if text is not None:
            write_whole(self.text_path(path), text)
        write_whole(path, schemas.dump(profile))
        return path

    def write_posting(self, name: str, posting: Posting, text: str | None = None) -> Path:
        """Write a posting, and the document's text beside it where that is given; returns the posting's path."""
        path = self.posting_path(name)
        if text is not None:
            write_whole(self.text_path(path), text)
        write_whole(path, schemas.dump(posting))
        return path

    def write_comparison(self, name: str, comparison: Comparison) -> Path:
        """Write a comparison and return its path."""
        path = self.comparison_path(name)
        write_whole(path, schemas.dump(comparison))
        return path

    def write_run(
        self,
        run: Run,
        documents: Iterable[RunDocument] | None = None,
        comparisons: Iterable[RunComparison] | None = None,
    ) -> None:
        """Write run.json. Documents and comparisons that are given take the place of those in `run`, one at a time."""
        rows = (
            run.documents if documents is None else documents,
            run.comparisons if comparisons is None else comparisons,
        )
        write_whole(self.run_path, _run_pieces(run, *rows))

    def read_profile(self, name: str) -> Profile:
        """Return a stored profile.

        Raises:
            UserError: it is not there, or cannot be used.
        """
        path = self.profile_path(name)
        profile = _read(path, Profile, f"profile {name!r}", self.profile_names)
        check_against_text(profile, path, path.with_name(path.name.removesuffix(PROFILE_SUFFIX) + TEXT_SUFFIX))
        return profile

    def read_posting(self, name: str) -> Posting:
        """Return a stored posting.

        Raises:
            UserError: it is not there, or cannot be used.
        """
        path = self.posting_path(name)
        posting = _read(path, Posting, f"posting {name!r}", self.posting_names)
        check_against_text(posting, path, path.with_name(path.name.removesuffix(POSTING_SUFFIX) + TEXT_SUFFIX))
        return posting

    def read_run(self) -> Run | None:
        """Return the account of the last run; None where there is none, or none that can be read."""
        try:
            return Run.model_validate_json(self.run_path.read_bytes())
        except (OSError, ValidationError):
            return None

    def profile_names(self) -> list[str]:
        """Return the names of the stored profiles, sorted."""
        return _names(self.folder / "profiles", PROFILE_SUFFIX)

    def posting_names(self) -> list[str]:
        """Return the names of the stored postings, sorted."""
        return _names(self.folder / "postings", POSTING_SUFFIX)


def _clear_unfinished(place: Path, names: Iterable[str]) -> None:
    for name in names:
        if name.startswith(_UNFINISHED[0]) and name.endswith(_UNFINISHED[1]):
            with contextlib.suppress(OSError):  # it does no harm
                (place / name).unlink()


def _run_pieces(run: Run, documents: Iterable[RunDocument], comparisons: Iterable[RunComparison]) -> Iterator[str]:
    """Yield run.json as `schemas.dump` writes it, row by row; documents and comparisons are the last fields of the schema."""
    head = schemas.dump(run.model_copy(update={"documents": [], "comparisons": []}))
    before, marker, _ = head.rpartition('  "documents": [],')
    assert marker
    yield before
    yield from _rows("documents", documents)
    yield ",\n"
    yield from _rows("comparisons", comparisons)
    yield "\n}\n"


def _rows(field: str, rows: Iterable[Stored]) -> Iterator[str]:
    yield f'  "{field}": ['
    separator = ""
    for row in rows:
        yield f"{separator}\n    " + schemas.dump(row).rstrip("\n").replace("\n", "\n    ")
        separator = ","
    yield "\n  ]" if separator else "]"


def _names(folder: Path, suffix: str) -> list[str]:
    return sorted(path.relative_to(folder).as_posix().removesuffix(suffix) for path in folder.rglob(f"*{suffix}"))


def _listed(names: list[str]) -> str:
    return f"There are: {', '.join(names[:10])}{'…' if len(names) > 10 else ''}." if names else "There are none."


def _read(path: Path, model: type[_Model], what: str, others: Callable[[], list[str]]) -> _Model:
    try:
        return model.model_validate_json(path.read_bytes())
    except FileNotFoundError:
        raise UserError(f"There is no {what} in {str(path.parent)!r}.", _listed(others())) from None
    except OSError as error:
        raise UserError(
            f"The file {str(path)!r} cannot be read: {error.strerror or type(error).__name__}.",
            "Check its permissions.",
        ) from error
    except ValidationError as error:
        places = [".".join(map(str, item["loc"])) for item in error.errors(include_url=False, include_input=False)]
        if "schema_version" in places:
            reason = "was written by another version of Vouchline (its schema_version differs)"
        elif places == [""]:
            reason = "is damaged: it is no JSON"
        else:
            reason = f"does not follow its schema at {places[0]!r}"
        raise UserError(f"The file {str(path)!r} {reason}.", "Extract the document again.") from None
