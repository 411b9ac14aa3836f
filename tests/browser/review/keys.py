"""Keys and presses on a page of the review."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

Scheme = Literal["light", "dark"]

Opener = Callable[..., Page]


def current(page: Page) -> str | None:
    return page.locator(".item.current").get_attribute("data-key")


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def decide(page: Page, key: str, state: str) -> None:
    """Press a key and wait for what comes of it."""
    wanted = current(page)
    page.keyboard.press(key)
    expect(page.locator(f"#card-{wanted}")).to_have_attribute("data-state", state)


def assert_no_barrier(page: Page, view: str) -> None:
    axe: Any = Axe()
    found: list[dict[str, Any]] = axe.run(page).response["violations"]
    grave = [
        (each["id"], each["nodes"][0]["html"][:200]) for each in found if each["impact"] in ("serious", "critical")
    ]
    assert not grave, (view, grave)
