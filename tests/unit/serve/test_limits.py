"""What `vouchline serve` refuses, ends and removes: too much at once, clients that leave, signals."""

from __future__ import annotations

import http.client
import json
import os
import signal
import threading
import time
from collections.abc import Callable, Generator, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx2
import pytest

from testing.command_line import ADA, GRACE, vouchline
from testing.served import REPLAY, Served, at, served
from testing.servers.fitting import FittingServer, serve_fitting


class Gate:
    """Holds a model's answers back: `asked` is set by a question, answers come once `opened` is set."""

    def __init__(self) -> None:
        self.asked, self.opened = threading.Event(), threading.Event()

    def __call__(self, schema: str, messages: list[str]) -> Any:
        self.asked.set()
        assert self.opened.wait(60)


@contextmanager
def held(folder: Path, *options: str) -> Generator[tuple[Served, Gate, FittingServer]]:
    """Serve with a model that answers nothing until it is let."""
    gate = Gate()
    with serve_fitting(answer=gate) as model:
        variables = {"VOUCHLINE_PROVIDER": "llama_cpp"}
        try:
            with served(folder, *options, *at(model), **variables) as running:
                yield running, gate, model
        finally:
            gate.opened.set()


@pytest.fixture
def pool() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(4) as executor:
        yield executor


def post(running: Served, text: str) -> httpx2.Response:
    with running.client() as client:
        return client.post("/extract", params={"name": "cv.txt", "kind": "resume"}, content=text.encode())


def begin(running: Served, *texts: str) -> httpx2.Response:
    files = [("file", (f"cv{number}.txt", text.encode())) for number, text in enumerate(texts)]
    with running.client() as client:
        return client.post("/jobs", params={"kind": "resume"}, files=files)


