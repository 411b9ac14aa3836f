"""Verdicts and requirements: overruled and corrected, seen by two reviewers, and as a static page."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from extract.review.decisions.log import ReviewLog
from extract.review.state.reporting import write_report
from testing.review_server import POSTING, ZOE_PAIR, Running
from tests.browser.review.keys import Opener, Scheme, assert_no_barrier, current, decide, press


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
