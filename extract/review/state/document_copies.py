"""Documents put beside their results, so that the folder of results can be moved or sent as it is."""

from __future__ import annotations

import shutil
from pathlib import Path

from extract.errors import UserError
from extract.review.state.sources import DOCUMENTS_FOLDER, Sources
from extract.store.results import Results


def put_documents_beside(out: Path, docs: Path | None = None) -> tuple[list[Path], list[str]]:
    """Copy every document that the run read, or that lies in `docs`, into OUT/documents, if its hash is the one read.

    Returns the files that are there now, and the paths of the documents that were not found.

    Raises:
        UserError: there are no results, or the folder cannot be written to.
    """
    results, sources = Results(out), Sources(out, docs)
    results.check_there()
    infos = [results.read_profile(name).document for name in results.profile_names()]
    infos += [results.read_posting(name).document for name in results.posting_names()]
    there: list[Path] = []
    missing: list[str] = []
    folder = out.resolve() / DOCUMENTS_FOLDER
    for info in infos:
        source, target = sources.find(info), (folder / info.path).resolve()
        if source is None or not target.is_relative_to(folder):
            missing.append(info.path)
            continue
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            if source.resolve() != target:
                shutil.copyfile(source, target)
        except OSError as error:
            raise UserError(
                f"The document {info.path!r} could not be put into {str(folder)!r}: {error.strerror or type(error).__name__}.",
                "Make the folder writable, or free some space.",
            ) from error
        there.append(target)
    return there, missing
