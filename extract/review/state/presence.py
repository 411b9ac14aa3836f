"""Who has which document open: a small file a browser window, so that several servers on one folder see each other."""

from __future__ import annotations

import contextlib
import hashlib
import json
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from extract.store.results import write_whole

FRESH_S = 45.0
"""How long somebody counts as present after the last sign of life; a page gives one every few seconds."""


@dataclass(frozen=True, slots=True)
class Presence:
    """The signs of life below OUT/reviews/.present."""

    out: Path

    @property
    def _folder(self) -> Path:
        return self.out / "reviews" / ".present"

    def say(self, window: str, by: str, group: str, name: str) -> None:
        """Note that a window shows a document."""
        sign = {"window": window, "by": by, "group": group, "name": name, "at": time.time()}
        write_whole(self._file(window), json.dumps(sign))

    def leave(self, window: str) -> None:
        """Note that a window was closed, or shows something else now."""
        with contextlib.suppress(OSError):
            self._file(window).unlink(missing_ok=True)

    def _file(self, window: str) -> Path:
        return self._folder / f"{hashlib.sha256(window.encode('utf-8', 'backslashreplace')).hexdigest()[:24]}.json"

    def others(self, window: str, group: str, name: str) -> list[str]:
        """Return who else has this document open, sorted; files of windows long closed are taken away."""
        return sorted({each["by"] for each in self._fresh() if (each["group"], each["name"]) == (group, name)
                       and each["window"] != window})  # fmt: skip

    def everybody(self) -> dict[tuple[str, str], list[str]]:
        """Return who is in each document."""
        found: dict[tuple[str, str], set[str]] = {}
        for each in self._fresh():
            found.setdefault((each["group"], each["name"]), set()).add(each["by"])
        return {key: sorted(people) for key, people in found.items()}

    def _fresh(self) -> list[dict[str, Any]]:
        fresh: list[dict[str, Any]] = []
        now = time.time()
        for file in self._folder.glob("*.json"):
            with contextlib.suppress(OSError, ValueError, KeyError, TypeError):
                sign = json.loads(file.read_bytes())
                if abs(now - float(sign["at"])) <= FRESH_S:
                    fresh.append({key: str(sign[key]) for key in ("window", "by", "group", "name")})
                elif now - float(sign["at"]) > 20 * FRESH_S:
                    file.unlink(missing_ok=True)
        return fresh
