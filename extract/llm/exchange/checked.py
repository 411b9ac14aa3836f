"""Replies held to the form that was asked for, by instructor: what does not fit is asked for again, in its words."""

from __future__ import annotations

import contextlib
from dataclasses import replace
from typing import Any

import instructor
from instructor.core.exceptions import InstructorRetryException
from openai.types.chat import ChatCompletion
from pydantic import ValidationError

from extract.completions import check_complete, describe, for_instructor
from extract.errors import InvalidReplyError
from extract.llm.exchange.composing import INSTRUCTOR_MODES
from extract.llm.exchange.interface import Exchange, Request, Response
from extract.wire import constrained

MAX_REASKS = 1
"""How often a reply that does not fit the schema is asked for again."""


class CheckedExchange:
    """Sends requests through instructor, with the answer's pydantic model."""

    def __init__(self, below: Exchange) -> None:
        self._below = below

    async def send(self, request: Request) -> Response:
        """Return a reply that fits, with the usage of all replies that it took.

        Raises:
            ReplyCutOffError: the reply reached `max_tokens`.
            RefusalError: the model or its filter declined.
            InvalidReplyError: the reply does not fit the schema, also after being asked again.
        """
        course = _Course(self._below, request)
        mode = INSTRUCTOR_MODES[request.endpoint.mode]
        model: Any = instructor.AsyncInstructor(
            client=None, create=instructor.patch(create=course.create, mode=mode), mode=mode
        )
        # The exception's text and fields hold every completion, so it ends here, and what is raised has no trace of it.
        with contextlib.suppress(InstructorRetryException):
            await model.create(
                response_model=request.question.answer.as_class(), max_retries=MAX_REASKS, **request.arguments
            )
        return course.result()

    async def close(self) -> None:
        """Close what is below."""
        await self._below.close()


class _Course:
    """The requests that instructor makes for one question; what goes wrong is kept, since instructor wraps it."""

    def __init__(self, below: Exchange, request: Request) -> None:
        self._below = below
        self._request = request
        self._last: Response | None = None
        self._failure: Exception | None = None

    async def create(self, **wire: Any) -> ChatCompletion:
        """Answer one request of instructor's; the first one is what was asked for."""
        request, question = self._request, self._request.question
        if self._last is not None:
            request = request.asked_again(constrained(wire, question.answer, request.endpoint, question.source))
        try:
            self._last = response = await self._below.send(request)
            trail = request.trail
            trail.usage += replace(response.usage, reasks=int(request.is_reask))
            trail.finish_reason = response.finish_reason
            check_complete(response.completion, question, request.endpoint)
        except Exception as error:
            self._failure = error
            raise
        return for_instructor(response, question.answer)

    def result(self) -> Response:
        """Return the last reply, if it fits."""
        request, last = self._request, self._last
        if self._failure is not None:
            raise self._failure
        assert last is not None
        # instructor reads more than fits: JSON between fences, or in the midst of words.
        with contextlib.suppress(ValidationError):
            request.question.answer.read(last.text)
            return replace(last, usage=request.trail.usage)
        raise InvalidReplyError(
            f"The reply to question {describe(request.question)} by {request.endpoint.model!r} does not fit its schema, "
            f"also after being asked for again ({request.trail.usage.calls} calls).",
            "Try a stronger model for this document.",
            completion=last.text,
        )
