"""mcp: the pipeline as tools for agents."""

from __future__ import annotations

import importlib
from pathlib import Path
from typing import Any

import click

from extract.cli.common import load_settings, record_command, run_async, watch
from extract.cli.open_options import pipeline_options
from extract.errors import UserError

_MCP = """\b
Example:  vouchline mcp applications
An agent's settings name this command; docs/mcp.md shows them.
"""


@click.command(short_help="Give agents tools over MCP, on stdin and stdout.", epilog=_MCP)
@click.argument("folders", type=click.Path(path_type=Path), nargs=-1, required=True, metavar="FOLDER...")
@pipeline_options
def mcp(folders: tuple[Path, ...], options: dict[str, object]) -> None:
    """Give agents tools over the Model Context Protocol: list_documents, read, extract, compare and explain.

    The tools read documents below FOLDER alone and write nothing. stdout carries the protocol. The command ends when stdin does.
    """
    from extract.agents.folders import Folders
    from extract.pipeline.open_pipeline import OpenPipeline

    tools, allowed, settings = _load_tools(), Folders(folders), load_settings(options)
    watch(settings, quiet=True)
    run_async(tools.serve_tools(OpenPipeline(settings, record_with=record_command()), allowed))


def _load_tools() -> Any:
    try:
        return importlib.import_module("extract.agents.tools")
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] != "mcp":
            raise
        raise UserError(
            "`vouchline mcp` needs the package 'mcp', which is not installed.",
            "Install it with `pip install 'vouchline[mcp]'`.",
        ) from None
