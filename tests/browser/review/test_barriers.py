"""What stands in nobody's way: hostile texts, small windows, screen readers."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from extract.store.results import Results
from testing.builders.reviews import changed, profile_of
from testing.review_server import POSTING, ZOE_PAIR, Running
from tests.browser.review.keys import Opener, Scheme, assert_no_barrier, decide, press


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


@pytest.mark.parametrize("path", ["/profiles/zoe_lindqvist", f"/comparisons/{ZOE_PAIR}"])
def test_page_at_twice_the_size_keeps_document_and_facts_in_reach(opened: Opener, path: str) -> None:
    page = opened(path, width=720, height=450)
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    expect(page.locator("#pages .line text").first).to_be_attached()
    expect(page.locator("#document")).to_be_in_viewport()
    expect(page.locator(".item.current h3")).to_be_in_viewport()
    expect(page.locator(".item.current [data-act=accept]")).to_be_in_viewport()
    decide(page, "a", "accepted")
