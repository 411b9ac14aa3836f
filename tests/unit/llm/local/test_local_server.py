"""The life of the embedded server, with a small real HTTP server in the place of the model."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import socket
import stat
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest

from extract.errors import ModelSetupError
from extract.llm.local.hosting import ServerState, Users
from extract.llm.local.llama import LlamaSettings, check_machine, usable_cores
from extract.llm.local.server import CHILD_COMMAND, EmbeddedServer, serve_forever

_HERE = Path(__file__).parent
_ROOT = _HERE.parents[3]
_SERVER = (sys.executable, str(_HERE / "local_tiny_server.py"))
_GONE_S = 60.0


@pytest.fixture(autouse=True)
def _children_find_the_package(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", str(_ROOT))


@pytest.fixture
def model(tmp_path: Path) -> Path:
    path = tmp_path / "tiny.gguf"
    path.write_bytes(b"GGUF")
    return path


@pytest.fixture
def start_run(model: Path, tmp_path: Path) -> Iterator[Callable[[str], tuple[subprocess.Popen[str], dict[str, Any]]]]:
    started: list[subprocess.Popen[str]] = []

    def start(ending: str) -> tuple[subprocess.Popen[str], dict[str, Any]]:
        command = [sys.executable, str(_HERE / "local_tiny_run.py"), str(model), str(tmp_path / "cache"), ending]
        process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
        )
        started.append(process)
        assert process.stdout is not None
        return process, json.loads(process.stdout.readline())

    yield start
    for process in started:
        process.kill()
        process.communicate()


def _gone(pid: int) -> bool:
    """Tell whether the process ends soon. One that has ended but was not waited for by its parent has ended."""
    deadline = time.monotonic() + _GONE_S
    while time.monotonic() < deadline:
        try:
            if psutil.Process(pid).status() == psutil.STATUS_ZOMBIE:
                return True
        except psutil.NoSuchProcess:
            return True
        time.sleep(0.05)
    return False


def _status(url: str, key: str) -> int:
    request = urllib.request.Request(url, headers={"Authorization": f"Bearer {key}"})
    try:
        with urllib.request.urlopen(request, timeout=60) as answer:
            return answer.status
    except urllib.error.HTTPError as error:
        with error:
            return error.code


def test_server_answers_its_key_alone_and_is_gone_after_the_block(model: Path, tmp_path: Path) -> None:
    with EmbeddedServer(model, tmp_path, command=_SERVER) as server:
        assert _status(f"{server.base_url}/models", server.api_key) == 200
        assert _status(f"{server.base_url}/models", "another") == 401
        assert len(server.api_key) >= 32
        pid = server.pid
    assert not psutil.pid_exists(pid)
    assert list((tmp_path / "server").glob("*.json")) == []


def test_server_works_in_async_code(model: Path, tmp_path: Path) -> None:
    async def use() -> int:
        async with EmbeddedServer(model, tmp_path, command=_SERVER) as server:
            assert await asyncio.to_thread(_status, f"{server.base_url}/models", server.api_key) == 200
            return server.pid

    assert not psutil.pid_exists(asyncio.run(use()))


def test_state_file_can_be_read_by_its_owner_alone(model: Path, tmp_path: Path) -> None:
    with EmbeddedServer(model, tmp_path, command=_SERVER) as server:
        (state,) = (tmp_path / "server").glob("*.json")
        assert stat.S_IMODE(state.stat().st_mode) == 0o600
        assert stat.S_IMODE(state.parent.stat().st_mode) == 0o700
        assert server.api_key not in " ".join(psutil.Process(server.pid).cmdline())


@pytest.mark.parametrize(
    "end", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL, signal.SIGHUP], ids=["ctrl-c", "term", "kill", "hangup"]
)
def test_server_ends_when_its_only_run_is_stopped(start_run: Any, end: signal.Signals) -> None:
    process, got = start_run("wait")
    assert psutil.pid_exists(got["pid"])
    process.send_signal(end)
    assert _gone(got["pid"])


@pytest.mark.parametrize("ending", ["return", "exception"])
def test_server_ends_when_its_only_run_ends(start_run: Any, ending: str) -> None:
    process, got = start_run(ending)
    process.wait(_GONE_S)
    assert _gone(got["pid"])


def test_server_ends_when_the_run_that_starts_it_is_killed_meanwhile(tmp_path: Path) -> None:
    model = tmp_path / "slow.gguf"
    model.write_bytes(b"GGUF")
    command = [sys.executable, str(_HERE / "local_tiny_run.py"), str(model), str(tmp_path / "cache"), "wait"]
    with subprocess.Popen(command, stdin=subprocess.DEVNULL) as run:
        while not Path(f"{model}.began").exists():
            assert run.poll() is None
            time.sleep(0.05)
        children = psutil.Process(run.pid).children()
        run.kill()
    assert _gone(children[0].pid)


def test_runs_share_a_server_which_outlives_the_one_that_started_it(start_run: Any) -> None:
    first, got = start_run("wait")
    second, same = start_run("wait")
    assert same == got
    first.kill()
    first.wait()
    assert _status(f"{got['base_url']}/models", got["api_key"]) == 200
    second.kill()
    assert _gone(got["pid"])


def test_runs_that_start_at_once_start_one_server(model: Path, tmp_path: Path) -> None:
    servers = [EmbeddedServer(model, tmp_path, command=_SERVER) for _ in range(4)]
    threads = [threading.Thread(target=server.start) for server in servers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len({server.pid for server in servers}) == 1
    for server in servers:
        server.close()
    assert _gone(servers[0].pid)


def test_runs_with_other_settings_get_a_server_of_their_own(model: Path, tmp_path: Path) -> None:
    with (
        EmbeddedServer(model, tmp_path, command=_SERVER) as one,
        EmbeddedServer(model, tmp_path, LlamaSettings(n_ctx=512), command=_SERVER) as other,
    ):
        assert one.pid != other.pid


def test_server_that_was_killed_is_replaced(model: Path, tmp_path: Path) -> None:
    with EmbeddedServer(model, tmp_path, command=_SERVER) as first:
        os.kill(first.pid, signal.SIGKILL)
        first.wait()
        with EmbeddedServer(model, tmp_path, command=_SERVER) as second:
            assert second.pid != first.pid
            assert _status(f"{second.base_url}/models", second.api_key) == 200


def test_state_of_somebody_elses_server_is_not_trusted(model: Path, tmp_path: Path) -> None:
    with EmbeddedServer(model, tmp_path, command=_SERVER) as server:
        (path,) = (tmp_path / "server").glob("*.json")
        state = ServerState.read(path)
        assert state is not None
        ServerState(state.pid, state.base_url, "wrong", state.control_port).write(path)
        with EmbeddedServer(model, tmp_path, command=_SERVER) as other:
            assert other.pid != server.pid


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"pid": 1, "base_url": "x", "key": "x", "control_port": null}'])
def test_damaged_state_counts_as_none(tmp_path: Path, content: str) -> None:
    path = tmp_path / "state.json"
    path.write_text(content)
    assert ServerState.read(path) is None


def test_server_lingers_for_the_next_run_when_told_to(model: Path, tmp_path: Path) -> None:
    with EmbeddedServer(model, tmp_path, command=_SERVER, linger_s=2.0) as first:
        pass
    with EmbeddedServer(model, tmp_path, command=_SERVER) as second:
        assert second.pid == first.pid
    assert _gone(first.pid)


def test_unused_server_gives_up_when_no_run_ever_joins() -> None:
    users = Users(linger_s=60, first_user_s=0.05)
    users.wait_until_unused()
    assert not users.join()


@pytest.mark.parametrize(
    ("name", "message"), [("broken.gguf", "cannot load the model"), ("crash.gguf", "ended with status")]
)
def test_server_that_does_not_come_up_is_a_clear_error(tmp_path: Path, name: str, message: str) -> None:
    path = tmp_path / name
    path.write_bytes(b"GGUF")
    with pytest.raises(ModelSetupError, match=message) as caught:
        EmbeddedServer(path, tmp_path, command=_SERVER).start()
    assert ".log" in caught.value.remedy


def test_serve_forever_announces_once_and_is_used_by_runs(model: Path, tmp_path: Path) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    told: list[tuple[str, str]] = []

    def announce(base_url: str, key: str) -> None:
        told.append((base_url, key))
        with EmbeddedServer(model, tmp_path, command=_SERVER) as run:
            assert (run.base_url, run.api_key) == told[0]
            os.kill(run.pid, signal.SIGKILL)

    with pytest.raises(ModelSetupError, match="has ended"):
        serve_forever(announce, model, port, tmp_path, command=_SERVER)
    assert len(told) == 1
    assert told[0][0] == f"http://127.0.0.1:{port}/v1"


def test_serve_forever_refuses_a_port_that_is_taken(model: Path, tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(ModelSetupError, match=str(port)):
            serve_forever(lambda _url, _key: None, model, port, tmp_path, command=_SERVER)


def test_serve_forever_names_the_server_that_already_runs(model: Path, tmp_path: Path) -> None:
    with (
        EmbeddedServer(model, tmp_path, command=_SERVER) as run,
        pytest.raises(ModelSetupError, match=run.base_url),
    ):
        serve_forever(lambda _url, _key: None, model, 1, tmp_path, command=_SERVER)


def test_child_is_not_led_astray_by_a_folder_named_like_the_package(tmp_path: Path) -> None:
    (tmp_path / "extract").mkdir()
    (tmp_path / "extract" / "__init__.py").write_text("raise SystemExit('led astray')")
    child = subprocess.run(CHILD_COMMAND, cwd=tmp_path, input="{}", capture_output=True, text=True, check=False)
    assert "led astray" not in child.stderr
    assert "KeyError: 'settings'" in child.stderr  # it got as far as reading its order


def test_missing_wheel_is_a_clear_error(model: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "path", [])
    monkeypatch.setattr(sys, "path_importer_cache", {})
    monkeypatch.delitem(sys.modules, "xllamacpp", raising=False)
    with pytest.raises(ModelSetupError, match="xllamacpp") as caught:
        check_machine(model, LlamaSettings())
    assert "vouchline[local]" in caught.value.remedy


def test_too_little_memory_is_a_clear_error(model: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "xllamacpp.py").touch()  # a wheel that is found; it is not imported
    monkeypatch.setattr(sys, "path", [str(tmp_path), *sys.path])
    with pytest.raises(ModelSetupError, match="GB of memory"):
        check_machine(model, LlamaSettings(n_ctx=10**9))


def test_usable_cores_are_within_those_of_the_machine() -> None:
    assert 1 <= usable_cores() <= (os.cpu_count() or 1)
