"""The report in a real browser: a file without a server, by mouse and keyboard, filtered, printed, and without its script."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Locator, Page, expect

from extract.report.content.stored import StoredRun
from extract.report.write import render_report
from schemas import Evidence
from testing.builders.results import POSTING, stored_results
from testing.sample_report import SAMPLE
from tests.browser.conftest import PATIENCE_MS, watch

Opener = Callable[..., Page]
expect.set_options(timeout=PATIENCE_MS)
PAPER_PX = 703
"""The width of A4 between the margins that the style sheet sets: 186 mm."""
HOSTILE = "<img src=x onerror=alert(1)></script><script>alert(2)</script>"


@pytest.fixture
def opened(browser: Browser, complaints: list[str]) -> Iterator[Opener]:
    """Open a file in a new window."""
    contexts: list[Any] = []

    def open_file(file: Path = SAMPLE, at: str = "", *, width: int = 1440, height: int = 900, **more: Any) -> Page:
        context = browser.new_context(viewport={"width": width, "height": height}, reduced_motion="reduce", **more)
        contexts.append(context)
        page = watch(context.new_page(), complaints)
        page.goto(file.as_uri() + at)
        return page

    yield open_file
    for context in contexts:
        context.close()


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Callable[[StoredRun], Path]:
    """Write results as a page of their own."""

    def write(stored: StoredRun) -> Path:
        file = tmp_path_factory.mktemp("report") / "report.html"
        file.write_text(render_report(stored), encoding="utf-8", newline="")
        return file

    return write


@pytest.fixture(scope="module")
def thirty(written: Callable[[StoredRun], Path]) -> Path:
    return written(stored_results(30))


def names_shown(page: Page) -> list[str]:
    return page.locator(".matrix tbody tr:visible .who").all_inner_texts()


def cell(page: Page, row: int, column: int) -> Locator:
    return page.locator(f".matrix tbody tr:nth-child({row}) > :nth-child({column})")


def assert_no_barrier(page: Page, what: str) -> None:
    axe: Any = Axe()
    found: list[dict[str, Any]] = axe.run(page).response["violations"]
    assert [(what, each["id"], each["nodes"][0]["html"][:150]) for each in found] == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1440, 1024, 390])
def test_page_and_its_panel_have_no_barrier_and_fit_the_window(opened: Opener, width: int, scheme: str) -> None:
    page = opened(width=width, color_scheme=scheme)
    assert_no_barrier(page, "page")
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    for what, place in (("verdict", cell(page, 2, 3)), ("candidate", cell(page, 2, 1))):
        place.click()
        expect(page.locator("#panel")).to_be_visible()
        assert_no_barrier(page, what)
        page.keyboard.press("Escape")
    page.locator("article.person .more > summary").last.click()
    assert_no_barrier(page, "unfolded")


def test_verdict_opens_beside_the_table_with_both_quotes_and_the_marked_words(opened: Opener) -> None:
    page = opened()
    cell(page, 3, 5).click()
    panel = page.locator("#panel")
    expect(panel).to_contain_text("Hands-on experience with PyTorch or TensorFlow")
    expect(panel.locator(".posting-quote mark")).to_have_text("Hands-on experience with PyTorch or TensorFlow")
    assert set(panel.locator(".resume mark").all_inner_texts()) == {"PyTorch"}
    expect(cell(page, 3, 5)).to_be_in_viewport()
    cell(page, 2, 3).click()
    expect(panel.locator(".sum-line")).to_contain_text("= 97 to 99 months; 60 asked")
    assert panel.locator(".months tbody th").all_inner_texts() == [
        "Data Engineer, Bluefjord Logistics", "Lead Data Engineer, Bluefjord Logistics"
    ]  # fmt: skip


def test_verdict_that_is_not_shown_tells_what_came_closest(opened: Opener) -> None:
    page = opened()
    page.locator(".matrix tbody tr:nth-child(3) td.is-not_shown").first.click()
    expect(page.locator("#panel .nothing")).to_have_text("No line shows this. What came closest:")
    expect(page.locator("#panel .closest figcaption").first).to_contain_text("It is about something else")
    expect(page.locator("#panel .by")).to_contain_text("% sure")


def test_table_is_used_by_keyboard_alone_and_the_focus_comes_back(opened: Opener) -> None:
    page = opened()
    expect(page.locator(".matrix table")).to_have_attribute("role", "grid")
    page.locator("[name=sort]").focus()
    page.keyboard.press("Tab")
    focused = "document.activeElement.innerText"
    assert "Agnès Thibault" in page.evaluate(focused)
    for key in ("ArrowDown", "ArrowRight", "ArrowRight"):
        page.keyboard.press(key)
    expect(cell(page, 2, 3)).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#panel-title")).to_be_focused()
    expect(page.get_by_role("dialog")).to_contain_text("5 years of experience")
    page.keyboard.press("Escape")
    expect(page.locator("#panel")).to_be_hidden()
    expect(cell(page, 2, 3)).to_be_focused()
    for key in ("Home", "ArrowUp", "ArrowUp", "ArrowRight", "Enter"):
        page.keyboard.press(key)
    expect(page.locator("#panel-title")).to_contain_text("Bachelor")
    page.keyboard.press("Escape")
    assert page.locator(".matrix [tabindex]").count() == 1  # one stop of Tab in all of the table


def test_filters_drop_candidates_and_stand_in_the_address(opened: Opener, thirty: Path) -> None:
    page = opened(thirty)
    everybody = names_shown(page)
    assert len(everybody) == 30
    page.locator("[name=met]").select_option("0")
    page.locator("[name=met]").select_option("1")
    both = names_shown(page)
    assert 0 < len(both) < 30
    for row in page.locator(".matrix tbody tr:visible").all():
        assert [text.split(",")[0] for text in row.locator("td").all_text_contents()[:2]] == ["Met", "Met"]
    page.locator("[name=contradicted]").check()
    again = opened(thirty, page.evaluate("location.hash"))
    assert names_shown(again) == names_shown(page)
    assert again.locator(".chip-button").count() == 2
    page.locator("[name=contradicted]").uncheck()
    page.locator(".chip-button").first.click()
    page.locator(".chip-button").first.click()
    assert names_shown(page) == everybody
    assert page.evaluate("location.hash") == ""


def test_search_finds_words_of_quotes_without_accents_and_shows_them(opened: Opener) -> None:
    page = opened()
    page.locator("[name=q]").fill("lindqvist TWO-tower")
    assert names_shown(page) == ["Zoë Lindqvist"]
    expect(page.locator(".found mark").last).to_be_visible()
    assert {text.lower() for text in page.locator(".found mark").all_inner_texts()} == {"lindqvist", "two-tower"}
    expect(page.locator("#filter-result")).to_have_text("1 of 3 candidates")


def test_empty_state_says_so_and_offers_to_clear(opened: Opener) -> None:
    page = opened(at="#q=nobody+has+written+this")
    expect(page.locator("#empty")).to_be_visible()
    assert names_shown(page) == []
    assert_no_barrier(page, "empty")
    page.locator("#empty .clear").click()
    assert len(names_shown(page)) == 3
    expect(page.locator("[name=q]")).to_be_focused()


def test_sorting_is_by_a_rule_that_the_page_tells(opened: Opener) -> None:
    page = opened()
    assert "in the order of their names" in page.locator("#sort-told").inner_text()
    page.locator("[name=sort]").select_option("required-met")
    assert names_shown(page) == ["João Tavares", "Zoë Lindqvist", "Agnès Thibault"]
    assert "most required demands met first" in page.locator("#sort-told").inner_text()
    page.locator("[name=sort]").select_option("name")
    assert names_shown(page) == ["Agnès Thibault", "João Tavares", "Zoë Lindqvist"]


def test_card_shows_the_career_as_a_table_with_bars_and_leads_to_verdicts(opened: Opener) -> None:
    page = opened()
    card = page.locator("article.person").nth(2)
    expect(card.get_by_role("table", name="Career, the latest first")).to_be_visible()
    rows = card.locator(".bar-row")
    expect(rows.first).to_contain_text("Senior Machine Learning Engineer")
    expect(rows.first).to_contain_text("4 years 2 months")
    boxes = [row.locator("rect").last.bounding_box() for row in rows.all()]
    assert all(box and box["width"] > 2 for box in boxes)
    starts = [box["x"] for box in boxes if box]
    assert starts[0] > starts[1]
    expect(card.locator(".langs")).to_contain_text("Swedish native")
    card.locator("button.square").first.click()
    expect(page.locator("#panel-title")).to_contain_text("Bachelor")
    page.locator("#panel .rests .link, #panel-kicker .link").first.click()
    expect(page.locator("#panel .bullets").first).to_contain_text("raised answer accuracy from 41% to 63%.")


@pytest.mark.parametrize("width", [1440, 390])
def test_names_of_skills_are_not_broken_within_a_word(opened: Opener, width: int) -> None:
    page = opened(width=width)
    names = page.locator(".skills tbody th").all()
    assert names
    for name in names:
        words = len(re.split(r"[\s-]", name.inner_text()))
        box = name.bounding_box()
        line_px = float(name.evaluate("cell => parseFloat(getComputedStyle(cell).lineHeight)"))
        assert box is not None
        assert box["height"] <= words * line_px + 4
    expect(page.locator("article.person").last.locator(".skills tbody tr").first).to_contain_text("now")


def test_hostile_text_is_shown_and_nothing_of_it_is_run(opened: Opener, written: Callable[[StoredRun], Path]) -> None:
    stored = stored_results(1)
    [(name, profile)] = stored.profiles.items()
    piece = Evidence(start=0, end=len(HOSTILE), text=HOSTILE, line=1, page=None)
    role = profile.roles[0].model_copy(update={"title": HOSTILE, "leaves": {}, "evidence": [piece]})
    person = profile.candidate.model_copy(update={"name": HOSTILE})
    hostile = profile.model_copy(update={"candidate": person, "roles": [role]})
    asked = stored.postings[POSTING].model_copy(update={"title": HOSTILE})
    page = opened(written(StoredRun({name: hostile}, {POSTING: asked}, stored.comparisons, stored.run, ())))
    expect(page.locator("h1")).to_have_text(HOSTILE)
    cell(page, 1, 1).click()
    expect(page.locator("#panel-title")).to_have_text(HOSTILE)
    assert page.locator("#panel .bar-title").first.inner_text() == HOSTILE
    page.locator("#panel .source summary").first.click()
    assert page.locator("img").count() == 0
    assert page.locator("script").count() == 2


def printed_pages(page: Page, file: Path) -> list[str]:
    """Return the words of each sheet of paper."""
    page.pdf(path=file, prefer_css_page_size=True)
    library: Any = pypdfium2  # it carries no types
    with library.PdfDocument(file) as printed:
        return [printed[number].get_textpage().get_text_range() for number in range(len(printed))]


def sheets_of(pages: list[str], marks: list[str]) -> list[int]:
    """Return how many sheets each candidate takes; `marks` stand at the head of each one's first sheet, in that order."""
    starts = [next(at for at, text in enumerate(pages) if mark in text) for mark in marks]
    assert starts == sorted(set(starts))
    return [end - start for start, end in zip(starts, [*starts[1:], len(pages)], strict=True)]


