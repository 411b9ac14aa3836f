"""read, schema, export, rules: texts and data, without a model."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

import schemas
from extract.cli.common import (
    kinds_option,
    limit_options,
    load_settings,
    output_options,
    print_json,
    reading_options,
    run_async,
    say,
    stdout,
)
from extract.cli.group import EXIT_FAILED
from extract.errors import DocumentError, InternalError, SettingsError, describe_failure
from extract.export.forms import FORMATS
from extract.llm.models.rules import RULES, Rule
from schemas.answers import ANSWERS, answer_schema

if TYPE_CHECKING:
    from extract.documents import Document
    from extract.settings.load import Settings

_PATH = click.Path(path_type=Path)
_FORMATS = """\b
jsonresume  JSON Resume (https://jsonresume.org), one document a person
schemaorg   JSON-LD (https://schema.org), a Person a profile and a JobPosting a posting
csv         one row a fact, for spreadsheets
jsonl       one JSON object a fact and line, with its evidence
parquet     one row a fact, for data tools      (pip install 'vouchline[export]')
xlsx        one row a fact, for Excel           (pip install 'vouchline[export]')
Example:  vouchline export results --format xlsx -o facts.xlsx
"""

_ANSWERS = {f"answers/{name}": name for name in ANSWERS}
_SCHEMAS = f"""NAME is one of {", ".join(schemas.PUBLISHED)}; or of an answer, by the prompt's name: {", ".join(_ANSWERS)}.
"""


@click.command(short_help="Print the text of a document as the model sees it.")
@click.argument("paths", type=_PATH, nargs=-1, required=True, metavar="PATH...")
@limit_options
@reading_options
@output_options
def read(paths: tuple[Path, ...], options: dict[str, object], as_json: bool, quiet: bool) -> None:
    """Print the text of documents as the model sees it.

    PATH is a document, a folder, or a .zip of documents; batch.zip/cv.pdf is one document in it.

    --json adds the document type, all lines with their places on the page, headings, links and notices, such as hidden
    text.
    """
    failed = run_async(_read(paths, load_settings(options), as_json=as_json, quiet=quiet))
    if failed:
        click.get_current_context().exit(EXIT_FAILED)


async def _read(paths: tuple[Path, ...], settings: Settings, *, as_json: bool, quiet: bool) -> bool:
    """Print what the documents hold; returns whether one of them failed."""
    from extract.documents.discovery.paths import find_documents_isolated
    from extract.documents.sandbox.reader import IsolatedReader
    from extract.pipeline.read_ahead import reading_ahead

    found: list[dict[str, Any]] = []
    failures: list[dict[str, str]] = []
    async with IsolatedReader(settings.read_limits, settings.recognition) as reader:
        named = await find_documents_isolated(paths, reader)
        async with reading_ahead(named, reader) as readings:
            for each, reading in readings:
                try:
                    document = await reading
                except (DocumentError, InternalError) as error:
                    failure = describe_failure(error)
                    failures.append({"path": each.shown, "code": failure.code, "reason": failure.reason})
                    say(f"error: {error}")
                    continue
                if as_json:
                    found.append(_as_read(document, each.shown))
                else:
                    _print(document, each.shown, headed=len(named) > 1, quiet=quiet)
    if as_json:
        print_json({"documents": found, "failures": failures})
    return bool(failures)


def _print(document: Document, shown: str, *, headed: bool, quiet: bool) -> None:
    if headed and not quiet:
        click.echo(f"== {shown}")
    click.echo(document.text)
    for notice in document.notices:
        say(f"note: {shown}: {notice.message}", quiet=quiet)


def _as_read(document: Document, shown: str) -> dict[str, Any]:
    from extract.text.sections.document_type import document_kind

    lines = [asdict(line) | {"text": document.line_text(line)} for line in document.lines]
    return {
        "path": shown,
        "kind": document_kind(document),
        "sha256": document.sha256,
        "media_type": document.media_type,
        "language": document.language,
        "pages": document.pages,
        "text": document.text,
        "lines": lines,
        "headings": [line["number"] for line in lines if line["heading"]],
        "links": [asdict(link) for link in document.links],
        "findings": [asdict(notice) for notice in document.notices],
    }


@click.command(short_help="Print the JSON Schema of a stored file or an answer.", epilog=_SCHEMAS)
@click.argument("name", type=click.Choice([*schemas.PUBLISHED, *_ANSWERS]), metavar="NAME")
@kinds_option
def schema(name: str, options: dict[str, object]) -> None:
    """Print the JSON Schema of a stored file or of an answer.

    With --kinds, print the exact schema of profiles with these fact kinds.
    """
    if name in _ANSWERS:
        print_json(answer_schema(_ANSWERS[name]))
        return
    folder = load_settings(options).kinds
    if name != "profile" or folder is None:
        print_json(schemas.json_schema(name))
        return
    from extract.extraction.custom.answers import fact_model
    from extract.extraction.custom.loading import load_kinds

    print_json(schemas.profile_schema({name: fact_model(kind) for name, kind in load_kinds(folder).items()}))


@click.command(short_help="Export reviewed profiles to other formats, or as gold.", epilog=_FORMATS)
@click.argument("out", type=_PATH)
@click.option("--format", "form", type=click.Choice(FORMATS), help="The output format.")
@click.option(
    "-o",
    "--output",
    "target",
    type=_PATH,
    metavar="FILE",
    help="The output file; with jsonresume and schemaorg, a folder for one file per person and posting. [default: stdout]",
)
@click.option("--profile", "names", multiple=True, metavar="NAME", help="Only this profile. Repeatable.")
@click.option("--as-extracted", is_flag=True, help="Ignore the decisions of reviewers.")
@click.option("--gold", type=_PATH, metavar="DIR", help="Write reviewed facts as gold for `vouchline eval`.")
@click.option(
    "--documents", is_flag=True, help="Copy the documents into OUT/documents, to move or send OUT as a whole."
)
@click.option("--quiet", is_flag=True, help="Print errors only.")
def export(
    out: Path,
    form: str | None,
    target: Path | None,
    names: tuple[str, ...],
    as_extracted: bool,
    gold: Path | None,
    documents: bool,
    quiet: bool,
) -> None:
    """Export the stored profiles of OUT with the decisions of reviewers.

    With --gold, write finished profiles and decided verdicts as gold instead. With
    --documents, copy the documents beside the results.
    """
    if (form is not None) + (gold is not None) + documents != 1:
        raise SettingsError(
            "Nothing says what to write, or two things do.", "Give --format, --gold DIR, or --documents."
        )
    from extract.evaluation.gold import write_gold
    from extract.export.write import export_profiles
    from extract.review.state.document_copies import put_documents_beside

    text, written = "", []
    if gold is not None:
        written = write_gold(out, gold)
    elif documents:
        written, missing = put_documents_beside(out)
        for path in missing:
            say(f"warning: the document {path!r} is not where it was read, or was changed since", quiet=quiet)
    elif form is not None:
        text, written = export_profiles(out, form, target, names, as_extracted=as_extracted)
    if text:
        click.echo(text, nl=False)
    for path in written:
        say(f"wrote {path}", quiet=quiet)


@click.command(short_help="List the rules that may change a model's answer.")
@kinds_option
@output_options
def rules(options: dict[str, object], as_json: bool, quiet: bool) -> None:
    """List the rules that may change a model's answer, in order, with the error that each one corrects.

    `--without RULE` of `run` and `extract` disables a rule, as does `without` in a settings file. `vouchline eval --ablate`
    measures the effect of each rule on documents with gold. With --kinds, the rules of these fact kinds follow.
    """
    listed = [*RULES, *_rules_of_kinds(load_settings(options).kinds)]
    if as_json:
        print_json({"rules": [asdict(rule) for rule in listed]})
    elif not quiet:
        console = stdout()
        wide = max(len(rule.name) for rule in listed)
        for rule in listed:
            needs = f" (needs {', '.join(rule.needs)})" if rule.needs else ""
            console.print(f"{rule.name:{wide}}  {', '.join(rule.kinds)}: {rule.mends}{needs}", soft_wrap=True)


def _rules_of_kinds(folder: Path | None) -> list[Rule]:
    if folder is None:
        return []
    from extract.extraction.custom.loading import load_kinds

    return [
        Rule(name, (kind.kind,), rule.mends)
        for kind in load_kinds(folder).values()
        for name, rule in kind.rule_names.items()
    ]
