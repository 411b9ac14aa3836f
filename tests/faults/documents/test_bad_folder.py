"""A folder of everything that goes wrong, with one good résumé in it, through the command that users call."""

from __future__ import annotations

import io
import os
import signal
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import psutil
import pytest

from extract.documents.sandbox import reader
from extract.system.child_process import child_environment, module_command
from testing.builders.bad_files import CASES, nested_forms
from testing.command_line import ADA, outcomes, run_at, stored
from testing.servers.fitting import serve_fitting

HOSTILE = module_command("tests.unit.documents.hostile_worker")
LIMITS = ("--max-read-s", "10", "--max-read-mb", "400")


def fill_with_bad_files(docs: Path) -> dict[str, str]:
    """Write the files; returns the code that each comes to, by its path below the folder."""
    expected: dict[str, str] = {}
    for number, (_, name, data, code) in enumerate(CASES):
        path = docs / f"case{number:02}{Path(name).suffix}"
        path.write_bytes(data)
        expected[path.name] = code
    for name, text, code in (
        ("hangs.txt", "SLEEP", "too_slow"),
        ("eats.txt", "EAT", "too_much_memory"),
        ("crashes.txt", "SEGFAULT", "damaged"),
        ("fault.txt", "FAULT", "internal"),
    ):
        (docs / name).write_text(text, encoding="utf-8")
        expected[name] = code
    with (docs / "huge.pdf").open("wb") as file:
        file.truncate(200_000_000)  # a hole: takes no room
    (docs / "eternal.pdf").write_bytes(nested_forms(26))
    os.mkfifo(docs / "pipe.pdf")
    (docs / "self.pdf").symlink_to(docs / "self.pdf")
    (docs.parent / "outside.txt").write_text(ADA, encoding="utf-8")
    (docs / "outside.txt").symlink_to(docs.parent / "outside.txt")
    (docs / "cut.zip").write_bytes(b"PK\x03\x04 and nothing more")
    return expected | {
        "huge.pdf": "too_large",
        "pipe.pdf": "unreadable",
        "self.pdf": "unreadable",
        "outside.txt": "unreadable",
        "cut.zip": "damaged",
        "batch.zip/empty.txt": "empty",
        "batch.zip/evil.txt": "damaged",
    }


def fill_with_good_files(docs: Path) -> set[str]:
    """Write résumés where it is hard to find them; returns their paths below the folder."""
    deep = docs.joinpath(*["d"] * 200)
    deep.mkdir(parents=True)
    names = ["ada.txt", "new\nline.txt", "🏺.txt", "é" * 125 + ".txt", os.fsdecode(b"caf\xe9.txt"), "ada.md"]
    for path in [*(docs / name for name in names), deep / "ada.txt"]:
        path.write_text(ADA, encoding="utf-8")
    members = io.BytesIO()
    with zipfile.ZipFile(members, "w") as archive:
        archive.writestr("ada.txt", ADA)
    with zipfile.ZipFile(docs / "batch.zip", "w") as archive:
        archive.writestr("empty.txt", "")
        archive.writestr("../../evil.txt", ADA)
        archive.writestr("inner.zip", members.getvalue())
        archive.writestr("__MACOSX/._ada.txt", "x")
    found = {os.fsencode(name).decode("utf-8", "replace").replace("\ufffd", "_") for name in names}
    return found | {f"{'d/' * 200}ada.txt", "batch.zip/inner.zip/ada.txt"}


def test_interrupted_reading_leaves_no_process(tmp_path: Path) -> None:
    path = tmp_path / "cv.txt"
    path.write_text("SLEEP", encoding="utf-8")
    code = f"""
from extract.documents.sandbox import reader
reader.WORKER_COMMAND = {HOSTILE!r}
from extract.cli import main
main(["read", {str(path)!r}])
"""
    run = subprocess.Popen([sys.executable, "-c", code], stderr=subprocess.PIPE, env=child_environment(), text=True)
    watched = psutil.Process(run.pid)
    while not (readers := watched.children()):
        assert run.poll() is None
        time.sleep(0.05)
    time.sleep(1)
    run.send_signal(signal.SIGINT)
    _, message = run.communicate(timeout=600)
    assert run.returncode == 130
    assert message.startswith("interrupted")
    _, alive = psutil.wait_procs(readers, timeout=300)
    assert not alive


@pytest.mark.slow
def test_each_bad_file_is_named_and_the_good_ones_are_extracted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("VOUCHLINE_PROVIDER", "llama_cpp")
    monkeypatch.setattr(reader, "WORKER_COMMAND", HOSTILE)
    docs = tmp_path / "docs"
    docs.mkdir()
    bad, good = fill_with_bad_files(docs), fill_with_good_files(docs)
    with serve_fitting() as server:
        result = run_at(server, "extract", "docs", "-o", "out", *LIMITS)
    assert result.exit_code == 1, result.output
    failed = {path: code for path, (outcome, code) in outcomes().items() if outcome == "failed"}
    assert failed.pop("eternal.pdf") in ("too_much_memory", "too_slow")  # whichever comes first on this machine
    assert failed == bad
    assert {
        path for path, (outcome, _) in outcomes().items() if outcome in ("extracted", "cached", "duplicate")
    } == good
    run = stored("out/run.json")
    assert run["finished"]
    assert all(document["reason"] for document in run["documents"] if document["outcome"] == "failed")
    assert stored("out/profiles/ada.txt.profile.json")["document"]["path"] == "ada.txt"
    assert Path("out/profiles/batch.zip/inner.zip/ada.profile.json").exists()
    assert len(list(Path("out/profiles").rglob("*.profile.json"))) == len(good)
