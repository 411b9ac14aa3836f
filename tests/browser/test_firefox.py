"""The main tasks of the review page in Firefox, over the demo's results."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from extract.review.decisions.log import ReviewLog
from testing.review_server import POSTING, ZOE_PAIR, Running, copy_of, serve_review
from tests.browser.firefox import ENTER, TAB, Window
from tests.browser.marionette import find_firefox, start_firefox

WIDE, NARROW = (1440, 900), (720, 640)


@pytest.fixture(scope="module")
def firefox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Window]:
    found = find_firefox()
    if found is None:
        pytest.skip("there is no Firefox on this machine: apt-get install firefox-esr")
    with start_firefox(found, tmp_path_factory.mktemp("firefox")) as connection:
        yield Window(connection)


@pytest.fixture
def running(firefox: Window, demo: Path, tmp_path: Path) -> Iterator[Running]:
    with serve_review(copy_of(demo, tmp_path / "out")) as server:
        firefox.resize(*WIDE)
        firefox.open(server.link)
        firefox.wait_for_text("h1", "What there is to review")
        yield server
        firefox.open("about:blank")  # or it would go on asking a server that is gone


def test_profile_is_reviewed_in_firefox_and_lasts(firefox: Window, running: Running) -> None:
    firefox.open(f"{running.base_url}/profiles/zoe_lindqvist")
    firefox.wait_until("document.querySelectorAll('#pages .line.marked').length === 2")
    assert firefox.current == "role-3"

    firefox.press("e")
    firefox.fill("#f-start_date", "2011")
    firefox.press(ENTER)
    firefox.wait_for_text("form.edit", "does not stand in the document")
    firefox.fill("#f-start_date", "2019")
    firefox.press(ENTER)
    firefox.wait_for_state("role-3", "corrected")

    firefox.click("#card-metric-1 h3")
    firefox.wait_until(
        "[...document.querySelectorAll('#pages .marked')].some((line) => line.textContent.includes('41% to'))"
    )
    firefox.press("x")
    firefox.wait_for_state("metric-1", "rejected")
    firefox.press("u")
    firefox.wait_for_state("metric-1", "open")
    firefox.press("x")
    firefox.wait_for_state("metric-1", "rejected")

    firefox.reload()
    firefox.wait_for_state("role-3", "corrected")
    firefox.wait_for_state("metric-1", "rejected")
    firefox.wait_for_text("#card-role-3", "2019")
    log = ReviewLog(running.out).read("profiles", "zoe_lindqvist")
    assert [each.action for each in log] == ["correct", "reject", "undo", "reject"]


@pytest.mark.parametrize("shown", ["the text", "a picture of the page"])
def test_missed_fact_is_added_in_firefox_from_words_selected_in(shown: str, firefox: Window, running: Running) -> None:
    firefox.open(f"{running.base_url}/profiles/zoe_lindqvist")
    words = "Zoë Lindqvist"
    line = "#pages .line text"
    if shown == "the text":
        firefox.press("d")
        line = "#text .line .words"
    firefox.wait_for_text("main", "Data Science Intern")
    firefox.wait_until("document.querySelector(arguments[0])?.textContent === arguments[1]", line, words)
    firefox.drag_over(line)
    firefox.click("#add")
    firefox.wait_until("document.querySelector('#add-name')?.value === arguments[0]", words)
    firefox.click("form.add button.first")
    firefox.wait_for_text("[data-section=qualifications] [data-state=added]", words)
    firefox.reload()
    firefox.wait_for_text("[data-section=qualifications] [data-state=added]", words)


def test_verdict_is_overruled_in_firefox_and_shows_in_the_matrix(firefox: Window, running: Running) -> None:
    firefox.open(f"{running.base_url}/comparisons/{ZOE_PAIR}")
    firefox.wait_until("document.querySelector('.item.current')")
    key = firefox.current
    line = "#pages .line text"
    firefox.wait_until("document.querySelector(arguments[0])", line)
    firefox.drag_over(line)
    firefox.press("e")
    firefox.wait_for_text("form.edit .chosen", "Zoë Lindqvist")
    firefox.click("form.edit input[value=partial]")
    firefox.press(TAB, "One deployment is not experience.")
    firefox.press_with_control(ENTER)
    firefox.wait_for_text(f"#card-{key}", "Overruled")
    firefox.wait_for_text(f"#card-{key} .side:last-child", "Zoë Lindqvist")
    firefox.open(f"{running.base_url}/postings/{POSTING}")
    firefox.wait_for_text(f"a[href='/comparisons/{ZOE_PAIR}#card-{key}']", "Partial")
    firefox.click("input[value=contradicted]")
    firefox.wait_until(
        "!document.querySelector(arguments[0]).checkVisibility()", f"a[href='/comparisons/{ZOE_PAIR}#card-{key}']"
    )


def test_nothing_scrolls_sideways_in_a_narrow_firefox(firefox: Window, running: Running) -> None:
    firefox.resize(*NARROW)
    paths = ("/", "/profiles/zoe_lindqvist", f"/postings/{POSTING}", f"/comparisons/{ZOE_PAIR}", "/progress")
    for path in paths:
        firefox.open(running.base_url + path)
        assert firefox.see("innerWidth") == NARROW[0]
        assert firefox.see("document.documentElement.scrollWidth") <= NARROW[0], path
