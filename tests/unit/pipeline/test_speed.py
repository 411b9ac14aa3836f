"""How long documents will take, from how long others took on this machine."""

from __future__ import annotations

import json
import stat
from pathlib import Path

import pytest

from extract.llm.request.providers import Endpoint, Provider, resolve_endpoint
from extract.pipeline.planning.speed import FIXED_S, LEAST_CHARACTERS, STATED_ELSEWHERE_S, STATED_S, Speed


def _endpoint(model: str = "made-up", provider: Provider = "embedded", port: int = 9) -> Endpoint:
    return resolve_endpoint(base_url=f"http://127.0.0.1:{port}/v1", model=model, provider=provider)


EMBEDDED = _endpoint()


def _taught(folder: Path | None, seconds_a_thousand: float, endpoint: Endpoint = EMBEDDED) -> Speed:
    """Return a speed that has learnt of many documents, all as slow as one another."""
    speed = Speed(folder, endpoint)
    for _ in range(60):
        speed.learn(2_000, FIXED_S + 2 * seconds_a_thousand)
    return speed


def test_time_is_the_stated_one_when_nothing_was_measured(tmp_path: Path) -> None:
    assert Speed(tmp_path, EMBEDDED).seconds(2_000) == FIXED_S + 2 * STATED_S["embedded"]
    assert Speed(None, _endpoint(provider="openai")).seconds(2_000) == FIXED_S + 2 * STATED_ELSEWHERE_S
    assert Speed(None, EMBEDDED).seconds(0) == FIXED_S


def test_time_is_that_of_other_documents_when_some_were_measured() -> None:
    assert _taught(None, 40.0).seconds(3_000) == pytest.approx(FIXED_S + 3 * 40)


def test_newest_document_does_not_outweigh_all_before_it() -> None:
    speed = _taught(None, 40.0)
    speed.learn(1_000, FIXED_S + 80)
    assert FIXED_S + 40 < speed.seconds(1_000) < FIXED_S + 60


def test_short_documents_teach_nothing() -> None:
    speed = Speed(None, EMBEDDED)
    speed.learn(LEAST_CHARACTERS - 1, 900.0)
    assert speed.seconds(1_000) == Speed(None, EMBEDDED).seconds(1_000)


def test_time_is_never_below_the_fixed_one() -> None:
    speed = _taught(None, 40.0)
    for _ in range(60):
        speed.learn(1_000, 0.0)
    assert speed.seconds(1_000) == pytest.approx(FIXED_S, abs=0.001)


def test_speed_is_kept_for_the_next_run(tmp_path: Path) -> None:
    _taught(tmp_path / "cache", 40.0).save()
    assert Speed(tmp_path / "cache", EMBEDDED).seconds(1_000) == pytest.approx(FIXED_S + 40)
    assert stat.S_IMODE((tmp_path / "cache").stat().st_mode) == 0o700


def test_speed_is_that_of_a_model_at_an_address(tmp_path: Path) -> None:
    others = [
        _endpoint("another"),
        _endpoint(provider="llama_cpp", port=8080),
        _endpoint(provider="llama_cpp", port=8081),
    ]
    _taught(tmp_path, 40.0).save()
    for number, endpoint in enumerate(others):
        assert Speed(tmp_path, endpoint).seconds(1_000) != pytest.approx(FIXED_S + 40)
        _taught(tmp_path, 50.0 + number, endpoint).save()
    assert Speed(tmp_path, EMBEDDED).seconds(1_000) == pytest.approx(FIXED_S + 40)
    assert [Speed(tmp_path, endpoint).seconds(1_000) for endpoint in others] == pytest.approx([54.0, 55.0, 56.0])


def test_embedded_model_has_the_same_speed_whatever_its_port(tmp_path: Path) -> None:
    _taught(tmp_path, 40.0, _endpoint(port=1_111)).save()
    assert Speed(tmp_path, _endpoint(port=2_222)).seconds(1_000) == pytest.approx(FIXED_S + 40)


def test_runs_side_by_side_keep_what_each_has_learnt(tmp_path: Path) -> None:
    one, other = _taught(tmp_path, 40.0), _taught(tmp_path, 50.0, _endpoint("another"))
    one.save()
    other.save()
    assert len(json.loads((tmp_path / "speed.json").read_text("utf-8"))) == 2


def test_nothing_is_written_when_nothing_was_learnt(tmp_path: Path) -> None:
    Speed(tmp_path, EMBEDDED).save()
    assert list(tmp_path.iterdir()) == []
    _taught(tmp_path, 40.0).save()
    written = (tmp_path / "speed.json").stat().st_mtime_ns
    Speed(tmp_path, EMBEDDED).save()
    assert (tmp_path / "speed.json").stat().st_mtime_ns == written


@pytest.mark.parametrize(
    "content", ["", "[]", "null", '{"made-up embedded": "fast"}', '{"made-up embedded"', "\xff"], ids=repr
)
def test_damaged_file_counts_as_none(tmp_path: Path, content: str) -> None:
    (tmp_path / "speed.json").write_bytes(content.encode("latin-1"))
    assert Speed(tmp_path, EMBEDDED).seconds(1_000) == FIXED_S + STATED_S["embedded"]
    _taught(tmp_path, 40.0).save()
    assert Speed(tmp_path, EMBEDDED).seconds(1_000) == pytest.approx(FIXED_S + 40)


def test_run_goes_on_when_the_speed_cannot_be_kept(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    _taught(tmp_path / "file", 40.0).save()
    (tmp_path / "speed.json").mkdir()
    _taught(tmp_path, 40.0).save()
    assert list(tmp_path.glob("*.partial")) == []
