"""From a question to the request that goes through the seam."""

from __future__ import annotations

import logging
from typing import Any

import instructor
from instructor.processing import handle_response_model

from extract.llm.exchange.interface import Request
from extract.llm.request.keys import request_key
from extract.llm.request.providers import Endpoint, Mode
from extract.llm.request.questions import Question
from extract.llm.request.wire import constrained, request_arguments

INSTRUCTOR_MODES: dict[Mode, instructor.Mode] = {
    "json_schema": instructor.Mode.JSON_SCHEMA,
    "tools": instructor.Mode.TOOLS,
    "json": instructor.Mode.JSON,
}

# instructor logs validation errors, which quote the reply, as errors; openai logs whole requests when debugging. Both
# hold document text. A level set here holds for every logger below it, whatever handlers there are.
logging.getLogger("instructor").setLevel(logging.CRITICAL + 1)
logging.getLogger("openai").setLevel(logging.WARNING)


def compose(question: Question[Any], endpoint: Endpoint, seed: int) -> Request:
    """Return the request that asks a question: instructor's, with our own schema or grammar where the server takes one."""
    arguments = request_arguments(question, endpoint, seed)
    wire = arguments
    if endpoint.mode != "json_schema":
        make_wire: Any = handle_response_model
        _, wire = make_wire(question.answer.as_class(), mode=INSTRUCTOR_MODES[endpoint.mode], **arguments)
    wire = constrained(wire, question.answer, endpoint, question.source)
    key = request_key(
        wire, prompt_fingerprint=question.prompt_fingerprint, provider=endpoint.provider, mode=endpoint.mode,
        server=endpoint.server,
    )  # fmt: skip
    return Request(question, endpoint, arguments, wire, key)
