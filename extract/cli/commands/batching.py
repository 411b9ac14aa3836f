"""submit, collect: a provider's half-price asynchronous batch service."""

from __future__ import annotations

import dataclasses
import shlex
from pathlib import Path
from typing import TYPE_CHECKING

import click

from extract.cli.commands.comparing import comparing_options
from extract.cli.common import (
    endpoint_options,
    kinds_option,
    limit_options,
    load_settings,
    out_option,
    output_options,
    print_json,
    reading_options,
    rules_option,
    run_async,
    say,
    stdout,
)
from extract.cli.group import EXIT_FAILED
from extract.pipeline.batch.limits import MAX_BYTES, MAX_REQUESTS, POLL_S, BatchLimits

if TYPE_CHECKING:
    from extract.pipeline.batch.planner import KindChoice
    from extract.pipeline.batch.rounds import BatchReport

_PATH = click.Path(path_type=Path)
_SUBMIT = """\b
Example:  vouchline submit applications -o results
          vouchline collect results --wait
          vouchline run applications -o results
"""
_COLLECT = """\b
Example:  vouchline collect results          what is done by now
          vouchline collect results --wait   until every question is answered
"""
_MOST = click.option(
    "--max-requests", type=click.IntRange(1, MAX_REQUESTS), default=MAX_REQUESTS, show_default=True, metavar="N",
    help="Largest number of questions in one batch; lower it for accounts with a small token queue.",
)  # fmt: skip
_SHOWN = 5
"""Questions without a usable reply that are named; --json has all."""


@click.command(short_help="Send questions to a provider's half-price batch service.", epilog=_SUBMIT)
@click.argument("folder", type=_PATH)
@out_option
@click.option(
    "--kind", type=click.Choice(["auto", "resume", "posting"]), default="auto", show_default=True,
    help="The type of all documents.",
)  # fmt: skip
@_MOST
@kinds_option
@rules_option
@limit_options
@comparing_options
@endpoint_options
@reading_options
@output_options
def submit(
    folder: Path, out: Path, kind: KindChoice, max_requests: int, options: dict[str, object], as_json: bool, quiet: bool
) -> None:
    """Send the questions about the documents of FOLDER as batches, which cost half and take up to 24 hours.

    Later questions of a document depend on earlier answers, so batches go in rounds: submit, collect, submit again.
    `vouchline collect OUT --wait` does all rounds. Then `vouchline run`
    with the same options finds the answers in the cache.
    """
    from extract.pipeline.batch.rounds import submit_folder

    limits = BatchLimits(max_requests, MAX_BYTES)
    report = run_async(submit_folder(folder, out, load_settings(options), kind=kind, limits=limits))
    _finish(report, out, as_json=as_json, quiet=quiet)


@click.command(short_help="Collect the answers of batches.", epilog=_COLLECT)
@click.argument("out", type=_PATH)
@click.option("--wait", is_flag=True, help="Wait, and submit each next round, until every question is answered.")
@click.option(
    "--poll-s", type=click.FloatRange(0.05, 3600), default=POLL_S, show_default=True, metavar="N",
    help="With --wait: seconds between status requests.",
)  # fmt: skip
@click.option("--give-up", metavar="BATCH_ID", help="Abandon this batch and reopen its questions.")
@_MOST
@limit_options
@endpoint_options
@reading_options
@output_options
def collect(
    out: Path,
    wait: bool,
    poll_s: float,
    give_up: str | None,
    max_requests: int,
    options: dict[str, object],
    as_json: bool,
    quiet: bool,
) -> None:
    """Fetch finished answers, validate and cache them, and print the next step."""
    from extract.pipeline.batch.rounds import collect_batches

    report = run_async(
        collect_batches(
            out, load_settings(options), wait=wait, poll_s=poll_s, give_up=give_up,
            limits=BatchLimits(max_requests, MAX_BYTES), say=lambda text: say(text, quiet=quiet),
        )
    )  # fmt: skip
    _finish(report, out, as_json=as_json, quiet=quiet)


def _finish(report: BatchReport, out: Path, *, as_json: bool, quiet: bool) -> None:
    if as_json:
        print_json(dataclasses.asdict(report) | {"done": report.done, "next": _next(report, out)})
    elif not quiet:
        _print(report, out)
    if report.stopped:
        click.get_current_context().exit(EXIT_FAILED)


def _print(report: BatchReport, out: Path) -> None:
    console = stdout()
    if report.sent:
        console.print(f"Sent {report.sent} questions: {', '.join(report.batches_sent)}", soft_wrap=True)
    for stopped in report.stopped:
        console.print(f"Stopped: {stopped}", soft_wrap=True)
    if report.replies:
        cost = "" if report.cost_usd is None else f", ${report.cost_usd:.4f} at half price"
        tokens = f"{report.prompt_tokens:,} tokens sent, {report.completion_tokens:,} written"
        console.print(f"{report.replies} replies so far: {tokens}{cost}", soft_wrap=True)
    if report.left:
        reasons = ", ".join(f"{count} {why.replace('_', ' ')}" for why, count in sorted(report.left.items()))
        console.print(f"Replies that are no answers ({reasons}); the run asks these directly:", soft_wrap=True)
        for line in report.left_questions[:_SHOWN]:
            console.print(f"  {line}", soft_wrap=True)
        if len(report.left_questions) > _SHOWN:
            console.print(f"  and {len(report.left_questions) - _SHOWN} more (--json)")
    if report.unreadable:
        console.print(f"{report.unreadable} documents cannot be read; the run names them.")
    console.print(_next(report, out), soft_wrap=True)


def _next(report: BatchReport, out: Path) -> str:
    """Return what to do next, in one line."""
    folder, results = shlex.quote(report.folder), shlex.quote(str(out))
    if report.under_way:
        return f"{report.under_way} questions are under way. Next: vouchline collect {results}"
    if report.open:
        return f"{report.open} further questions. Next: vouchline submit {folder} -o {results}"
    answered = "All is answered that a batch can answer." if report.waiting else "All answered."
    return f"{answered} Next: vouchline run {folder} -o {results} --as-of {report.as_of}"
