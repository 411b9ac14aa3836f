"""Documents read in processes of their own: what they return, what ends them, and that none is left behind."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import psutil
import pytest

from extract.documents import Document, read_document
from extract.documents.discovery.paths import Named
from extract.documents.files.folder import Found
from extract.documents.ocr.recognition import Recognition
from extract.documents.sandbox import reader as reader_module
from extract.documents.sandbox import wire, worker
from extract.documents.sandbox.process import Worker
from extract.documents.sandbox.reader import WORKER_COMMAND, IsolatedReader
from extract.documents.sandbox.wire import (
    LENGTH_BYTES,
    GarbledReplyError,
    pack_document,
    pack_error,
    pack_members,
    pack_request,
    unpack_document,
    unpack_members,
    unpack_request,
)
from extract.errors import DocumentError, InternalError, UserError
from extract.pipeline.read_ahead import READ_AHEAD, reading_ahead
from extract.system.child_process import child_environment, module_command
from extract.system.limits import ReadLimits

SAMPLES = Path(__file__).parents[3] / "samples"
HOSTILE = module_command("tests.unit.documents.hostile_worker")
READERS = {HOSTILE[-1], WORKER_COMMAND[-1]}
"""The modules that reading processes run."""
QUICK = ReadLimits(seconds=30)
"""For what ends by itself; long enough for a machine under load."""


def processes() -> set[int]:
    """Return the processes that this one started and that still run."""
    alive: set[int] = set()
    for child in psutil.Process().children(recursive=True):
        try:
            if child.status() != psutil.STATUS_ZOMBIE and READERS & set(child.cmdline()):
                alive.add(child.pid)
        except psutil.Error:
            continue
    return alive


@pytest.fixture(autouse=True)
def nothing_left() -> Iterator[None]:
    yield
    assert processes() == set()


def document(folder: Path, text: str, name: str = "cv.txt") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


async def outcome(reader: IsolatedReader, path: Path) -> str:
    """Return the code of what reading comes to, or "read"."""
    (result,) = await asyncio.gather(reader.read(path), return_exceptions=True)
    if not isinstance(result, DocumentError):
        return "read" if isinstance(result, Document) else repr(result)
    assert repr(str(path)) in result.what
    assert result.remedy
    return result.code


def hostile_outcome(path: Path, limits: ReadLimits) -> str:
    async def read() -> str:
        async with IsolatedReader(limits, command=HOSTILE) as reader:
            return await outcome(reader, path)

    return asyncio.run(read())


PATHS = [
    SAMPLES / "demo" / name
    for name in ("zoe_lindqvist.pdf", "joao_tavares.docx", "agnes_thibault.md", "search_ranking_engineer.html")
]


def test_document_is_what_reading_in_this_process_gives() -> None:
    async def read() -> None:
        async with IsolatedReader(workers=1) as reader:
            for path in PATHS:
                assert await reader.read(path) == read_document(path)
            assert reader.started == 1

    asyncio.run(read())


def test_another_process_reads_when_one_is_at_work_and_no_more_than_are_allowed(tmp_path: Path) -> None:
    slow, good = document(tmp_path, "SLEEP", "slow.txt"), document(tmp_path, "fine")

    async def read() -> None:
        async with IsolatedReader(workers=2, command=HOSTILE) as reader:
            reading = asyncio.create_task(reader.read(slow))
            documents = await asyncio.gather(*(reader.read(good) for _ in range(4)))
            assert [each.text for each in documents] == ["fine"] * 4
            assert reader.started == len(processes()) == 2
            reading.cancel()
            await asyncio.wait([reading])

    asyncio.run(read())


def test_one_process_reads_all_when_none_takes_long(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reader_module, "NEXT_START_S", 60.0)

    async def read() -> None:
        async with IsolatedReader(workers=2) as reader:
            documents = await asyncio.gather(*(reader.read(path) for path in PATHS))
            assert [each.path for each in documents] == PATHS
            assert reader.started == 1

    asyncio.run(read())


HARM = [
    ("SLEEP", "too_slow", ReadLimits(seconds=4)),
    ("BACKTRACK", "too_slow", ReadLimits(seconds=4)),
    ("PROGRAM", "too_slow", ReadLimits(seconds=4)),
    ("EAT", "too_much_memory", ReadLimits(seconds=60, memory_mb=300)),
    ("SEGFAULT", "damaged", QUICK),
    ("KILLED", "too_much_memory", QUICK),
    ("EXIT", "damaged", QUICK),
    ("PRINT", "read", QUICK),
]


@pytest.mark.parametrize(("word", "code", "limits"), HARM, ids=[case[0].lower() for case in HARM])
def test_process_that_does_harm_is_one_documents_outcome(
    tmp_path: Path, word: str, code: str, limits: ReadLimits
) -> None:
    bad, good = document(tmp_path, word), document(tmp_path, "Zara Quill, potter", "good.txt")

    async def read() -> None:
        async with IsolatedReader(limits, workers=1, command=HOSTILE) as reader:
            assert await outcome(reader, bad) == code
            assert (await reader.read(good)).text == "Zara Quill, potter"

    asyncio.run(read())


def test_memory_of_a_program_that_a_reader_starts_counts_too(tmp_path: Path) -> None:
    assert hostile_outcome(document(tmp_path, "HEAVY"), ReadLimits(seconds=60, memory_mb=200)) == "too_much_memory"


def test_fault_of_the_program_names_its_place_and_no_text(tmp_path: Path) -> None:
    async def read() -> None:
        async with IsolatedReader(QUICK, command=HOSTILE) as reader:
            with pytest.raises(
                InternalError, match=r"KeyError in tests.unit.documents.hostile_worker:\d+|__main__:\d+"
            ) as caught:
                await reader.read(document(tmp_path, "FAULT"))
            assert "Quill" not in str(caught.value)
            assert await outcome(reader, document(tmp_path, "fine")) == "read"
            assert reader.started == 1

    asyncio.run(read())


def test_document_does_not_answer_for_a_process_that_died_before_it(tmp_path: Path) -> None:
    async def read() -> None:
        async with IsolatedReader(QUICK, workers=1) as reader:
            path = document(tmp_path, "Zara Quill")
            await reader.read(path)
            (process,) = processes()
            os.kill(process, signal.SIGKILL)
            assert await outcome(reader, path) == "read"
            assert reader.started == 2

    asyncio.run(read())


def test_process_that_grew_is_replaced(tmp_path: Path) -> None:
    async def read() -> None:
        async with IsolatedReader(ReadLimits(memory_mb=400), workers=1, command=HOSTILE) as reader:
            await reader.read(document(tmp_path, "fine"))
            await reader.read(document(tmp_path, "LEAK"))
            assert processes() == set()
            await reader.read(document(tmp_path, "fine"))
            assert reader.started == 2

    asyncio.run(read())


def test_cancelling_ends_the_process_that_reads(tmp_path: Path) -> None:
    async def read() -> None:
        async with IsolatedReader(command=HOSTILE) as reader:
            await reader.read(document(tmp_path, "fine"))
            reading = asyncio.create_task(reader.read(document(tmp_path, "SLEEP")))
            await asyncio.sleep(0.5)
            reading.cancel()
            with pytest.raises(asyncio.CancelledError):
                await reading
            assert processes() == set()

    asyncio.run(read())


def test_reading_ahead_leaves_nothing_under_way(tmp_path: Path) -> None:
    good, slow = document(tmp_path, "fine"), document(tmp_path, "SLEEP", "slow.txt")
    broken = DocumentError("damaged", "The archive is broken.")
    named = [
        Named(str(good), "a", "a"),
        Named(str(good), "b", "b", broken),
        *(Named(str(slow), name, name) for name in "cdefgh"),
    ]

    async def read() -> None:
        async with IsolatedReader(workers=2, command=HOSTILE) as reader:
            async with reading_ahead(named, reader) as readings:
                first, reading = next(readings)
                assert (first.name, (await reading).text) == ("a", "fine")
                second, reading = next(readings)
                with pytest.raises(DocumentError, match="The archive is broken"):
                    await reading
                assert second.name == "b"
                await asyncio.sleep(1)
                assert len(asyncio.all_tasks()) <= 1 + 2 * READ_AHEAD  # each asks in a task of its own
            assert asyncio.all_tasks() == {asyncio.current_task()}

    asyncio.run(read())


def test_reading_goes_as_far_ahead_as_it_is_told(tmp_path: Path) -> None:
    good = document(tmp_path, "fine")
    taken: list[str] = []

    def noting() -> Iterator[Named]:
        for name in "abcdefgh":
            taken.append(name)
            yield Named(str(good), name, name)

    async def read() -> None:
        async with IsolatedReader(workers=2, command=HOSTILE) as reader, reading_ahead(noting(), reader, 4) as readings:
            await next(readings)[1]
            assert taken == list("abcde")
            assert [(named.name, (await reading).text) for named, reading in readings] == [
                (n, "fine") for n in "bcdefgh"
            ]

    asyncio.run(read())


def test_process_that_does_not_start_is_no_documents_fault(tmp_path: Path) -> None:
    async def read() -> None:
        async with IsolatedReader(command=(sys.executable, "-c", "print('hello')")) as reader:
            with pytest.raises(UserError, match="did not start"):
                await reader.read(document(tmp_path, "fine"))

    asyncio.run(read())


def test_processes_end_when_the_run_is_killed(tmp_path: Path) -> None:
    for word in ("SLEEP", "fine"):
        path = document(tmp_path, word)
        code = f"""
