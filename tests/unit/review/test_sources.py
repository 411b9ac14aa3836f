"""Documents behind the results: found where the run read them, known by their hash, read apart when long, drawn."""

from __future__ import annotations

import asyncio
import hashlib
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlencode

import psutil
import pytest
from starlette.requests import Request

from extract.documents import Document
from extract.documents.drawing import PNG_SIGNATURE, DrawnPage
from extract.review.domain.known_text import known_document
from extract.review.state.session import ReviewSession
from extract.review.state.sources import PATIENCE_S, Shown, Sources
from extract.review.web.fragments import Pieces
from extract.store.results import Results
from extract.system.child_process import module_command
from extract.system.limits import ReadLimits
from schemas import Posting, Profile, Run, RunDocument, Tokens, Usage
from testing.builders.reviews import PEOPLE, profile_of
from testing.review_server import DEMO, ROOT

ZOE = profile_of("zoe_lindqvist")
HOSTILE = module_command("tests.unit.documents.hostile_worker")


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
            await found.close()

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


def hostile(folder: Path, word: str) -> Profile:
    """Return a profile of a document whose reader does harm on its word; see `tests.unit.documents.hostile_worker`."""
    (folder / "zoe_lindqvist.pdf").write_text(word, "utf-8")
    info = ZOE.document.model_copy(update={"sha256": hashlib.sha256(word.encode()).hexdigest()})
    return ZOE.model_copy(update={"document": info})


@pytest.mark.parametrize("word", ["SLEEP", "EAT", "SEGFAULT"])
def test_document_that_harms_its_reader_is_shown_from_quotes_and_stops_no_other(tmp_path: Path, word: str) -> None:
    limits = ReadLimits(seconds=10, memory_mb=300)

    async def both() -> tuple[Shown, Shown, float]:
        found = Sources(tmp_path, tmp_path, limits, command=HOSTILE)
        try:
            await found.start_ahead()
            shown = await found.show(hostile(tmp_path, word), patience_s=60.0)
            started = time.monotonic()
            again = await found.show(hostile(tmp_path, word), patience_s=60.0)
            spent_s = time.monotonic() - started
            (tmp_path / "zoe_lindqvist.pdf").write_bytes((DEMO / "zoe_lindqvist.pdf").read_bytes())
            other = await found.show(ZOE, patience_s=60.0)
        finally:
            await found.close()
        assert not again.whole
        return shown, other, spent_s

    shown, other, again_s = asyncio.run(both())
    assert (shown.whole, shown.path) == (False, tmp_path / "zoe_lindqvist.pdf")
    assert "Harrowgate Search" in shown.document.text
    assert other.whole
    assert again_s < 5  # it is not tried a second time


class NotedSources(Sources):
    """Notes how long it is asked to wait for a document."""

    asked_s: list[float]

    async def show(
        self, stored: Profile | Posting, patience_s: float = PATIENCE_S, known: Callable[[], Document] | None = None
    ) -> Shown:
        self.asked_s.append(patience_s)
        return await super().show(stored, patience_s, known)


def test_facts_and_news_do_not_wait_for_a_document_whose_reader_hangs(tmp_path: Path) -> None:
    out, docs = tmp_path / "out", tmp_path / "docs"
    docs.mkdir()
    Results(out).write_profile("zoe_lindqvist", hostile(docs, "SLEEP"))

    async def ask() -> tuple[list[float], list[bytes]]:
        room = ReviewSession(out, docs)
        room.sources = sources = NotedSources(out, docs, ReadLimits(seconds=20), command=HOSTILE)
        sources.asked_s = []
        room.index.refresh(force=True)
        views = Pieces(room)
        try:
            answers = [await views.facts(_request()), await views.card(_request(key="role-1")),
                       await views.form(_request(key="role-1")), await views.text(_request())]  # fmt: skip
        finally:
            await sources.close()
        return sources.asked_s, [bytes(answer.body) for answer in answers]

    asked_s, answers = asyncio.run(ask())
    assert asked_s == [0.0, 0.0, 0.0, PATIENCE_S]  # only the text itself is waited for, and not for long
    assert all(b"Harrowgate Search" in answer for answer in answers)


def _request(**more: str) -> Request:
    query = urlencode({"group": "profiles", "name": "zoe_lindqvist", **more})
    return Request({"type": "http", "method": "GET", "path": "/", "query_string": query.encode(), "headers": []})


def test_page_that_cannot_be_drawn_is_none_and_others_are_pictures(tmp_path: Path) -> None:
    async def draw() -> list[DrawnPage | None]:
        found = Sources(tmp_path, tmp_path)
        try:
            broken = hostile(tmp_path, "%PDF-1.7 and then nothing")
            none = await found.picture(broken.document, 1)
            (tmp_path / "zoe_lindqvist.pdf").write_bytes((DEMO / "zoe_lindqvist.pdf").read_bytes())
            return [none, *await asyncio.gather(*(found.picture(ZOE.document, number) for number in (1, 1, 0, 2)))]
        finally:
            await found.close()

    broken, first, same, before, behind = asyncio.run(draw())
    assert (broken, before, behind) == (None, None, None)
    assert first is not None
    assert first is same  # drawn once for both
    assert first.png.startswith(PNG_SIGNATURE)
    assert (round(first.width), round(first.height)) == (612, 792)


def hostile_readers() -> list[psutil.Process]:
    """Return the reading processes of this test."""
    return [child for child in psutil.Process().children(recursive=True) if HOSTILE[-1] in child.cmdline()]


def test_closing_ends_what_is_under_way(tmp_path: Path) -> None:
    async def leave() -> None:
        found = Sources(tmp_path, tmp_path, command=HOSTILE)
        shown = await found.show(hostile(tmp_path, "SLEEP"), patience_s=0.0)
        assert not shown.whole
        while not hostile_readers():  # noqa: ASYNC110 - a process tells nobody that it is there
            await asyncio.sleep(0.05)
        await found.close()

    asyncio.run(leave())
    assert not hostile_readers()


def test_reading_processes_end_when_the_server_is_killed(tmp_path: Path) -> None:
    code = (
        "import asyncio, sys\nfrom pathlib import Path\nimport psutil\nfrom extract.review.state.sources import Sources\n"
        "async def main():\n    await Sources(Path(sys.argv[1])).start_ahead()\n"
        "    print(*[child.pid for child in psutil.Process().children()], flush=True)\n    sys.stdin.read()\n"
        "asyncio.run(main())\n"
    )
    command = [sys.executable, "-c", code, str(tmp_path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT,
                          env=os.environ | {"PYTHONPATH": str(ROOT)}) as server:  # fmt: skip
        assert server.stdout is not None
        readers = [int(word) for word in server.stdout.readline().split()]
        server.kill()
        server.wait()
    assert len(readers) == 2
    deadline = time.monotonic() + 300
    while any(psutil.pid_exists(each) and psutil.Process(each).status() != psutil.STATUS_ZOMBIE for each in readers):
        assert time.monotonic() < deadline, "a reading process outlived its server"
        time.sleep(0.05)
