"""eval: how right stored results are, without a model."""

from __future__ import annotations

from pathlib import Path

import click

from extract.commands.common import output_options, print_json, stdout

_PATH = click.Path(path_type=Path)
_EVAL = """\b
Gold is NAME.profile.gold.json, NAME.posting.gold.json and PROFILE--POSTING.comparison.gold.json:
the fields of the stored files as a careful reader would fill them. A field that is left out is not
scored; null says that the document does not say; {"any": [a, b]} allows either; "optional": true
marks a fact that may be left out.
Example:  vouchline eval gold results --docs applications --verbose
"""


@click.command("eval", short_help="Precision, recall and F1 of results against gold.", epilog=_EVAL)
@click.argument("gold", type=_PATH)
@click.argument("out", type=_PATH)
@click.option(
    "--docs",
    type=_PATH,
    metavar="FOLDER",
    help="The documents: look up in their text whether values and evidence stand there.",
)
@click.option("--compare", "other", type=_PATH, metavar="OTHER_OUT", help="Set OUT beside these results.")
@click.option("--verbose", is_flag=True, help="Scores by field too, and each wrong field: gold's value and the stored.")
@output_options
def evaluate_(
    gold: Path, out: Path, docs: Path | None, other: Path | None, verbose: bool, as_json: bool, quiet: bool
) -> None:
    """Score the results stored in OUT, field by field, against what people took from the same documents."""
    from extract.evaluation.changes import find_changes
    from extract.evaluation.evaluate import evaluate
    from extract.evaluation.tables import print_comparison, print_evaluation

    found = evaluate(gold, out, docs)
    compared = None if other is None else evaluate(gold, other, docs)
    changes = [] if compared is None else find_changes(found, compared)
    if as_json:
        shown = {"gold": str(gold), "out": str(out), **found.as_json()}
        if compared is not None:
            shown["compared"] = {"out": str(other), **compared.as_json()}
            shown["changed"] = [change.as_json() for change in changes]
        print_json(shown)
    elif not quiet:
        console = stdout()
        if compared is None or verbose:
            print_evaluation(console, found, verbose=verbose)
        if compared is not None:
            if verbose:
                console.print()
            names = (out.name, other.name) if other and other.name != out.name else (str(out), str(other))
            print_comparison(console, found, compared, changes, names)
