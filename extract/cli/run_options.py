"""The options on how a run over many documents goes: what it may cost, when it stops, what it takes up again."""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from extract.pipeline.planning.budget import Budget
    from extract.pipeline.worker import KindChoice, Task

_Command = TypeVar("_Command", bound=Callable[..., Any])

_OPTIONS = (
    click.option(
        "--max-cost", type=click.FloatRange(min=0, min_open=True), metavar="USD",
        help="Start no new document after this run has spent so many US dollars; documents in progress are finished.",
    ),
    click.option(
        "--max-tokens", type=click.IntRange(min=1), metavar="N",
        help="Start no new document after this run has used so many tokens, input and output.",
    ),
    click.option("--retry-failed", is_flag=True, help="Process only the documents that failed in the last run."),
    click.option("--fail-fast", is_flag=True, help="Stop at the first failure; list the other documents as skipped."),
    click.option(
        "--wait", "wait_s", type=click.FloatRange(min=0), metavar="SECONDS",
        help="Longest wait for another run on the same OUT. [default: until that run ends]",
    ),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class RunOptions:
    """What these options say."""

    budget: Budget
    retry_failed: bool
    fail_fast: bool
    wait_s: float | None

    def task(self, kind: KindChoice) -> Task:
        """Return what a run is told, for documents of this kind."""
        from extract.pipeline.worker import Task

        return Task(kind, budget=self.budget, fail_fast=self.fail_fast)


def folder_options(command: _Command) -> _Command:
    """Add the options, which arrive in one argument `course`."""

    @functools.wraps(command)
    def gather(
        *args: Any,
        max_cost: float | None,
        max_tokens: int | None,
        retry_failed: bool,
        fail_fast: bool,
        wait_s: float | None,
        **kwargs: Any,
    ) -> Any:
        from extract.pipeline.planning.budget import Budget

        return command(
            *args, course=RunOptions(Budget(max_cost, max_tokens), retry_failed, fail_fast, wait_s), **kwargs
        )

    decorated: Any = gather
    for option in reversed(_OPTIONS):
        decorated = option(decorated)
    return decorated


def dry_run_option(command: _Command) -> _Command:
    """Add --dry-run, which arrives as `dry_run`."""
    return click.option(
        "--dry-run", is_flag=True, help="Print the planned work with reasons and estimated cost; change nothing."
    )(command)
