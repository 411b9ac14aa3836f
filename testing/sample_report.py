"""docs/sample-report.html: the demo's results as one page, from recordings, that opens without installing anything."""

from __future__ import annotations

import tempfile
from pathlib import Path

from extract.report.write import render_report
from extract.review.state.reporting import read_reviewed
from schemas import Run, Tokens, dump
from testing.builders.results import made_up_run
from testing.review_server import PEOPLE, ROOT, store_demo

SAMPLE = ROOT / "docs" / "sample-report.html"


def sample_page() -> str:
    """Return the page that docs/sample-report.html has to hold."""
    with tempfile.TemporaryDirectory() as folder:
        out = store_demo(Path(folder) / "out")
        (out / "run.json").write_text(dump(_run(out)), encoding="utf-8")
        return render_report(read_reviewed(out))


def _run(out: Path) -> Run:
    stored = read_reviewed(out)
    made = [
        each.provenance for group in (stored.profiles, stored.postings, stored.comparisons) for each in group.values()
    ]
    tokens = Tokens(
        prompt=sum(each.tokens.prompt for each in made), completion=sum(each.tokens.completion for each in made)
    )
    return made_up_run(stored.profiles[PEOPLE[0]], sum(each.calls for each in made), tokens)
