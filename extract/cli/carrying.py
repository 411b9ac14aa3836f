"""What run, extract and compare do once their arguments are read: carry out the order, and print what came of it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from extract.cli.common import print_json, record_command, run_async, run_stoppable, say, stdout, watch
from extract.cli.engine_options import Engine
from extract.cli.group import EXIT_FAILED
from extract.observability.summary import print_summary
from extract.pipeline.dry_run import preview_order, print_preview
from extract.pipeline.remote.mirror import AtHand
from extract.pipeline.run import Done, OpenRun, RunOrder, carry_out, check_own_files
from extract.report.write import REPORT_NAME, read_stored
from extract.settings.load import Settings
from extract.store.results import Results
from schemas import Run


def open_session(settings: Settings, *, quiet: bool) -> OpenRun:
    """Return the session in which the command asks, watched until it ends."""
    return OpenRun(settings, watch(settings, quiet=quiet), record_with=record_command())


def carry_out_order(
    order: RunOrder, near: AtHand, settings: Settings, engine: Engine, *, dry_run: bool, as_json: bool, quiet: bool
) -> None:
    """Carry out an order and print what came of it; with `dry_run`, say what would be done."""
    if dry_run:
        near.look()
        preview = run_async(preview_order(order, settings))
        if as_json:
            print_json(preview.as_json())
        else:
            print_preview(stdout(), preview)
        return
    order, settings = engine.engage(order, near, settings)
    session = open_session(settings, quiet=quiet)
    done = run_stoppable(carry_out_at_hand(order, near, session, rows=as_json), session.stop)
    finish(done, order.out, as_json=as_json, quiet=quiet, comparing=order.compare, shown=near.address)


async def carry_out_at_hand(order: RunOrder, near: AtHand, session: OpenRun, *, rows: bool) -> Done:
    """Carry out an order with its documents and results at hand. `rows`: what came of each is kept for --json."""
    async with near.kept(wait_s=order.wait_s, watcher=session.watcher, stop=session.stop):
        return await carry_out(order, session, rows=rows)


def explain_stored(out: Path, pair: tuple[str, str], requirement_id: str, settings: Settings, *, as_json: bool) -> None:
    """Print what stands behind the verdict on one requirement; nothing is written."""
    from extract.cli.explained import print_verdict
    from extract.comparison.explain import VerdictExplanation, explain_verdict
    from extract.pipeline.setup.session import open_client

    results = Results(out)
    results.check_there()
    check_own_files(settings)
    profile, posting = results.read_profile(pair[0]), results.read_posting(pair[1])

    async def explained() -> VerdictExplanation:
        async with open_client(settings, record_with=record_command()) as client:
            return await explain_verdict(
                profile, posting, client, requirement_id, profile_name=pair[0], posting_name=pair[1],
                as_of=settings.as_of or profile.as_of, options=settings.compare_options,
            )  # fmt: skip

    found = run_async(explained())
    if as_json:
        print_json(found.as_json())
    else:
        print_verdict(stdout(), found)


def finish(
    done: Done,
    out: Path,
    *,
    as_json: bool,
    quiet: bool,
    comparing: bool = True,
    verdicts: bool = False,
    shown: str | None = None,
) -> None:
    """Print what came of it, and end with the status that tells whether all of it was done.

    `verdicts`: the JSON object holds the comparisons that were made, each as it is stored. `shown` is the
    address of the results, where they have one.
    """
    page = f"{shown}/{REPORT_NAME}" if shown else str(out / REPORT_NAME)
    if as_json:
        made = {"comparisons": _comparisons_made(out, done.run)} if verdicts else {}
        print_json({"out": shown or str(out), "report": page, "run": done.run.model_dump(mode="json"), **made})
    elif not quiet:
        print_summary(stdout(), done.run, done.tally, read_stored(out, done.run), page, comparing=comparing)
    if done.stop.interrupted:
        raise KeyboardInterrupt
    if done.stop.asked:
        say(f"stopped: {done.stop.reason}")
    if done.stop.asked or done.tally.failed:
        click.get_current_context().exit(EXIT_FAILED)


def _comparisons_made(out: Path, run: Run) -> list[dict[str, Any]]:
    """Return the comparisons of a run as they are stored, in the order of the run."""
    stored = {(item.profile, item.posting): item for item in read_stored(out).comparisons.values()}
    pairs = [(item.profile, item.posting) for item in run.comparisons if item.outcome != "failed"]
    return [stored[pair].model_dump(mode="json", by_alias=True) for pair in pairs if pair in stored]
