"""The review page in a real browser, over the demo's results: reviewing from start to end, alone and with others."""

from __future__ import annotations

import json
from typing import Any

from playwright.sync_api import Page, expect

from extract.review.decisions.log import ReviewLog
from extract.store.results import Results
from testing.builders.reviews import changed, profile_of, shifted
from testing.review_server import ZOE_PAIR, Running
from tests.browser.review.keys import Opener, current, decide, press


def tab_to(page: Page, id_: str) -> None:
    for _ in range(60):
        if page.evaluate("document.activeElement.id") == id_:
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"Tab never reached {id_}")


def test_profile_is_reviewed_by_keyboard_alone_and_lasts(opened: Opener, running: Running) -> None:
    page = opened("/profiles/zoe_lindqvist")
    expect(page.locator(".item.current")).to_have_attribute("data-key", "role-3")  # the one that needs a look
    press(page, "?")
    expect(page.locator("#keys")).to_be_visible()
    press(page, "Escape")
    expect(page.locator("#keys")).to_be_hidden()

    press(page, "e")
    expect(page.locator("form.edit")).to_be_visible()
    tab_to(page, "f-start_date")
    page.keyboard.type("2011")
    press(page, "Enter")
    expect(page.locator("form.edit .problem:visible")).to_contain_text("does not stand in the document")
    press(page, "ControlOrMeta+a")
    page.keyboard.type("2019")
    press(page, "Enter")
    role = page.locator("#card-role-3")
    expect(role).to_have_attribute("data-state", "corrected")
    expect(role).to_contain_text("2019")

    press(page, "n")
    while "metric" not in (current(page) or ""):
        press(page, "j")
    rejected = current(page)
    decide(page, "x", "rejected")
    expect(page.locator(".item.current")).not_to_have_attribute("data-key", rejected or "")
    accepted = current(page)
    decide(page, "a", "accepted")
    press(page, "u")
    expect(page.locator(f"#card-{accepted}")).to_have_attribute("data-state", "open")
    expect(page.locator(f"#card-{accepted}")).to_have_class("item is-open current")
    decide(page, "a", "accepted")

    press(page, "m")
    expect(page.locator("form.edit")).to_be_visible()
    page.keyboard.type("Ask her about this.")
    press(page, "Control+Enter")
    expect(page.locator(".item .note")).to_contain_text("Ask her about this.")

    press(page, "l")
    expect(page.locator("#text")).to_be_focused()
    while "at home from the training run" not in page.locator(".line.at .words").inner_text():
        press(page, "ArrowUp")
    press(page, "s")
    expect(page.locator("form.add")).to_be_visible()
    tab_to(page, "add-name")
    press(page, "ControlOrMeta+a")
    page.keyboard.type("Machine learning engineer for search and ranking")
    press(page, "Enter")
    expect(page.locator("[data-state=added]")).to_contain_text("Machine learning engineer for search and ranking")
    added = page.locator("[data-state=added]").get_attribute("data-key")

    def assert_in_place(states: dict[str | None, str]) -> None:
        for key, state in states.items():
            expect(page.locator(f"#card-{key}")).to_have_attribute("data-state", state)

    page.reload()
    assert_in_place({"role-3": "corrected", rejected: "rejected", accepted: "accepted", added: "added"})

    # The extraction runs again, over a document with another first line: other ids and offsets.
    Results(running.out).write_profile("zoe_lindqvist", shifted(profile_of("zoe_lindqvist"), 30))
    page.reload()
    expect(page.locator("#card-role-10")).to_have_attribute("data-state", "corrected")
    moved = {key: f"{key.rpartition('-')[0]}-{int(key.rpartition('-')[2]) + 7}" for key in (rejected, accepted) if key}
    assert_in_place({moved[rejected or ""]: "rejected", moved[accepted or ""]: "accepted", added: "added"})
    expect(page.locator(".item .note")).to_contain_text("Ask her about this.")

    # And again, with another value in the accepted fact: it is asked about, and what was decided is shown.
    again = shifted(profile_of("zoe_lindqvist"), 30)
    index = [metric.id for metric in again.metrics].index(moved[accepted or ""])
    Results(running.out).write_profile("zoe_lindqvist", changed(again, "metrics", index, unit="hours"))
    page.reload()
    expect(page.locator(".item.current")).to_have_attribute("data-key", moved[accepted or ""])
    expect(page.locator(".item.current")).to_contain_text("Kim accepted it")
    log = ReviewLog(running.out).read("profiles", "zoe_lindqvist")
    assert [each.action for each in log] == ["correct", "reject", "accept", "undo", "accept", "note", "add"]


