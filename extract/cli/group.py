"""The group of all commands: it imports a command when it is called, and says how errors end it."""

from __future__ import annotations

import importlib
import io
import sys
from typing import Any

import click

from extract.errors import VouchlineError

EXIT_FAILED, EXIT_USE, EXIT_INTERRUPTED = 1, 2, 130


class Later(click.Command):
    """Stands for a command until it is called: its name, its short help, and where it is, as "module:name"."""

    def __init__(self, name: str, place: str, short_help: str) -> None:
        super().__init__(name, short_help=short_help)
        self.place = place

    def load(self) -> click.Command:
        """Import the command."""
        module, _, name = self.place.partition(":")
        command = getattr(importlib.import_module(module), name)
        assert isinstance(command, click.Command), self.place
        return command


class VouchlineGroup(click.Group):
    """Turns errors that a user can mend into one line and an exit status, in place of a traceback."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the commands in the order in which they were added: the main job first."""
        return list(self.commands)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return a command, imported where that was put off."""
        command = self.commands.get(cmd_name)
        if isinstance(command, Later):
            command = self.commands[cmd_name] = command.load()
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands by their short help, which takes no import."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, command.get_short_help_str()) for name, command in self.commands.items()])

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command."""
        for stream in (sys.stdout, sys.stderr):
            if isinstance(stream, io.TextIOWrapper):  # a terminal that knows few letters is no reason to stop
                stream.reconfigure(errors="replace")
        try:
            return super().invoke(ctx)
        except VouchlineError as error:
            click.echo(f"error: {error.what}", err=True)
            if error.remedy:
                click.echo(f"       {error.remedy}", err=True)
            ctx.exit(EXIT_USE)
        except KeyboardInterrupt:
            click.echo("interrupted: what was done is kept; run the same command again to go on.", err=True)
            ctx.exit(EXIT_INTERRUPTED)
        except BrokenPipeError:  # the reader of our output has gone, as `head` does
            sys.stdout = None
            ctx.exit(EXIT_FAILED)