def eventually(holds: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 60
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def test_body_too_large_is_refused_whether_or_not_it_says_so(tmp_path: Path) -> None:
    with served(tmp_path, "--max-body-mb", "1", *REPLAY) as running, running.client() as client:
        told = client.post("/extract", content=bytes(1_000_001))
        assert (told.status_code, told.json()["code"]) == (413, "body_too_large")
        assert "1,000,000 bytes" in told.json()["detail"]

        head = b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.txt"\r\n\r\n'

        def pieces(first: bytes) -> Iterator[bytes]:
            yield first
            for _ in range(40):
                yield bytes(50_000)

        for address, sent, first in (("/extract", "text/plain", b"a"), ("/compare", "application/json", b"{"),
                                     ("/jobs", "multipart/form-data; boundary=x", head)):  # fmt: skip
            told = client.post(address, content=pieces(first), headers={"Content-Type": sent})
            assert (told.status_code, told.json()["code"]) == (413, "body_too_large"), address
        eventually(lambda: running.left() == [])


def test_odd_lengths_are_refused(tmp_path: Path) -> None:
    with served(tmp_path, *REPLAY) as running:
        for length in ("9" * 30, "-1", "1e3"):
            connection = http.client.HTTPConnection(running.base_url.removeprefix("http://"), timeout=30)
            connection.putrequest("POST", "/extract")
            connection.putheader("Content-Length", length)
            connection.endheaders()
            assert connection.getresponse().status in (400, 413)
            connection.close()


def test_too_many_documents_are_refused_also_in_an_archive(tmp_path: Path) -> None:
    import io
    import zipfile

    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for number in range(3):
            archive.writestr(f"{number}.txt", ADA)
    with served(tmp_path, "--max-documents", "2", *REPLAY) as running:
        told = begin(running, ADA, ADA, ADA)
        assert (told.status_code, told.json()["code"]) == (413, "too_many_documents")
        with running.client() as client:
            told = client.post("/jobs", files={"file": ("batch.zip", packed.getvalue())})
        assert (told.status_code, told.json()["code"]) == (413, "too_many_documents")
        assert "the limit is 2" in told.json()["detail"]
        assert running.left() == []


def test_second_job_is_refused_until_the_first_is_ended(tmp_path: Path) -> None:
    with held(tmp_path, "--max-jobs", "1") as (running, gate, model):
        first = begin(running, ADA)
        assert first.status_code == 202, first.text
        assert gate.asked.wait(60)
        refused = begin(running, GRACE)
        assert (refused.status_code, refused.json()["code"]) == (429, "too_many_jobs")
        assert int(refused.headers["retry-after"]) > 0
        with running.client() as client:
            job = client.get(first.headers["location"]).json()
            assert (job["status"], job["stage"], job["total"], job["profiles"]) == ("running", "documents", 1, {})
            assert client.delete(first.headers["location"]).status_code == 204
        assert running.left() == []
        asked = len(model.asked)
        second = begin(running, GRACE)
        assert second.status_code == 202, second.text
        gate.opened.set()
        with running.client() as client:
            eventually(lambda: client.get(second.headers["location"]).json()["status"] == "done")
        assert not any("Ada" in text for text in model.asked[asked:])


def test_two_jobs_at_once_keep_their_documents_apart(tmp_path: Path) -> None:
    with held(tmp_path) as (running, gate, _):
        jobs = [begin(running, ADA), begin(running, GRACE, ADA)]
        assert gate.asked.wait(60)
        gate.opened.set()
        with running.client() as client:
            for job, documents in zip(jobs, (["cv0.txt"], ["cv0.txt", "cv1.txt"]), strict=True):
                eventually(lambda job=job: client.get(job.headers["location"]).json()["status"] == "done")
                run = client.get(job.headers["location"]).json()["run"]
                assert [row["path"] for row in run["documents"]] == documents


def test_requests_above_the_limit_are_refused(tmp_path: Path, pool: ThreadPoolExecutor) -> None:
    with held(tmp_path, "--max-requests", "1") as (running, gate, _):
        first = pool.submit(post, running, ADA)
        assert gate.asked.wait(60)
        refused = post(running, GRACE)
        assert (refused.status_code, refused.json()["code"]) == (429, "too_many_requests")
        gate.opened.set()
        assert first.result(60).status_code == 200
        assert post(running, GRACE).status_code == 200


def test_request_is_ended_when_its_time_is_over(tmp_path: Path) -> None:
    with held(tmp_path, "--max-request-s", "1.5", "--max-job-s", "0.5") as (running, _, _model):
        told = post(running, ADA)
        assert (told.status_code, told.json()["code"]) == (503, "out_of_time")
        assert "--max-request-s" in told.json()["remedy"]
        eventually(lambda: running.left() == [])
        job = begin(running, ADA)
        with running.client() as client:
            eventually(lambda: client.get(job.headers["location"]).json()["status"] == "failed")
            told = client.get(job.headers["location"]).json()["problem"]
        assert told["code"] == "out_of_time"
        assert "--max-job-s" in told["remedy"]


def test_work_is_cancelled_when_its_client_leaves(tmp_path: Path) -> None:
    with held(tmp_path, "--max-requests", "1") as (running, gate, model):
        connection = http.client.HTTPConnection(running.base_url.removeprefix("http://"), timeout=60)
        connection.request("POST", "/extract?kind=resume", body=ADA.encode())
        assert gate.asked.wait(60)
        assert running.left() != []
        asked = len(model.asked)
        connection.close()
        eventually(lambda: running.left() == [])
        gate.opened.set()
        assert post(running, GRACE).status_code == 200
        assert not any("Ada" in text for text in model.asked[asked:])


def test_client_that_leaves_while_it_sends_frees_its_place(tmp_path: Path) -> None:
    with served(tmp_path, "--max-requests", "1", *REPLAY) as running:
        connection = http.client.HTTPConnection(running.base_url.removeprefix("http://"), timeout=60)
        connection.putrequest("POST", "/extract")
        connection.putheader("Content-Length", "1000")
        connection.endheaders()
        connection.send(b"Ada")
        eventually(lambda: running.left() != [])
        assert post(running, GRACE).status_code == 429
        connection.close()
        eventually(lambda: post(running, GRACE).status_code != 429)
        assert running.left() == []


def test_model_that_is_away_is_a_problem_of_the_server(tmp_path: Path) -> None:
    options = ("--base-url", "http://127.0.0.1:9/v1", "--model", "made-up", "--no-cache")
    with served(tmp_path, *options, VOUCHLINE_PROVIDER="llama_cpp") as running:
        told = post(running, ADA)
        assert told.status_code == 503
        assert "Ada" not in told.text
        assert running.left() == []


def test_embedded_model_without_weights_stops_the_start() -> None:
    result = vouchline("serve")
    assert result.exit_code == 2
    assert "vouchline model pull" in result.stderr


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_signal_ends_requests_and_jobs_and_removes_their_files(
    tmp_path: Path, pool: ThreadPoolExecutor, number: signal.Signals
) -> None:
    with held(tmp_path) as (running, gate, _):
        waiting = pool.submit(post, running, ADA)
        assert gate.asked.wait(60)
        assert begin(running, GRACE).status_code == 202
        assert running.left() != []
        assert running.end(number) == 0
        told = waiting.result(60)
        assert (told.status_code, told.json()["code"]) == (503, "ending")
        assert list(running.scratch.iterdir()) == []
        assert "Traceback" not in running.said


def test_request_under_way_is_answered_when_it_is_done_in_time(tmp_path: Path, pool: ThreadPoolExecutor) -> None:
    with held(tmp_path) as (running, gate, _):
        waiting = pool.submit(post, running, ADA)
        assert gate.asked.wait(60)
        running.process.send_signal(signal.SIGTERM)
        gate.opened.set()
        assert waiting.result(60).status_code == 200
        assert running.process.wait(60) == 0


@pytest.mark.skipif(os.name == "nt", reason="there is no such signal")
def test_files_of_a_server_that_was_killed_go_when_the_next_one_starts(
    tmp_path: Path, pool: ThreadPoolExecutor
) -> None:
    with held(tmp_path) as (running, gate, _):
        waiting = pool.submit(post, running, ADA)
        assert gate.asked.wait(60)
        running.end(signal.SIGKILL)
        with pytest.raises(httpx2.TransportError):
            waiting.result(60)
        [left] = running.scratch.iterdir()
        assert running.left() != []
        with served(tmp_path, *REPLAY) as next_one:
            assert not left.exists()
            [own] = running.scratch.iterdir()
            with served(tmp_path, *REPLAY):
                assert own.exists(), "a folder in use was removed"
            assert post(next_one, GRACE).status_code == 503


def test_documents_and_results_are_kept_where_that_is_asked_for(tmp_path: Path) -> None:
    with serve_fitting() as model:
        keep = tmp_path / "kept"
        with served(tmp_path, "--keep", str(keep), *at(model), VOUCHLINE_PROVIDER="llama_cpp") as running:
            assert post(running, ADA).status_code == 200
            [single] = keep.iterdir()
            assert (single / "documents" / "cv.txt").read_text("utf-8") == ADA
            assert json.loads((single / "results/profiles/cv.profile.json").read_text("utf-8"))["roles"] is not None
            job = begin(running, GRACE)
            with running.client() as client:
                eventually(lambda: client.get(job.headers["location"]).json()["status"] == "done")
            kept = keep / job.json()["id"]
            assert (kept / "documents" / "cv0.txt").read_text("utf-8") == GRACE
            assert (kept / "results" / "run.json").exists()
            with running.client() as client:
                assert client.delete(job.headers["location"]).status_code == 204
            assert not kept.exists()
        assert single.exists()


def test_results_are_forgotten_when_their_time_is_over(tmp_path: Path) -> None:
    with served(tmp_path, "--forget-after-s", "0.2", *REPLAY) as running:
        job = begin(running, "Nothing that was recorded")
        assert job.status_code == 202
        with running.client() as client:
            eventually(lambda: client.get(job.headers["location"]).status_code == 404)
        eventually(lambda: running.left() == [])
