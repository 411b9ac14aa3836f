"""How many documents are under way where few files may be open."""

from __future__ import annotations

import resource
from collections.abc import Callable, Generator

import pytest

from extract.errors import UserError
from extract.system.open_files import MOST_FILES, OWN_FILES, jobs_within_files, raise_own_limit

_KIND = resource.RLIMIT_NOFILE


@pytest.fixture(autouse=True)
def limit_put_back() -> Generator[None]:
    before = resource.getrlimit(_KIND)
    yield
    resource.setrlimit(_KIND, before)


def fixed_at(files: int) -> Callable[[int], tuple[int, int]]:
    """Return what tells a limit that cannot be raised; lowering the true one could not be undone by everybody."""

    def limit(_: int) -> tuple[int, int]:
        return files, files

    return limit


@pytest.fixture
def few_files(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(resource, "getrlimit", fixed_at(64))


def test_own_limit_is_raised_as_far_as_it_is_free_to_by_the_program() -> None:
    hard = resource.getrlimit(_KIND)[1]
    most = MOST_FILES if hard == resource.RLIM_INFINITY else min(MOST_FILES, hard)
    resource.setrlimit(_KIND, (200, hard))
    raise_own_limit()
    assert resource.getrlimit(_KIND) == (most, hard)


def test_limit_of_the_process_is_left_alone_when_jobs_are_counted() -> None:
    hard = resource.getrlimit(_KIND)[1]
    resource.setrlimit(_KIND, (200, hard))
    assert jobs_within_files(8) == 8
    assert jobs_within_files(400) == 200 - OWN_FILES
    assert resource.getrlimit(_KIND) == (200, hard)


@pytest.mark.usefixtures("few_files")
@pytest.mark.parametrize(("wanted", "jobs"), [(8, 8), (32, 32), (33, 32), (500, 32)])
def test_jobs_are_fewer_when_the_limit_is_fixed(wanted: int, jobs: int) -> None:
    assert jobs_within_files(wanted) == jobs


def test_what_to_do_is_said_when_not_one_job_fits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(resource, "getrlimit", fixed_at(OWN_FILES))
    with pytest.raises(UserError, match="only 32 files open at once") as caught:
        jobs_within_files(4)
    assert "ulimit -n 36" in str(caught.value)
