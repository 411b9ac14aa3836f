"""What a server is told: its limits, who may ask, and what is kept."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from pydantic import SecretStr

from extract.errors import UserError

MIN_TOKEN = 16
"""Fewest characters of a token: shorter ones can be guessed."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What callers may take.

    `body_bytes` is the largest request. `documents` is how many a job may hold, those in archives included. `jobs` and
    `requests` are how many are under way at once. `request_s` bounds one request, `job_s` one job; `kept_s` is how long
    the results of a job that is over can be fetched.
    """

    body_bytes: int = 100_000_000
    documents: int = 100
    jobs: int = 2
    requests: int = 16
    request_s: float = 600.0
    job_s: float = 7_200.0
    kept_s: float = 3_600.0


@dataclass(frozen=True, slots=True)
class Serving:
    """How a server is run. `hosts` are the values of Host that it answers to where no token is asked for.

    `keep` is the folder where documents and results are kept; None keeps none.
    """

    hosts: frozenset[str]
    token: SecretStr | None = None
    limits: Limits = field(default_factory=Limits)
    keep: Path | None = None


def read_token(file: Path | None, variable: str | None) -> SecretStr | None:
    """Return the token of a file, else that of the variable; None where there is neither.

    Raises:
        UserError: the file cannot be read, or the token is too short or holds what a header cannot carry.
    """
    if file is None and variable is None:
        return None
    origin = f"file {str(file)!r}" if file is not None else "variable VOUCHLINE_SERVE_TOKEN"
    try:
        token = (file.read_text("utf-8") if file is not None else variable or "").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise UserError(f"The {origin} cannot be read.", "Name a text file with one line: the token.") from error
    if len(token) < MIN_TOKEN or not token.isascii() or not token.isprintable() or " " in token:
        raise UserError(
            f"The token of the {origin} cannot be used.",
            f"A token is {MIN_TOKEN} or more printable ASCII characters without spaces, such as "
            "`python -c 'import secrets; print(secrets.token_urlsafe(32))'` prints.",
        )
    return SecretStr(token)
