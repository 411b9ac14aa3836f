"""Replies held to the form that was asked for: what does not fit is asked for again by instructor, in its words."""

from __future__ import annotations

import contextlib
from dataclasses import replace
from typing import Any

import instructor
from instructor.core.exceptions import InstructorRetryException
from openai.types.chat import ChatCompletion
from pydantic import ValidationError

from extract.errors import InvalidReplyError
from extract.llm.exchange.composing import INSTRUCTOR_MODES
from extract.llm.exchange.interface import Exchange, Request, Response
from extract.llm.exchange.response import check_complete, describe, for_instructor
from extract.llm.request.wire import constrained

MAX_REASKS = 1
"""How often a reply that does not fit the schema is asked for again."""


class CheckedExchange:
    """Sends a request, and hands a reply that does not fit to instructor, with the answer's pydantic model."""

    def __init__(self, below: Exchange) -> None:
        self._below = below

    async def send(self, request: Request) -> Response:
        """Return a reply that fits, with the usage of all replies that it took.

        Raises:
            ReplyCutOffError: the reply reached `max_tokens`.
            RefusalError: the model or its filter declined.
            InvalidReplyError: the reply does not fit the schema, also after being asked again.
        """
        response = await self._ask(request)
        if not _fits(response, request):
            response = await self._ask_again(request, response)
        return replace(response, usage=request.trail.usage)

    async def close(self) -> None:
        """Close what is below."""
        await self._below.close()

    async def _ask(self, request: Request) -> Response:
        """Return one reply, which is a whole answer, noted in the trail."""
        response = await self._below.send(request)
        request.trail.usage += replace(response.usage, reasks=int(request.is_reask))
        request.trail.finish_reason = response.finish_reason
        check_complete(response.completion, request.question, request.endpoint)
        return response

    async def _ask_again(self, request: Request, response: Response) -> Response:
        """Let instructor ask again: it is given the reply as the answer to its own first request, which is what was asked."""
        question, last = request.question, response
        unseen, failure = [response], None

        async def create(**wire: Any) -> ChatCompletion:
            nonlocal last, failure
            if unseen:
                return for_instructor(unseen.pop())
            wire = constrained(wire, question.answer, request.endpoint, question.source)
            try:
                last = await self._ask(request.asked_again(wire))
            except Exception as error:
                failure = error  # instructor wraps it
                raise
            return for_instructor(last)

        mode = INSTRUCTOR_MODES[request.endpoint.mode]
        model: Any = instructor.AsyncInstructor(
            client=None, create=instructor.patch(create=create, mode=mode), mode=mode
        )
        # The exception's text and fields hold every completion, so it ends here, and what is raised has no trace of it.
        with contextlib.suppress(InstructorRetryException):
            await model.create(response_model=question.answer.as_class(), max_retries=MAX_REASKS, **request.arguments)
        if failure is not None:
            raise failure
        # instructor takes more than fits: JSON between fences, or in the midst of words.
        if not _fits(last, request):
            raise _invalid(request, last)
        return last


def _fits(response: Response, request: Request) -> bool:
    try:
        request.question.answer.read(response.text)
    except ValidationError:
        return False
    return True


def _invalid(request: Request, response: Response) -> InvalidReplyError:
    return InvalidReplyError(
        f"The reply to question {describe(request.question)} by {request.endpoint.model!r} does not fit its schema, "
        f"also after being asked for again ({request.trail.usage.calls} calls).",
        "Try a stronger model for this document.",
        completion=response.text,
    )
