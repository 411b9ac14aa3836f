"""What programs import; the examples of docs/api.md run in test_docs.py."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

import extract
from extract import Session, Settings, UserError, read_document
from testing.command_line import ADA, NURSE
from testing.servers.fitting import serve_fitting

ROOT = Path(__file__).parents[3]


def test_public_names_are_a_dozen_and_all_documented() -> None:
    shown = (ROOT / "docs" / "api.md").read_text("utf-8")
    assert len(extract.__all__) == 12
    for name in extract.__all__:
        assert getattr(extract, name) is not None
        assert f"`{name}" in shown
    assert set(extract.__all__) <= set(dir(extract))


def test_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="no attribute 'extract_everything'"):
        extract.extract_everything  # noqa: B018  # pyright: ignore[reportAttributeAccessIssue, reportUnknownMemberType]


def test_import_alone_loads_no_model_client() -> None:
    code = "import sys, extract; sys.exit('openai' in sys.modules or 'instructor' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False).returncode == 0


def test_session_gives_what_the_command_stores(tmp_path: Path) -> None:
    (tmp_path / "docs").mkdir()
    for name, text in {"ada.txt": ADA, "nurse.md": NURSE}.items():
        (tmp_path / "docs" / name).write_text(text, encoding="utf-8")
    with serve_fitting() as server:
        settings = Settings(model="m", base_url=server.base_url, provider="llama_cpp", as_of="2026-01-31")
        with Session(settings) as session:
            profile = session.extract_profile(read_document(tmp_path / "docs" / "ada.txt"), name="ada.txt")
            run = session.run_folder(tmp_path / "docs", tmp_path / "out")
    assert run.finished
    stored = (tmp_path / "out" / "profiles" / "ada.profile.json").read_text("utf-8")
    assert type(profile).model_validate_json(stored) == profile


def test_session_without_a_model_says_so(tmp_path: Path) -> None:
    (tmp_path / "ada.txt").write_text(ADA, encoding="utf-8")
    document = read_document(tmp_path / "ada.txt")
    with Session(Settings()) as session, pytest.raises(UserError, match="vouchline model pull"):
        session.extract_profile(document)
