"""What a run found, in a few plain lines and a small table: the end of `vouchline run`."""

from __future__ import annotations

from pathlib import Path

from rich.console import Console
from rich.table import Table
from rich.text import Text

from extract.report.stored import StoredRun
from extract.report.wording import VERDICT_WORDS, cost, duration, show_hidden
from schemas import Comparison, Run

_STYLES = {"met": "green", "partial": "yellow", "not_shown": "dim", "contradicted": "red"}


def print_summary(console: Console, run: Run, stored: StoredRun, report: Path, *, comparing: bool = True) -> None:
    """Print what was found, what failed, what it took, and which file to open.

    `comparing` tells whether comparisons were asked for, so that a lack of them is worth a word.
    """
    for line in _what_was_found(run, comparing=comparing):
        console.print(line, soft_wrap=True)
    shown = {(pair.profile, pair.posting) for pair in run.comparisons if pair.outcome in ("extracted", "cached")}
    for posting in dict.fromkeys(pair.posting for pair in run.comparisons):
        compared = [c for c in stored.comparisons.values() if c.posting == posting and (c.profile, posting) in shown]
        if compared:
            console.print()
            console.print(_table(stored, posting, compared))
    console.print()
    for line in (*_failures(run), *(_leftovers(run, stored) if comparing and run.documents else [])):
        console.print(Text(line, style="red" if line.startswith("Failed") else "yellow"), soft_wrap=True)
    console.print(_what_it_took(run), soft_wrap=True)
    console.print(f"Open {report}", soft_wrap=True)


def _what_was_found(run: Run, *, comparing: bool) -> list[str]:
    done = [document for document in run.documents if document.outcome in ("extracted", "cached")]
    profiles = sum(document.kind == "resume" for document in done)
    postings = sum(document.kind == "posting" for document in done)
    compared = sum(pair.outcome in ("extracted", "cached") for pair in run.comparisons)
    if not run.documents:
        return [f"{_count(compared, 'comparison')}."]
    lines = [
        f"{_count(profiles, 'profile')}, {_count(postings, 'job posting')}, {_count(compared, 'comparison')} "
        f"from {_count(len(run.documents), 'document')}."
    ]
    if comparing and not run.comparisons and done:
        if not postings:
            lines.append(
                "No job posting was found, so there is nothing to compare with. --kind posting overrides the guess."
            )
        elif not profiles:
            lines.append("No résumé was found, so there is nobody to compare. --kind resume overrides the guess.")
    return lines


def _table(stored: StoredRun, posting: str, compared: list[Comparison]) -> Table:
    known = stored.postings.get(posting)
    title = " · ".join(part for part in (known.title, known.company) if part) if known else ""
    table = Table(
        title=Text(show_hidden(title or posting), style="bold"), title_justify="left", box=None, pad_edge=False
    )
    table.add_column("required demands", no_wrap=True)
    for verdict, words in VERDICT_WORDS.items():
        table.add_column(words.lower(), justify="right", style=_STYLES[verdict])
    table.add_column("preferred", justify="right")
    table.add_column("to look at", justify="right")
    for comparison in compared:
        required, preferred = comparison.counts.required, comparison.counts.preferred
        wanted = preferred.met + preferred.partial + preferred.not_shown + preferred.contradicted
        table.add_row(
            Text(show_hidden(_candidate(stored, comparison.profile))),
            *(str(getattr(required, verdict)) for verdict in VERDICT_WORDS),
            f"{preferred.met} of {wanted}" if wanted else "–",
            str(sum(verdict.needs_review for verdict in comparison.verdicts)),
        )
    return table


def _candidate(stored: StoredRun, name: str) -> str:
    profile = stored.profiles.get(name)
    return (profile.candidate.name if profile else None) or name


def _failures(run: Run) -> list[str]:
    lines = [f"{document.path}: {document.reason}" for document in run.documents if document.outcome == "failed"]
    lines += [
        f"{pair.profile} and {pair.posting}: {pair.reason}" for pair in run.comparisons if pair.outcome == "failed"
    ]
    return [f"Failed: {show_hidden(line)}" for line in lines]


def _leftovers(run: Run, stored: StoredRun) -> list[str]:
    """Name what an earlier run left in the same folder: it is kept, and stands in the report."""
    now = {document.name for document in run.documents}
    old = sorted((stored.profiles.keys() | stored.postings.keys()) - now)
    if not old:
        return []
    names = ", ".join(old[:5]) + ("…" if len(old) > 5 else "")
    return [show_hidden(f"Kept from earlier, not part of this run: {names}.")]


def _what_it_took(run: Run) -> str:
    usage = run.usage
    tokens = usage.tokens
    parts = [
        f"{_count(usage.calls, 'call')} to {run.model}",
        f"{tokens.prompt:,} tokens sent ({tokens.cached:,} of them known to the server)" if usage.calls else "",
        f"{tokens.completion:,} written" if usage.calls else "",
        f"{_count(usage.cached_calls, 'answer')} from the cache" if usage.cached_calls else "",
        duration(run.seconds),
        f"cost: {cost(run)}" if usage.calls else "",
    ]
    return ", ".join(part for part in parts if part) + "."


def _count(number: int, thing: str) -> str:
    return f"{number:,} {thing}{'' if number == 1 else 's'}"
