"""How large the report page is, and how fast a browser shows, filters and prints it: 3, 30 and 300 candidates by 20 requirements.

    python -m bench.report [--candidates 3 30 300] [--keep FOLDER]
    python -m bench.report --sample     # writes docs/sample-report.html and its picture docs/report.png again

The results are made up from those that the replay tests hold; nothing is asked of a model. Times need Chromium.
"""

from __future__ import annotations

import argparse
import shutil
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

from extract.report.write import render_report
from testing.builders.results import stored_results
from testing.sample_report import SAMPLE, sample_page

PICTURE = SAMPLE.parent / "report.png"
WINDOW = {"width": 1440, "height": 900}
TIMES = 3
_READY = """() => new Promise((resolve) => {
  const timing = performance.getEntriesByType("navigation")[0];
  requestAnimationFrame(() => setTimeout(() => resolve(performance.now() - timing.startTime)));
})"""
_FILTER = """([name, value]) => new Promise((resolve) => {
  const field = document.getElementById("filters").elements.namedItem(name);
  const began = performance.now();
  if (field.type === "checkbox") field.checked = value; else field.value = value;
  field.dispatchEvent(new Event("input", { bubbles: true }));
  requestAnimationFrame(() => setTimeout(() => resolve(performance.now() - began)));
})"""
"""Until the browser has drawn what the filter leaves."""
FILTERS: dict[str, tuple[str, str | bool]] = {
    "search": ("q", "python"), "needs review": ("review", True), "met": ("met", "0"), "sort": ("sort", "required-met")
}  # fmt: skip


def measure(browser: Browser, file: Path) -> dict[str, float]:
    """Return seconds, milliseconds and counts of one page, of the slowest of a few goes."""
    found: dict[str, float] = {"MB": file.stat().st_size / 1e6}
    for _ in range(TIMES):
        page = browser.new_page(viewport=WINDOW)  # type: ignore[arg-type]
        page.goto(file.as_uri(), wait_until="commit")
        page.wait_for_selector(".ready")
        _slowest(found, "ready, ms", page.evaluate(_READY))
        found["elements"] = page.evaluate("document.getElementsByTagName('*').length")
        found["height, px"] = page.evaluate("document.documentElement.scrollHeight")
        for what, (name, value) in FILTERS.items():
            _slowest(found, f"{what}, ms", page.evaluate(_FILTER, [name, value]))
            page.evaluate(_FILTER, [name, False if value is True else "name" if name == "sort" else ""])
            if name == "met":
                page.locator(".chip-button").click()
        page.close()
    return found | {"sheets": count_sheets(browser, file)}


def _slowest(found: dict[str, float], what: str, value: float) -> None:
    found[what] = max(found.get(what, 0), value)


def count_sheets(browser: Browser, file: Path) -> int:
    """Return how many sheets of paper the page takes."""
    import pypdfium2

    library: Any = pypdfium2  # it carries no types
    page = browser.new_page()
    page.goto(file.as_uri())
    with library.PdfDocument(page.pdf(prefer_css_page_size=True)) as printed:
        page.close()
        return len(printed)


def write_picture(browser: Browser) -> None:
    """Write the picture of the sample page, with a verdict open beside the table."""
    page: Page = browser.new_page(viewport={"width": 1440, "height": 1000}, device_scale_factor=1)
    page.goto(f"{SAMPLE.as_uri()}#open=candidate-3/2")
    page.wait_for_selector(".panel:not([hidden])")
    page.screenshot(path=PICTURE)
    print(f"wrote {SAMPLE.name} and {PICTURE.name}")


def main() -> None:
    """Measure, or write the sample."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--candidates", type=int, nargs="+", default=[3, 30, 300])
    parser.add_argument("--keep", type=Path, help="a folder for the pages, which are otherwise thrown away")
    parser.add_argument("--sample", action="store_true", help="write docs/sample-report.html and docs/report.png")
    args = parser.parse_args()
    if args.sample:  # before there is a browser, whose event loop would hold this thread
        SAMPLE.write_text(sample_page(), encoding="utf-8", newline="")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=_chromium(), args=["--no-sandbox", "--disable-gpu"])
        if args.sample:
            write_picture(browser)
        else:
            _measure_all(browser, args.candidates, args.keep)
        browser.close()


def _measure_all(browser: Browser, numbers: Sequence[int], keep: Path | None) -> None:
    with tempfile.TemporaryDirectory() as made:
        folder = keep or Path(made)
        folder.mkdir(parents=True, exist_ok=True)
        for candidates in numbers:
            began = time.perf_counter()
            file = folder / f"report-{candidates}.html"
            file.write_text(render_report(stored_results(candidates)), encoding="utf-8", newline="")
            print(f"{candidates} candidates, written in {time.perf_counter() - began:.1f} s")
            for what, value in measure(browser, file).items():
                print(f"  {what:<18} {value:,.2f}" if what == "MB" else f"  {what:<18} {value:,.0f}")


def _chromium() -> str | None:
    return next(
        (found for name in ("chromium", "chromium-browser", "google-chrome") if (found := shutil.which(name))), None
    )


if __name__ == "__main__":
    main()
