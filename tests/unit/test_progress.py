from __future__ import annotations

import io

import pytest
from rich.console import Console

from extract.account import Account
from extract.ledger import UsageLedger
from extract.progress import BarWatcher, LineWatcher, make_watcher
from extract.providers import resolve_endpoint
from extract.questions import Usage
from extract.watching import Nobody, Watcher


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


def test_bar_can_be_taken_away_before_anything_began() -> None:
    BarWatcher(Console(file=io.StringIO(), force_terminal=True)).finish()


def test_quiet_shows_nothing_and_a_file_gets_lines() -> None:
    assert isinstance(make_watcher(quiet=True), Nobody)
    assert isinstance(make_watcher(quiet=False, stream=io.StringIO()), LineWatcher)