def test_print_takes_at_most_two_sheets_a_candidate_beside_the_table(opened: Opener, tmp_path: Path) -> None:
    page = opened()
    texts = printed_pages(page, tmp_path / "report.pdf")
    mails = ["agnes.thibault@example.net", "joao.tavares@example.org", "zoe.lindqvist@example.com"]
    assert max(sheets_of(texts, mails)) <= 2
    assert "Candidate" in texts[0]
    [sheet] = [text for text in texts if "zoe.lindqvist@example.com" in text]
    for told in (
        "Senior Machine Learning Engineer",
        "Languages: Swedish",
        "Hands-on experience with PyTorch",
        "Not shown",
    ):
        assert told in sheet
    expect(page.locator("#sheets")).to_be_empty()


def long_results(requirements: int, positions: int = 40) -> StoredRun:
    """Return three candidates with so many positions each, and demands, reasons and quotes of several hundred letters."""
    stored = stored_results(3, requirements)
    asked = stored.postings[POSTING]
    wordy = [
        each.model_copy(update={"text": f"Demand {n} {each.text} {'and more of the same kind ' * 12}"})
        for n, each in enumerate(asked.requirements, 1)
    ]
    profiles = {
        name: profile.model_copy(
            update={
                "candidate": profile.candidate.model_copy(update={"email": f"{name}@example.com"}),
                "roles": [
                    profile.roles[0].model_copy(
                        update={"id": f"role-{n}", "title": f"Position {n} {'of a long name ' * 8}", "start_date": f"{1980 + n}", "end_date": f"{1981 + n}", "is_current": False}
                    )
                    for n in range(1, positions + 1)
                ],
            }
        )
        for name, profile in stored.profiles.items()
    }  # fmt: skip
    comparisons = {
        key: each.model_copy(
            update={"verdicts": [v.model_copy(update={"reason": f"{v.reason} {'It goes on at length. ' * 20}", "fact_ids": []}) for v in each.verdicts]}
        )
        for key, each in stored.comparisons.items()
    }  # fmt: skip
    posting = asked.model_copy(update={"requirements": wordy})
    return StoredRun(profiles, {POSTING: posting}, comparisons, stored.run, ())


