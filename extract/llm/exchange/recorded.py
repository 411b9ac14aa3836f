"""The lowest layer where conversations are recorded or played: a cassette, and what answers where it may record."""

from __future__ import annotations

from urllib.parse import urlsplit

from pydantic_core import from_json, to_json

from extract.llm.exchange.interface import Exchange, Request, Response
from extract.llm.exchange.response import check_form, read_completion
from extract.llm.recordings.cassettes import Cassette
from extract.llm.recordings.diff import Recorded


class RecordedExchange:
    """Plays what a cassette holds, and records there what `below` answers; without that, it only plays."""

    def __init__(self, cassette: Cassette, below: Exchange | None = None) -> None:
        self._cassette = cassette
        self._below = below

    async def send(self, request: Request) -> Response:
        """Return the recorded reply, else that from below, once it is on the cassette.

        Raises:
            NoRecordingError: the cassette holds no answer, and none may be recorded.
        """
        asked = asked_of(request)
        played = self._cassette.play(asked)
        if played is not None:
            return read_completion(check_form(played), request.endpoint.mode)
        if self._below is None or not self._cassette.may_record:
            raise self._cassette.miss(asked)
        response = await self._below.send(request)
        self._cassette.record(asked, response.completion)
        return response

    async def close(self) -> None:
        """Close what is below; the cassette is closed by whoever opened it."""
        if self._below is not None:
            await self._below.close()


def asked_of(request: Request) -> Recorded:
    """Return a request as recordings compare it: what it is about, its path, and its body as plain JSON values."""
    question = request.question
    about = {"prompt": question.prompt, "fingerprint": question.prompt_fingerprint, "document": question.document}
    path = f"{urlsplit(request.endpoint.base_url).path}/chat/completions"
    return Recorded({name: value for name, value in about.items() if value}, path, from_json(to_json(request.body)))