import asyncio, pathlib
from extract.documents.sandbox.reader import WORKER_COMMAND, IsolatedReader

async def read():
    async with IsolatedReader(command={HOSTILE!r}) as reader:
        await reader.read(pathlib.Path({str(document(tmp_path, "good", "good.txt"))!r}))
        print("ready", flush=True)
        await reader.read(pathlib.Path({str(path)!r}))
        await asyncio.sleep(3600)

asyncio.run(read())
"""
        run = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, env=child_environment(), text=True)
        assert run.stdout is not None
        with run.stdout:
            assert run.stdout.readline() == "ready\n"
            time.sleep(0.3)
            (reading,) = psutil.Process(run.pid).children()
            run.kill()
            run.wait()
        psutil.wait_procs([reading], timeout=300)
        assert not reading.is_running() or reading.status() == psutil.STATUS_ZOMBIE


def test_process_gets_no_key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-made-up")
    monkeypatch.setenv("VOUCHLINE_API_KEY", "sk-made-up")

    async def read() -> None:
        async with IsolatedReader() as reader:
            await reader.read(document(tmp_path, "Zara Quill"))
            (process,) = processes()
            assert "sk-made-up" not in psutil.Process(process).environ().values()

    asyncio.run(read())


def test_limits_on_file_and_pages_hold_in_the_process(tmp_path: Path) -> None:
    async def read() -> None:
        async with IsolatedReader(ReadLimits(file_mb=1, pages=1)) as reader:
            assert await outcome(reader, document(tmp_path, "x " * 600_000)) == "too_large"
            assert await outcome(reader, SAMPLES / "layouts" / "two_pages.pdf") == "too_large"

    asyncio.run(read())


GARBLED: list[bytes] = [
    b"",
    b"{}",
    b"[]",
    b"no JSON",
    b'{"document": null}',
    b'{"document": {"path": ".", "sha256": "0", "media_type": "text/plain", "text": "x", "lines": "x"}}',
    b'{"surprise": 1}',
    b'{"refusal": {"code": "made_up", "what": "x", "remedy": "y"}}',
    b"cos\nsystem\n(S'true'\ntR.",
]


@pytest.mark.parametrize("reply", GARBLED)
def test_reply_of_another_shape_is_none(reply: bytes) -> None:
    with pytest.raises(GarbledReplyError):
        unpack_document(reply, Path("cv.txt"))
    with pytest.raises(GarbledReplyError):
        unpack_members(reply, Path("batch.zip"))


def test_offsets_that_do_not_fit_the_text_are_refused() -> None:
    read = read_document(PATHS[0])
    lines = (replace(read.lines[0], end=len(read.text) + 1), *read.lines[1:])
    for broken in (
        replace(read, lines=lines),
        replace(read, lines=read.lines[1:]),
        replace(read, media_type="made/up"),
    ):
        with pytest.raises(GarbledReplyError):
            unpack_document(pack_document(broken)[LENGTH_BYTES:], PATHS[0])
    assert unpack_document(pack_document(read)[LENGTH_BYTES:], PATHS[0]) == read


def test_document_that_is_too_long_to_hand_over_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    read = read_document(PATHS[0])
    monkeypatch.setattr(wire, "MAX_REPLY_BYTES", len(read.text))
    with pytest.raises(DocumentError) as caught:
        unpack_document(pack_document(read)[LENGTH_BYTES:], PATHS[0])
    assert caught.value.code == "too_large"


def test_members_come_back_with_their_problems_and_never_lead_out() -> None:
    archive = Path("batch.zip")
    members = [Found(archive / "a/cv.txt"), Found(archive / "b.txt", DocumentError("encrypted", "It is.", "Open it."))]
    back = unpack_members(pack_members(members, archive)[LENGTH_BYTES:], archive)
    assert [(each.path, each.problem and each.problem.code) for each in back] == [
        (archive / "a/cv.txt", None),
        (archive / "b.txt", "encrypted"),
    ]
    assert unpack_members(pack_members([Found(archive)], archive)[LENGTH_BYTES:], archive) == [Found(archive)]
    with pytest.raises(GarbledReplyError):
        unpack_members(b'{"members": [{"inner": "../cv.txt"}]}', archive)
    with pytest.raises(DocumentError, match="damaged"):
        unpack_members(pack_error(DocumentError("damaged", "It is damaged."))[LENGTH_BYTES:], archive)


@pytest.mark.parametrize("name", ["new\nline.txt", "🏺.txt", os.fsdecode(b"caf\xe9.txt"), 'quo"te.txt'])
def test_request_keeps_any_path_on_one_line(name: str) -> None:
    recognition = Recognition(enabled=False, languages=("eng", "deu"))
    line = pack_request("read", Path(name), recognition)
    assert line.count(b"\n") == 1
    assert unpack_request(line) == ("read", Path(name), recognition, 0)


def test_answer_says_why_when_memory_is_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def read(*_: object, **__: object) -> Any:
        raise MemoryError

    monkeypatch.setattr(worker, "read_document", read)
    reply = worker.answer(pack_request("read", tmp_path / "cv.txt", Recognition()), ReadLimits())
    assert json.loads(reply[LENGTH_BYTES:])["refusal"]["code"] == "too_much_memory"


def test_worker_may_be_ended_twice() -> None:
    async def end() -> None:
        started = await Worker.start(module_command("extract.documents.sandbox.worker"), ReadLimits())
        assert await started.end() == -signal.SIGKILL
        assert await started.end() == -signal.SIGKILL

    asyncio.run(end())