@pytest.mark.parametrize(
    ("requirements", "positions", "most_sheets"), [(18, 10, 2), (36, 10, 2), (50, 40, None), (80, 10, None)]
)
def test_print_of_long_texts_has_every_row_on_as_many_sheets_as_it_needs(
    opened: Opener,
    written: Callable[[StoredRun], Path],
    tmp_path: Path,
    requirements: int,
    positions: int,
    most_sheets: int | None,
) -> None:
    page = opened(written(long_results(requirements, positions)))
    texts = printed_pages(page, tmp_path / "report.pdf")
    marks = [f"person_{n:03}@example.com" for n in range(3)]
    counts = sheets_of(texts, marks)
    assert most_sheets is None or max(counts) <= most_sheets
    for mark, count in zip(marks, counts, strict=True):
        start = next(at for at, text in enumerate(texts) if mark in text)
        paper = "".join(texts[start : start + count])
        assert [n for n in range(1, requirements + 1) if f"Demand {n} " not in paper] == []
        assert [n for n in range(1, positions + 1) if f"Position {n} " not in paper] == []
        name = texts[start].splitlines()[0]
        assert all(name in text for text in texts[start : start + count])  # sheets that come apart say whose they are


@pytest.mark.parametrize("requirements", [10, 80])
def test_printed_table_fits_the_paper_with_every_requirement_of_every_candidate(
    opened: Opener, written: Callable[[StoredRun], Path], requirements: int
) -> None:
    page = opened(written(stored_results(30, requirements)), width=PAPER_PX)
    page.emulate_media(media="print")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    tables = page.locator(".matrix table:visible")
    assert [table for table in tables.all() if table.evaluate("table => table.offsetWidth") > PAPER_PX] == []
    heads = page.locator(".matrix:visible [data-d]").evaluate_all(
        "heads => heads.map((head) => Number(head.dataset.d))"
    )
    assert heads == list(range(requirements))
    assert page.locator(".matrix:visible tbody .v").count() == 30 * requirements
    assert page.locator(".matrix:visible tbody .sum").count() == 30 * page.locator(".matrix:visible thead .sum").count()
    for table in tables.all():
        widths: list[int] = table.evaluate(
            "table => [...table.rows].map((row) => [...row.cells].reduce((sum, cell) => sum + cell.colSpan, 0))"
        )
        assert len(set(widths)) == 1
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    expect(tables).to_have_count(1)


