"""run, extract, compare, report: from documents to results."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from extract.cli.commands.comparing import comparing_options, matrix_options, sort_option
from extract.cli.common import (
    kinds_option,
    limit_options,
    load_settings,
    model_options,
    output_options,
    print_json,
    read_place,
    reading_options,
    remote_out_option,
    rules_option,
    run_stoppable,
    stdout,
    taxonomy_option,
)
from extract.cli.engine_options import Engine, engine_options
from extract.cli.run_options import RunOptions, dry_run_option, folder_options
from extract.errors import UserError

if TYPE_CHECKING:
    from extract.pipeline.remote.mirror import Place
    from extract.pipeline.worker import KindChoice
    from extract.report.content.sorting import Sort

_PATH = click.Path(path_type=Path)
_RUN = """\b
Example:  vouchline run applications -o results
          vouchline run applications -o results --dry-run
          vouchline run applications -o results --max-cost 5
Then open results/report.html. Repeat it at any time: unchanged results are kept.
"""
_EXTRACT = """\b
Example:  vouchline extract cv.pdf -o results
          vouchline extract cv.pdf -o results --explain metric-3
"""
_COMPARE = """\b
Example:  vouchline compare results --posting nurse --profile ada_example
          vouchline compare results --matrix --csv matrix.csv
          vouchline compare results --posting nurse --profile ada_example --explain requirement-3
"""
_KIND = click.Choice(["auto", "resume", "posting"])


@click.command(short_help="Extract, compare and report a folder of documents.", epilog=_RUN)
@click.argument("folder", type=read_place)
@remote_out_option
@click.option("--kind", type=_KIND, default="auto", show_default=True, help="The type of all documents.")
@kinds_option
@taxonomy_option
@rules_option
@dry_run_option
@folder_options
@engine_options
@limit_options
@comparing_options
@model_options
@reading_options
@output_options
def run(
    folder: Place,
    out: Place,
    kind: KindChoice,
    dry_run: bool,
    course: RunOptions,
    engine: Engine,
    options: dict[str, object],
    as_json: bool,
    quiet: bool,
) -> None:
    """Extract every document of FOLDER, compare every résumé with every posting, and write a report.

    Archives (.zip) are read like folders. Unchanged results in OUT are kept. Ctrl-C stops the run; the same command
    continues it. FOLDER and OUT may be addresses, such as s3://bucket/cvs.
    """
    from extract.cli.carrying import carry_out_order
    from extract.pipeline.remote.mirror import AtHand
    from extract.pipeline.run import RunOrder, check_folder

    settings = load_settings(options)
    near = AtHand([folder], out, settings)
    check_folder(near.paths[0])
    order = RunOrder(near.paths, near.out, course.task(kind), True, course.retry_failed, course.wait_s, near.reader)
    carry_out_order(order, near, settings, engine, dry_run=dry_run, as_json=as_json, quiet=quiet)


@click.command(short_help="Convert documents into JSON with evidence.", epilog=_EXTRACT)
@click.argument("paths", type=read_place, nargs=-1, required=True, metavar="PATH...")
@remote_out_option
@click.option("--kind", type=_KIND, default="auto", show_default=True, help="The type of all documents.")
@click.option(
    "--write-text", is_flag=True, help="Write the text that offsets refer to beside each result, as NAME.txt."
)
@click.option(
    "--explain",
    "fact_id",
    metavar="FACT_ID",
    help="Print the derivation of one fact of the given résumé, such as metric-3: lines, question, answer and lookups. "
    "The output quotes the document.",
)
@kinds_option
@taxonomy_option
@rules_option
@dry_run_option
@folder_options
@engine_options
@limit_options
@model_options
@reading_options
@output_options
def extract(
    paths: tuple[Place, ...],
    out: Place,
    kind: KindChoice,
    write_text: bool,
    fact_id: str | None,
    dry_run: bool,
    course: RunOptions,
    engine: Engine,
    options: dict[str, object],
    as_json: bool,
    quiet: bool,
) -> None:
    """Convert résumés and job postings into JSON with evidence, without comparisons.

    PATH is a document, a folder, or a .zip of documents; batch.zip/cv.pdf is one document in it. Unchanged results in
    OUT are kept. A folder and OUT may be addresses, such as s3://bucket/cvs.
    """
    from extract.cli.carrying import carry_out_at_hand, carry_out_order, open_session
    from extract.cli.explained import print_explanation
    from extract.extraction.engine.explain import Explainer
    from extract.pipeline.remote.mirror import AtHand
    from extract.pipeline.run import RunOrder

    settings = load_settings(options)
    near = AtHand(paths, out, settings)
    explainer = Explainer(fact_id, near.paths) if fact_id else None
    task = replace(course.task(kind), write_text=write_text, explainer=explainer)
    order = RunOrder(near.paths, near.out, task, False, course.retry_failed, course.wait_s, near.reader)
    if explainer is None or dry_run:
        carry_out_order(order, near, settings, engine, dry_run=dry_run, as_json=as_json, quiet=quiet)
        return
    order, settings = engine.engage(order, near, settings)
    session = open_session(settings, quiet=quiet)
    done = run_stoppable(carry_out_at_hand(order, near, session, rows=True), session.stop)
    if explainer.found is None:
        reason = next((item.reason for item in done.run.documents if item.reason), None)
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
@click.option(
    "--explain",
    "requirement_id",
    metavar="REQUIREMENT_ID",
    help="Print the derivation of one verdict of the given profile and posting, such as requirement-3: search, question, "
    "answer and probabilities. Writes nothing; the output quotes the documents.",
)
@matrix_options
@comparing_options
@folder_options
@model_options
@output_options
def compare(
    out: Path,
    posting: str | None,
    profile: str | None,
    requirement_id: str | None,
    course: RunOptions,
    options: dict[str, object],
    as_json: bool,
    quiet: bool,
) -> None:
    """Compare the stored profiles with the stored postings in OUT."""
    from extract.cli.carrying import explain_stored, finish, open_session
    from extract.pipeline.run import Chosen, compare_chosen

    if requirement_id is not None:
        if profile is None or posting is None:
            raise UserError(
                "A verdict is explained for one profile and one posting.", "Name them with --profile and --posting."
            )
        explain_stored(out, (profile, posting), requirement_id, load_settings(options), as_json=as_json)
        return
    chosen = Chosen(out, profile, posting, course.task("auto"), course.retry_failed, course.wait_s)
    session = open_session(load_settings(options), quiet=quiet)
    done = run_stoppable(compare_chosen(chosen, session, rows=as_json), session.stop)
    finish(done, out, as_json=as_json, quiet=quiet, verdicts=True)


@click.command(short_help="Write the report again from stored results.")
@click.argument("out", type=_PATH)
@sort_option
@output_options
def report(out: Path, sort: Sort | None, as_json: bool, quiet: bool) -> None:
    """Write OUT/report.html again from stored results and decisions, without a model."""
    from extract.review.state.reporting import write_report

    path = write_report(out, sort=sort)
    if as_json:
        print_json({"report": str(path)})
    elif not quiet:
        stdout().print(f"Open {path}", soft_wrap=True)
