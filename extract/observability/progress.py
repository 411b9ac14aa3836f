"""How far a run is: a bar on a terminal, plain lines elsewhere; always on stderr."""

from __future__ import annotations

import sys
import time
from collections import Counter
from typing import TextIO

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, Progress, ProgressColumn, SpinnerColumn, Task, TaskID, TextColumn
from rich.text import Text

from extract.llm.calls import CallRecord
from extract.observability.forecast import Estimate, dollars
from extract.pipeline.run_state import Account
from extract.pipeline.watcher import Nobody, Watcher
from extract.report.content.wording import duration, show_hidden
from schemas.run import Outcome

_MARKS: dict[Outcome, str] = {
    "extracted": "[green]✓[/]",
    "cached": "[green]✓[/]",
    "unchanged": "[green]=[/]",
    "duplicate": "[green]=[/]",
    "failed": "[red]✗[/]",
    "skipped": "[yellow]–[/]",
}

WORTH_A_LINE_S = 10.0
"""A document that is expected to take so long is announced where there is no bar."""

_TOLD: tuple[Outcome, ...] = ("failed", "cached", "unchanged")
"""Outcomes that the bar counts."""


def make_watcher(*, quiet: bool, stream: TextIO | None = None) -> Watcher:
    """Return what fits `stream` (default: stderr): nothing when quiet, a bar on a terminal, lines otherwise."""
    if quiet:
        return Nobody()
    console = Console(file=stream or sys.stderr, highlight=False)
    return BarWatcher(console) if console.is_terminal and not console.is_dumb_terminal else LineWatcher(console)


def _about(seconds: float) -> str:
    """Return a time as nobody can know it better: "25 s" or "3 min 05 s"."""
    return f"{seconds:.0f}\u00a0s" if round(seconds) < 60 else duration(seconds)


class LineWatcher:
    """One line for each item that is done."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._total = self._done = 0
        self._started: dict[str, float] = {}
        self._estimate: Estimate | None = None

    def begin(self, stage: str, total: int, account: Account) -> None:
        """Say what begins."""
        self.finish()
        self._total, self._done = total, 0
        self._estimate = Estimate(total, account)
        self.say(f"{total} {stage if total > 1 else stage.removesuffix('s')}, model {account.endpoint.model}")

    def start(self, item: str) -> None:
        """Note the time."""
        self._started[item] = time.monotonic()

    def expect(self, item: str, characters: int, seconds: float) -> None:
        """Say what is to be expected, where that is worth a line."""
        if seconds >= WORTH_A_LINE_S:
            self.say(f"{item}: {characters:,} characters, about {_about(seconds)}")

    def end(self, item: str, outcome: Outcome, note: str) -> None:
        """Print the item's line."""
        self._done += 1
        if self._estimate is not None:
            self._estimate.item_ended()
        seconds = time.monotonic() - self._started.pop(item, time.monotonic())
        how = "from the cache" if outcome == "cached" else f"{seconds:.1f} s"
        failed = "FAILED: " if outcome == "failed" else ""
        self.say(f"[{self._done}/{self._total}] {item}: {failed}{note} ({how})")

    def finish(self) -> None:
        """Say how the estimate held."""
        estimate, self._estimate = self._estimate, None
        if estimate is not None and (sentence := estimate.compared()):
            self.say(sentence)

    def say(self, text: str) -> None:
        """Print a line."""
        self._console.print(show_hidden(text), markup=False, soft_wrap=True)


