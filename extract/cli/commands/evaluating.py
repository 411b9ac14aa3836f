"""eval: how right stored results are, without a model."""

from __future__ import annotations

from pathlib import Path

import click

from extract.cli.common import output_options, print_json, run_async, stdout

_PATH = click.Path(path_type=Path)
_EVAL = """\b
Gold is NAME.profile.gold.json, NAME.posting.gold.json and PROFILE--POSTING.comparison.gold.json:
the fields of the stored files, filled by a careful reader. A field that is left out is not
scored; null says that the document does not say; {"any": [a, b]} allows either; "optional": true
marks a fact that may be left out. A profile's gold may also have "lines" of roles, "of" (what a
metric or project belongs to: a name, or [employer, title]), qualifications with "kind", "level" and
"date", and "qualifications_complete": true where it lists all of them (samples/README.md).
Example:  vouchline eval gold results --docs applications --verbose
"""


@click.command("eval", short_help="Measure precision, recall and F1 of results against gold.", epilog=_EVAL)
@click.argument("gold", type=_PATH)
@click.argument("out", type=_PATH)
@click.option(
    "--docs",
    type=_PATH,
    metavar="FOLDER",
    help="The documents, to check values and evidence against their text.",
)
@click.option(
    "--compare", "other", type=_PATH, metavar="OTHER_OUT", help="Compare the scores of OUT with those of these results."
)
@click.option(
    "--raw",
    is_flag=True,
    help="Also score the model's unchanged answers, from the cache; needs --docs.",
)
@click.option(
    "--ablate",
    is_flag=True,
    help="Measure the effect of each rule: extract again without it, from cached answers; needs --docs.",
)
@click.option(
    "--answers",
    type=_PATH,
    metavar="FILE",
    help="With --raw or --ablate: a file of answers that replaces the cache.",
)
@click.option(
    "--confidence",
    type=click.FloatRange(0, 1, min_open=True, max_open=True),
    metavar="SHARE",
    help="Coverage of prediction sets for SHARE, such as 0.95, and the cut that reaches it.",
)
@click.option("--verbose", is_flag=True, help="Also print scores by field, and each wrong field with both values.")
@output_options
def evaluate_(
    gold: Path,
    out: Path,
    docs: Path | None,
    other: Path | None,
    raw: bool,
    ablate: bool,
    answers: Path | None,
    confidence: float | None,
    verbose: bool,
    as_json: bool,
    quiet: bool,
) -> None:
    """Score the stored results of OUT against gold, field by field."""
    if raw or ablate:
        if docs is None:
            raise click.UsageError("--raw and --ablate need --docs: the documents are read again.")
        _replay(gold, docs, answers, raw=raw, ablate=ablate, as_json=as_json, quiet=quiet)
        return
    from extract.evaluation.changes import find_changes
    from extract.evaluation.scoring.evaluate import evaluate
    from extract.evaluation.scoring.reliability import coverage_of
    from extract.evaluation.tables import print_comparison, print_coverage, print_evaluation

    found = evaluate(gold, out, docs)
    compared = None if other is None else evaluate(gold, other, docs)
    changes = [] if compared is None else find_changes(found, compared)
    sets = None if confidence is None else coverage_of(found.results, confidence)
    if as_json:
        shown = {"gold": str(gold), "out": str(out), **found.as_json()}
        if confidence is not None:
            shown["sets"] = sets.as_json() if sets else None
        if compared is not None:
            shown["compared"] = {"out": str(other), **compared.as_json()}
            shown["changed"] = [change.as_json() for change in changes]
        print_json(shown)
    elif not quiet:
        console = stdout()
        if compared is None or verbose:
            print_evaluation(console, found, verbose=verbose)
        if confidence is not None:
            print_coverage(console, sets)
        if compared is not None:
            if verbose:
                console.print()
            names = (out.name, other.name) if other and other.name != out.name else (str(out), str(other))
            print_comparison(console, found, compared, changes, names)


def _replay(
    gold: Path, docs: Path, answers: Path | None, *, raw: bool, ablate: bool, as_json: bool, quiet: bool
) -> None:
    """Print what the model's own answers, or the rules, are worth; no model is asked."""
    from extract.evaluation.replays import ablation
    from extract.evaluation.replays.answer_files import open_answers
    from extract.evaluation.replays.replaying import GoldSet, endpoint_of, replay
    from extract.evaluation.tables import print_ablation, print_raw
    from extract.llm.models.rules import NAMES
    from extract.settings.load import Settings

    settings = Settings.load()
    found = GoldSet.load(gold, docs)
    shown: dict[str, object] = {"gold": str(gold), "docs": str(docs)}

    async def outcomes() -> None:
        endpoint = await endpoint_of(settings)
        with open_answers(answers, settings) as cache:
            whole = await replay(found.documents, endpoint, cache, settings)
            stored = ablation.outcome_of(found.gold, whole)
            shown["stored"] = stored.as_json()
            if raw:
                scores = ablation.raw_scores(found.gold, whole), ablation.stored_scores(found.gold, whole)
                shown["raw"] = {name: score.as_json() for name, score in scores[0].items()}
                if not (as_json or quiet):
                    print_raw(stdout(), *scores, stored)
            if ablate:
                without = [
                    (name, ablation.outcome_of(found.gold, await replay(found.documents, endpoint, cache, settings, without=frozenset({name}))))
                    for name in NAMES
                ]  # fmt: skip
                gains = ablation.by_gain(stored, without)
                shown["rules"] = [
                    {"rule": name, "gain": round(gain, 6), **outcome.as_json()} for name, gain, outcome in gains
                ]
                if not (as_json or quiet):
                    print_ablation(stdout(), stored, gains)

    run_async(outcomes())
    if as_json:
        print_json(shown)