def saved(page: Page, button: Locator) -> tuple[str, bytes]:
    with page.expect_download() as taken:
        button.click()
    return taken.value.suggested_filename, taken.value.path().read_bytes()


def test_one_candidate_is_saved_as_json_with_verdicts_and_quotes(opened: Opener) -> None:
    page = opened(at="#open=candidate-3")
    name, content = saved(page, page.locator("#panel").get_by_role("button", name="Save Zoë Lindqvist as JSON"))
    assert name == "zoe_lindqvist.json"
    [person] = json.loads(content)["candidates"]
    assert person["candidate"] == "Zoë Lindqvist"
    [role, *_] = [fact for fact in person["facts"] if fact["part"] == "Roles"]
    assert role["title"] == "Senior Machine Learning Engineer"
    assert any("raised answer accuracy from 41% to 63%." in line for line in role["lines"])
    assert {"text", "where"} == set(role["quotes"][0])
    assert len(person["verdicts"]) == page.locator(".demands [data-d]").count()
    met = next(
        each for each in person["verdicts"] if each["requirement"].startswith("Hands-on experience with PyTorch")
    )
    assert met["quotes"]
    assert met["requirement_quotes"][0]["text"]
    assert {"Skills", "Languages"} <= {fact["part"] for fact in person["facts"]}


