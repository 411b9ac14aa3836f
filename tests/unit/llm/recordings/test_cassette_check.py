"""What the check of shared recordings finds, on planted cases, and what it leaves alone."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from extract.llm.recordings.cassettes import check_cassettes

CLEAN = "Ada Made-Up, ada@example.com, x@sub.example.org, 212 555-0123, (415) 555-0199, +1 212 555 0100, 2019 - 2023, -0.1234567"


def plant(folder: Path, text: str, name: str = "test_some/test_it.yaml", **more: object) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    body = {"messages": [{"role": "user", "content": text}]}
    data = {"version": 1, "interactions": [{"request": {"body": body, **more}}]}
    path.write_text(yaml.safe_dump(data), encoding="utf-8")
    return path


def codes(folder: Path, tests: Path | None = None) -> list[str]:
    return [problem.code for problem in check_cassettes(folder, tests=tests)]


def test_clean_recordings_have_no_problems(tmp_path: Path) -> None:
    plant(tmp_path, CLEAN)
    assert check_cassettes(tmp_path) == []


def test_folder_without_recordings_has_no_problems(tmp_path: Path) -> None:
    assert check_cassettes(tmp_path) == []


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("sk-proj-abcdefghijklmnop1234", "secret"),
        ("Authorization: Bearer abcdefghij.klm", "secret"),
        ("ghp_0123456789abcdefghijABCDEFGHIJ", "secret"),
        ("AKIA0123456789ABCDEF", "secret"),
        ("eyJhbGciOiJIUzI1.eyJzdWIiOiIxMjM0.SflKxwRJSM", "secret"),
        ("-----BEGIN RSA PRIVATE KEY-----", "secret"),
        ("org-AbCdEfGhIjKl", "secret"),
        ("proj_AbCdEfGhIjKl", "secret"),
        ("zoe@example.co", "mail"),
        ("zoe@example.com.evil.io", "mail"),
        ("zoe@notexample.com", "mail"),
        ("212 555-0200", "phone"),
        ("(212) 555-0200", "phone"),
        ("212.555.0200", "phone"),
        ("+44 20 7946 0000", "phone"),
        ("+1-212-555-0200", "phone"),
    ],
)
def test_planted_problem_is_found_and_not_quoted(text: str, code: str, tmp_path: Path) -> None:
    path = plant(tmp_path, f"{CLEAN} {text}, more")
    (problem,) = check_cassettes(tmp_path)
    assert (problem.path, problem.code) == (path, code)
    assert problem.message.endswith("at /interactions/0/request/body/messages/0/content")
    assert text not in problem.message


@pytest.mark.parametrize(
    "name", ["Authorization", "set-cookie", "openai-organization", "x-api-key", "api_key", "X-Request-Id"]
)
def test_header_that_tells_is_found_whatever_its_value(name: str, tmp_path: Path) -> None:
    plant(tmp_path, CLEAN, headers={name: ["short"]})
    assert codes(tmp_path) == ["secret"]


@pytest.mark.parametrize(
    "text",
    ["2020-2021 555 1234", "1234567890", "10,000,000", "0.123 456 7890.1", "room 212-555", "ISBN 978-0-306-40615-7"],
)
def test_numbers_that_are_no_phone_numbers_are_left_alone(text: str, tmp_path: Path) -> None:
    plant(tmp_path, text)
    assert check_cassettes(tmp_path) == []


def test_recording_is_an_orphan_when_no_test_plays_it(tmp_path: Path) -> None:
    tests = tmp_path / "tests" / "replay"
    tests.mkdir(parents=True)
    (tests / "test_some.py").write_text(
        "def test_it(cassette): ...\nasync def test_two(tmp_path, *, cassette): ...\ndef test_not(): ...\n"
    )
    folder = tmp_path / "cassettes"
    for name in ("test_it", "test_it.case-1", "test_two", "test_not", "test_gone"):
        plant(folder, CLEAN, f"test_some/{name}.yaml")
    plant(folder, CLEAN, "test_other/test_it.yaml")
    orphans = check_cassettes(folder, tests=tmp_path / "tests")
    assert {problem.code for problem in orphans} == {"orphan"}
    assert sorted(problem.path.relative_to(folder).as_posix() for problem in orphans) == [
        "test_other/test_it.yaml",
        "test_some/test_gone.yaml",
        "test_some/test_not.yaml",
    ]


def test_recordings_together_may_not_pass_ten_megabytes(tmp_path: Path) -> None:
    content = "text: |\n" + ("  " + "x" * 97 + "\n") * 60_000
    (tmp_path / "a.yaml").write_text(content)
    assert codes(tmp_path) == []
    (tmp_path / "b.yaml").write_text(content)
    assert codes(tmp_path) == ["too_large"]


@pytest.mark.parametrize("content", [b"a: [", b"\xff\xfe\x00"])
def test_file_that_is_no_recording_is_a_problem(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "x.yaml").write_bytes(content)
    assert codes(tmp_path) == ["unreadable"]
