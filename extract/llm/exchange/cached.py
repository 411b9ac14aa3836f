"""Answers that were paid for once, found again by the content address of their request."""

from __future__ import annotations

import asyncio
import time
from weakref import WeakValueDictionary

from pydantic import ValidationError

from extract.llm.cache.answers import AnswerCache, StoredAnswer, StoredToken
from extract.llm.cache.writer import AnswerWriter
from extract.llm.exchange.interface import Exchange, Request, Response
from extract.llm.request.questions import TokenLogprob, Usage


class CachedExchange:
    """Looks into the cache before it asks, and stores what it was told. Of several tasks with the same request, one asks."""

    def __init__(self, below: Exchange, cache: AnswerCache) -> None:
        self._below = below
        self._cache = cache
        self._writer = AnswerWriter(cache)
        self._asked_now: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    async def send(self, request: Request) -> Response:
        """Return the answer that is kept, else that from below, when it is stored; raises what comes from below."""
        turn = self._asked_now.setdefault(request.key, asyncio.Lock())
        async with turn:
            kept = self._kept(request)
            if kept is not None:
                return kept
            response = await self._below.send(request)
            await self._writer.put(request.key, _stored(response, request.question.about))
            return response

    async def close(self) -> None:
        """Store what is waiting, and close what is below."""
        await self._writer.close()
        await self._below.close()

    def _kept(self, request: Request) -> Response | None:
        stored = self._cache.get(request.key)
        if stored is None:
            return None
        try:
            request.question.answer.read(stored.text)
        except ValidationError:  # it was kept by a version that asked for something else
            self._cache.drop(request.key)
            return None
        return _restored(stored)


def _stored(response: Response, about: tuple[str, ...]) -> StoredAnswer:
    usage = response.usage
    return StoredAnswer(
        text=response.text,
        finish_reason=response.finish_reason,
        prompt_tokens=usage.prompt_tokens,
        cached_tokens=usage.cached_tokens,
        completion_tokens=usage.completion_tokens,
        calls=usage.calls,
        reasks=usage.reasks,
        logprobs=tuple(StoredToken(token=t.token, logprob=t.logprob, top=t.top) for t in response.logprobs),
        stored_at=time.time(),
        about=about,
    )


def _restored(stored: StoredAnswer) -> Response:
    """Return a stored reply with what it cost when it was asked."""
    usage = Usage(
        prompt_tokens=stored.prompt_tokens,
        cached_tokens=stored.cached_tokens,
        completion_tokens=stored.completion_tokens,
        calls=stored.calls,
        reasks=stored.reasks,
        from_cache=True,
    )
    logprobs = tuple(TokenLogprob(t.token, t.logprob, t.top) for t in stored.logprobs)
    return Response(stored.text, stored.finish_reason, usage, logprobs)
