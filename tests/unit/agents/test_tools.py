"""`vouchline mcp`, driven by the SDK's own client over stdio, from recorded answers."""

from __future__ import annotations

import asyncio
import json
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any, TypeVar

import pytest
from jsonschema import Draft202012Validator
from mcp import Client, StdioServerParameters

import schemas
from testing.command_line import Json, quiet_error, vouchline
from testing.served import COMMAND, REPLAY, ROOT, child_environment

SAMPLES = ROOT / "samples" / "replay"
RESUME, POSTING = "lena_marlow.txt", "laboratory_technician.txt"
_Result = TypeVar("_Result")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder that agents may read, beside one that they may not."""
    shutil.copytree(SAMPLES, tmp_path / "allowed")
    (tmp_path / "secret").mkdir()
    (tmp_path / "secret" / "salary.txt").write_text("Salary of Lena Marlow: 51,000", "utf-8")
    return tmp_path / "allowed"


def driven(folder: Path, drive: Callable[[Client], Awaitable[_Result]], *more: str) -> _Result:
    """Start the server for a folder, and let a client drive it."""

    async def session() -> _Result:
        command, *arguments = (*COMMAND, "mcp", str(folder), *more, *REPLAY)
        parameters = StdioServerParameters(
            command=command, args=arguments, env=child_environment(folder.parent / "tmp"), cwd=folder.parent
        )
        async with Client(parameters, read_timeout_seconds=180) as client:
            return await drive(client)

    return asyncio.run(session())


def called(folder: Path, *calls: tuple[str, Json], more: tuple[str, ...] = ()) -> list[Any]:
    """Call tools one after the other and return what each one gave."""

    async def drive(client: Client) -> list[Any]:
        return [await client.call_tool(name, arguments) for name, arguments in calls]

    return driven(folder, drive, *more)


def words(result: Any) -> str:
    return " ".join(part.text for part in result.content)


def test_tools_have_typed_inputs_and_outputs(folder: Path) -> None:
    listed = driven(folder, lambda client: client.list_tools())
    tools = {tool.name: tool for tool in listed.tools}
    assert list(tools) == ["list_documents", "read", "extract", "compare", "explain"]
    assert tools["explain"].input_schema["required"] == ["resume", "posting", "requirement_id"]
    for tool in tools.values():
        assert tool.description
        assert tool.annotations is not None
        assert tool.annotations.read_only_hint
        assert tool.output_schema is not None
        Draft202012Validator.check_schema(tool.output_schema)


def test_tools_give_what_the_commands_give(folder: Path, tmp_path: Path) -> None:
    listed, read, resume, posting, compared, explained = called(
        folder,
        ("list_documents", {}),
        ("read", {"path": RESUME}),
        ("extract", {"path": str(folder / RESUME)}),
        ("extract", {"path": POSTING, "kind": "posting"}),
        ("compare", {"resume": RESUME, "posting": POSTING}),
        ("explain", {"resume": RESUME, "posting": POSTING, "requirement_id": "requirement-2"}),
    )
    assert [each["shown"] for each in listed.structured_content["documents"]] == [POSTING, RESUME]
    lines = read.structured_content["lines"]
    assert "\n".join(line["text"] for line in lines) == (folder / RESUME).read_text("utf-8")
    assert read.structured_content["kind"] == "resume"
    out = tmp_path / "out"
    assert vouchline("run", str(folder), "-o", str(out), *REPLAY, "--quiet").exit_code == 0
    pair = ("--profile", "lena_marlow", "--posting", "laboratory_technician")
    told = vouchline("compare", str(out), *pair, "--explain", "requirement-2", "--json", *REPLAY)
    stored = {path.name: json.loads(path.read_text("utf-8")) for path in out.rglob("*.*.json")}
    assert resume.structured_content["profile"] == stored["lena_marlow.profile.json"]
    assert resume.structured_content["posting"] is None
    assert posting.structured_content["posting"] == stored["laboratory_technician.posting.json"]
    assert compared.structured_content == stored["lena_marlow--laboratory_technician.comparison.json"]
    assert explained.structured_content == json.loads(told.stdout)
    checker: Any = Draft202012Validator(schemas.json_schema("comparison"))
    checker.validate(compared.structured_content)


def test_paths_outside_of_the_folders_are_refused(folder: Path) -> None:
    secret = folder.parent / "secret" / "salary.txt"
    (folder / "link.txt").symlink_to(secret)
    (folder / "linked").symlink_to(secret.parent, target_is_directory=True)
    with zipfile.ZipFile(secret.parent / "batch.zip", "w") as archive:
        archive.write(secret, "salary.txt")
    (folder / "linked.zip").symlink_to(secret.parent / "batch.zip")
    paths = [
        "../secret/salary.txt", str(secret), "link.txt", "linked/salary.txt", "linked.zip", "linked.zip/salary.txt",
        f"{folder}/../secret/salary.txt", "..", "/", "../allowed-not/x.txt", "/etc/passwd", "/nowhere/at/all",
    ]  # fmt: skip
    results = called(folder, *(("read", {"path": path}) for path in paths), ("list_documents", {}))
    for path, result in zip(paths, results, strict=False):
        assert result.is_error, path
        assert "leads out of the folders that may be read" in words(result), path
        assert "51,000" not in words(result)
    assert [each["shown"] for each in results[-1].structured_content["documents"]] == [POSTING, RESUME]
    assert results[-1].structured_content["unreadable"] > 0


def test_errors_say_what_which_and_what_to_do(folder: Path) -> None:
    (folder / ".hidden.txt").write_text("A key", "utf-8")
    (folder / "settings.yaml").write_text("key: value", "utf-8")
    (folder / "broken.pdf").write_bytes(b"%PDF-1.7 nothing")
    changed = (folder / RESUME).read_text("utf-8").replace("Northfield", "Southfield")
    (folder / "changed.txt").write_text(changed, "utf-8")
    cases: list[tuple[tuple[str, Json], str]] = [
        (("read", {"path": "nobody.txt"}), "There is no document 'nobody.txt'. `list_documents`"),
        (("read", {"path": "a\0b"}), "There is no document"),
        (("read", {"path": "x" * 5000}), "There is no document"),
        (("read", {"path": ".hidden.txt"}), "no document by its name"),
        (("read", {"path": "settings.yaml"}), "no document by its name"),
        (("read", {"path": "broken.pdf"}), "broken.pdf"),
        (("read", {}), "path"),
        (("extract", {"path": RESUME, "kind": "letter"}), "kind"),
        (("extract", {"path": "changed.txt"}), "No recorded answer for prompt"),
        (("explain", {"resume": RESUME, "posting": POSTING, "requirement_id": "requirement-9"}),
         "no requirement 'requirement-9'. It has: requirement-1 to requirement-2."),
    ]  # fmt: skip
    for (call, expected), result in zip(cases, called(folder, *(call for call, _ in cases)), strict=True):
        assert result.is_error, call
        assert expected in words(result), call
        assert "Southfield" not in words(result)


def test_documents_in_archives_and_in_several_folders_are_found(folder: Path) -> None:
    other = folder.parent / "other"
    other.mkdir()
    with zipfile.ZipFile(other / "batch.zip", "w") as archive:
        archive.write(SAMPLES / RESUME, "people/lena.txt")
    listed, by_name, by_place = called(
        folder,
        ("list_documents", {}),
        ("read", {"path": "batch.zip/people/lena.txt"}),
        ("extract", {"path": f"{other}/batch.zip/people/lena.txt"}),
        more=(str(other),),
    )
    assert len(listed.structured_content["documents"]) == 3
    assert by_name.structured_content["path"] == "batch.zip/people/lena.txt"
    assert by_place.structured_content["profile"]["document"]["path"] == "batch.zip/people/lena.txt"


def test_stdout_holds_the_protocol_alone_and_the_end_of_stdin_ends_the_server(folder: Path) -> None:
    hello = {"protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": {"name": "test", "version": "1"}}
    messages: list[Any] = [
        {"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": hello},
        {"jsonrpc": "2.0", "method": "notifications/initialized"},
        "no JSON at all",
        {"jsonrpc": "2.0", "id": 2, "method": "tools/call", "params": {"name": "read", "arguments": {"path": RESUME}}},
        {"jsonrpc": "2.0", "id": 3, "method": "tools/call", "params": {"name": "burn", "arguments": {}}},
    ]
    with subprocess.Popen(
        [*COMMAND, "mcp", str(folder), *REPLAY], env=child_environment(folder.parent / "tmp"), text=True,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    ) as process:  # fmt: skip
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write("".join(f"{json.dumps(message)}\n" for message in messages))
        process.stdin.flush()
        answered: dict[int, Json] = {}
        while not {1, 2, 3} <= set(answered):
            answer = json.loads(process.stdout.readline())
            assert answer["jsonrpc"] == "2.0"
            answered[answer.get("id")] = answer
        process.stdin.close()
        assert process.stdout.read() == ""
        assert process.wait(180) == 0
        assert process.stderr is not None
        assert process.stderr.read() == ""
    assert answered[2]["result"]["structuredContent"]["path"] == RESUME
    assert "burn" in json.dumps(answered[3])


def test_missing_package_says_what_to_install(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [each for each in sys.modules if each.partition(".")[0] == "mcp" or each == "extract.agents.tools"]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "mcp", None)
    message = quiet_error(vouchline("mcp", str(folder), *REPLAY))
    assert "needs the package 'mcp', which is not installed. Install it with `pip install 'vouchline[mcp]'`." in message


def test_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    assert "There is no folder" in quiet_error(vouchline("mcp", str(tmp_path / "nowhere"), *REPLAY))
    (tmp_path / "cv.txt").write_text("Ada", "utf-8")
    assert "There is no folder" in quiet_error(vouchline("mcp", str(tmp_path / "cv.txt"), *REPLAY))


def test_model_that_is_not_there_ends_the_start(folder: Path) -> None:
    assert "vouchline model pull" in quiet_error(vouchline("mcp", str(folder)))
