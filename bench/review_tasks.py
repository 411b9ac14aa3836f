"""How many keys and seconds a task takes on the review page, in a real Chromium over the demo's results.

    python bench/review_tasks.py [--pictures docs]

Text that is typed is told apart from the keys. `--pictures` writes the pictures of the documentation instead.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, Page, expect, sync_playwright

from testing.review_server import POSTING, ZOE_PAIR, Running, copy_of, serve_review, store_demo
from tests.browser.conftest import CHROMIUM, FLAGS

PROFILE = "/profiles/zoe_lindqvist"


class Hands:
    """Presses keys on a page, and counts them."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.keys = 0
        self.typed = 0
        self.clicks = 0

    def press(self, *keys: str) -> None:
        """Press keys one after the other; one with a modifier counts as two."""
        for key in keys:
            self.page.keyboard.press(key)
            self.keys += key.count("+") + 1

    def write(self, text: str) -> None:
        """Type a text."""
        self.page.keyboard.type(text)
        self.typed += len(text)

    def click(self, selector: str) -> None:
        """Click what a selector names."""
        self.page.locator(selector).first.click()
        self.clicks += 1


@dataclass(frozen=True, slots=True)
class Task:
    """A task: the page that it begins on, what is done, and the most keys or clicks that it may take."""

    name: str
    path: str
    do: Callable[[Hands], None]
    most: int


def accept(hands: Hands) -> None:
    """Accept the fact that the page opened at."""
    hands.press("a")
    expect(hands.page.locator("[data-state=accepted]")).to_have_count(1)


def correct_date(hands: Hands) -> None:
    """Give a start date to the role that the page flags."""
    hands.press("e")
    expect(hands.page.locator("#f-start_date")).to_be_focused()
    for digit in "2019":
        hands.press(digit)
    hands.press("Enter")
    expect(hands.page.locator("#card-role-3")).to_have_attribute("data-state", "corrected")


def add_skill(hands: Hands) -> None:
    """Add a skill from the next line that nothing cites."""
    hands.press("v")
    expect(hands.page.locator(".line.at")).to_have_count(1)
    hands.press("s")
    expect(hands.page.locator("#add-name")).to_be_focused()
    hands.press("Enter")
    expect(hands.page.locator("[data-state=added]")).to_have_count(1)


def overrule(hands: Hands) -> None:
    """Overrule the verdict that the page opened at, with a reason."""
    hands.press("e")
    expect(hands.page.locator("form.edit input[name=verdict]").first).to_be_focused()
    hands.press("p")
    expect(hands.page.locator("#why")).to_be_focused()
    hands.write("One project is part of it.")
    hands.press("Control+Enter")
    expect(hands.page.locator("[data-state=corrected]")).to_have_count(1)


def export(hands: Hands) -> None:
    """Take the facts away for Excel."""
    with hands.page.expect_download() as taken:
        hands.click("a[href='/take/xlsx']")
    assert taken.value.path().stat().st_size


TASKS = (
    Task("accept a fact", PROFILE, accept, 2),
    Task("correct a date", PROFILE, correct_date, 6),
    Task("add a skill", PROFILE, add_skill, 3),
    Task("overrule a verdict", f"/comparisons/{ZOE_PAIR}", overrule, 6),
    Task("take the facts away", "/", export, 1),
)


def open_page(browser: Browser, running: Running, path: str, width: int = 1440, height: int = 900) -> Page:
    """Open a path in a window of its own."""
    page = browser.new_context(viewport={"width": width, "height": height}, reduced_motion="reduce").new_page()
    page.goto(running.link)
    page.wait_for_url(f"{running.base_url}/")
    page.goto(running.base_url + path)
    if "/profiles/" in path or "/comparisons/" in path:
        expect(page.locator("#pages .line text").first).to_be_attached()
    return page


def measure(browser: Browser, demo: Path, folder: Path) -> None:
    """Print the keys and the seconds of each task, each on fresh results."""
    for number, task in enumerate(TASKS):
        with serve_review(copy_of(demo, folder / str(number))) as running:
            hands = Hands(open_page(browser, running, task.path))
            started = time.perf_counter()
            task.do(hands)
            spent = time.perf_counter() - started
            steps = hands.keys + hands.clicks
            print(
                f"{task.name:<22} {hands.keys} keys, {hands.clicks} clicks, {hands.typed} letters typed, {spent:.1f} s"
            )
            assert steps <= task.most, f"{task.name}: {steps} steps, at most {task.most} are wanted"


def draw(browser: Browser, demo: Path, folder: Path, target: Path) -> None:
    """Write the pictures of the documentation."""
    with serve_review(copy_of(demo, folder / "pictures")) as running:
        page = open_page(browser, running, PROFILE)
        hands = Hands(page)
        correct_date(hands)
        page.screenshot(path=target / "review-profile.png")
        page = open_page(browser, running, f"/comparisons/{ZOE_PAIR}")
        overrule(Hands(page))
        page.screenshot(path=target / "review-verdict.png")
        page = open_page(browser, running, f"/postings/{POSTING}")
        page.screenshot(path=target / "review-matrix.png")
        page.locator("tr.demand th a").first.click()
        expect(page.locator(".item.current")).to_have_count(1)
        page.screenshot(path=target / "review-across.png")


def main() -> None:
    """Make the demo's results, and measure or draw."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--pictures", type=Path, metavar="FOLDER")
    pictures: Path | None = parser.parse_args().pictures
    with tempfile.TemporaryDirectory() as name, sync_playwright() as playwright:
        folder = Path(name)
        with ThreadPoolExecutor(1) as pool:  # Playwright's event loop holds this thread
            demo = pool.submit(store_demo, folder / "demo").result()
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        if pictures is None:
            measure(browser, demo, folder)
        else:
            draw(browser, demo, folder, pictures)
        browser.close()


if __name__ == "__main__":
    main()
