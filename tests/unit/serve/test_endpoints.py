"""What `vouchline serve` answers, over HTTP, from recorded answers: the same as the commands give."""

from __future__ import annotations

import io
import json
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx2
import pytest

import schemas
from testing.command_line import Json, vouchline
from testing.served import REPLAY, ROOT, Served, served

SAMPLES = ROOT / "samples" / "replay"
RESUME, POSTING = SAMPLES / "lena_marlow.txt", SAMPLES / "laboratory_technician.txt"
PAIR = "lena_marlow--laboratory_technician"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with served(tmp_path_factory.mktemp("served"), *REPLAY) as running:
        yield running


@pytest.fixture
def client(server: Served) -> Iterator[httpx2.Client]:
    with server.client() as opened:
        yield opened


@pytest.fixture(scope="module")
def of_run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the command makes of the same documents and answers."""
    out = tmp_path_factory.mktemp("run") / "out"
    assert vouchline("run", str(SAMPLES), "-o", str(out), *REPLAY, "--quiet").exit_code == 0
    return out


def extracted(client: httpx2.Client, path: Path) -> httpx2.Response:
    answer = client.post("/extract", params={"name": path.name}, content=path.read_bytes())
    assert answer.status_code == 200, answer.text
    return answer


def problem(answer: httpx2.Response) -> Json:
    assert answer.headers["content-type"] == "application/problem+json"
    told: Json = answer.json()
    assert told["status"] == answer.status_code
    assert told["detail"]
    assert told["remedy"]
    return told


def wait_for(client: httpx2.Client, address: str) -> Json:
    deadline = time.monotonic() + 60
    while (job := client.get(address).json())["status"] == "running":
        assert time.monotonic() < deadline, job
        time.sleep(0.05)
    return job


def test_document_gives_the_profile_that_the_command_writes(client: httpx2.Client, of_run: Path) -> None:
    answer = extracted(client, RESUME)
    assert answer.content == (of_run / "profiles/lena_marlow.profile.json").read_bytes()
    assert answer.headers["link"] == '</schemas/profile>; rel="describedby"'


def test_posting_is_told_from_a_resume(client: httpx2.Client, of_run: Path) -> None:
    answer = extracted(client, POSTING)
    assert answer.content == (of_run / "postings/laboratory_technician.posting.json").read_bytes()
    assert answer.headers["link"] == '</schemas/posting>; rel="describedby"'


def test_file_of_a_form_gives_the_same_as_a_body(client: httpx2.Client) -> None:
    sent = client.post("/extract", files={"any": (RESUME.name, RESUME.read_bytes())})
    assert sent.content == extracted(client, RESUME).content


def test_profile_and_posting_give_the_comparison_that_the_command_writes(client: httpx2.Client, of_run: Path) -> None:
    pair = {"profile": extracted(client, RESUME).json(), "posting": extracted(client, POSTING).json()}
    answer = client.post("/compare", json=pair)
    assert answer.status_code == 200, answer.text
    assert answer.content == (of_run / f"comparisons/{PAIR}.comparison.json").read_bytes()


def test_job_gives_what_a_run_writes(server: Served, client: httpx2.Client, of_run: Path) -> None:
    files = [("file", (path.name, path.read_bytes())) for path in (RESUME, POSTING)]
    begun = client.post("/jobs", params={"compare": "true"}, files=files)
    assert begun.status_code == 202, begun.text
    job = wait_for(client, begun.headers["location"])
    assert (job["status"], job["stage"], job["done"], job["total"]) == ("done", "comparisons", 1, 1)
    assert [(row["path"], row["outcome"]) for row in job["run"]["documents"]] == [
        ("laboratory_technician.txt", "extracted"),
        ("lena_marlow.txt", "extracted"),
    ]
    for group in ("profiles", "postings", "comparisons"):
        [(name, made)] = job[group].items()
        assert made == json.loads((of_run / group / f"{name}.{group[:-1]}.json").read_text("utf-8"))
    assert not [path for path in server.left() if path.suffix == ".txt"]
    assert client.delete(begun.headers["location"]).status_code == 204
    assert problem(client.get(begun.headers["location"]))["code"] == "unknown_job"
    assert server.left() == []


def test_job_reads_archives_and_names_what_failed(client: httpx2.Client) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.write(RESUME, "people/lena_marlow.txt")
        archive.writestr("broken.pdf", b"%PDF-1.7 nothing")
    begun = client.post("/jobs", files={"file": ("batch.zip", packed.getvalue())})
    job = wait_for(client, begun.headers["location"])
    assert job["status"] == "done"
    outcomes = {row["path"]: (row["outcome"], row["code"]) for row in job["run"]["documents"]}
    assert outcomes == {
        "batch.zip/broken.pdf": ("failed", "damaged"),
        "batch.zip/people/lena_marlow.txt": ("extracted", None),
    }
    reasons = [row["reason"] for row in job["run"]["documents"] if row["reason"]]
    assert all("vouchline-serve-" not in reason for reason in reasons)
    assert list(job["profiles"]) == ["batch.zip/people/lena_marlow"]


@pytest.mark.parametrize("name", schemas.PUBLISHED)
def test_schema_is_the_published_one(client: httpx2.Client, name: str) -> None:
    assert client.get(f"/schemas/{name}").json() == schemas.json_schema(name)


def test_schema_of_an_answer_is_given_by_the_name_of_its_prompt(client: httpx2.Client) -> None:
    assert client.get("/schemas/answers/roles").json()["title"] == "Jobs"


def two(first: str, second: str) -> list[tuple[str, tuple[str, bytes]]]:
    return [("file", (name, RESUME.read_bytes())) for name in (first, second)]


BAD: dict[str, tuple[str, str, dict[str, Any], int, str, str]] = {
    "no body": ("POST", "/extract", {"content": b""}, 422, "no_document", "holds no document"),
    "form without a file": ("POST", "/extract", {"files": {"file": (None, "text")}}, 422, "no_document", "no document"),
    "broken form": ("POST", "/jobs", {"content": b"x", "headers": {"Content-Type": "multipart/form-data"}}, 400,
                    "bad_request", "boundary"),
    "not a document": ("POST", "/extract", {"content": b"\x7fELF\x02\x01\x01" + bytes(200)}, 415, "unsupported",
                       "'document"),
    "damaged document": ("POST", "/extract?name=cv.pdf", {"content": b"%PDF-1.7 nothing"}, 422, "damaged", "'cv.pdf'"),
    "name that leads out": ("POST", "/extract?name=../../cv.pdf", {"content": b"%PDF-1.7 nothing"}, 422, "damaged",
                            "'cv.pdf'"),
    "two documents as one": ("POST", "/extract", {"files": two("a.txt", "b.txt")}, 413, "too_many_documents", "limit is 1"),
    "two files of one name": ("POST", "/jobs", {"files": two("a.txt", "a.txt")}, 422, "same_name", "'a.txt'"),
    "a file below a file": ("POST", "/jobs", {"files": two("a.txt", "a.txt/b.txt")}, 422, "same_name", "'a.txt/b.txt'"),
    "a job that is no form": ("POST", "/jobs", {"content": b"text"}, 415, "not_a_form", "multipart/form-data"),
    "a job without documents": ("POST", "/jobs", {"files": {"file": ("data.json", b"{}")}}, 422, "no_document",
                                "None of the files"),
    "unknown kind": ("POST", "/extract?kind=letter", {"content": b"text"}, 422, "bad_parameter", "'letter'"),
    "unknown switch": ("POST", "/jobs?compare=maybe", {"files": two("a.txt", "b.txt")}, 422, "bad_parameter", "'maybe'"),
    "unknown job": ("GET", "/jobs/nobody", {}, 404, "unknown_job", "'nobody'"),
    "unknown job to remove": ("DELETE", "/jobs/nobody", {}, 404, "unknown_job", "'nobody'"),
    "unknown schema": ("GET", "/schemas/letter", {}, 404, "unknown_schema", "'letter'"),
    "unknown schema of an answer": ("GET", "/schemas/answers/letter", {}, 404, "unknown_schema", "'answers/letter'"),
    "not JSON": ("POST", "/compare", {"content": b"{}"}, 415, "not_json", "application/json"),
    "JSON of another form": ("POST", "/compare", {"json": {"profile": {"name": "Lena Marlow"}}}, 422, "invalid_body",
                             "profile.document"),
    "broken JSON": ("POST", "/compare", {"content": b"{", "headers": {"Content-Type": "application/json"}}, 422,
                    "invalid_body", "body"),
    "unknown address": ("GET", "/cvs", {}, 404, "not_found", "nothing at this address"),
    "another method": ("GET", "/extract", {}, 405, "method_not_allowed", "another method"),
    "another name": ("GET", "/health", {"headers": {"Host": "evil.example.com"}}, 421, "other_name", "another name"),
    "page of another site": ("POST", "/extract", {"content": b"x", "headers": {"Origin": "https://evil.example.com"}},
                             403, "other_site", "another site"),
    "fetched by another site": ("GET", "/openapi.json", {"headers": {"Sec-Fetch-Site": "cross-site"}}, 403,
                                "other_site", "another site"),
}  # fmt: skip


@pytest.mark.parametrize("case", BAD)
def test_bad_request_is_told_what_which_and_what_to_do(server: Served, client: httpx2.Client, case: str) -> None:
    method, address, sent, status, code, words = BAD[case]
    answer = client.request(method, address, **sent)
    told = problem(answer)
    assert (answer.status_code, told["code"]) == (status, code), told
    assert words in told["detail"]
    assert "Lena" not in answer.text
    assert str(server.scratch) not in answer.text
    assert "x-content-type-options" in answer.headers


def test_missing_recording_is_named_without_words_of_the_document(client: httpx2.Client) -> None:
    changed = RESUME.read_text("utf-8").replace("Northfield", "Southfield")
    answer = client.post("/extract", params={"name": "cv.txt"}, content=changed.encode())
    told = problem(answer)
    assert (answer.status_code, told["code"]) == (503, "no_recording")
    assert "'cv.txt'" in told["detail"]
    assert "--record-mode new_episodes" in told["remedy"]
    assert "Southfield" not in answer.text


def test_profile_that_contradicts_itself_is_refused(client: httpx2.Client) -> None:
    pair: Json = {"profile": extracted(client, RESUME).json(), "posting": extracted(client, POSTING).json()}
    pair["profile"]["roles"] *= 2
    answer = client.post("/compare", json=pair)
    assert (answer.status_code, problem(answer)["code"]) == (422, "inconsistent_profile")


def test_no_document_is_left_once_requests_are_answered(server: Served, client: httpx2.Client) -> None:
    extracted(client, RESUME)
    client.post("/extract", content=b"%PDF-1.7 nothing")
    assert [path for path in server.left() if "documents" in path.parts] == []
