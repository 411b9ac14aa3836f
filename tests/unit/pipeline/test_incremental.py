"""Which stored results still hold: exactly what depends on a change is due again."""

from __future__ import annotations

import json
import os
import shutil
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from extract.documents.discovery.paths import find_documents
from extract.llm.prompts.prompt_set import built_in_prompts
from extract.llm.request.providers import Endpoint, resolve_endpoint
from extract.pipeline.planning import fingerprints as stamps
from extract.pipeline.planning.fingerprints import Basis, file_state, result_state, same_file
from extract.pipeline.planning.plan import Freshness
from extract.settings.load import Settings
from extract.store.journal import Journal
from extract.store.results import Results
from testing.command_line import run_at, set_up
from testing.servers.fitting import serve_fitting

RESUMES, POSTING, PAIRS = {"ada.txt", "grace.txt"}, "nurse.md", {"ada--nurse", "grace--nurse"}
DAY = "2026-01-31"


@pytest.fixture(scope="module")
def done(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """A folder of which everything is done, and the address at which the model was asked."""
    place = tmp_path_factory.mktemp("done")
    with pytest.MonkeyPatch.context() as patch, serve_fitting() as server:
        set_up(place, patch)
        for path in (place / "docs").iterdir():
            os.utime(path, (time.time() - 60, time.time() - 60))
        patch.setenv("VOUCHLINE_CACHE_DIR", str(place / "cache"))
        assert run_at(server, "run", "docs", "-o", "out", "--as-of", DAY, "--quiet").exit_code == 0
        return place, server.base_url


@dataclass
class Folder:
    """A copy of that folder, to change."""

    endpoint: Endpoint
    settings: dict[str, Any] = field(default_factory=lambda: {"as_of": DAY})
    results: Results = field(default_factory=lambda: Results(Path("out")))

    def due(self, **choices: Any) -> dict[str, str]:
        """Return what is due and why, by the path of a document or the name of a comparison."""
        settings = Settings.load(self.settings)
        with Journal(self.results.journal_path, writable=False) as journal:
            fresh = Freshness(self.results, journal, Basis.of(self.endpoint, settings), **choices)
            found = {named.shown: fresh.why_extract(named) for named in find_documents([Path("docs")])}
            posting = result_state(self.results.posting_path("nurse"))
            for name in ("ada", "grace"):
                profile = result_state(self.results.profile_path(name))
                shas = [state.sha256 if state else "" for state in (profile, posting)]
                found[f"{name}--nurse"] = fresh.why_compare((name, "nurse"), f"{name}--nurse", shas[0], shas[1])
        return {name: why for name, why in found.items() if why is not None}


@pytest.fixture
def folder(done: tuple[Path, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Folder:
    shutil.copytree(done[0], tmp_path, dirs_exist_ok=True)
    monkeypatch.chdir(tmp_path)
    return Folder(resolve_endpoint(base_url=done[1], model="made-up", provider="llama_cpp"))


class OpenedFiles:
    """An audit hook that notes the files that are opened while it is `active`; it cannot be taken off again."""

    def __init__(self) -> None:
        self.active = False
        self.paths: list[str] = []

    def __call__(self, event: str, arguments: tuple[Any, ...]) -> None:
        if self.active and event == "open":
            self.paths.append(str(arguments[0]))


_opened = OpenedFiles()
sys.addaudithook(_opened)


@pytest.fixture
def opened() -> Iterator[OpenedFiles]:
    _opened.paths.clear()
    yield _opened
    _opened.active = False


def test_nothing_is_due_when_nothing_changed(folder: Folder) -> None:
    assert folder.due() == {}


def test_unchanged_documents_and_results_are_not_opened(folder: Folder, opened: OpenedFiles) -> None:
    with Journal(folder.results.journal_path) as journal:  # the copies have times of their own, which are noted first
        settings = Settings.load(folder.settings)
        fresh = Freshness(folder.results, journal, Basis.of(folder.endpoint, settings))
        named = find_documents([Path("docs")])
        assert [fresh.why_extract(each) for each in named] == [None] * 3
        opened.active = True
        assert [fresh.why_extract(each) for each in named] == [None] * 3
        opened.active = False
    assert opened.paths == []


def test_touched_document_is_not_due(folder: Folder) -> None:
    os.utime("docs/ada.txt", (time.time() - 5, time.time() - 5))
    assert folder.due() == {}


def test_changed_document_alone_is_due(folder: Folder) -> None:
    with Path("docs/ada.txt").open("a", encoding="utf-8") as file:
        file.write("Nurse of the year 2024\n")
    assert folder.due() == {"ada.txt": "changed"}  # its pair is due once its profile has changed


def test_document_of_the_same_size_and_time_is_due_when_its_words_changed(folder: Folder) -> None:
    path = Path("docs/ada.txt")
    before = path.stat()
    path.write_text(path.read_text("utf-8").replace("Acme", "Emca"), encoding="utf-8")
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert folder.due() == {"ada.txt": "changed"}


def test_new_document_is_due(folder: Folder) -> None:
    shutil.copy("docs/ada.txt", "docs/zoe.txt")
    assert folder.due() == {"zoe.txt": "new"}


def test_document_that_gets_another_name_is_due(folder: Folder) -> None:
    shutil.copy("docs/ada.txt", "docs/ada.md")
    assert folder.due() == {"ada.md": "new", "ada.txt": "another name"}


def test_other_model_makes_everything_due(folder: Folder) -> None:
    folder.endpoint = resolve_endpoint(base_url=folder.endpoint.base_url, model="other", provider="llama_cpp")
    assert folder.due() == dict.fromkeys([*RESUMES, POSTING, *PAIRS], "model changed")


def test_other_shape_of_questions_makes_everything_due(folder: Folder) -> None:
    address = folder.endpoint.base_url
    folder.endpoint = resolve_endpoint(base_url=address, model="made-up", provider="llama_cpp", shape="static")
    assert folder.due() == dict.fromkeys([*RESUMES, POSTING, *PAIRS], "way of asking changed")


def test_other_day_makes_all_but_postings_due(folder: Folder) -> None:
    folder.settings["as_of"] = "2026-02-28"
    assert folder.due() == dict.fromkeys([*RESUMES, *PAIRS], "as-of date changed")


def test_other_version_makes_everything_due(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stamps, "program_version", lambda: "0.0.1")
    assert set(folder.due().values()) == {"version of Vouchline changed"}
    assert set(folder.due()) == {*RESUMES, POSTING, *PAIRS}


def test_text_recognition_turned_off_makes_documents_due(folder: Folder) -> None:
    folder.settings["ocr"] = False
    assert folder.due() == dict.fromkeys([*RESUMES, POSTING], "text recognition changed")


@pytest.mark.parametrize(("prompt", "due"), [("roles", RESUMES), ("posting", {POSTING}), ("verdict", PAIRS)])
def test_changed_prompt_makes_due_what_was_asked_with_it(folder: Folder, prompt: str, due: set[str]) -> None:
    changed = built_in_prompts().fingerprints | {prompt: "0" * 64}
    found = folder.due(prompts=changed)
    assert set(found) <= due
    assert set(found.values()) <= {f"prompt {prompt!r} changed"}
    assert found or prompt == "verdict"  # code may have decided all that the posting asks for


def test_other_kind_makes_due_what_was_taken_for_another(folder: Folder) -> None:
    assert folder.due(choice="resume") == {POSTING: "--kind resume"}


def test_text_that_is_wanted_and_not_there_makes_its_document_due(folder: Folder) -> None:
    Path("out/profiles/ada.txt").write_text("x", encoding="utf-8")
    assert folder.due(with_text=True) == dict.fromkeys(["grace.txt", POSTING], "no .txt beside it")


def test_result_edited_by_hand_is_due_and_its_pair(folder: Folder) -> None:
    path = Path("out/profiles/ada.profile.json")
    path.write_text(path.read_text("utf-8").replace("ada@", "eda@"), encoding="utf-8")
    assert folder.due() == {"ada.txt": "result changed by hand", "ada--nurse": "profile changed"}


def test_result_deleted_by_hand_is_due(folder: Folder) -> None:
    Path("out/comparisons/ada--nurse.comparison.json").unlink()
    Path("out/profiles/grace.profile.json").unlink()
    found = folder.due()
    assert found == {
        "ada--nurse": "result is missing", "grace.txt": "result is missing", "grace--nurse": "profile changed",
    }  # fmt: skip


def test_changed_posting_makes_its_pairs_due(folder: Folder) -> None:
    path = Path("out/postings/nurse.posting.json")
    path.write_text(path.read_text("utf-8") + "\n", encoding="utf-8")
    assert folder.due() == {POSTING: "result changed by hand"} | dict.fromkeys(PAIRS, "posting changed")


def test_results_copied_elsewhere_hold(folder: Folder) -> None:
    for path in Path("out").rglob("*.json"):
        os.utime(path)
    assert folder.due() == {}


def test_journal_cut_at_any_byte_makes_due_what_its_lost_lines_told(folder: Folder) -> None:
    path = folder.results.journal_path
    basis = Basis.of(folder.endpoint, Settings.load(folder.settings))
    named = find_documents([Path("docs")])
    posting = result_state(folder.results.posting_path("nurse"))
    profiles = {name: result_state(folder.results.profile_path(name)) for name in ("ada", "grace")}
    whole, ends, end = path.read_bytes(), dict[str, int](), 0
    for line in whole.splitlines(keepends=True):
        end += len(line)
        entry = json.loads(line)["entry"]
        ends[entry.get("path") or f"{entry['profile']}--{entry['posting']}"] = end
    assert ends.keys() == {*RESUMES, POSTING, *PAIRS}
    for cut in range(len(whole) + 1):
        path.write_bytes(whole[:cut])
        with Journal(path, writable=False) as journal:
            fresh = Freshness(folder.results, journal, basis)
            due = {each.shown: fresh.why_extract(each) for each in named}
            for name, profile in profiles.items():
                assert profile is not None
                assert posting is not None
                pair = f"{name}--nurse"
                due[pair] = fresh.why_compare((name, "nurse"), pair, profile.sha256, posting.sha256)
        assert due == {name: None if end <= cut else "new" for name, end in ends.items()}


def test_no_cache_makes_everything_due(folder: Folder) -> None:
    assert folder.due(redo="--no-cache") == dict.fromkeys([*RESUMES, POSTING, *PAIRS], "--no-cache")


def test_file_written_just_before_it_was_read_is_never_taken_for_the_same(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("x", encoding="utf-8")
    state = file_state(path)
    assert not same_file(state, state)
    for when in (time.time() - 60, time.time() + 3_600):  # also where the clock was set back since
        os.utime(path, (when, when))
        state = file_state(path)
        assert same_file(state, file_state(path))
