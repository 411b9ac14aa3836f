"""The review page in a real browser, over the demo's results: reviewing from start to end, alone and with others."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from extract.review.decisions.log import ReviewLog
from extract.review.state.reporting import write_report
from extract.store.results import Results
from testing.builders.reviews import changed, profile_of, shifted
from testing.review_server import POSTING, ZOE_PAIR, Running, copy_of, serve_review
from tests.browser.conftest import PATIENCE_MS, watch

Scheme = Literal["light", "dark"]
Opener = Callable[..., Page]
expect.set_options(timeout=PATIENCE_MS)


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


def current(page: Page) -> str | None:
    return page.locator(".item.current").get_attribute("data-key")


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def tab_to(page: Page, id_: str) -> None:
    for _ in range(60):
        if page.evaluate("document.activeElement.id") == id_:
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"Tab never reached {id_}")


def decide(page: Page, key: str, state: str) -> None:
    """Press a key and wait for what comes of it."""
    wanted = current(page)
    page.keyboard.press(key)
    expect(page.locator(f"#card-{wanted}")).to_have_attribute("data-state", state)


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


def accept_seen_qualifications(page: Page) -> None:
    """Go to the chips, look at all of them, and press Enter."""
    chips = page.locator("[data-section=qualifications] .chip")
    if current(page) != "qualification-1":
        page.locator("#card-qualification-1 .more").click()
    for index in range(chips.count()):
        chips.nth(index).scroll_into_view_if_needed()
        expect(chips.nth(index)).to_have_attribute("data-seen", "")
    press(page, "Enter")
    expect(page.locator("[data-section=qualifications] [data-state=open]")).to_have_count(0)


def test_click_rejects_a_qualification_and_enter_accepts_the_rest_once_seen(opened: Opener, running: Running) -> None:
    page = opened("/profiles/zoe_lindqvist", height=420)
    expect(page.locator("#card-qualification-3")).not_to_have_attribute("data-seen", "")
    page.locator("#card-qualification-1 .more").click()
    press(page, "Enter")
    expect(page.locator("#said")).to_contain_text("not in view yet")
    assert ReviewLog(running.out).read("profiles", "zoe_lindqvist") == []
    page.locator("#card-qualification-2 h3").click()
    expect(page.locator("#card-qualification-2")).to_have_attribute("data-state", "rejected")
    expect(page.locator(".item.current")).to_have_attribute("data-key", "qualification-1")
    accept_seen_qualifications(page)
    expect(page.locator("#card-qualification-2")).to_have_attribute("data-state", "rejected")
    expect(page.locator("#card-qualification-1")).to_have_attribute("data-state", "accepted")


def test_what_stands_letter_for_letter_is_shown_before_it_is_accepted(opened: Opener, running: Running) -> None:
    page = opened("/profiles/zoe_lindqvist")
    press(page, "L")
    rows = page.locator("#literal li")
    count = rows.count()
    assert count > 3
    expect(page.locator("#literal .count")).to_have_text(str(count))
    assert ReviewLog(running.out).read("profiles", "zoe_lindqvist") == []
    kept_back = rows.nth(0).locator("input").get_attribute("value")
    rows.nth(0).locator("input").uncheck()
    page.locator("#literal button.first").click()
    expect(page.locator("[data-state=accepted]")).to_have_count(count - 1)
    expect(page.locator(f"#card-{kept_back}")).to_have_attribute("data-state", "open")
    page.goto(f"{running.base_url}/progress")
    expect(page.locator("main")).to_contain_text("with others at once")
    expect(page.locator("tr", has_text="Qualifications · Name").locator("td").nth(2)).to_have_text("–")


def test_one_requirement_is_decided_across_candidates_by_keyboard(opened: Opener, running: Running) -> None:
    page = opened(f"/postings/{POSTING}")
    page.locator("tr.demand th a").first.click()
    expect(page.locator(".item")).to_have_count(3)
    demand = page.locator("h1").inner_text()
    first = page.locator(".item.current").get_attribute("data-name")
    press(page, "a")
    expect(page.locator(f".item[data-name='{first}']")).to_have_attribute("data-state", "accepted")
    expect(page.locator(".item.current")).not_to_have_attribute("data-name", first or "")
    press(page, "p", "j", "p")
    expect(page.locator("#picked")).to_contain_text("2 chosen")
    press(page, "e")
    expect(page.locator("form.edit")).to_be_visible()
    page.locator("form.edit").get_by_label("Contradicted").check()
    page.locator("#why").fill("Neither says so.")
    press(page, "Control+Enter")
    expect(page.locator(".item[data-state=corrected]")).to_have_count(2)
    press(page, "u")
    expect(page.locator(".item[data-state=corrected]")).to_have_count(0)
    expect(page.locator(".item[data-state=accepted]")).to_have_count(1)
    press(page, "]")
    expect(page.locator("h1")).not_to_have_text(demand)


def test_lines_are_given_to_another_role_and_stay_there_after_a_new_extraction(
    opened: Opener, running: Running
) -> None:
    page = opened("/profiles/zoe_lindqvist")
    press(page, "l")
    while "Mentored two junior" not in page.locator(".line.at .words").inner_text():
        press(page, "ArrowUp")
    press(page, "t")
    form = page.locator("form[data-form=assign]")
    form.get_by_label("Role").select_option("role-2")
    press(page, "Enter")
    expect(form).to_have_count(0)
    number = page.locator("#text .line", has_text="Mentored two junior").get_attribute("data-line")
    expect(page.locator(f"#card-role-2[data-lines~='{number}']")).to_be_attached()
    expect(page.locator(f"#card-role-1[data-lines~='{number}']")).to_have_count(0)
    Results(running.out).write_profile("zoe_lindqvist", shifted(profile_of("zoe_lindqvist"), 30))
    page.reload()
    expect(page.locator(f"#card-role-9[data-lines~='{int(number or 0) + 1}']")).to_be_attached()
    press(page, "u")
    expect(page.locator(f"#card-role-9[data-lines~='{int(number or 0) + 1}']")).to_have_count(0)


def test_keys_of_one_letter_need_alt_or_nothing_as_the_reviewer_wants(opened: Opener, running: Running) -> None:
    page = opened("/profiles/zoe_lindqvist")
    wanted = current(page)
    press(page, "?")
    page.get_by_label("off", exact=True).check()
    press(page, "Escape")
    press(page, "a", "x")
    page.reload()
    press(page, "a")
    page.get_by_role("button", name="Keys").click()
    page.get_by_label("only with").check()
    press(page, "Escape")
    press(page, "x")
    page.locator(f"#card-{wanted}").focus()
    press(page, "Alt+a")
    expect(page.locator(f"#card-{wanted}")).to_have_attribute("data-state", "accepted")
    assert [each.action for each in ReviewLog(running.out).read("profiles", "zoe_lindqvist")] == ["accept"]


@pytest.mark.parametrize(
    "path", ["/", "/profiles/zoe_lindqvist", f"/postings/{POSTING}", f"/comparisons/{ZOE_PAIR}", "/progress"]
)
def test_page_works_on_a_phone(opened: Opener, path: str) -> None:
    page = opened(path, width=390, height=844)
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    if path == "/":
        expect(page.get_by_role("link", name="Zoë Lindqvist")).to_be_in_viewport()
        box = page.get_by_role("link", name="Zoë Lindqvist").bounding_box()
        assert box is not None
        assert box["height"] < 40  # the name stands on one line
    elif "zoe" in path:
        expect(page.locator(".item.current [data-act=accept]")).to_be_in_viewport()
        page.locator(".item.current [data-act=accept]").click()
        expect(page.locator("[data-state=accepted]")).to_have_count(1)


def test_results_are_taken_away_by_one_click(opened: Opener, running: Running) -> None:
    page = opened("/profiles/zoe_lindqvist")
    press(page, "x")
    expect(page.locator("[data-state=rejected]")).to_have_count(1)
    page.goto(f"{running.base_url}/")
    starts = {
        "Report": b"<!DOCTYPE html>", "Excel": b"PK", "CSV": b"\xef\xbb\xbfprofile,", "JSON Resume": b"[", "schema.org": b"{"
    }  # fmt: skip
    for title, start in starts.items():
        with page.expect_download() as taken:
            page.get_by_role("link", name=title, exact=True).click()
        content = taken.value.path().read_bytes()
        assert content.lstrip().startswith(start), title
    expect(page.locator("h1")).to_have_text("What there is to review")


def test_one_candidate_is_taken_away_from_their_own_page(opened: Opener) -> None:
    page = opened("/profiles/zoe_lindqvist")
    names = {"Excel": "xlsx", "CSV": "csv", "JSON Resume": "json", "schema.org": "jsonld"}
    for title, suffix in names.items():
        with page.expect_download() as taken:
            page.get_by_role("link", name=title, exact=True).click()
        assert taken.value.suggested_filename == f"zoe_lindqvist.{suffix}"
        content = taken.value.path().read_bytes()
        assert "Agnès".encode() not in content, title
    resume = json.loads(content)
    assert (resume["@type"], resume["name"]) == ("Person", "Zoë Lindqvist")


def test_one_undo_takes_back_all_that_one_action_did(opened: Opener, running: Running) -> None:
    page = opened("/profiles/zoe_lindqvist")
    accepted = page.locator("[data-section=qualifications] [data-state=accepted]")
    accept_seen_qualifications(page)
    count = accepted.count()
    expect(page.locator("#summary strong")).to_have_text(str(count))
    press(page, "u")
    expect(accepted).to_have_count(0)
    expect(page.locator("#summary strong")).to_have_text("0")
    log = ReviewLog(running.out).read("profiles", "zoe_lindqvist")
    assert len(log) == 2 * count
    assert len({each.batch for each in log}) == 1


def test_several_chosen_facts_are_rejected_together(opened: Opener, running: Running) -> None:
    page = opened("/profiles/zoe_lindqvist")
    page.locator("#card-metric-1").click()
    press(page, "p", "j", "p")
    expect(page.locator("#picked")).to_contain_text("2 chosen")
    press(page, "x")
    expect(page.locator("[data-section=metrics] [data-state=rejected]")).to_have_count(2)
    press(page, "u")
    expect(page.locator("[data-section=metrics] [data-state=rejected]")).to_have_count(0)


def test_value_is_edited_by_a_click_and_a_date_taken_as_people_write_it(opened: Opener, running: Running) -> None:
    page = opened("/profiles/zoe_lindqvist")
    press(page, "e")
    expect(page.locator("#f-start_date")).to_be_focused()  # what is flagged
    press(page, "Escape")
    page.locator("#card-role-1 .field[data-name=start_date] .value").click()
    field = page.locator("#card-role-1 form.edit #f-start_date")
    expect(field).to_be_focused()
    field.fill("June 2019")
    preview = page.locator("#card-role-1 .input[data-field=start_date] .preview")
    expect(preview).to_have_text("Stored as 2019-06")
    field.fill("Summer 2019")
    expect(preview).to_contain_text("write its year or month")
    field.fill("6/19")
    expect(preview).to_have_text("Stored as 2019-06")
    page.locator("form.edit").get_by_label("my knowledge").filter(visible=True).check()
    field.press("Enter")
    expect(page.locator("#card-role-1")).to_have_attribute("data-state", "corrected")
    expect(page.locator("#card-role-1 .field[data-name=start_date]")).to_contain_text("2019-06")
    [decision] = ReviewLog(running.out).read("profiles", "zoe_lindqvist")
    assert decision.values == {"start_date": "2019-06"}


def test_lines_that_nothing_cites_are_gone_through_by_keyboard(opened: Opener) -> None:
    page = opened("/profiles/joao_tavares")
    expect(page.locator(".item.current")).to_be_visible()
    first = "Data engineer who keeps large pipelines boring. Eight years with Python, SQL and streaming data."
    press(page, "v")
    expect(page.locator(".line.at .words")).to_have_text(first)
    expect(page.locator("#text .line", has_text="Professional Experience")).to_have_class(
        "line"
    )  # a heading says nothing
    seen: set[str] = set()
    while (words := page.locator(".line.at .words").inner_text()) not in seen:
        seen.add(words)
        press(page, "v")
    assert first in seen  # from the top again
    while page.locator(".line.at .words").inner_text() != first:
        press(page, "v")
    press(page, "s")
    expect(page.locator("form.add").get_by_label("Name")).to_have_value(first)


def test_verdict_is_overruled_by_keyboard_and_shows_in_the_matrix(opened: Opener, running: Running) -> None:
    page = opened(f"/comparisons/{ZOE_PAIR}")
    key = current(page)
    before = page.locator(".item.current .badge").first.inner_text()
    assert before != "Partial"
    press(page, "e")
    expect(page.locator("form.edit")).to_be_visible()
    page.locator("form.edit").get_by_label("Partial").focus()
    press(page, "Space")
    press(page, "Tab")
    page.keyboard.type("One deployment is not experience.")
    expect(page.locator("form.edit .chosen")).to_have_text("")
    press(page, "Control+Enter")
    card = page.locator(f"#card-{key}")
    expect(card).to_contain_text("Overruled")
    expect(card.locator(".badge").nth(0)).to_have_text("Partial")
    expect(card.locator(".badge").nth(1)).to_have_text(before)
    page.goto(f"{running.base_url}/postings/{POSTING}")
    link = page.locator(f"a[href='/comparisons/{ZOE_PAIR}#card-{key}']")
    expect(link).to_contain_text("Partial")
    page.get_by_role("radio", name="Contradicted").check(force=True)
    expect(link).not_to_be_visible()


def test_requirement_is_corrected_and_rejected_by_keyboard_and_shows_in_the_matrix(
    opened: Opener, running: Running
) -> None:
    page = opened(f"/requirements/{POSTING}")
    expect(page.locator(".item.current")).to_have_attribute("data-key", "posting")
    press(page, "j", "j", "e")
    expect(page.locator("form.edit")).to_be_visible()
    page.locator("form.edit").get_by_label("Importance").select_option("required")
    page.locator("form.edit").get_by_label("master", exact=True).check()
    press(page, "Control+Enter")
    expect(page.locator("#card-requirement-2")).to_have_attribute("data-state", "corrected")
    expect(page.locator("#card-requirement-2")).to_contain_text("master")
    press(page, "j")
    decide(page, "x", "rejected")
    page.get_by_role("link", name="Its candidates").click()
    expect(page.locator("tr.demand").nth(0)).to_contain_text("Mentor junior engineers")
    expect(page.locator("main")).to_contain_text("1 rejected one is left out")


def test_result_is_given_to_another_role_from_the_list(opened: Opener) -> None:
    page = opened("/profiles/zoe_lindqvist")
    page.locator("#card-metric-1").click()
    press(page, "e")
    page.locator("form.edit").get_by_label("Belongs to").select_option("role-2")
    press(page, "Control+Enter")
    expect(page.locator("#card-metric-1")).to_have_attribute("data-state", "corrected")
    expect(page.locator("#card-metric-1")).to_contain_text("2020-06 – 2022-09")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_static_page_after_review_works_without_a_server_and_has_no_serious_barrier(
    opened: Opener, running: Running, scheme: Scheme
) -> None:
    page = opened(f"/comparisons/{ZOE_PAIR}", scheme=scheme, width=1024)
    key = current(page)
    before = page.locator(".item.current .badge").first.inner_text()
    press(page, "e")
    page.locator("form.edit").get_by_label("Contradicted").check()
    page.locator("#why").fill("The dates say otherwise.")
    press(page, "Control+Enter")
    expect(page.locator(f"#card-{key}")).to_contain_text("Overruled")
    page.goto(write_report(running.out).as_uri())
    page.locator(".matrix .h").click()
    expect(page.locator(".overruled .badge")).to_have_text(before)
    expect(page.locator("#panel .reason").filter(has_text="The dates say otherwise.")).to_be_visible()
    assert_no_barrier(page, "report")
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    page.emulate_media(media="print")
    assert page.locator(".filters").is_hidden()


def test_correction_is_saved_by_mouse_alone(opened: Opener) -> None:
    page = opened("/profiles/zoe_lindqvist")
    page.locator("#card-role-3").click()
    page.locator("#card-role-3").get_by_role("button", name="Correct").click()
    field = page.locator("form.edit").get_by_label("Team")
    field.click()
    page.keyboard.type("Sales")
    page.locator("form.edit").get_by_label("my knowledge").filter(visible=True).click()
    box = page.locator("form.edit").get_by_role("button", name="Save").bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + 5, box["y"] + box["height"] - 3)
    expect(page.locator("#card-role-3")).to_have_attribute("data-state", "corrected")
    expect(page.locator("#card-role-3")).to_contain_text("Sales")


def test_two_reviewers_see_each_other_and_lose_nothing(opened: Opener, running: Running) -> None:
    kim = opened("/profiles/zoe_lindqvist")
    ben = opened("/profiles/zoe_lindqvist", name="Ben")
    expect(kim.locator("#others")).to_contain_text("Ben")
    ben.evaluate("Object.defineProperty(document, 'hidden', { value: true })")  # no news for Ben from now on
    ben.wait_for_timeout(500)
    decide(kim, "x", "rejected")
    press(ben, "a")
    expect(ben.locator("#warned")).to_contain_text("Kim decided this in the meantime")
    expect(ben.locator("#card-role-3")).to_have_attribute("data-state", "rejected")
    decide_on = ben.locator("#card-role-1")
    decide_on.click()
    decide(ben, "a", "accepted")
    expect(kim.locator("#card-role-1")).to_have_attribute("data-state", "accepted")  # without a reload
    expect(kim.locator("#card-role-1")).to_contain_text("Ben")
    log = ReviewLog(running.out).read("profiles", "zoe_lindqvist")
    assert [(each.by, each.action) for each in log] == [("Kim", "reject"), ("Ben", "accept")]


def test_hostile_resume_runs_nothing(opened: Opener, running: Running) -> None:
    script = "<img src=x onerror=alert(1)><script>alert(2)</script>"
    profile = changed(profile_of("zoe_lindqvist"), "roles", 0, title=script, employer='"><svg onload=alert(3)>')
    named = profile.model_copy(update={"candidate": profile.candidate.model_copy(update={"name": script})})
    Results(running.out).write_profile("zoe_lindqvist", named)
    page = opened("/profiles/zoe_lindqvist")
    expect(page.locator("h1")).to_have_text(script)
    page.locator("#card-role-1").click()
    press(page, "e")
    expect(page.get_by_label("Title")).to_have_value(script)
    page.goto(f"{running.base_url}/comparisons/{ZOE_PAIR}")
    expect(page.locator("h1")).to_have_text(script)


VIEWS = ["/", "/profiles/zoe_lindqvist", "/profiles/agnes_thibault", f"/postings/{POSTING}", f"/comparisons/{ZOE_PAIR}",
         f"/requirements/{POSTING}", "/progress"]  # fmt: skip


@pytest.mark.parametrize(("scheme", "width"), [("light", 1440), ("dark", 1024)])
def test_views_have_no_serious_barrier_and_no_sideways_scrolling(opened: Opener, scheme: Scheme, width: int) -> None:
    page = opened("/", scheme=scheme, width=width)
    base = page.url.rstrip("/")
    for view in VIEWS:
        page.goto(base + view)
        if page.locator(".item.current").count():
            press(page, "e")
            expect(page.locator("form.edit")).to_be_visible()
        assert_no_barrier(page, view)
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, view
    press(page, "?")
    assert_no_barrier(page, "keys")


def assert_no_barrier(page: Page, view: str) -> None:
    axe: Any = Axe()
    found: list[dict[str, Any]] = axe.run(page).response["violations"]
    grave = [
        (each["id"], each["nodes"][0]["html"][:200]) for each in found if each["impact"] in ("serious", "critical")
    ]
    assert not grave, (view, grave)


@pytest.mark.parametrize("path", ["/profiles/zoe_lindqvist", f"/comparisons/{ZOE_PAIR}"])
def test_page_at_twice_the_size_keeps_document_and_facts_in_reach(opened: Opener, path: str) -> None:
    page = opened(path, width=720, height=450)
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    expect(page.locator("#pages .line text").first).to_be_attached()
    expect(page.locator("#document")).to_be_in_viewport()
    expect(page.locator(".item.current h3")).to_be_in_viewport()
    expect(page.locator(".item.current [data-act=accept]")).to_be_in_viewport()
    decide(page, "a", "accepted")
