"""How long a document will take: what documents took on this machine before, by their length."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Literal, cast

from extract.errors import UserError
from extract.llm.request.providers import Endpoint
from extract.store.results import write_whole

Kind = Literal["resume", "posting"]
FIXED_S = 4.0
"""Seconds that a document takes however short it is."""
STATED_S = {"embedded": 15.0}
"""Seconds for each 1,000 characters where nothing was measured here yet: the sample résumés on two cores."""
STATED_ELSEWHERE_S = 8.0
POSTING_SHARE = 0.15
"""A posting takes so much of what a résumé of its length takes: the sample postings and résumés."""
NEWEST_SHARE = 0.3
"""How much the newest document counts beside all before it."""
LEAST_CHARACTERS = 400
"""Shorter documents tell little of how long others take."""


class Speed:
    """What is known of a model's speed; `folder` keeps it from run to run, None keeps nothing."""

    def __init__(self, folder: Path | None, endpoint: Endpoint) -> None:
        self._file = folder / "speed.json" if folder else None
        self._key = f"{endpoint.model} {endpoint.server or 'embedded'}"
        self._thousand_s = _read(self._file).get(self._key, STATED_S.get(endpoint.provider, STATED_ELSEWHERE_S))
        self._has_learnt = False

    def seconds(self, characters: int, kind: Kind = "resume") -> float:
        """Return about how many seconds the questions about a document of so many characters will take."""
        share = 1.0 if kind == "resume" else POSTING_SHARE
        return FIXED_S + share * self._thousand_s * characters / 1_000

    def learn(self, characters: int, seconds: float) -> None:
        """Take into account what a résumé took of which every question was asked."""
        if characters < LEAST_CHARACTERS:
            return
        measured = max(seconds - FIXED_S, 0.0) * 1_000 / characters
        self._thousand_s += NEWEST_SHARE * (measured - self._thousand_s)
        self._has_learnt = True

    def save(self) -> None:
        """Keep what was learnt; where that cannot be, the next run begins with what it knew."""
        if self._file is None or not self._has_learnt:
            return
        try:
            self._file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            write_whole(
                self._file, json.dumps({**_read(self._file), self._key: round(self._thousand_s, 3)}, indent=2) + "\n"
            )
        except (OSError, UserError):
            return


def _read(file: Path | None) -> dict[str, float]:
    try:
        found: object = json.loads(file.read_text("utf-8")) if file else {}
    except (OSError, ValueError):
        return {}
    rows = cast("dict[str, object]", found) if isinstance(found, dict) else {}
    return {name: float(seconds) for name, seconds in rows.items() if isinstance(seconds, int | float)}
