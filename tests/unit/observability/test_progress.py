from __future__ import annotations

import io
import re

import pytest
from rich.console import Console

from extract.llm.prices import Price
from extract.llm.request.providers import resolve_endpoint
from extract.llm.request.questions import Usage
from extract.llm.retry.pacing import Pace
from extract.llm.usage import UsageLedger
from extract.observability.progress import BarWatcher, LineWatcher, make_watcher
from extract.pipeline.run_state import Account
from extract.pipeline.watcher import Nobody, Watcher


@pytest.fixture
def account() -> Account:
    """A run that has made one call."""
    ledger = UsageLedger()
    ledger.add("roles", Usage(prompt_tokens=1_000, cached_tokens=400, completion_tokens=100, calls=1, seconds=2.0))
    return Account(resolve_endpoint(base_url="http://127.0.0.1:1/v1", model="made-up"), "2026-01-31", ledgers=[ledger])


def watch(watcher: Watcher, account: Account) -> None:
    """Go through a run of two documents, one of which fails."""
    watcher.begin("documents", 2, account)
    watcher.start("a[red]")
    watcher.start("b")
    watcher.end("a[red]", "extracted", "résumé, 3 facts")
    watcher.end("b", "failed", "It is [bold]damaged.\u202e")
    watcher.finish()


def test_lines_name_each_document_and_what_became_of_it(account: Account) -> None:
    stream = io.StringIO()
    watch(LineWatcher(Console(file=stream, highlight=False)), account)
    lines = stream.getvalue().splitlines()
    assert lines[0] == "2 documents, model made-up"
    assert lines[1].startswith("[1/2] a[red]: résumé, 3 facts (0.")
    assert lines[2].startswith("[2/2] b: FAILED: It is [bold]damaged.⟨U+202E⟩ (0.")


def test_bar_shows_documents_calls_and_tokens_a_second(account: Account) -> None:
    stream = io.StringIO()
    watch(BarWatcher(Console(file=stream, force_terminal=True, width=140, highlight=False)), account)
    shown = stream.getvalue()
    assert "2 of 2" in shown
    assert "1 call ·" in shown
    assert "tokens/s" in shown
    assert "a[red]  résumé, 3 facts" in shown
    assert "⟨U+202E⟩" in shown


def test_bar_shows_what_failed_what_the_server_bears_and_what_it_costs(account: Account) -> None:
    account.price = Price(1.0, 0.5, 2.0, "made up")
    account.pace = Pace(64)
    account.pace.limit, account.pace.under_way = 12.7, 9
    stream = io.StringIO()
    watcher = BarWatcher(Console(file=stream, force_terminal=True, width=200, highlight=False))
    watcher.begin("documents", 4, account)
    for item, outcome in (("a", "extracted"), ("b", "cached"), ("c", "failed")):
        watcher.start(item)
        watcher.end(item, outcome, "")  # pyright: ignore[reportArgumentType]
    watcher.finish()
    shown = stream.getvalue()
    assert "1 failed · 1 cached · 1 call · 9 of 12 at once" in shown
    assert "$0.0010" in shown  # 600 fresh, 400 cached and 100 written tokens
    assert " left" in shown


def test_estimate_is_compared_with_what_came_at_the_end_of_a_long_stage(account: Account) -> None:
    stream = io.StringIO()
    watcher = LineWatcher(Console(file=stream, highlight=False, width=200))
    account.price = Price(1.0, 0.5, 2.0, "made up")
    watcher.begin("documents", 30, account)
    for number in range(30):
        watcher.start(f"r{number}")
        account.ledgers[0].add("roles", Usage(prompt_tokens=10_000, calls=1))
        watcher.end(f"r{number}", "extracted", "")
    watcher.finish()
    last = stream.getvalue().splitlines()[-1].replace("\u00a0", " ")
    assert re.fullmatch(r"Estimated after 3 of 30: \d+\.\d s and \$0\.3000; it took \d+\.\d s and \$0\.3000\.", last)


def test_nothing_is_compared_when_a_stage_is_short_or_was_stopped(account: Account) -> None:
    stream = io.StringIO()
    watcher = LineWatcher(Console(file=stream))
    for total, done in ((5, 5), (30, 20)):
        watcher.begin("documents", total, account)
        for number in range(done):
            watcher.end(f"r{number}", "extracted", "")
    watcher.finish()
    assert "Estimated" not in stream.getvalue()


def test_bar_can_be_taken_away_before_anything_began() -> None:
    BarWatcher(Console(file=io.StringIO(), force_terminal=True)).finish()


def test_quiet_shows_nothing_and_a_file_gets_lines() -> None:
    assert isinstance(make_watcher(quiet=True), Nobody)
    assert isinstance(make_watcher(quiet=False, stream=io.StringIO()), LineWatcher)
