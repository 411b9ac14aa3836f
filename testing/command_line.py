"""What the tests of the commands share: a working folder, a way to run a command, and what it left behind."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from extract.cli import main
from testing.servers.fitting import FittingServer

Json = dict[str, Any]

ADA = """Ada Example
ada@example.com · (212) 555-0142
EXPERIENCE
Nurse, Acme Hospital, Jan 2020 – Present
- Cut waiting time from 49 to 31 minutes
EDUCATION
B.S. Nursing, Example University, 2019
"""
GRACE = ADA.replace("Ada", "Grace").replace("ada@", "grace@").replace("Acme", "Zebra")
NURSE = """# Nurse
Acme Clinic
## Requirements
- Bachelor's degree in nursing
- 3 years of experience
## What we offer
- Free lunch
"""


def one_job(schema: str, messages: list[str]) -> Any:
    """Answer about ADA and GRACE with their one position, so that something is asked when they are compared."""
    if schema != "Jobs":
        return None
    employer = "Zebra Hospital" if "Zebra" in messages[0] else "Acme Hospital"
    return {"jobs": [{"employer": employer, "title": "Nurse", "location": None, "period": "Jan 2020 – Present"}]}


def set_up(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Make `folder` the working folder, with the folder `docs` in it: two résumés and a posting."""
    monkeypatch.chdir(folder)
    monkeypatch.setenv("OPENAI_API_KEY", "sk-made-up")
    monkeypatch.setenv("VOUCHLINE_PROVIDER", "llama_cpp")  # a port says nothing of what a server can do
    docs = folder / "docs"
    docs.mkdir()
    for name, text in {"ada.txt": ADA, "grace.txt": GRACE, "nurse.md": NURSE}.items():
        (docs / name).write_text(text, encoding="utf-8")
    return folder


def vouchline(*arguments: str) -> Result:
    """Run a command; whatever ends it other than an exit is a fault of the program."""
    result = CliRunner().invoke(main, arguments)
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exc_info
    assert "Traceback" not in result.output
    return result


def run_at(server: FittingServer | str, *arguments: str) -> Result:
    url = server if isinstance(server, str) else server.base_url
    return vouchline(*arguments, "--base-url", url, "--model", "made-up", "--jobs", "1")


def stored(path: str) -> Json:
    return json.loads(Path(path).read_text("utf-8"))


def outcomes() -> dict[str, tuple[str, str | None]]:
    return {
        document["path"]: (document["outcome"], document["code"]) for document in stored("out/run.json")["documents"]
    }


def quiet_error(result: Result) -> str:
    """Return the message of a command that was used wrongly."""
    assert result.exit_code == 2, result.output
    assert result.stdout == ""
    assert result.stderr.startswith("error: ")
    return " ".join(result.stderr.split())
