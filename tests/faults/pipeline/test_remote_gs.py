"""Documents and results at gs:// addresses, against a server of Google Cloud Storage in a process of its own."""

from __future__ import annotations

import importlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx2
import pytest
from click.testing import Result

from testing.command_line import ADA, GRACE, NURSE, run_at
from testing.servers.fitting import FittingServer, serve_fitting
from testing.servers.object_store import serve_module

BUCKET = "made-up"
fsspec: Any = importlib.import_module("fsspec")  # tells no types


@pytest.fixture(scope="module")
def store() -> Iterator[str]:
    """Run the server with one bucket, and give its address."""
    with serve_module(
        "gcp_storage_emulator", "start", "--port={port}", "--in-memory", f"--default-bucket={BUCKET}"
    ) as url:
        yield url


@pytest.fixture
def files(store: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """The server's files, two résumés and a posting among them."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("OPENAI_API_KEY", "sk-made-up")
    monkeypatch.setenv("VOUCHLINE_PROVIDER", "llama_cpp")
    monkeypatch.setenv("STORAGE_EMULATOR_HOST", store)
    # gcsfs would ask by gRPC which kind of bucket it is, and wait a minute for a server that has none.
    monkeypatch.setenv("GCSFS_EXPERIMENTAL_ZB_HNS_SUPPORT", "false")
    monkeypatch.setitem(fsspec.config.conf, "gs", {"token": "anon"})  # as a user's own configuration file says it
    assert httpx2.get(f"{store}/storage/v1/b/{BUCKET}").status_code == 200
    found = fsspec.filesystem("gs", token="anon", endpoint_url=store, skip_instance_cache=True)
    for name, text in {"ada.txt": ADA, "deep/grace.txt": GRACE, "nurse.md": NURSE}.items():
        found.pipe_file(f"{BUCKET}/docs/{name}", text.encode())
    return found


def run(server: FittingServer) -> Result:
    return run_at(server, "run", f"gs://{BUCKET}/docs", "-o", f"gs://{BUCKET}/out")


def outcomes(files: Any) -> set[str]:
    files.invalidate_cache()
    return {row["outcome"] for row in json.loads(files.cat_file(f"{BUCKET}/out/run.json"))["documents"]}


def test_a_folder_at_an_address_becomes_results_at_an_address_and_is_not_done_twice(files: Any) -> None:
    with serve_fitting() as server:
        first = run(server)
        assert first.exit_code == 0, first.output
        assert outcomes(files) == {"extracted"}
        names = {path.removeprefix(f"{BUCKET}/out/") for path in files.find(f"{BUCKET}/out")}
        assert {
            "run.json", "report.html", "profiles/ada.profile.json", "profiles/deep/grace.profile.json",
            "postings/nurse.posting.json", "comparisons/ada--nurse.comparison.json",
        } <= names  # fmt: skip
        asked = len(server.asked)
        assert run(server).exit_code == 0
        assert outcomes(files) == {"unchanged"}
        assert len(server.asked) == asked
