"""The same work on a Ray cluster of two nodes, with real processes; run by `make faults` where Ray is installed."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest

from extract.system.child_process import child_environment, module_command
from testing.command_line import ADA, NURSE, quiet_error, run_at, set_up, vouchline
from testing.servers.fitting import serve_fitting

DOCUMENTS = 12
MOST_S = 900
"""Far more than it takes where nothing else runs."""


@pytest.fixture
def cluster() -> Iterator[Any]:
    """A cluster of two nodes of one core each."""
    pytest.importorskip("ray", reason="Ray is not installed (pip install 'vouchline[ray]')")
    from ray.cluster_utils import Cluster  # pyright: ignore

    nodes: Any = Cluster(initialize_head=True, head_node_args={"num_cpus": 1, "include_dashboard": False})
    nodes.add_node(num_cpus=1)
    try:
        yield nodes
    finally:
        nodes.shutdown()


def fill(docs: Path) -> None:
    docs.mkdir()
    for number in range(DOCUMENTS):
        (docs / f"cv{number}.txt").write_text(ADA.replace("Acme", f"Acme {number}"), encoding="utf-8")
    (docs / "nurse.md").write_text(NURSE, encoding="utf-8")


def workers() -> list[psutil.Process]:
    """Return the processes of this test's cluster that do the work."""
    children = psutil.Process().children(recursive=True)
    return [process for process in children if "ray::Worker" in " ".join(process.cmdline())]


@pytest.mark.long
@pytest.mark.parametrize("lost", ["a worker", "a node"])
def test_a_cluster_gives_what_one_machine_gives_also_when_it_loses(
    lost: str, cluster: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("OPENAI_API_KEY", "sk-made-up")
    monkeypatch.setenv("VOUCHLINE_PROVIDER", "llama_cpp")
    fill(tmp_path / "docs")
    with serve_fitting(delay_s=0.2) as server:
        command = [
            *module_command("extract.cli"), "run", "docs", "-o", "out", "--engine", "ray", "--ray-address", cluster.address,
            "--base-url", server.base_url, "--model", "made-up", "--as-of", "2026-01-31",
        ]  # fmt: skip
        environment = child_environment() | {"OPENAI_API_KEY": "sk-made-up"}
        run = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        until = time.monotonic() + MOST_S
        while len(server.asked) < 20 and run.poll() is None and time.monotonic() < until:
            time.sleep(0.05)
        assert run.poll() is None, run.communicate()
        found = workers()
        assert len(found) == 2, "two real processes do the work"
        if lost == "a worker":
            found[0].kill()
        else:
            cluster.remove_node(next(iter(cluster.worker_nodes)), allow_graceful=False)
        _, errors = run.communicate(timeout=MOST_S)
        assert run.returncode == 0, errors
        assert (
            len(server.asked) <= len(set(server.asked)) + 8
        )  # each document under way at the lost one had one question out
        shutil.rmtree(os.environ["XDG_CACHE_HOME"], ignore_errors=True)
        alone = run_at(server, "run", "docs", "-o", "alone", "--as-of", "2026-01-31")
        assert alone.exit_code == 0, alone.output
    made = [*Path("alone/profiles").rglob("*.json"), *Path("alone/comparisons").rglob("*.json")]
    assert len(made) == 2 * DOCUMENTS
    for path in made:
        assert Path("out", path.relative_to("alone")).read_bytes() == path.read_bytes()
    account, wanted = (json.loads(Path(out, "run.json").read_text("utf-8")) for out in ("out", "alone"))
    assert account.keys() == wanted.keys()
    assert account["finished"]
    assert {row["path"] for row in account["documents"]} == {row["path"] for row in wanted["documents"]}
    assert {row["outcome"] for row in account["documents"]} <= {"extracted", "cached"}
    answered, asked = (used["usage"]["calls"] + used["usage"]["cached_calls"] for used in (account, wanted))
    assert answered == asked


def test_a_missing_package_is_named_with_its_extra(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    set_up(tmp_path, monkeypatch)
    monkeypatch.setitem(sys.modules, "ray", None)
    with serve_fitting() as server:
        result = run_at(server, "run", "docs", "-o", "out", "--engine", "ray")
    assert "vouchline[ray]" in quiet_error(result)


def test_the_embedded_model_is_not_asked_by_a_cluster(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    set_up(tmp_path, monkeypatch)
    monkeypatch.delenv("OPENAI_API_KEY")
    assert "cluster" in quiet_error(vouchline("run", "docs", "-o", "out", "--engine", "ray"))


def test_a_cluster_is_not_asked_for_explanations(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    set_up(tmp_path, monkeypatch)
    with serve_fitting() as server:
        result = run_at(server, "extract", "docs/ada.txt", "-o", "out", "--engine", "ray", "--explain", "role-1")
    assert "--explain" in quiet_error(result)
