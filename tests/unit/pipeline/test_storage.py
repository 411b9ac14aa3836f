from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

import schemas
from extract.errors import UserError
from extract.store import results as storage
from extract.store.results import Results, write_whole
from schemas import Profile
from testing.builders.strategies import profiles


@given(profile=profiles)
@settings(
    max_examples=10, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow], deadline=None
)
def test_profile_comes_back_as_it_was(profile: Profile, tmp_path: Path) -> None:
    results = Results(tmp_path)
    path = results.write_profile("team/ada", profile, "the text\n")
    assert path == tmp_path / "profiles" / "team" / "ada.profile.json"
    assert path.with_name("ada.txt").read_text("utf-8") == "the text\n"
    assert path.read_text("utf-8") == schemas.dump(profile)
    path.with_name("ada.txt").unlink()  # words that made-up evidence does not cite
    assert results.read_profile("team/ada") == profile
    assert results.profile_names() == ["team/ada"]


def test_interrupted_write_leaves_the_old_file_and_nothing_beside_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "file.json"
    write_whole(path, "old")

    def interrupt(_: int) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(storage.os, "fsync", interrupt)
    with pytest.raises(KeyboardInterrupt):
        write_whole(path, "new")
    assert path.read_text("utf-8") == "old"
    assert [entry.name for entry in tmp_path.iterdir()] == ["file.json"]


def test_full_disk_is_a_message_that_names_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(storage.os, "fsync", full)
    with pytest.raises(UserError, match=r"file\.json.*No space left"):
        write_whole(tmp_path / "file.json", "text")
    assert list(tmp_path.iterdir()) == []


def test_results_below_a_file_are_refused_before_any_work(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x", encoding="utf-8")
    for place in (tmp_path / "file", tmp_path / "file" / "out"):
        with pytest.raises(UserError, match="it is a file, or lies below one"):
            Results(place).prepare()
    assert (tmp_path / "file").read_text("utf-8") == "x"


def test_results_where_nothing_can_be_written_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(storage.tempfile, "TemporaryFile", refuse)  # root may write anywhere, so a mode would not do
    with pytest.raises(UserError, match="Permission denied"):
        Results(tmp_path).prepare()


BAD_FILES = [
    (b"{", "damaged: it is no JSON"),
    (b"\xff\xfe", "damaged: it is no JSON"),
    (json.dumps({"schema_version": "99"}).encode(), "another version of Vouchline"),
    (json.dumps({"schema_version": "1"}).encode(), "does not follow its schema at 'document'"),
]


@pytest.mark.parametrize(("content", "said"), BAD_FILES, ids=[said for _, said in BAD_FILES])
def test_file_that_cannot_be_used_is_named_with_the_reason(content: bytes, said: str, tmp_path: Path) -> None:
    path = Results(tmp_path).profile_path("ada")
    path.parent.mkdir()
    path.write_bytes(content)
    with pytest.raises(UserError) as caught:
        Results(tmp_path).read_profile("ada")
    assert said in caught.value.what
    assert str(path) in caught.value.what


def test_name_that_is_not_there_lists_those_that_are(tmp_path: Path) -> None:
    path = Results(tmp_path).posting_path("nurse")
    path.parent.mkdir()
    path.write_bytes(b"{}")
    with pytest.raises(UserError, match=r"There is no posting 'nirse'.*There are: nurse\."):
        Results(tmp_path).read_posting("nirse")


def test_written_file_can_be_read_by_others(tmp_path: Path) -> None:
    write_whole(tmp_path / "a" / "b.json", "é\n")
    assert (tmp_path / "a" / "b.json").read_bytes() == b"\xc3\xa9\n"
    assert (tmp_path / "a" / "b.json").stat().st_mode & 0o777 == 0o644
