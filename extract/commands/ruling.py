"""The command that lists the rules."""

from __future__ import annotations

from dataclasses import asdict

import click

from extract.commands.common import output_options, print_json, stdout
from extract.rules import RULES


@click.command(short_help="The rules that may change what the model said; each can be left out.")
@output_options
def rules(as_json: bool, quiet: bool) -> None:
    """List the rules that act between the model's answer and a stored fact, in their order: what error each one mends.

    `--without RULE` of `run` and `extract` leaves one out, as does `without` in a settings file. `vouchline eval --ablate`
    tells what each is worth on documents with gold.
    """
    if as_json:
        print_json({"rules": [asdict(rule) for rule in RULES]})
    elif not quiet:
        console = stdout()
        wide = max(len(rule.name) for rule in RULES)
        for rule in RULES:
            needs = f" (needs {', '.join(rule.needs)})" if rule.needs else ""
            console.print(f"{rule.name:{wide}}  {', '.join(rule.kinds)}: {rule.mends}{needs}", soft_wrap=True)
