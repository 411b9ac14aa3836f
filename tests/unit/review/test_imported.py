"""A profile that was imported is reviewed and reported like one that a model made."""

from __future__ import annotations

import json
from pathlib import Path

from extract.importing.profile import import_resume
from extract.report.write import render_report
from extract.review.state.reporting import read_reviewed
from extract.store.results import Results
from testing.command_line import vouchline
from testing.review_server import order, serve_review

SAMPLE = Path(__file__).parents[3] / "samples" / "jsonresume" / "ines_carvalho.json"


def test_imported_profile_is_shown_decided_and_exported(tmp_path: Path) -> None:
    out = tmp_path / "out"
    profile, text = import_resume(SAMPLE, "2026-01-31")
    Results(out).write_profile("ines_carvalho", profile, text)
    with serve_review(out) as running:
        client = running.client()
        page = client.get("/profiles/ines_carvalho")
        assert page.status_code == 200
        assert "Farol Search" in page.text
        values = {"title": "Search Engineer", "end_date": "2025-12"}
        fixed = order(client, "correct", "role-2", name="ines_carvalho", values=values, knowledge=list(values))
        assert fixed.status_code == 200, fixed.text
    resume = json.loads(vouchline("export", str(out), "--format", "jsonresume").stdout)
    assert [work["position"] for work in resume["work"]] == ["Senior Search Engineer", "Search Engineer"]
    assert resume["work"][0]["highlights"][2].startswith('Runs the "Tuesday review":')
    report = render_report(read_reviewed(out))
    assert "Inês Carvalho" in report
    assert json.dumps('Runs the "Tuesday review": every ranking change')[1:-1] in report
