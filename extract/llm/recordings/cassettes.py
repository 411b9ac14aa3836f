"""Recorded conversations with a model: play them back, record them, and say what is missing.

A request is matched on method, path and parsed JSON body, never on host or port, so that a changed prompt, schema or
model is a miss, and documents read at once cannot get each other's answers.
"""

from __future__ import annotations

import json
import re
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from extract.errors import NoRecordingError
from extract.llm.recordings.check import Problem, check_cassettes
from extract.llm.recordings.diff import Recorded, describe_miss, describe_request
from extract.llm.recordings.files import METHOD, asked_in, interaction_of, load_recording, reply_in, save_recording
from extract.llm.recordings.record_mode import RecordMode, parse_record_mode
from extract.llm.request.keys import fingerprint

__all__ = ["Cassette", "Problem", "RecordMode", "check_cassettes", "parse_record_mode", "use_cassette"]

Json = dict[str, Any]

# instructor's second question quotes pydantic's error, with a link that names pydantic's version.
_PYDANTIC_LINK = re.compile(r"(errors\.pydantic\.dev/)\d+\.\d+/")


class Cassette:
    """An open recording: `played` and `recorded` count requests, `unplayed` names recordings that nothing asked for.

    `record_with` is the command that a miss tells the user to run.
    """

    def __init__(self, path: Path, mode: RecordMode, record_with: str = "") -> None:
        """Read the file, where there is one.

        Raises:
            UserError: the file is no recording.
        """
        self.path = path
        self.mode: RecordMode = mode
        self.played = 0
        self.recorded = 0
        self._record_with = record_with
        loaded = load_recording(path)
        self.may_record = mode in ("new_episodes", "all") or (mode == "once" and not loaded)
        # Recording everything again means that what is no longer asked goes.
        self._interactions = [] if mode == "all" else loaded
        self._asked = [asked_in(interaction) for interaction in self._interactions]
        self._places = {_digest(asked): place for place, asked in reversed(list(enumerate(self._asked)))}
        self._unplayed = dict.fromkeys(range(len(self._asked)))

    @property
    def unplayed(self) -> list[str]:
        """The names of the recordings in the file that no request asked for, in the file's order."""
        return [describe_request(self._asked[place]) for place in self._unplayed]

    def play(self, asked: Recorded) -> Json | None:
        """Return the recorded completion, None where there is none."""
        place = self._places.get(_digest(asked))
        if place is None:
            return None
        self.played += 1
        self._unplayed.pop(place, None)
        return reply_in(self._interactions[place])

    def record(self, asked: Recorded, completion: Json) -> None:
        """Put a completion on the cassette; of two replies to one request the first is kept."""
        digest = _digest(asked)
        if digest in self._places:
            return
        self._places[digest] = len(self._interactions)
        self._interactions.append(interaction_of(asked, completion))
        self._asked.append(asked)
        self.recorded += 1

    def miss(self, asked: Recorded) -> NoRecordingError:
        """Return what is told of a request that is not recorded, and may not be."""
        return NoRecordingError(
            f"No recorded answer for {describe_request(asked)} in {str(self.path)!r}: {describe_miss(asked, self._asked)}.",
            f"Record it with: {self._record_with or 'the same command and --record-mode new_episodes'}",
        )

    def save(self) -> None:
        """Write what was recorded to the file; without that it stays as it is."""
        if self.recorded:
            save_recording(self.path, self._interactions)


@contextmanager
def use_cassette(path: Path, mode: RecordMode, *, record_with: str = "") -> Generator[Cassette]:
    """Open the recording at `path`, for a `RecordedExchange` to play from and record to; it is saved when the block ends.

    `none` plays back and refuses the network. `once` records if there is no file, else plays back. `new_episodes` plays
    back what is there and records the rest. `all` records everything again. Failed requests are not recorded.
    `record_with` is the command that a miss tells the user to run.

    Raises:
        UserError: the file is no recording.
    """
    cassette = Cassette(path, mode, record_with)
    try:
        yield cassette
    finally:
        cassette.save()


def _digest(asked: Recorded) -> str:
    text = json.dumps(asked.body, ensure_ascii=False)
    return fingerprint([METHOD, asked.path, json.loads(_PYDANTIC_LINK.sub(r"\1*/", text))])
