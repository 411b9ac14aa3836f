"""run, extract, compare, report: from documents to results."""

from __future__ import annotations

from collections.abc import Coroutine
from pathlib import Path
from typing import Any

import click

from extract.commands.common import (
    EXIT_FAILED,
    kinds_option,
    limit_options,
    load_settings,
    model_options,
    out_option,
    output_options,
    print_json,
    reading_options,
    record_command,
    run_async,
    stdout,
    watch,
)
from extract.commands.comparing import comparing_options, comparisons_made, matrix_options, sort_option
from extract.commands.explained import print_explanation
from extract.errors import UserError
from extract.explaining import Explainer
from extract.report import REPORT_NAME, read_stored
from extract.report.sorting import Sort
from extract.review.reporting import write_report
from extract.run import compare_stored, extract_paths, run_folder
from extract.summary import print_summary
from extract.work import KindChoice
from schemas import Run

_PATH = click.Path(path_type=Path)
_RUN = """\b
Example:  vouchline run applications -o results
Then open results/report.html. Run it again at any time: what was answered before is not asked again.
"""
_EXTRACT = """\b
Example:  vouchline extract cv.pdf -o results
          vouchline extract cv.pdf -o results --explain metric-3
"""
_COMPARE = """\b
Example:  vouchline compare results --posting nurse --profile ada_example
          vouchline compare results --matrix --csv matrix.csv
"""
_KIND = click.Choice(["auto", "resume", "posting"])


@click.command(short_help="The main job: a folder of documents into a report.", epilog=_RUN)
@click.argument("folder", type=_PATH)
@out_option
@click.option("--kind", type=_KIND, default="auto", show_default=True, help="What all documents are.")
@kinds_option
@limit_options
@comparing_options
@model_options
@reading_options
@output_options
def run(folder: Path, out: Path, kind: KindChoice, options: dict[str, object], as_json: bool, quiet: bool) -> None:
    """Read every document of FOLDER, compare every résumé with every job posting, and write a report.

    Archives (.zip) in it are read like folders.
    """
    settings = load_settings(options)
    work = run_folder(
        folder, out, settings, kind=kind, progress=watch(settings, quiet=quiet), record_with=record_command()
    )
    _finish(work, out, as_json=as_json, quiet=quiet)


@click.command(short_help="Documents into JSON with evidence.", epilog=_EXTRACT)
@click.argument("paths", type=_PATH, nargs=-1, required=True, metavar="PATH...")
@out_option
@click.option("--kind", type=_KIND, default="auto", show_default=True, help="What all documents are.")
@click.option(
    "--write-text", is_flag=True, help="Write the text that evidence points into beside each result, as NAME.txt."
)
@click.option(
    "--explain",
    "fact_id",
    metavar="FACT_ID",
    help="Print what stands behind one fact of the one résumé that is named, such as metric-3: the lines shown, the "
    "question, the answer, and how each value was found. Prints words of the document.",
)
@kinds_option
@limit_options
@model_options
@reading_options
@output_options
def extract(
    paths: tuple[Path, ...],
    out: Path,
    kind: KindChoice,
    write_text: bool,
    fact_id: str | None,
    options: dict[str, object],
    as_json: bool,
    quiet: bool,
) -> None:
    """Turn résumés and job postings into JSON with evidence, without comparing them.

    PATH is a document, a folder, or a .zip of documents; batch.zip/cv.pdf is one document in it.
    """
    explainer = Explainer(fact_id, paths) if fact_id else None
    settings = load_settings(options)
    work = extract_paths(
        paths, out, settings, kind=kind, write_text=write_text, explainer=explainer,
        progress=watch(settings, quiet=quiet), record_with=record_command(),
    )  # fmt: skip
    if explainer is None:
        _finish(work, out, as_json=as_json, quiet=quiet, comparing=False)
        return
    done = run_async(work)
    if explainer.found is None:
        reason = next((item.reason for item in done.documents if item.reason), None)
        raise UserError(
            f"There is no profile of {str(paths[0])!r} to explain a fact of.",
            reason or "A fact of a résumé can be explained; `--kind resume` reads the document as one.",
        )
    if as_json:
        print_json(explainer.found.as_json())
    else:
        print_explanation(stdout(), explainer.found)


@click.command(short_help="Compare stored profiles with stored postings.", epilog=_COMPARE)
@click.argument("out", type=_PATH)
@click.option("--posting", metavar="NAME", help="Only this posting. [default: all]")
@click.option("--profile", metavar="NAME", help="Only this profile. [default: all]")
@matrix_options
@comparing_options
@model_options
@output_options
def compare(
    out: Path, posting: str | None, profile: str | None, options: dict[str, object], as_json: bool, quiet: bool
) -> None:
    """Compare the profiles with the postings that are stored in OUT."""
    settings = load_settings(options)
    work = compare_stored(
        out, settings, profile=profile, posting=posting,
        progress=watch(settings, quiet=quiet), record_with=record_command(),
    )  # fmt: skip
    _finish(work, out, as_json=as_json, quiet=quiet, verdicts=True)


@click.command(short_help="Write the report again from what is stored.")
@click.argument("out", type=_PATH)
@sort_option
@output_options
def report(out: Path, sort: Sort | None, as_json: bool, quiet: bool) -> None:
    """Write OUT/report.html again from what is stored and what people decided, without a model."""
    path = write_report(out, sort=sort)
    if as_json:
        print_json({"report": str(path)})
    elif not quiet:
        stdout().print(f"Open {path}", soft_wrap=True)


def _finish(
    work: Coroutine[Any, Any, Run],
    out: Path,
    *,
    as_json: bool,
    quiet: bool,
    comparing: bool = True,
    verdicts: bool = False,
) -> None:
    """Do the work, print what came of it, and end with the status that tells whether all of it was done.

    `verdicts`: the JSON object holds the comparisons that were made, each as it is stored.
    """
    done = run_async(work)
    page = out / REPORT_NAME
    if as_json:
        made = {"comparisons": comparisons_made(out, done)} if verdicts else {}
        print_json({"out": str(out), "report": str(page), "run": done.model_dump(mode="json"), **made})
    elif not quiet:
        print_summary(stdout(), done, read_stored(out), page, comparing=comparing)
    if any(item.outcome == "failed" for item in (*done.documents, *done.comparisons)):
        click.get_current_context().exit(EXIT_FAILED)
