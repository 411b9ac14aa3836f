"""An evaluation as tables for a terminal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from rich.console import Console
from rich.table import Table
from rich.text import Text

from extract.evaluation.changes import Change
from extract.evaluation.scoring.evaluate import Evaluation
from extract.evaluation.scoring.reliability import Coverage, Reliability, SplitCoverage
from extract.evaluation.scoring.tallies import FACT_KINDS, FieldResult, Score, gold_as_json
from extract.report.content.wording import duration, show_hidden

if TYPE_CHECKING:  # it comes with the client, which scoring alone does not need
    from extract.evaluation.replays.ablation import Outcome

_OUTCOME_STYLES = {"wrong": "red", "missing": "yellow", "extra": "magenta"}


def print_evaluation(console: Console, found: Evaluation, *, verbose: bool = False) -> None:
    """Print scores by kind and by document, support and cost; with `verbose` by field too, and each wrong field."""
    console.print(_scores("kind", _by_kind(found)))
    if verbose:
        console.print()
        console.print(_scores("field", found.fields))
    console.print()
    console.print(_scores("document", _by_document(found)))
    console.print()
    for line in (*_support_lines(found), *_run_lines(found)):
        console.print(Text(line), soft_wrap=True)
    print_reliability(console, found.reliability)
    if verbose:
        _print_wrong(console, found)


def print_reliability(console: Console, found: Mapping[str, Reliability]) -> None:
    """Print for each kind how often values of a probability are right."""
    for kind, each in found.items():
        console.print()
        table = _table(f"probability of {kind}")
        for column in ("count", "mean", "right"):
            table.add_column(column, justify="right", no_wrap=True)
        for row in each.bins:
            shares = (f"{row.mean_probability:.3f}", f"{row.share_right:.3f}")
            table.add_row(f"{row.low:.1f} to {row.high:.1f}", f"{row.count:,}", *shares)
        console.print(table)
        console.print(Text(f"Expected calibration error: {each.calibration_error:.3f}, over {each.count:,}."))


def print_coverage(console: Console, found: SplitCoverage | None) -> None:
    """Print how often sets of verdicts hold the right one, as they are told and cut by split conformal prediction."""
    if found is None:
        console.print(Text("No verdict with gold has chances, so no sets can be checked."), soft_wrap=True)
        return
    told, checked = found.as_told, found.checked
    lines = [f"Sets cut at {told.mass:g}: {_coverage_told(told)}."]
    if checked is None:
        lines.append(f"To hold it in {found.confidence:.0%}: no cut can be found on {found.fitted_on:,} verdicts.")
    else:
        lines.append(
            f"To hold it in {found.confidence:.0%}: cut at {checked.mass:.4f} (split conformal prediction: found on "
            f"{found.fitted_on:,} verdicts, checked on the others: {_coverage_told(checked)})."
        )
    for line in lines:
        console.print(Text(line), soft_wrap=True)


def _coverage_told(coverage: Coverage) -> str:
    held = f"{coverage.held:,} of {coverage.count:,} hold the right verdict ({coverage.share:.3f})"
    return f"{held}, {coverage.mean_size:.2f} verdicts each"


def print_comparison(
    console: Console, this: Evaluation, other: Evaluation, changes: list[Change], names: tuple[str, str]
) -> None:
    """Print the F1 of two runs side by side, and the fields that changed. `names` are those of this and the other."""
    for heading, mine, theirs in (
        ("kind", _by_kind(this), _by_kind(other)),
        ("document", _by_document(this), _by_document(other)),
    ):
        table = _table(heading)
        for name in (names[0], names[1], "change"):
            table.add_column(Text(name), justify="right")
        for row in dict.fromkeys((*mine, *theirs)):
            table.add_row(Text(show_hidden(row)), *_f1_cells(mine.get(row), theirs.get(row)))
        console.print(table)
        console.print()
    for name, found in zip(names, (this, other), strict=True):
        for line in (*_support_lines(found), *_run_lines(found)):
            console.print(Text(f"{name}: {line}"), soft_wrap=True)
    better = sum(change.better is True for change in changes)
    worse = sum(change.better is False for change in changes)
    fields = "1 field" if len(changes) == 1 else f"{len(changes):,} fields"
    console.print(f"{fields} changed: {better:,} better, {worse:,} worse.", soft_wrap=True)
    for change in changes:
        mark, style = {True: ("+", "green"), False: ("-", "red"), None: ("~", "yellow")}[change.better]
        field = change.field
        console.print(
            Text(
                f"{mark} {field.document}: {field.place}: {_gold(field)}, "
                f"{names[0]} {_side(change.this)}, {names[1]} {_side(change.other)}",
                style=style,
            ),
            soft_wrap=True,
        )


def _by_kind(found: Evaluation) -> dict[str, Score]:
    kinds = found.kinds
    facts = {"all facts": found.facts} if kinds.keys() & set(FACT_KINDS) else {}
    return {**facts, **kinds}


def _by_document(found: Evaluation) -> dict[str, Score]:
    several = len({name for _, name in found.documents}) < len(found.documents)
    return {
        (f"{group}/{name}" if several else name) + ("" if found.scored[group, name] else " (nothing stored)"): score
        for (group, name), score in found.documents.items()
    }


def _scores(heading: str, scores: Mapping[str, Score]) -> Table:
    table = _table(heading)
    for column in ("precision", "recall", "F1", "right", "missed", "false"):
        table.add_column(column, justify="right", no_wrap=True)
    for name, score in scores.items():
        shares = (f"{share:.3f}" for share in (score.precision, score.recall, score.f1))
        counts = (f"{number:,}" for number in (score.hits, score.misses, score.false_alarms))
        table.add_row(Text(show_hidden(name)), *shares, *counts, style="bold" if name == "all facts" else "")
    return table


def _table(heading: str, *, folds: bool = True) -> Table:
    table = Table(box=None, pad_edge=False)
    table.add_column(heading, overflow="fold", no_wrap=not folds)
    return table


def _f1_cells(mine: Score | None, theirs: Score | None) -> tuple[str, str, Text]:
    shown = ["–" if score is None else f"{score.f1:.3f}" for score in (mine, theirs)]
    if mine is None or theirs is None:
        return shown[0], shown[1], Text("")
    change = mine.f1 - theirs.f1
    if abs(change) < 0.0005:
        return shown[0], shown[1], Text("=", style="dim")
    return shown[0], shown[1], Text(f"{change:+.3f}", style="green" if change > 0 else "red")


def _support_lines(found: Evaluation) -> list[str]:
    lines: list[str] = []
    if (mean := found.mean_f1) is not None:
        lines.append(f"Mean F1 of the profiles: {mean:.3f}.")
    if found.support is None:
        return lines
    values, evidence = (
        sum(each.values for each in found.support.values()),
        sum(each.evidence for each in found.support.values()),
    )
    unsupported = sum(len(each.unsupported) for each in found.support.values())
    misplaced = sum(len(each.misplaced) for each in found.support.values())
    lines.append(f"Unsupported values: {unsupported:,} of {values:,}.")
    assembled = sum(len(each.assembled) for each in found.support.values())
    lines.append(f"Values that stand in another fact's entry: {assembled:,}.")
    lines.append(f"Evidence that does not give its text: {misplaced:,} of {evidence:,}.")
    if found.unchecked:
        lines.append(f"Not looked up, since no text was found: {', '.join(map(show_hidden, found.unchecked))}.")
    return lines


def _run_lines(found: Evaluation) -> list[str]:
    if found.run is None:
        return ["Tokens and time are not known: there is no run.json."]
    tokens = found.run.usage.tokens
    return [
        f"{found.run.model}: {tokens.prompt:,} prompt and {tokens.completion:,} completion tokens, "
        f"{duration(found.run.seconds)}."
    ]


def _print_wrong(console: Console, found: Evaluation) -> None:
    """Print each wrong field below its document, and what the document does not bear out."""
    for group, name in found.scored:
        wrong = [each for each in found.wrong if (each.group, each.document) == (group, name)]
        support = (found.support or {}).get((group, name))
        if not wrong and not (support and (support.unsupported or support.misplaced or support.assembled)):
            continue
        console.print()
        console.print(Text(show_hidden(f"{group}/{name}"), style="bold"), soft_wrap=True)
        for each in wrong:
            text = f"  {each.outcome}: {each.place}: {_gold(each)}, got {_value(each.got)}"
            console.print(Text(text, style=_OUTCOME_STYLES[each.outcome]), soft_wrap=True)
        for place, value in support.unsupported if support else ():
            console.print(Text(f"  unsupported: {place}: {_value(value)}"), soft_wrap=True)
        for place in support.assembled if support else ():
            console.print(Text(f"  of another entry: {place}"), soft_wrap=True)
        for place, quote in support.misplaced if support else ():
            console.print(Text(f"  evidence elsewhere: {place}: {_value(quote)}"), soft_wrap=True)


def _gold(field: FieldResult) -> str:
    if not field.gold:
        return "not in gold"
    gold = gold_as_json(field.gold)
    return f"gold {' or '.join(map(_value, field.gold)) if len(field.gold) > 1 else _value(gold)}"


def _side(result: FieldResult | None) -> str:
    return "nothing" if result is None else f"{result.outcome} {_value(result.got)}"


def _value(value: object) -> str:
    return show_hidden("null" if value is None else repr(value) if isinstance(value, str) else str(value))


def print_raw(console: Console, raw: Mapping[str, Score], stored: Mapping[str, Score], outcome: Outcome) -> None:
    """Print the model's own answers beside the stored facts: precision, recall and F1 of each kind and field."""
    table = _table("kind or field", folds=False)
    for column in ("answers P", "R", "F1", "stored P", "R", "F1"):
        table.add_column(column, justify="right", no_wrap=True)
    nothing = Score()
    for name in dict.fromkeys((*stored, *raw)):
        both = raw.get(name, nothing), stored.get(name, nothing)
        shares = [f"{share:.3f}" for score in both for share in (score.precision, score.recall, score.f1)]
        is_lower = both[1].recall < both[0].recall
        table.add_row(Text(name), *shares, style="red" if is_lower else "bold" if "." not in name else "")
    console.print(table)
    console.print(_outcome_line(outcome), soft_wrap=True)


def print_ablation(console: Console, whole: Outcome, gains: Sequence[tuple[str, float, Outcome]]) -> None:
    """Print what becomes of all facts without each rule, the most useful rule first."""
    table = _table("without", folds=False)
    for column in ("F1", "gain", "unsupported", "assembled", "answers", "not kept"):
        table.add_column(column, justify="right", no_wrap=True)
    rows = [("(all rules)", None, whole), *gains]
    for name, gain, each in rows:
        counts = (f"{number:,}" for number in (each.unsupported, each.assembled, each.calls, each.unkept))
        table.add_row(Text(name), f"{each.facts.f1:.4f}", "" if gain is None else f"{gain:+.4f}", *counts)
    console.print(table)


def _outcome_line(outcome: Outcome) -> str:
    return (
        f"All facts: F1 {outcome.facts.f1:.3f}. Unsupported values: {outcome.unsupported:,}. Facts put together from two "
        f"entries: {outcome.assembled:,}. Questions without a kept answer: {outcome.unkept:,}."
    )
