"""same: profiles that look like one person's."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from extract.cli.common import output_options, print_json, stdout
from extract.errors import UserError

if TYPE_CHECKING:
    from extract.report.content.look_alikes import LookAlike
    from schemas import Likeness

_SAME = """\b
Example:  vouchline same results
          vouchline same results --confirm zoe_lindqvist zoe_lindqvist_2026
          vouchline same results --deny lee_ann lee_anna
"""


@click.command(short_help="List profiles that look like the same person.", epilog=_SAME)
@click.argument("out", type=click.Path(path_type=Path))
@click.option("--confirm", nargs=2, metavar="NAME NAME", help="Decide that these two profiles are of the same person.")
@click.option("--deny", nargs=2, metavar="NAME NAME", help="Decide that these two profiles are of different people.")
@click.option("--reopen", nargs=2, metavar="NAME NAME", help="Take the decision on these two profiles back.")
@click.option("--reviewer", metavar="NAME", help="Your name, for the decision. [default: your user name]")
@output_options
def same(
    out: Path,
    confirm: tuple[str, str] | None,
    deny: tuple[str, str] | None,
    reopen: tuple[str, str] | None,
    reviewer: str | None,
    as_json: bool,
    quiet: bool,
) -> None:
    """List the profiles in OUT that look like the same person, or decide about two of them.

    They share a mail address, a telephone number or a link, or a name and positions at one employer at the same time.
    Nothing is merged. Decisions are kept in OUT/reviews.
    """
    from extract.review.domain.people import find_people
    from extract.review.web.pages import clean_name
    from extract.review.web.serving import default_reviewer

    asked: dict[Likeness, tuple[str, str] | None] = {"same": confirm, "different": deny, "open": reopen}
    given: dict[Likeness, tuple[str, str]] = {likeness: names for likeness, names in asked.items() if names is not None}
    if len(given) > 1:
        raise UserError("More than one decision was given.", "Give --confirm, --deny or --reopen alone.")
    people = find_people(out)
    for likeness, names in given.items():
        people.decide(out, names, likeness, clean_name(reviewer or "") or default_reviewer())
    shown = people.look_alikes(out)
    if as_json:
        print_json({"pairs": [asdict(each) for each in shown], "signs_left_out": people.found.left_out})
    elif not quiet:
        _print(shown, people.found.left_out)


def _print(shown: list[LookAlike], left_out: int) -> None:
    from extract.people.matching import MOST_SHARED
    from extract.report.content.wording import show_hidden

    words = {None: "not decided", "same": "the same person", "different": "different people"}
    for each in shown:
        told = words[each.likeness if each.likeness != "open" else None] + (f", says {each.by}" if each.by else "")
        differ = "; the names differ" if each.names_differ else ""
        stdout().print(show_hidden(f"{each.first} and {each.second}: {told}"), soft_wrap=True)
        stdout().print(show_hidden(f"  the same {'; '.join(each.shared)}{differ}"), soft_wrap=True)
    if not shown:
        stdout().print("No two profiles look like the same person.")
    if left_out:
        stdout().print(
            f"{left_out:,} contacts or careers shared by more than {MOST_SHARED} profiles were left out.",
            soft_wrap=True,
        )