def test_choosing_a_fact_marks_its_lines_and_a_line_its_facts(opened: Opener) -> None:
    page = opened("/profiles/zoe_lindqvist")
    expect(page.locator("#pages .line.marked")).to_have_count(2)
    expect(page.locator("#pages .line.marked text").first).to_contain_text("Data Science Intern")
    page.locator("#pages .line", has_text="Trained two-tower").locator("rect").click(force=True)
    expect(page.locator(".item.current")).to_have_attribute("data-key", "role-3")
    page.locator("#cited button").first.click()
    expect(page.locator(".item.current")).to_have_attribute("data-spans", lambda_spans(page))
    page.locator("#switch").click()
    expect(page.locator("#text .line.marked").first).to_be_visible()
    page.locator("#text .line", has_text="Dean’s List").locator(".words").click()
    expect(page.locator("#cited")).to_contain_text("Dean’s List")
    press(page, "g")
    expect(page.locator(".item.current")).to_contain_text("Dean’s List")


def lambda_spans(page: Page) -> str:
    """Return the spans of the current card, once it cites the line that was clicked."""
    page.wait_for_function(
        "() => [...document.querySelectorAll('#pages .marked')].some((line) => line.textContent.includes('two-tower'))"
    )
    return page.locator(".item.current").get_attribute("data-spans") or ""


def test_missed_fact_is_added_from_words_selected_with_the_mouse(opened: Opener) -> None:
    page = opened("/profiles/agnes_thibault")
    line = page.locator("#text .line.unread .words").nth(0)
    expect(line).to_be_visible()
    words = line.inner_text()
    line.click(click_count=3)
    page.get_by_role("button", name="Add from the selection").click()
    form = page.locator("form.add")
    expect(form.get_by_label("Name")).to_have_value(" ".join(words.split()))
    form.get_by_label("What it is").select_option("talks")
    expect(page.locator("form.add").get_by_label("Title")).to_have_value(" ".join(words.split()))
    page.locator("form.add").get_by_role("button", name="Add").click()
    expect(page.locator("[data-section=talks] [data-state=added]")).to_contain_text(" ".join(words.split()))


def test_selecting_words_never_moves_the_current_card(opened: Opener, running: Running) -> None:
    page = opened(f"/comparisons/{ZOE_PAIR}")
    expect(page.locator("#pages .line text").first).to_be_attached()
    press(page, "j", "j")
    wanted = current(page)
    press(page, "d")
    line = page.locator("#text .line", has_text="Trained two-tower").locator(".words")
    line.dblclick(position={"x": 60, "y": 8})
    assert page.evaluate("String(getSelection()).trim()") != ""
    assert current(page) == wanted
    press(page, "e")
    expect(page.locator(f"#card-{wanted} form.edit")).to_be_visible()
    expect(page.locator("form.edit .chosen")).not_to_have_text("")


