"""The options of the commands that hold the pipeline open for programs: `serve` and `mcp`."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any, TypeVar

from extract.cli.commands.comparing import comparing_options
from extract.cli.common import kinds_option, limit_options, model_options, reading_options, rules_option

_Command = TypeVar("_Command", bound=Callable[..., Any])
_ALL: tuple[Callable[[Any], Any], ...] = (
    kinds_option, rules_option, limit_options, comparing_options, model_options, reading_options
)  # fmt: skip


def pipeline_options(command: _Command) -> _Command:
    """Add all that says how documents are read, asked about and compared. They arrive in `options`, for `Settings.load`."""
    return functools.reduce(lambda wrapped, add: add(wrapped), reversed(_ALL), command)
