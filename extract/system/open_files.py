"""How many files and connections a process may have open at once, and so how many documents it can have under way."""

from __future__ import annotations

import sys

from extract.errors import UserError

OWN_FILES = 32
"""What a run has open beside its connections to the model: journal, lock, answers, pipes to the processes that read. 22 were
counted with two of these, and 5 more for each of the two that larger machines add."""

MOST_FILES = 65_536


def jobs_within_files(wanted: int) -> int:
    """Return how many of the wanted jobs can be under way at once, each with a connection.

    Raises:
        UserError: there is not room for one.
    """
    allowed = _allowed(wanted + OWN_FILES)
    if allowed <= OWN_FILES:
        raise UserError(
            f"This process may have only {allowed} files open at once.", f"{how_to_allow(wanted).capitalize()}."
        )
    return min(wanted, allowed - OWN_FILES)


def how_to_allow(jobs: int) -> str:
    """Return what to do where too few files may be open for so many jobs."""
    return f"allow more open files with `ulimit -n {jobs + OWN_FILES}`"


def raise_own_limit() -> None:
    """Let this process open as many files as it is free to, up to `MOST_FILES`: for a program, not for a library in one."""
    if sys.platform == "win32":  # no such limit there
        return
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    most = MOST_FILES if hard == resource.RLIM_INFINITY else min(MOST_FILES, hard)
    if soft != resource.RLIM_INFINITY and soft < most:
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))


def _allowed(wanted: int) -> int:
    """Return how many files this process may have open, `wanted` where there is no limit."""
    if sys.platform == "win32":
        return wanted
    import resource

    soft, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return wanted if soft == resource.RLIM_INFINITY else soft
