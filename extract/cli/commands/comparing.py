"""Options of the commands that compare: how verdicts are made, and in which forms they are shown."""

from __future__ import annotations

import functools
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from extract.cli.common import say, stdout
from extract.cli.group import EXIT_FAILED
from extract.report.content.sorting import SORT_RULES, SORTS, Sort

_Command = TypeVar("_Command", bound=Callable[..., Any])
_FILE = click.Path(path_type=Path)


def comparing_options(command: _Command) -> _Command:
    """Add the options about how verdicts are made. They arrive in `options`, for `Settings.load`; this stands above."""

    @functools.wraps(command)
    def gather(
        *args: Any, synonyms: str | None, blind_schools: bool, repeat: str | None, confidence: str | None,
        search: str | None, **kwargs: Any,
    ) -> Any:  # fmt: skip
        chosen: dict[str, object] = {
            "synonyms": synonyms, "repeat": repeat, "blind_schools": blind_schools or None, "confidence": confidence,
            "search": search,
        }  # fmt: skip
        return command(*args, options={**kwargs.pop("options", {}), **chosen}, **kwargs)

    decorated: Any = gather
    for option in (
        click.option(
            "--search", type=click.Choice(("words", "meaning", "auto")),
            help="How lines are found for a demand: by shared words; by meaning too, which needs vouchline[meaning]; auto: by "
            "meaning where that is installed. [default: words]",
        ),
        click.option(
            "--confidence", metavar="SHARE",
            help="Add to each verdict of the model its prediction set: the likeliest verdicts whose probabilities add up to SHARE, "
            "such as 0.95. `vouchline eval --confidence` measures its coverage. [default: none]",
        ),
        click.option(
            "--repeat", metavar="N",
            help="Repeat each question of the model's verdicts N times at a higher temperature; differing answers mark the "
            "verdict for review. [default: 0]",
        ),
        click.option(
            "--blind-schools", is_flag=True,
            help="Exclude school names from comparisons; degree levels and fields remain.",
        ),
        click.option(
            "--synonyms", metavar="FILE",
            help="Your own skill names, added to the built-in table; docs/comparing.md describes the format.",
        ),
    ):  # fmt: skip
        decorated = option(decorated)
    return decorated


def sort_option(command: _Command) -> _Command:
    """Add --sort, which arrives as `sort`."""
    rules = "; ".join(f"{name}: {rule}" for name, rule in SORT_RULES.items())
    return click.option("--sort", type=click.Choice(SORTS), help=f"Sort candidates ({rules}). [default: by name]")(
        command
    )


def matrix_options(command: _Command) -> _Command:
    """Add --matrix, --csv and --sort: what is shown of the comparisons once the command is done, whatever its status."""

    @functools.wraps(command)
    def show(*args: Any, matrix: bool, csv_file: Path | None, sort: Sort | None, **kwargs: Any) -> Any:
        def show_results() -> None:
            _show(
                kwargs["out"],
                matrix=matrix and not kwargs["as_json"],
                csv_file=csv_file,
                sort=sort,
                quiet=kwargs["quiet"],
            )

        try:
            done = command(*args, **kwargs)
        except click.exceptions.Exit as ending:
            if ending.exit_code == EXIT_FAILED:
                show_results()
            raise
        show_results()
        return done

    decorated: Any = sort_option(show)
    for option in (
        click.option(
            "--csv", "csv_file", type=_FILE, metavar="FILE", help="Write a table of candidates by requirements as CSV."
        ),
        click.option("--matrix", is_flag=True, help="Print a table of candidates by requirements."),
    ):
        decorated = option(decorated)
    return decorated


def _show(out: Path, *, matrix: bool, csv_file: Path | None, sort: Sort | None, quiet: bool) -> None:
    if not (matrix or csv_file or sort):
        return
    from extract.export.delimited import BYTE_ORDER_MARK
    from extract.export.matrix import matrices, matrix_csv, print_matrices
    from extract.report.write import read_stored
    from extract.review.state.reporting import write_report
    from extract.store.results import write_whole

    found = matrices(read_stored(out), sort)
    if sort:
        write_report(out, sort=sort)
    if matrix:
        print_matrices(stdout(), found, sort)
    if csv_file:
        write_whole(csv_file, BYTE_ORDER_MARK + matrix_csv(found))
        say(f"wrote {csv_file}", quiet=quiet)
