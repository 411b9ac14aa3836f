"""All faults of a model's server at random over many documents: each is right or named, and no request is made too often."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from extract.llm.retry.policy import RetryPolicy
from extract.pipeline.run import extract_paths
from extract.settings.load import Settings
from schemas import Run
from testing.servers.model_server import RunningServer, model_server
from testing.servers.plans import FOR_GOOD, GOOD, HARMLESS, MISFITS, PASSING, Plan, Seen

SECRET_TEXT = "Zenobia Quillfeather"
KEY = "sk-made-up-key-0000"
FAST = RetryPolicy(max_attempts=4, first_pause_s=0.01, longest_pause_s=0.05, max_total_s=30)
ANSWERED = {GOOD, *HARMLESS}
FAULTS = (*PASSING, *MISFITS, *FOR_GOOD, *HARMLESS)
MARK = r"zz[a-p]{4}"
"""A word in every line of a document, so that no two documents ask the same and each question tells whose it is."""
SLOW = ("silent", "drip")
"""Faults that take all the time that a request may take: too long for some documents, and short is too short where much else runs."""
CODES = {"transport", "refusal", "invalid_reply", "reply_cut_off", "model_call"}


def mark_of(number: int) -> str:
    return "zz" + "".join("abcdefghijklmnop"[number >> shift & 15] for shift in (12, 8, 4, 0))


def write_documents(folder: Path, count: int) -> None:
    folder.mkdir()
    for number in range(count):
        mark = mark_of(number)
        (folder / f"{mark}.txt").write_text(
            f"{SECRET_TEXT} {mark}\n{mark}@example.com\nEXPERIENCE\nNurse, Acme {mark} Hospital, Jan 2020 – Present\n"
            f"- Cut waiting time in {mark} from 49 to 31 minutes\nEDUCATION\nB.S. Nursing, Example {mark} University, 2019\n",
            encoding="utf-8",
        )


def extract_all(docs: Path, out: Path, server: RunningServer, jobs: int, timeout_s: float) -> Run:
    settings = Settings(
        model="made-up", base_url=server.base_url, api_key=SecretStr(KEY), provider="llama_cpp", jobs=jobs,
        as_of="2026-01-31", cache_dir=out.parent / f"{out.name}-cache", timeout_s=timeout_s, retry=FAST,
    )  # fmt: skip
    return asyncio.run(extract_paths([docs], out, settings, kind="resume"))


def profiles(out: Path) -> dict[str, Any]:
    """Return each profile by name, without how often it was asked for."""
    found: dict[str, Any] = {}
    for path in (out / "profiles").rglob("*.profile.json"):
        profile = json.loads(path.read_text("utf-8"))
        for name in ("calls", "tokens", "base_url"):
            profile["provenance"].pop(name)
        found[path.name.removesuffix(".profile.json")] = profile
    return found


def split_into_askings(happened: list[str]) -> list[list[str]]:
    """Return what happened to a question as often as it was asked: by several documents, or in other words."""
    askings: list[list[str]] = [[]]
    for fault in happened:
        askings[-1].append(fault)
        if fault not in PASSING or len(askings[-1]) == FAST.max_attempts:
            askings.append([])
    return [asking for asking in askings if asking]


def ended_well(happened: list[str]) -> bool:
    """Tell how a question ended, and fail where a request was made that the rules do not allow."""
    askings = split_into_askings(happened)
    assert all(asking[-1] not in PASSING or len(asking) == FAST.max_attempts for asking in askings), happened
    ends = [asking[-1] for asking in askings]
    assert len(ends) == 1 or (len(ends) == 2 and ends[0] in MISFITS), happened
    return ends[-1] in ANSWERED


def check(run: Run, right: dict[str, Any], found: dict[str, Any], seen: Seen) -> None:
    failed_marks = {
        mark for question, marks in seen.marks.items() for mark in marks if not ended_well(seen.by_question[question])
    }
    cut_marks = {
        mark for question, marks in seen.marks.items() for mark in marks if "length" in seen.by_question[question]
    }
    for document in run.documents:
        name = Path(document.path).stem
        if document.outcome == "failed":
            assert document.code in CODES, document
            assert document.reason
            assert SECRET_TEXT not in document.reason
            assert name in failed_marks
            assert name not in found
        else:
            assert document.outcome == "extracted", document
            assert name not in failed_marks - cut_marks
            # A reply that ran on costs one list of skills, or one look at a line, and not the document.
            same = found[name] == right[name]
            assert same or (name in cut_marks and found[name]["findings"]), name
    assert len(found) == sum(document.outcome == "extracted" for document in run.documents)


def try_all(
    tmp_path: Path, count: int, jobs: int, seed: int, caplog: pytest.LogCaptureFixture, *,
    faults: tuple[str, ...] = FAULTS, timeout_s: float = 5.0,
) -> Run:  # fmt: skip
    docs = tmp_path / "docs"
    write_documents(docs, count)
    with model_server(Plan(mark=MARK)) as server:
        undisturbed = extract_all(docs, tmp_path / "right", server, jobs, timeout_s)
        assert {document.outcome for document in undisturbed.documents} == {"extracted"}
        plan = Plan(faults=faults, rate=0.2, seed=seed, mark=MARK, latency_s=0.002, tail=1.0, spared=jobs)
        server.follow(plan)
        run = extract_all(docs, tmp_path / "out", server, jobs, timeout_s)
        seen = server.seen()
    check(run, profiles(tmp_path / "right"), profiles(tmp_path / "out"), seen)
    assert set(seen.happened) >= ({*FAULTS} if count >= 300 else {GOOD})
    said = caplog.text + (tmp_path / "out" / "run.json").read_text("utf-8")
    assert SECRET_TEXT not in said
    assert KEY not in said
    return run


def test_each_of_some_documents_is_right_or_named_when_all_faults_are_mixed(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    quick = tuple(fault for fault in FAULTS if fault not in SLOW)
    run = try_all(tmp_path, count=24, jobs=12, seed=7, caplog=caplog, faults=quick, timeout_s=60.0)
    assert {document.outcome for document in run.documents} == {"extracted", "failed"}


@pytest.mark.long
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_each_of_300_documents_is_right_or_named_when_all_faults_are_mixed(
    seed: int, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    run = try_all(tmp_path, count=300, jobs=32, seed=seed, caplog=caplog)
    assert {document.outcome for document in run.documents} == {"extracted", "failed"}
