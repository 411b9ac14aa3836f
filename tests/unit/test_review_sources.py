"""Documents behind the results: found where the run read them, known by their hash, read apart when long, drawn."""

from __future__ import annotations

import asyncio
import os
import shutil
import struct
import subprocess
import sys
import time
import zlib
from pathlib import Path

import psutil
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extract.documents.pdfium_page import PagePicture
from extract.review import sources
from extract.review.known_text import known_document
from extract.review.sources import Shown, Sources, encode_png
from extract.storage import Results
from schemas import Run, RunDocument, Tokens, Usage
from tests.review_samples import PEOPLE, profile_of
from tests.review_server import DEMO, ROOT

ZOE = profile_of("zoe_lindqvist")


def store_run(out: Path, source: str) -> None:
    """Write a run.json that says where the résumé was read."""
    usage = Usage(calls=0, cached_calls=0, reasks=0, tokens=Tokens(), seconds=0.0, cost_usd=None)
    document = RunDocument(
        path="zoe_lindqvist.pdf", source=source, name="zoe_lindqvist", kind="resume", outcome="extracted"
    )
    run = Run(
        vouchline="0", as_of="2026", model="m", base_url="embedded", provider="p", mode="m", shape="closed", prompts={},
        schemas={}, usage=usage, usage_by_prompt={}, price="unknown", seconds=0.0, finished=True, documents=[document],
        comparisons=[],
    )  # fmt: skip
    Results(out).write_run(run)


def show(found: Sources, patience_s: float = 60.0) -> Shown:
    async def once() -> Shown:
        try:
            return await found.show(ZOE, patience_s)
        finally:
            found.close()

    return asyncio.run(once())


def test_document_is_found_where_the_run_read_it(tmp_path: Path) -> None:
    out, docs = tmp_path / "out", tmp_path / "docs"
    docs.mkdir()
    shutil.copy(DEMO / "zoe_lindqvist.pdf", docs)
    Results(out).prepare()
    assert Results(out).path_to(docs / "zoe_lindqvist.pdf") == "../docs/zoe_lindqvist.pdf"
    store_run(out, "../docs/zoe_lindqvist.pdf")
    shown = show(Sources(out))
    assert (shown.whole, shown.path) == (True, out / "../docs/zoe_lindqvist.pdf")
    assert shown.document.lines[0].box is not None
    (docs / "zoe_lindqvist.pdf").write_bytes(b"another document")
    changed = show(Sources(out))
    assert (changed.whole, changed.path) == (False, None)
    assert "Harrowgate Search" in changed.document.text


def test_long_document_is_read_in_a_process_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sources, "SHORT_PAGES", 0)
    shown = show(Sources(tmp_path, DEMO))
    assert shown.whole
    assert len(shown.document.lines) == 31


def test_page_does_not_wait_for_a_document_that_is_still_being_read(tmp_path: Path) -> None:
    shown = show(Sources(tmp_path, DEMO), patience_s=0.0)
    assert not shown.whole
    assert shown.path == DEMO / "zoe_lindqvist.pdf"


@pytest.mark.parametrize("name", PEOPLE)
def test_text_from_quotes_has_every_quote_at_its_offset(name: str) -> None:
    profile = profile_of(name)
    document = known_document(profile)
    assert len(document.text) == profile.document.characters
    for fact in profile.facts():
        for piece in fact.evidence:
            assert document.text[piece.start : piece.end] == piece.text
            assert document.line_at(piece.start).number == piece.line
    for line in profile.unread_lines:
        assert document.text[line.start : line.end] == line.text


@given(st.integers(1, 9), st.integers(1, 9), st.sampled_from([1, 3, 4]), st.integers(0, 5), st.data())
@settings(max_examples=50)
def test_picture_comes_back_from_its_png(columns: int, rows: int, channels: int, pad: int, data: st.DataObject) -> None:
    stride = columns * channels + pad
    pixels = data.draw(st.binary(min_size=stride * rows, max_size=stride * rows))
    png = encode_png(PagePicture(1, 1, pixels, columns, rows, stride, channels))
    chunks: dict[bytes, bytes] = {}
    place = 8
    while place < len(png):
        (length,) = struct.unpack(">I", png[place : place + 4])
        kind, body = png[place + 4 : place + 8], png[place + 8 : place + 8 + length]
        assert struct.unpack(">I", png[place + 8 + length : place + 12 + length]) == (zlib.crc32(kind + body),)
        chunks[kind] = body
        place += 12 + length
    assert list(chunks) == [b"IHDR", b"IDAT", b"IEND"]
    kept = 1 if channels == 1 else 3
    lines = zlib.decompress(chunks[b"IDAT"])
    for row in range(rows):
        line = lines[row * (columns * kept + 1) :][: columns * kept + 1]
        source = pixels[row * stride : row * stride + columns * channels]
        wanted = bytes(byte for at, byte in enumerate(source) if channels != 4 or at % 4 != 3)
        assert line == b"\0" + wanted


def test_reading_process_ends_when_the_server_is_killed(tmp_path: Path) -> None:
    code = (
        "import asyncio, sys\nfrom pathlib import Path\nfrom extract.review import sources\n"
        "async def main():\n    found = sources.Sources(Path(sys.argv[1]))\n"
        "    await found._read_apart(Path(sys.argv[2]))\n"
        "    print(next(iter(found._pool._processes)), flush=True)\n    sys.stdin.read()\n"
        "if __name__ == '__main__':\n    asyncio.run(main())\n"
    )
    program = tmp_path / "server.py"
    program.write_text(code, "utf-8")
    command = [sys.executable, str(program), str(tmp_path), str(DEMO / "agnes_thibault.md")]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT,
                          env=os.environ | {"PYTHONPATH": str(ROOT)}) as server:  # fmt: skip
        assert server.stdout is not None
        reader = int(server.stdout.readline())
        server.kill()
        server.wait()
    deadline = time.monotonic() + 30
    while psutil.pid_exists(reader) and psutil.Process(reader).status() != psutil.STATUS_ZOMBIE:
        assert time.monotonic() < deadline, "the reading process outlived its server"
        time.sleep(0.05)
