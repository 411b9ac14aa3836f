"""A run that may have few files open: fewer documents are under way at once, and none fails of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from testing.folders import Run, outcome_counts, write_resumes
from testing.servers.answer_process import serve_answers


def at_most(files: int) -> str:
    return f"import resource; resource.setrlimit(resource.RLIMIT_NOFILE, ({files}, {files}))"


@pytest.mark.parametrize("jobs", [60, pytest.param(250, marks=pytest.mark.long)])
def test_more_jobs_than_files_are_fewer_jobs_and_the_user_is_told(tmp_path: Path, jobs: int) -> None:
    write_resumes(tmp_path / "docs", jobs)
    with serve_answers(tmp_path / "log", delay_s=1) as server:
        status, printed = Run(tmp_path, server, jobs=jobs, before=at_most(64)).wait()
    assert status == 0, printed
    assert f"32 calls at once in place of {jobs}: allow more open files with `ulimit -n {jobs + 32}`" in printed
    assert outcome_counts(tmp_path / "out") == {"extracted": jobs}


def test_too_few_files_for_a_single_document_are_told_before_anything_is_asked(tmp_path: Path) -> None:
    write_resumes(tmp_path / "docs", 1)
    with serve_answers(tmp_path / "log") as server:
        status, printed = Run(tmp_path, server, before=at_most(30)).wait()
        assert (status, server.asked()) == (2, {})
    assert "This process may have only 30 files open at once." in printed
    assert "Allow more open files with `ulimit -n 36`." in printed