def test_failed_save_says_so_keeps_what_was_typed_and_is_tried_again(
    opened: Opener, running: Running, complaints: list[str]
) -> None:
    page = opened("/profiles/zoe_lindqvist")
    page.locator("#card-role-3").click()
    press(page, "e")
    page.locator("form.edit").get_by_label("Start date").fill("2019")
    page.route("**/api/decisions", lambda route: route.abort())
    press(page, "Enter")
    expect(page.locator("#warned")).to_contain_text("Not saved. The server does not answer")
    expect(page.locator("form.edit").get_by_label("Start date")).to_have_value("2019")
    assert ReviewLog(running.out).read("profiles", "zoe_lindqvist") == []
    page.unroute("**/api/decisions")
    page.get_by_role("button", name="Try again").click()
    expect(page.locator("#card-role-3")).to_have_attribute("data-state", "corrected")
    expect(page.locator("#warned")).to_be_hidden()
    complaints[:] = [each for each in complaints if "net::ERR_FAILED" not in each]


def test_buttons_are_busy_while_saving_and_a_second_press_changes_nothing(opened: Opener, running: Running) -> None:
    page = opened("/profiles/zoe_lindqvist")
    held: list[Any] = []
    page.route("**/api/decisions", lambda route: held.append(route))
    wanted = current(page)
    with page.expect_request("**/api/decisions"):
        press(page, "a")
    expect(page.locator(f"#card-{wanted}")).to_have_attribute("aria-busy", "true")
    press(page, "x", "a")
    held[0].continue_()
    expect(page.locator(f"#card-{wanted}")).to_have_attribute("data-state", "accepted")
    assert len(held) == 1
    assert [each.action for each in ReviewLog(running.out).read("profiles", "zoe_lindqvist")] == ["accept"]


def test_late_answer_to_an_old_state_is_dropped(opened: Opener, running: Running) -> None:
    page = opened("/profiles/zoe_lindqvist")
    ben = opened("/profiles/zoe_lindqvist", name="Ben")
    wanted = current(ben)
    held: list[Any] = []

    def hold_the_first(route: Any) -> None:
        if held:
            route.continue_()
        else:
            held.append((route, route.fetch()))

    page.route("**/api/card*", hold_the_first)
    with page.expect_request("**/api/card*"):
        decide(ben, "a", "accepted")
    ben.locator(f"#card-{wanted}").click()
    decide(ben, "r", "open")
    expect(page.locator(f"#card-{wanted}")).to_have_attribute("data-version", "2")
    route, old = held[0]
    with page.expect_response("**/api/card*"):
        route.fulfill(response=old)
    expect(page.locator(f"#card-{wanted}")).to_have_attribute("data-version", "2")


def test_choosing_a_value_marks_its_words_on_the_picture_of_the_page(opened: Opener) -> None:
    page = opened("/profiles/zoe_lindqvist")
    expect(page.locator("#pages .line.marked")).to_have_count(2)
    card = page.locator("#card-role-1")
    card.locator(".field[data-name=title]").click()
    box = page.locator("#pages .value-box")
    expect(box).to_have_count(1)
    line = page.locator("#pages .line", has_text="Senior Machine Learning Engineer").locator("rect")
    inner, outer = box.bounding_box(), line.bounding_box()
    assert inner is not None
    assert outer is not None
    assert outer["x"] <= inner["x"] + 1
    assert inner["width"] < outer["width"] / 2
    assert abs(inner["y"] - outer["y"]) < 3
    card.locator(".field[data-name=employer]").click()
    page.wait_for_function(
        "(old) => Math.abs(document.querySelector('#pages .value-box')?.getBoundingClientRect().x - old) > 20",
        arg=inner["x"],
    )


def test_one_candidate_is_taken_away_from_their_own_page(opened: Opener) -> None:
    page, content = opened("/profiles/zoe_lindqvist"), b""
    names = {"Excel": "xlsx", "CSV": "csv", "JSON Resume": "json", "schema.org": "jsonld"}
    for title, suffix in names.items():
        with page.expect_download() as taken:
            page.get_by_role("link", name=title, exact=True).click()
        assert taken.value.suggested_filename == f"zoe_lindqvist.{suffix}"
        content = taken.value.path().read_bytes()
        assert "Agnès".encode() not in content, title
    resume = json.loads(content)
    assert (resume["@type"], resume["name"]) == ("Person", "Zoë Lindqvist")
