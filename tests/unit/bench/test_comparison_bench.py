"""The measure of comparisons, on stored results with planted errors, and on the samples' stored files."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest

from bench import comparison as bench
from bench.gaming import STORED, WorstModel, stored_pair
from extract.comparison.compare import compare_profile
from extract.evaluation import evaluate
from extract.report.write import read_stored
from extract.store.results import Results
from schemas import Posting, Profile
from testing.builders.profiles import AS_OF, MadeUpResume, posting

DEMANDS = ("Bachelor's degree in Chemistry", "Experience with Kubernetes", "Fluent German", "CCRN certification")
GOLD = {"R1": "met", "R2": "partial", "R3": {"any": ["contradicted", "not_shown"]}, "R4": "not_shown"}


def store(out: Path, name: str, profile: Profile, wanted: Posting) -> None:
    async def compare() -> Any:
        async with WorstModel() as worst:
            return await compare_profile(profile, wanted, worst, profile_name=name, posting_name="job", as_of=AS_OF)

    results = Results(out)
    results.write_profile(name, profile)
    results.write_posting("job", wanted)
    results.write_comparison(f"{name}--job", asyncio.run(compare()))


@pytest.fixture
def scored(tmp_path: Path) -> tuple[Path, Path]:
    """Results of one pair, and gold in which the second verdict is another one."""
    gold, out = tmp_path / "gold", tmp_path / "out"
    gold.mkdir()
    resume = MadeUpResume().study("BSc", "bachelor", "Chemistry").role("Engineer", "2015", "2024", "Ran Kubernetes.")
    store(out, "ada", resume.listed("Languages: German (A1)", "language").profile(), posting(*DEMANDS))
    requirements = [{"id": f"R{n}", "text": text} for n, text in enumerate(DEMANDS, 1)]
    (gold / "job.posting.gold.json").write_text(json.dumps({"requirements": requirements}), "utf-8")
    (gold / "ada--job.comparison.gold.json").write_text(json.dumps({"verdicts": GOLD}), "utf-8")
    return gold, out


def test_figures_count_false_met_and_confusion_when_one_verdict_is_wrong(scored: tuple[Path, Path]) -> None:
    gold, out = scored
    figures = bench.figures_of(evaluate(gold, out).results, read_stored(out))
    assert (figures["verdicts"], figures["right"], figures["always_not_shown"]) == (4, 0.75, 0.5)
    assert (figures["false_met"], figures["false_met_of_not_met"]) == (0.25, 0.3333)
    assert figures["confusion"]["partial"] == {
        "met": 1,
        "partial": 0,
        "not_shown": 0,
        "contradicted": 0,
        "not found": 0,
    }
    assert figures["evidence_coverage"] == 1.0
    assert figures["cost"]["pair"]["requirements"] == 4.0


def test_coverage_falls_when_evidence_is_no_line_of_the_profile(scored: tuple[Path, Path]) -> None:
    gold, out = scored
    path = out / "comparisons" / "ada--job.comparison.json"
    data = json.loads(path.read_text("utf-8"))
    shown = next(verdict for verdict in data["verdicts"] if verdict["verdict"] == "met")
    piece = shown["evidence"][0]
    piece.update(text="x" * len(piece["text"]))
    path.write_text(json.dumps(data), "utf-8")
    figures = bench.figures_of(evaluate(gold, out).results, read_stored(out))
    assert figures["evidence_coverage"] == 0.5


def test_command_prints_and_keeps_figures_by_name(
    scored: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    gold, out = scored
    monkeypatch.setattr(bench, "KEPT", gold.parent / "kept.json")
    for name in ("two", "one"):
        assert bench.main(["--gold", str(gold), "--out", str(out), "--keep", "--name", name, "--wrong"]) == 0
    printed = capsys.readouterr().out
    assert "right                    0.75" in printed
    assert '"kind": "verdicts"' in printed
    assert list(json.loads((gold.parent / "kept.json").read_text("utf-8"))) == ["one", "two"]


def test_thirds_grow_in_what_they_are_ordered_by() -> None:
    costs = [bench.PairCost(f"p{n}", n, 10 - n, 2 * n, 100 * n, n) for n in range(1, 8)]
    figures = bench.cost_figures(costs)
    assert [third["requirements"] for third in figures["by_requirements"]] == [1.5, 4.0, 6.5]
    assert [third["facts"] for third in figures["by_facts"]] == [3.5, 6.0, 8.5]
    assert figures["pair"]["calls_per_requirement"] == 2.0


def test_samples_can_be_scored_against_their_gold(tmp_path: Path) -> None:
    store(tmp_path / "out", "kwame_asante", *stored_pair("kwame_asante", "senior_accountant"))
    out = tmp_path / "out"
    (out / "postings" / "job.posting.json").rename(out / "postings" / "senior_accountant.posting.json")
    path = out / "comparisons" / "kwame_asante--job.comparison.json"
    data = json.loads(path.read_text("utf-8")) | {"posting": "senior_accountant"}
    path.rename(path.with_name("kwame_asante--senior_accountant.comparison.json")).write_text(json.dumps(data), "utf-8")
    gold = tmp_path / "gold"
    gold.mkdir()
    for name in ("senior_accountant.posting", "kwame_asante--senior_accountant.comparison"):
        source = STORED.parents[2] / "samples" / "gold" / f"{name}.gold.json"
        (gold / source.name).write_text(source.read_text("utf-8"), "utf-8")
    figures = bench.figures_of(evaluate(gold, out).results, read_stored(out))
    assert figures["verdicts"] >= 10
    assert figures["evidence_coverage"] == 1.0
