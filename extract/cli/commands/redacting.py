"""redact: copies of documents without who the candidate is."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from extract.cli.common import (
    limit_options,
    load_settings,
    output_options,
    print_json,
    run_async,
    say,
)
from extract.cli.group import EXIT_FAILED
from extract.errors import DocumentError, InternalError, RedactionError, SettingsError, describe_failure

if TYPE_CHECKING:
    from extract.redaction.redact import Wanted
    from extract.settings.load import Settings
    from schemas import Profile

_PATH = click.Path(path_type=Path)
_EXAMPLE = """\b
Example:  vouchline redact cv.pdf -o blind --profiles results --schools
Copies are PDF, Word, HTML, Markdown or text, as the document. Read a copy before you send it.
"""


@click.command(short_help="Copy documents without who the candidate is.", epilog=_EXAMPLE)
@click.argument("paths", type=_PATH, nargs=-1, required=True, metavar="PATH...")
@click.option("-o", "--out", metavar="DIR", type=_PATH, required=True, help="The folder for the copies.")
@click.option("--profiles", type=_PATH, metavar="OUT", help="Results that hold the documents' profiles.")
@click.option("--name", metavar="NAME", help="The candidate's name, for one document.")
@click.option("--schools", is_flag=True, help="Take out names of schools too; needs --profiles.")
@click.option("--words", is_flag=True, help="Write the words that were taken into the records beside the copies.")
@click.option("--keep-names", is_flag=True, help="Name copies as their documents. [default: by their hash]")
@limit_options
@output_options
def redact(
    paths: tuple[Path, ...], out: Path, profiles: Path | None, name: str | None, schools: bool, words: bool,
    keep_names: bool, options: dict[str, object], as_json: bool, quiet: bool,
) -> None:  # fmt: skip
    """Copy documents without name, contact, pictures, birth, nationality and gendered words.

    The words are taken out of the file itself, not covered. No model is asked: a stored profile (--profiles) says whose
    the résumé is, or --name, or the text where that is sure. A document that cannot be redacted safely fails, and nothing
    is written for it. A record beside each copy counts what was taken.
    """
    from extract.redaction.redact import Wanted

    lone = paths[0] if len(paths) == 1 else None
    if name is not None and (lone is None or not lone.is_file()):
        raise SettingsError("--name is the name of one candidate.", "Give one document with it.")
    work = _redact(
        paths, out, _stored(profiles) if profiles else {}, Wanted(name, schools), load_settings(options),
        words=words, keep_names=keep_names,
    )  # fmt: skip
    done, failures = run_async(work)
    for each in failures:
        say(f"error: {each['reason']}")
    for each in done:
        missed = "; ".join(each["not_looked_for"])
        say(f"wrote {each['copy']}, from {each['path']}\nnote: not looked for: {missed}", quiet=quiet)
    if as_json:
        print_json({"documents": done, "failures": failures})
    if failures:
        click.get_current_context().exit(EXIT_FAILED)


def _stored(profiles: Path) -> dict[str, Profile]:
    """Return the profiles of a folder of results, by the hash of their documents."""
    from extract.store.results import Results

    results = Results(profiles)
    results.check_there()
    found = (results.read_profile(name) for name in results.profile_names())
    return {profile.document.sha256: profile for profile in found}


async def _redact(
    paths: tuple[Path, ...], out: Path, profiles: dict[str, Profile], wanted: Wanted, settings: Settings, *,
    words: bool, keep_names: bool,
) -> tuple[list[dict[str, Any]], list[dict[str, str]]]:  # fmt: skip
    """Write the copies; returns what is told of each, and of each failure."""
    from extract.documents.discovery.paths import find_documents_isolated
    from extract.documents.files.source import read_source
    from extract.documents.ocr.recognition import Recognition
    from extract.documents.sandbox.reader import IsolatedReader
    from extract.redaction.pdf.refusing import scan
    from extract.redaction.redact import redact, write_copy

    done: list[dict[str, Any]] = []
    failures: list[dict[str, str]] = []
    async with IsolatedReader(settings.read_limits, Recognition(enabled=False)) as reader:
        for each in await find_documents_isolated(paths, reader):
            try:
                if each.problem is not None:
                    raise each.problem
                document = await reader.read(each.path)
                data = read_source(each.path, settings.read_limits.max_bytes).data
                if hashlib.sha256(data).hexdigest() != document.sha256:
                    raise DocumentError("changed", f"{each.shown!r} was written to while it was read.", "Try again.")
                copy, record = redact(data, document, profiles.get(document.sha256), wanted)
            except (DocumentError, InternalError, RedactionError) as error:
                failure = describe_failure(
                    scan() if isinstance(error, DocumentError) and error.code == "no_text_layer" else error
                )
                reason = failure.reason if each.shown in failure.reason else f"{each.shown!r}: {failure.reason}"
                failures.append({"path": each.shown, "code": failure.code, "reason": reason})
                continue
            name = each.shown if keep_names else None
            if name is not None and (out / name).resolve() == each.path.resolve():
                raise SettingsError("The copies would replace their documents.", "Give another folder with -o.")
            path = write_copy(out, name, document, copy, record, words=words)
            done.append({"path": each.shown, "copy": str(path), **record})
    return done, failures
