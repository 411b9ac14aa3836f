"""erase: one person's document out of everything that was made from it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from extract.cli.common import load_settings, output_options, print_json, run_async, say, stdout
from extract.cli.group import EXIT_FAILED
from extract.errors import UserError

if TYPE_CHECKING:
    from extract.pipeline.erasing.erase import Erased

_ERASE = """\b
Example:  vouchline erase results zoe_lindqvist --dry-run
          vouchline erase results zoe_lindqvist
          vouchline erase results zoe_lindqvist --documents --yes
"""
_CACHE = "The Redis server that the answers are cached at. [default: the cache folder of this machine]"


@click.command(short_help="Remove a person's document from results and caches.", epilog=_ERASE)
@click.argument("out", type=click.Path(path_type=Path))
@click.argument("names", nargs=-1, required=True, metavar="NAME...")
@click.option("--documents", is_flag=True, help="Remove the original documents too.")
@click.option("--dry-run", is_flag=True, help="Print what would be removed; change nothing.")
@click.option("--yes", is_flag=True, help="Do not ask for confirmation.")
@click.option("--wait", "wait_s", type=float, metavar="S", help="Seconds to wait for another run. [default: no limit]")
@click.option("--cache", "cache_url", metavar="URL", help=_CACHE)
@output_options
def erase(
    out: Path,
    names: tuple[str, ...],
    documents: bool,
    dry_run: bool,
    yes: bool,
    wait_s: float | None,
    cache_url: str | None,
    as_json: bool,
    quiet: bool,
) -> None:
    """Remove the profiles NAME from OUT, with everything made from their documents.

    That is profiles, comparisons, decisions, bundled documents, exports in OUT, batches, the journal, the rows of
    run.json, the report, and cached answers. It cannot be undone.
    """
    from extract.pipeline.erasing.erase import erase as carry_out

    settings = load_settings({"cache_url": cache_url})

    def work(*, really: bool) -> Erased:
        return run_async(carry_out(out, names, settings, documents=documents, really=really, wait_s=wait_s))

    if not dry_run and not yes:
        if as_json:
            raise UserError("Nothing was erased: --json asks nobody.", "Give --yes, or --dry-run to see what would go.")
        _print(work(really=False), names, "would be removed")
        if not _is_confirmed():
            say("Nothing was removed.")
            click.get_current_context().exit(EXIT_FAILED)
    found = work(really=not dry_run)
    if as_json:
        print_json({"names": list(names), "dry_run": dry_run, **asdict(found)})
    elif not quiet:
        _print(found, names, "would be removed" if dry_run else "removed")


def _is_confirmed() -> bool:
    try:
        return click.confirm("Remove all of this for good?", err=True)
    except click.Abort:  # also where the input is at its end
        raise UserError("Nothing was erased: nobody answered.", "Give --yes to erase without a question.") from None


def _print(found: Erased, names: Sequence[str], done: str) -> None:
    from extract.report.content.wording import show_hidden

    console = stdout()
    console.print(show_hidden(f"{', '.join(names)}: {done}"), soft_wrap=True)
    for each in found.removed:
        many = "" if each.count == 1 else f" ({each.count:,})"
        console.print(show_hidden(f"  {each.what}{many}: {each.where}"), soft_wrap=True)
    for sentence in found.left:
        console.print(show_hidden(sentence), soft_wrap=True)
