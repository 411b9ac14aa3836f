"""Several facts at once: qualifications, roles' lines, undo, lines that nothing cites."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from extract.review.decisions.log import ReviewLog
from extract.store.results import Results
from testing.builders.reviews import profile_of, shifted
from testing.review_server import POSTING, ZOE_PAIR, Running
from tests.browser.review.keys import Opener, current, press


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
    # Not `click`, which scrolls up and down until it hits: on a busy machine everything has been in view by then.
    page.locator("#card-qualification-1 .more").dispatch_event("click")
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
