"""Who may use `vouchline serve`: everybody on this machine, or who has the token, which no log holds."""

from __future__ import annotations

import signal
from pathlib import Path

import pytest

from testing.command_line import quiet_error, vouchline
from testing.served import REPLAY, ROOT, served

TOKEN = "correct-horse-battery-staple"
RESUME = (ROOT / "samples" / "replay" / "lena_marlow.txt").read_bytes()


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.1", "example.invalid"])
def test_server_for_others_refuses_to_start_without_a_token(host: str) -> None:
    message = quiet_error(vouchline("serve", "--host", host))
    assert f"A server at {host!r} needs a token" in message
    assert "VOUCHLINE_SERVE_TOKEN" in message
    assert "--token-file" in message


@pytest.mark.parametrize("text", ["", "short", "with spaces in the middle", "ünprintable-as-a-header"])
def test_token_that_cannot_be_used_is_refused_without_being_shown(tmp_path: Path, text: str) -> None:
    (tmp_path / "token").write_text(f"{text}\n", "utf-8")
    message = quiet_error(vouchline("serve", "--token-file", str(tmp_path / "token")))
    assert "cannot be used" in message
    assert not text or text not in message


def test_token_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    message = quiet_error(vouchline("serve", "--token-file", str(tmp_path / "nowhere")))
    assert repr(str(tmp_path / "nowhere")) in message


def test_short_token_of_the_environment_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VOUCHLINE_SERVE_TOKEN", "s3cret")
    message = quiet_error(vouchline("serve", "--host", "0.0.0.0"))
    assert "variable VOUCHLINE_SERVE_TOKEN" in message
    assert "s3cret" not in message


def test_port_that_is_taken_is_named(tmp_path: Path) -> None:
    with served(tmp_path, *REPLAY) as running:
        port = running.base_url.rpartition(":")[2]
        assert f"The port {port} of '127.0.0.1'" in quiet_error(vouchline("serve", "--port", port, *REPLAY))


@pytest.mark.parametrize("source", ["file", "variable"])
def test_only_requests_with_the_token_are_answered_and_no_log_holds_it(tmp_path: Path, source: str) -> None:
    (tmp_path / "token").write_text(f"{TOKEN}\n", "utf-8")
    log = tmp_path / "log.jsonl"
    options = ("--host", "0.0.0.0", "--log-json", str(log), *REPLAY)
    options = (*options, "--token-file", str(tmp_path / "token")) if source == "file" else options
    variables = {"VOUCHLINE_SERVE_TOKEN": TOKEN if source == "variable" else "the-file-goes-before-this"}
    with served(tmp_path, *options, **variables) as running:
        running.base_url = f"http://127.0.0.1:{running.base_url.rpartition(':')[2]}"
        with running.client() as client:
            assert client.get("/health").json()["status"] == "ok"
            for headers in (
                {}, {"Authorization": "Bearer guess"}, {"Authorization": f"Basic {TOKEN}"}, {"Authorization": TOKEN},
                {"Authorization": f"Bearer {TOKEN}x"}, {"Authorization": "Bearer \xe9"},
            ):  # fmt: skip
                raw = [(name.encode(), value.encode("latin-1")) for name, value in headers.items()]
                refused = client.post("/extract", content=RESUME, headers=raw)
                assert (refused.status_code, refused.json()["code"]) == (401, "no_token")
                assert refused.headers["www-authenticate"].startswith("Bearer")
            for address in ("/openapi.json", "/schemas/profile", "/jobs/any", "/nowhere"):
                assert client.get(address).status_code == 401
            allowed = {"Authorization": f"Bearer {TOKEN}"}
            answer = client.post("/extract?name=lena_marlow.txt", content=RESUME, headers=allowed)
            assert answer.status_code == 200, answer.text
            assert client.post("/extract?name=cv.txt", content=b"Another", headers=allowed).status_code == 503
        assert running.end(signal.SIGTERM) == 0
    logged = log.read_text("utf-8")
    assert '"event": "call"' in logged or '"event":"call"' in logged
    for text in (logged, running.said):
        assert TOKEN not in text
        assert "Marlow" not in text
        assert "Northfield" not in text
    assert "not encrypted" in running.said
