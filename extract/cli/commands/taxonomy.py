"""taxonomy: what a skill or job title is in the taxonomy, and what led there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import click

from extract.cli.common import load_settings, output_options, print_json, stdout, taxonomy_option
from extract.errors import UserError

if TYPE_CHECKING:
    from extract.taxonomy.concepts import ConceptKind, Match, Unmatched
    from extract.taxonomy.taxonomy import Taxonomy

_EPILOG = """\b
Example:  vouchline taxonomy Python "Registered Nurse"
          vouchline taxonomy --kind skill Buchhaltung --taxonomy skills_de.csv
"""
MAX_SHOWN = 5
"""How many concepts of one name are listed in words."""


@click.command(short_help="Show the taxonomy's concept of a skill or job title.", epilog=_EPILOG)
@click.argument("names", nargs=-1, metavar="[NAME]...")
@click.option("--kind", type=click.Choice(("skill", "occupation")), help="Only this kind of concept. [default: both]")
@taxonomy_option
@output_options
def taxonomy(
    names: tuple[str, ...], kind: ConceptKind | None, options: dict[str, object], as_json: bool, quiet: bool
) -> None:
    """Show what NAME is in the taxonomy as a skill and as a job title, by which label, alias or rule, or why it is nothing.

    Without NAME, show which taxonomy is used.
    """
    from extract.taxonomy.loading import load_taxonomy

    used = load_taxonomy(load_settings(options).taxonomy)
    if used is None:
        raise UserError("No taxonomy is used.", "Leave out --taxonomy none, or the setting.")
    kinds: tuple[ConceptKind, ...] = (kind,) if kind else ("skill", "occupation")
    found = {name: {each: used.find(name, each) for each in kinds} for name in names}
    if as_json:
        told = [
            {"name": name, **{each: _as_json(result) for each, result in results.items()}}
            for name, results in found.items()
        ]
        print_json({"taxonomy": asdict(used.source), "concepts": used.size, "names": told})
    elif not quiet:
        _print(used, found)


def _print(used: Taxonomy, found: Mapping[str, Mapping[str, Match | Unmatched]]) -> None:
    from extract.taxonomy.esco import NAME as ESCO
    from extract.taxonomy.esco import STATEMENT as ESCO_STATEMENT

    console = stdout()
    if not found:
        console.print(f"{used.source}: {used.size} concepts", soft_wrap=True)
        if used.source.name == ESCO:
            console.print(ESCO_STATEMENT, soft_wrap=True)
    for name, results in found.items():
        console.print(name, soft_wrap=True)
        for kind, result in results.items():
            console.print(f"  {kind:10}  {_in_words(result)}", soft_wrap=True)


def _in_words(result: Match | Unmatched) -> str:
    from extract.taxonomy.concepts import Match

    if isinstance(result, Match):
        entry = f" {result.entry!r}" if result.how != "label" else ""
        return f"{result.concept.label}, by {result.how}{entry}: {result.concept.id}"
    if result.reason == "unknown":
        return "none: no label or alias of this name"
    labels = [repr(each.label) for each in result.candidates]
    more = f" and {len(labels) - MAX_SHOWN} more" if len(labels) > MAX_SHOWN else ""
    return f"none: a name of several concepts, {', '.join(labels[:MAX_SHOWN])}{more}"


def _as_json(result: Match | Unmatched) -> dict[str, Any]:
    from extract.taxonomy.concepts import Match

    if isinstance(result, Match):
        concept = result.concept
        return {"id": concept.id, "label": concept.label, "how": result.how, "entry": result.entry}
    return {
        "id": None,
        "reason": result.reason,
        "candidates": [{"id": each.id, "label": each.label} for each in result.candidates],
    }
