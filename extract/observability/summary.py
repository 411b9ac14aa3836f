"""What a run found, in a few plain lines and a small table: the end of `vouchline run`."""

from __future__ import annotations

from rich.console import Console
from rich.table import Table
from rich.text import Text

from extract.pipeline.counters import MOST_NAMED, Tally, has_result
from extract.report.content.stored import StoredRun
from extract.report.content.wording import VERDICT_WORDS, cost, duration, show_hidden
from schemas import Comparison, Run
from schemas.run import Outcome

_WORDS: dict[Outcome, str] = {
    "extracted": "done now",
    "cached": "from kept answers",
    "unchanged": "unchanged",
    "duplicate": "the same as another",
    "failed": "failed",
    "skipped": "skipped",
}
_STYLES = {"met": "green", "partial": "yellow", "not_shown": "dim", "contradicted": "red"}


def print_summary(
    console: Console, run: Run, tally: Tally, stored: StoredRun, report: str, *, comparing: bool = True
) -> None:
    """Print what was found, what failed, what it took, and which file to open.

    `tally` counts the rows of `run`, which need not hold them. `comparing` tells whether comparisons were asked for, so
    that a lack of them is worth a word.
    """
    for line in _what_was_found(tally, comparing=comparing):
        console.print(line, soft_wrap=True)
    for posting, profiles in tally.compared.items():
        compared = [
            item for item in stored.comparisons.values() if item.posting == posting and item.profile in profiles
        ]
        if compared:
            console.print()
            console.print(_table(stored, posting, compared))
            if len(profiles) == MOST_NAMED:
                console.print("… these are the first; the page has more, and `vouchline review` has all of them.")
    console.print()
    for line in _failures(tally):
        console.print(Text(line, style="red"), soft_wrap=True)
    for line in _left(run, tally, stored) if comparing and tally.documents else []:
        console.print(Text(line, style="yellow"), soft_wrap=True)
    console.print(_what_it_took(run), soft_wrap=True)
    console.print(f"Open {report}", soft_wrap=True)


def _what_was_found(tally: Tally, *, comparing: bool) -> list[str]:
    compared = sum(count for outcome, count in tally.comparisons.items() if has_result(outcome))
    if not tally.documents:
        return [f"{_count(compared, 'comparison')}.", *_by_outcome(tally)]
    lines = [
        f"{_count(tally.profiles, 'profile')}, {_count(tally.postings, 'job posting')}, {_count(compared, 'comparison')} "
        f"from {_count(tally.documents.total(), 'document')}.",
        *_by_outcome(tally),
    ]
    if comparing and not tally.comparisons and tally.profiles + tally.postings:
        if not tally.postings:
            lines.append(
                "No job posting was found, so there is nothing to compare with. --kind posting overrides the guess."
            )
        elif not tally.profiles:
            lines.append("No résumé was found, so there is nobody to compare. --kind resume overrides the guess.")
    return lines


def _by_outcome(tally: Tally) -> list[str]:
    """Return how the documents and comparisons came about, where that is more than one way."""
    lines: list[str] = []
    for what, counts in (("Documents", tally.documents), ("Comparisons", tally.comparisons)):
        if set(counts) - {"extracted"}:
            ways = [f"{counts[outcome]:,} {words}" for outcome, words in _WORDS.items() if counts[outcome]]
            lines.append(f"{what}: {', '.join(ways)}.")
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


def _failures(tally: Tally) -> list[str]:
    more = tally.failed - len(tally.failures)
    lines = [f"Failed: {show_hidden(line)}" for line in tally.failures]
    return [*lines, f"… and {more:,} more that failed; run.json names all of them."] if more else lines


def _left(run: Run, tally: Tally, stored: StoredRun) -> list[str]:
    """Say what an earlier run left in the same folder: it is kept, and stands in the report."""
    old = len(stored.profiles) + stored.candidates_left_out + len(stored.postings) - tally.profiles - tally.postings
    if old <= 0 or not run.finished:
        return []
    left = sorted((stored.profiles.keys() | stored.postings.keys()) - tally.names) if tally.has_all_names else []
    names = ", ".join(left[:5]) + ("…" if old > 5 else "") if left else f"{old:,} results"
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