class BarWatcher:
    """A bar with documents, calls, tokens a second and the time left, and a line for each item that is done."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._bar: Progress | None = None
        self._task = TaskID(0)
        self._under_way: list[str] = []
        self._started: dict[str, float] = {}
        self._estimate: Estimate | None = None
        self._outcomes: Counter[Outcome] = Counter()
        self._ends_s: dict[str, float] = {}
        self._question = ""

    def begin(self, stage: str, total: int, account: Account) -> None:
        """Show a new bar in place of the last one."""
        self.finish()
        self._estimate, self._outcomes = Estimate(total, account), Counter()
        self._bar = Progress(
            SpinnerColumn(),
            TextColumn("{task.description}"),
            BarColumn(bar_width=24),
            TextColumn("{task.completed:.0f} of {task.total:.0f}"),
            _Figures(account, self._estimate, self._outcomes),
            TextColumn("[dim]{task.fields[item]}[/]"),
            console=self._console,
            transient=True,
            refresh_per_second=4,
        )
        self._task = self._bar.add_task(stage, total=total, item="")
        self._bar.start()

    def start(self, item: str) -> None:
        """Name the item beside the bar."""
        self._started[item] = time.monotonic()
        self._under_way.append(item)
        self._show_item()

    def expect(self, item: str, characters: int, seconds: float) -> None:
        """Note when the item should be done."""
        self._ends_s[item] = time.monotonic() + seconds
        self._show_item()

    def call_began(self, prompt: str, document: str) -> None:
        """Name the question beside the item."""
        self._question = prompt
        self._show_item()

    def call_ended(self, call: CallRecord) -> None:
        """Do nothing: the next question or the item's end comes at once."""

    def end(self, item: str, outcome: Outcome, note: str) -> None:
        """Print the item's line above the bar."""
        seconds = time.monotonic() - self._started.pop(item, time.monotonic())
        how = "from the cache" if outcome == "cached" else f"{seconds:.1f} s"
        words = escape(show_hidden(f"{item}  {note}"))
        self._console.print(f"{_MARKS[outcome]} {words}  [dim]{how}[/]")
        self._under_way.remove(item)
        self._ends_s.pop(item, None)
        self._question = ""
        self._outcomes[outcome] += 1
        if self._estimate is not None:
            self._estimate.item_ended()
        if self._bar is not None:
            self._bar.advance(self._task)
        self._show_item()

    def say(self, text: str) -> None:
        """Print a line above the bar."""
        self._console.print(show_hidden(text), markup=False, soft_wrap=True)

    def finish(self) -> None:
        """Take the bar away, and say how the estimate held."""
        if self._bar is not None:
            self._bar.stop()
            self._bar = None
        estimate, self._estimate = self._estimate, None
        if estimate is not None and (sentence := estimate.compared()):
            self.say(sentence)

    def _show_item(self) -> None:
        if self._bar is not None:
            more = f" and {len(self._under_way) - 1} more" if len(self._under_way) > 1 else ""
            item = escape(show_hidden(self._under_way[0][-40:])) if self._under_way else ""
            asking = f" · {self._question}" if self._question else ""
            ends_s = self._ends_s.get(self._under_way[0]) if self._under_way else None
            left = f" · about {_about(max(ends_s - time.monotonic(), 1.0))} left" if ends_s is not None else ""
            self._bar.update(self._task, item=f"{item}{more}{asking}{left}")


class _Figures(ProgressColumn):
    """What failed and what was kept, calls, tokens a second, cost, and what is left of both.

    Tokens that the server had read before do not count. How many calls the server bears at once is shown where that is fewer
    than were allowed.
    """

    max_refresh = 0.5

    def __init__(self, account: Account, estimate: Estimate, outcomes: Counter[Outcome]) -> None:
        super().__init__()
        self._account = account
        self._estimate = estimate
        self._outcomes = outcomes

    def render(self, task: Task) -> Text:
        """Return the figures of this moment."""
        paid, pace = self._account.paid, self._account.pace
        words = [f"{count} {outcome}" for outcome in _TOLD if (count := self._outcomes[outcome])]
        words.append(f"{paid.calls:,} call{'' if paid.calls == 1 else 's'}")
        if pace is not None and (pace.under_way or pace.limit < pace.most):
            fewer = f" of {int(pace.limit)}" if pace.limit < pace.most else ""
            words.append(f"{pace.under_way}{fewer} at once")
        tokens = paid.prompt_tokens - paid.cached_tokens + paid.completion_tokens
        total_s = max(time.monotonic() - self._account.started_s, 0.001)
        words.append(f"{tokens / total_s:,.0f} tokens/s")
        if self._account.price and (usd := self._account.price.cost_usd(paid)):
            words.append(dollars(usd))
        if task.total and 0 < task.completed < task.total:
            seconds, usd = self._estimate.left()
            cost = f" and {dollars(usd)}" if usd else ""
            words.append(f"{int(seconds) // 60}:{int(seconds) % 60:02d}{cost} left")
        return Text(" · ".join(words), style="cyan")
