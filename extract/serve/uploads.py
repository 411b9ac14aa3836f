"""Documents of a request, written into a folder: the body itself, or the files of a form."""

from __future__ import annotations

import mimetypes
import os
from collections.abc import AsyncIterator
from pathlib import Path

from starlette.datastructures import UploadFile
from starlette.requests import Request

from extract.documents.discovery.names import safe_path
from extract.errors import DocumentError
from extract.serve.problems import ProblemError
from extract.system.threads import finished_in_thread

FORM = "multipart/form-data"
_PIECE_BYTES = 1_000_000
_HIDDEN = "._~$"
"""With such a letter begin the names of files that a folder's reader leaves out; a file that was sent is meant."""


async def save_one(request: Request, folder: Path) -> tuple[Path, str]:
    """Write the one document of a request, and return where it is and what it is called.

    Raises:
        ProblemError: there is no document, or more than one.
    """
    if _media_type(request) == FORM:
        saved = await save_all(request, folder, most=1)
        return folder / saved[0], saved[0]
    name = _name_of(request.query_params.get("name", ""))
    if not name:
        name = "document" + (mimetypes.guess_extension(_media_type(request)) or "")
    size = await _write(folder / name, request.stream())
    if not size:
        raise _nothing()
    return folder / name, name


async def save_all(request: Request, folder: Path, *, most: int) -> list[str]:
    """Write the files of a form, and return their paths below the folder, with forward slashes.

    Raises:
        ProblemError: the body is no form, holds no file or more than `most`, or two files of one name.
    """
    if _media_type(request) != FORM:
        raise ProblemError(
            415, "not_a_form", f"The body is no {FORM}, which several documents need.",
            "Send each document as a file of the form, as `curl -F file=@cv.pdf` does.",
        )  # fmt: skip
    names: list[str] = []
    # One more than allowed is taken, so that the refusal is this server's own.
    async with request.form(max_files=most + 1, max_fields=100) as form:
        files = [each for _, each in form.multi_items() if isinstance(each, UploadFile)]
        if not files:
            raise _nothing()
        if len(files) > most:
            raise too_many_documents(len(files), most)
        for file in files:
            name = _name_of(file.filename or "") or f"document-{len(names) + 1}"
            try:
                await _write(folder / name, _pieces(file))
            except (FileExistsError, NotADirectoryError, IsADirectoryError):
                raise ProblemError(
                    422, "same_name", f"Two files of the request are called {name!r}.",
                    "Give each a file name of its own; folders in it are kept.",
                ) from None  # fmt: skip
            names.append(name)
    return names


def too_many_documents(found: int, most: int) -> ProblemError:
    """Return the problem of a request with too many documents."""
    return ProblemError(
        413, "too_many_documents", f"The request holds {found} documents or more; the limit is {most}.",
        "Make several requests of it; one document goes to POST /extract, several to POST /jobs.",
    )  # fmt: skip


def without_folder(text: str, folder: Path) -> str:
    """Return a message with paths as the caller knows them: below the folder that the server put them into."""
    return text.replace(f"{folder}{os.sep}", "")


def renamed(error: DocumentError, folder: Path) -> DocumentError:
    """Return the same error with the document's name as the caller gave it."""
    return DocumentError(error.code, without_folder(error.what, folder), error.remedy)


def _name_of(given: str) -> str:
    """Return a path that stays below its folder; "" where nothing is left of the name."""
    parts = [part.strip().lstrip(_HIDDEN) for part in given.replace("\\", "/").split("/")]
    return safe_path("/".join(filter(None, parts))) if any(parts) else ""


def _media_type(request: Request) -> str:
    return request.headers.get("content-type", "").partition(";")[0].strip().lower()


async def _pieces(file: UploadFile) -> AsyncIterator[bytes]:
    while piece := await file.read(_PIECE_BYTES):
        yield piece


async def _write(path: Path, pieces: AsyncIterator[bytes]) -> int:
    """Write a new file, and return its size in bytes."""
    path.parent.mkdir(parents=True, exist_ok=True)
    size = 0
    with path.open("xb") as file:
        async for piece in pieces:
            await finished_in_thread(file.write, piece)
            size += len(piece)
    return size


def _nothing() -> ProblemError:
    return ProblemError(
        422, "no_document", "The request holds no document.",
        "Send its bytes as the body, or as a file of a form: `curl --data-binary @cv.pdf`, `curl -F file=@cv.pdf`.",
    )  # fmt: skip