def test_candidates_shown_are_saved_as_csv_that_excel_reads(opened: Opener) -> None:
    page = opened()
    button = page.get_by_role("button", name="Save the candidates shown as CSV")
    name, content = saved(page, button)
    assert (name, content[:3]) == ("candidates.csv", b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))
    assert {row["candidate"] for row in rows} == {"Agnès Thibault", "João Tavares", "Zoë Lindqvist"}
    assert len(content.decode("utf-8-sig").splitlines()) == 1 + len(rows)
    assert any(" | " in row["quotes"] for row in rows)
    verdicts = [row for row in rows if row["part"] == page.locator("h1").inner_text()]
    assert len(verdicts) == 3 * page.locator(".demands [data-d]").count()
    assert {row["value"] for row in verdicts} <= {"Met", "Partial", "Not shown", "Contradicted"}
    assert all(row["quotes"] for row in verdicts if row["value"] == "Met")
    page.locator("[name=q]").fill("lindqvist")
    name, content = saved(page, button)
    assert name == "zoe_lindqvist.csv"
    assert {row["candidate"] for row in csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline=""))} == {
        "Zoë Lindqvist"
    }


def test_saved_table_holds_no_formula(opened: Opener, written: Callable[[StoredRun], Path]) -> None:
    stored = stored_results(1)
    [(name, profile)] = stored.profiles.items()
    role = profile.roles[0].model_copy(update={"title": '=HYPERLINK("x")', "employer": "Ltd;=1+1", "leaves": {}})
    hostile = profile.model_copy(update={"roles": [role, *profile.roles[1:]]})
    page = opened(written(StoredRun({name: hostile}, stored.postings, stored.comparisons, stored.run, ())))
    _, content = saved(page, page.get_by_role("button", name="Save the candidates shown as CSV"))
    cells = [cell for row in csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")) for cell in row]
    assert '\'=HYPERLINK("x")' in cells
    assert any(cell.startswith("Ltd;'=1+1") for cell in cells)
    assert not any(cell.startswith(("=", "+", "-", "@")) for cell in cells)


def test_table_is_there_and_no_filter_without_the_script(opened: Opener) -> None:
    page = opened(java_script_enabled=False)
    assert len(names_shown(page)) == 3
    expect(page.locator(".filters")).to_be_hidden()
    assert page.locator(".matrix tbody tr").last.locator("td").first.inner_text() == "Met"


def test_candidates_are_shown_when_there_is_no_posting(opened: Opener, written: Callable[[StoredRun], Path]) -> None:
    stored = stored_results(2)
    page = opened(written(StoredRun(stored.profiles, {}, {}, None, ())))
    expect(page.locator("article.person")).to_have_count(2)
    expect(page).to_have_title("Candidates – Vouchline report")


def test_one_of_several_postings_is_shown_and_chosen(opened: Opener, written: Callable[[StoredRun], Path]) -> None:
    stored = stored_results(2)
    other = stored.postings[POSTING].model_copy(update={"title": "Another post"})
    moved = {
        name.replace(POSTING, "other"): each.model_copy(update={"posting": "other"})
        for name, each in stored.comparisons.items()
    }
    both = StoredRun(
        stored.profiles, {**stored.postings, "other": other}, {**stored.comparisons, **moved}, stored.run, ()
    )  # fmt: skip
    page = opened(written(both))
    expect(page).to_have_title("Another post – Vouchline report")
    expect(page.locator(".posting:visible")).to_have_count(1)
    page.locator("[name=posting]").select_option("posting-2")
    expect(page).to_have_title("Applied Scientist, Language Models – Vouchline report")
    assert page.evaluate("location.hash") == "#posting=posting-2"
    expect(page.locator(".posting:visible .matrix")).to_have_count(1)
