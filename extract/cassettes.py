"""Recorded conversations with a model: play them back, record them, and say what is missing.

A request is matched on method, path and parsed JSON body, never on host or port, so that a changed prompt, schema or
model is a miss, and documents read at once cannot get each other's answers.
"""

from __future__ import annotations

import json
import re
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

from vcr.cassette import Cassette as VcrCassette
from vcr.cassette import CassetteContextDecorator
from vcr.config import VCR
from vcr.record_mode import RecordMode as VcrRecordMode
from vcr.request import Request

from extract.cassette_check import Problem, check_cassettes
from extract.errors import NoRecordingError
from extract.keys import fingerprint
from extract.misses import Recorded, describe_miss, describe_request
from extract.questions import asking
from extract.record_mode import RecordMode, parse_record_mode
from extract.recordings import ABOUT_PREFIX, WholeFilePersister, YamlSerializer, keep_headers, keep_reply

__all__ = ["Cassette", "Problem", "RecordMode", "check_cassettes", "parse_record_mode", "use_cassette"]

Json = dict[str, Any]

# Where a recording's requests went is nobody's business and no part of the match.
_ANY_HOST = "http://model"
# instructor's second question quotes pydantic's error, with a link that names pydantic's version.
_PYDANTIC_LINK = re.compile(r"(errors\.pydantic\.dev/)\d+\.\d+/")
_OK = 200


@dataclass(slots=True)
class Cassette:
    """An open recording: `played` and `recorded` count requests, `unplayed` names recordings that nothing asked for."""

    path: Path
    mode: RecordMode
    _vcr: _MatchingCassette | None = field(default=None, repr=False)

    @property
    def played(self) -> int:
        """How many requests were answered from the file."""
        return self._vcr.play_count if self._vcr else 0

    @property
    def recorded(self) -> int:
        """How many requests were recorded since it was opened."""
        return len(self._vcr.data) - self._vcr.loaded if self._vcr else 0

    @property
    def unplayed(self) -> list[str]:
        """The names of the recordings loaded from the file that no request asked for, in the file's order."""
        if self._vcr is None or self.mode == "all":  # what is recorded again is not played
            return []
        played = self._vcr.play_counts
        requests = [request for request, _ in self._vcr.data[: self._vcr.loaded]]
        return [describe_request(as_recorded(request)) for i, request in enumerate(requests) if not played[i]]


@contextmanager
def use_cassette(path: Path, mode: RecordMode, *, record_with: str = "") -> Generator[Cassette, None, None]:
    """Answer the model's requests from the file at `path`, or record them there, while the block runs.

    `none` plays back and refuses the network. `once` records if there is no file, else plays back. `new_episodes` plays
    back what is there and records the rest. `all` records everything again. Failed requests are not recorded.
    `record_with` is the command that a miss tells the user to run.

    Raises:
        NoRecordingError: (inside the block, from the client) the file holds no answer, and the mode allows no recording.
        UserError: the file is no recording.
    """
    opened = Cassette(path, mode)
    config = VCR(decode_compressed_response=True).get_merged_config(
        path=str(path),
        record_mode=mode,
        before_record_request=lambda request: _clean_request(request, mode),
        before_record_response=_clean_response,
        allow_playback_repeats=True,
        # Recording everything again means that what is no longer asked goes.
        drop_unused_requests=mode == "all",
        persister=WholeFilePersister,
        cassette_library_dir=None,
        func_path_generator=lambda function: str(function),
    )
    config |= {"serializer": YamlSerializer, "match_on": (same_request,)}
    context = CassetteContextDecorator(_MatchingCassette, lambda: dict(config))
    with context as inner:
        vcr_cassette = cast("_MatchingCassette", inner)
        vcr_cassette.record_with = record_with
        opened._vcr = vcr_cassette  # pyright: ignore[reportPrivateUsage]
        yield opened


class _MatchingCassette(VcrCassette):
    """vcrpy's cassette with a look-up by content, and a miss that says what differs."""

    record_with = ""

    @property
    def loaded(self) -> int:
        """How many interactions came from the file."""
        return self._loaded_count

    def can_play_response_for(self, request: Request) -> bool:
        """Tell whether the request has an answer here.

        Raises:
            NoRecordingError: it has none, and none may be recorded.
        """
        if self.record_mode == VcrRecordMode.ALL:
            return False
        cleaned = self._before_record_request(request)
        if cleaned is None:
            return False
        if any(True for _ in self._responses(request)):
            return True
        if self.write_protected:
            raise self._miss(as_recorded(cleaned))
        return False

    def _responses(self, request: Request) -> Iterator[tuple[int, Json]]:
        cleaned = self._before_record_request(request)
        if cleaned is None:
            return
        wanted = _digest(cleaned)
        for index, (stored, response) in enumerate(self.data):
            if _digest(stored) == wanted:
                yield index, response

    def _miss(self, asked: Recorded) -> NoRecordingError:
        recorded = [as_recorded(request) for request, _ in self.data]
        remedy = self.record_with or "the same command and --record-mode new_episodes"
        return NoRecordingError(
            f"No recorded answer for {describe_request(asked)} in {str(self._path)!r}: {describe_miss(asked, recorded)}.",
            f"Record it with: {remedy}",
        )


def same_request(one: Request, other: Request) -> bool:
    """Tell whether two requests ask the same, wherever they were sent."""
    return _digest(one) == _digest(other)


def as_recorded(request: Request) -> Recorded:
    """Return a request in the form in which misses compare it."""
    about = {
        name.lower().removeprefix(ABOUT_PREFIX): str(value)
        for name, value in request.headers.items()
        if name.lower().startswith(ABOUT_PREFIX)
    }
    return Recorded(about, str(request.path), _parse_body(request))


def _digest(request: Request) -> str:
    known = cast("str | None", getattr(request, "_content_digest", None))
    if known is None:
        known = fingerprint([request.method, request.path, _parse_body(request)])
        setattr(request, "_content_digest", known)  # noqa: B010 - worked out once for each request
    return known


def _parse_body(request: Request) -> Json:
    body = cast("bytes | str | None", request.body)
    text = body.decode("utf-8", "replace") if isinstance(body, bytes) else (body or "")
    try:
        parsed = json.loads(_PYDANTIC_LINK.sub(r"\1*/", text))
    except ValueError:
        return {"not_json": fingerprint(text)}
    return cast("Json", parsed) if isinstance(parsed, dict) else {"not_an_object": parsed}


def _clean_request(request: Request, mode: RecordMode) -> Request | None:
    """Return the request as it may be stored; None, which lets it pass, for what is no question to a model."""
    if mode != "none" and not str(request.path).endswith("/chat/completions"):
        return None
    about = {name: value for name, value in request.headers.items() if name.lower().startswith(ABOUT_PREFIX)}
    current = asking.get()
    if not about and current is not None:
        labels = {"prompt": current.prompt, "fingerprint": current.prompt_fingerprint, "document": current.document}
        about = {f"{ABOUT_PREFIX}{name}": value for name, value in labels.items() if value}
    request.headers = {**keep_headers(dict(request.headers)), **about}
    request.uri = f"{_ANY_HOST}{request.path}"
    return request


def _clean_response(response: Json) -> Json | None:
    """Return the response as it may be stored; None for a failure, which a later run must not meet again."""
    if response["status"]["code"] != _OK:
        return None
    body = cast("bytes | str", response["body"]["string"])
    return {
        "status": {"code": _OK, "message": "OK"},
        "headers": keep_headers(response["headers"]),
        "body": {"string": keep_reply(body.encode() if isinstance(body, str) else body)},
    }
