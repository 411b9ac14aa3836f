"""Fixtures of the tests in this folder."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from testing.review_server import Running, copy_of, serve_review
from tests.browser.conftest import watch
from tests.browser.review.keys import Opener, Scheme


@pytest.fixture
def running(demo: Path, tmp_path: Path) -> Iterator[Running]:
    with serve_review(copy_of(demo, tmp_path / "out")) as server:
        yield server


@pytest.fixture
def opened(browser: Browser, running: Running, complaints: list[str]) -> Iterator[Opener]:
    """Open a path in a new window: other cookies, other reviewer."""
    contexts: list[Any] = []

    def open_path(path: str, *, width: int = 1440, height: int = 900, scheme: Scheme = "light", name: str = "") -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": height}, color_scheme=scheme, reduced_motion="reduce"
        )
        contexts.append(context)
        page = watch(context.new_page(), complaints)
        page.goto(running.link)
        page.wait_for_url(f"{running.base_url}/")
        if name:
            page.get_by_role("button", name="You: Kim").click()
            page.get_by_label("Name", exact=True).last.fill(name)
            page.get_by_role("button", name="Save").click()
            expect(page.locator("#whoami .name")).to_have_text(name)
        page.goto(running.base_url + path)
        return page

    yield open_path
    for context in contexts:
        context.close()
