"""A browser for the tests of pages: Debian's Chromium, driven by Playwright, which brings no browser of its own here."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, expect, sync_playwright

from testing.review_server import store_demo

CHROMIUM = next(
    (found for name in ("chromium", "chromium-browser", "google-chrome") if (found := shutil.which(name))), None
)
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
PATIENCE_MS = 30_000
expect.set_options(timeout=PATIENCE_MS)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    if CHROMIUM is None:
        pytest.skip("there is no Chromium on this machine: apt-get install chromium")
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield launched
        launched.close()


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The results of the demo. Made in a thread: Playwright's event loop holds this one."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(store_demo, tmp_path_factory.mktemp("demo") / "out").result()


@pytest.fixture
def complaints() -> Iterator[list[str]]:
    """What the browser's console said against the pages of the test; the test fails if it said anything."""
    said: list[str] = []
    yield said
    assert not said, said


def watch(page: Page, complaints: list[str]) -> Page:
    """Keep what the page's console says: refused scripts and styles, failed requests, exceptions, dialogs."""
    page.set_default_timeout(PATIENCE_MS)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("dialog", lambda dialog: complaints.append(f"dialog: {dialog.message}"))
    page.on("console", lambda line: complaints.append(f"{line.text} {line.location}") if _is_complaint(line) else None)
    return page


def _is_complaint(line: ConsoleMessage) -> bool:
    """Tell whether a line of the console is one; decisions that are refused are answered with 409 and 422."""
    return line.type == "error" and not any(f"status of {status}" in line.text for status in (409, 422))
