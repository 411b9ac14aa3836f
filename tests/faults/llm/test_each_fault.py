"""Each fault of a model's server alone: how many requests it costs, what comes of the question, and what is said of it."""

from __future__ import annotations

import asyncio
import logging
import resource
import traceback
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
import trustme
from pydantic import BaseModel, ConfigDict, Field

from extract.errors import (
    InvalidReplyError,
    ModelCallError,
    ModelSetupError,
    RefusalError,
    ReplyCutOffError,
    TransportError,
    VouchlineError,
)
from extract.llm.client import ModelClient
from extract.llm.request.answer_schema import form_of
from extract.llm.request.providers import resolve_endpoint
from extract.llm.request.questions import Answer, Message, Question, Usage
from extract.llm.retry.policy import RetryPolicy
from testing.servers.model_server import RunningServer, model_server
from testing.servers.plans import FOR_GOOD, HARMLESS, MISFITS, PASSING, SET_UP, Plan

SECRET_TEXT = "Zenobia Quillfeather"
KEY = "sk-made-up-key-0000"
FAST = RetryPolicy(max_attempts=3, first_pause_s=0.01, longest_pause_s=0.02, max_total_s=20)
TIMEOUT_S = 1.0

MESSAGES = {
    "429": "because of its rate limit (HTTP 429)",
    "429_seconds": "because of its rate limit (HTTP 429)",
    "429_date": "because of its rate limit (HTTP 429)",
    "429_past_date": "because of its rate limit (HTTP 429)",
    "500": "failed (HTTP 500)",
    "502": "failed (HTTP 502)",
    "503": "was overloaded (HTTP 503)",
    "529": "was overloaded (HTTP 529)",
    "reset": "dropped the connection",
    "cut_body": "dropped the connection",
    "silent": "did not answer in time",
    "drip": "did not answer in time",
}
ENDS = {
    "refusal": (RefusalError, "was declined by the model"),
    "content_filter": (RefusalError, "was declined by a content filter"),
    "length": (ReplyCutOffError, "was cut off at 50 tokens"),
    "400": (ModelCallError, "refused question 'facts' about 'r1.txt' (HTTP 400)"),
    "context_length": (ModelCallError, "is longer than the context"),
    "401": (ModelSetupError, "does not accept the key given (HTTP 401)"),
    "403": (ModelSetupError, "does not accept the key given (HTTP 403)"),
    "404_model": (ModelSetupError, "has no model 'made-up'"),
    "no_credit": (ModelSetupError, "has no credit left"),
}
GARBLED = "answered with something that is no chat completion"


class Fact(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)
    name: str = Field(max_length=60)
    numbers: list[int] = Field(max_length=3)


def question(text: str) -> Question[Fact]:
    messages = (Message("system", "Answer."), Message("user", f"{SECRET_TEXT}. {text}"))
    return Question("facts", "0" * 64, messages, form_of(Fact), 50, document="r1.txt")


def ask(url: str, texts: Sequence[str]) -> tuple[list[Answer[Fact] | VouchlineError], Usage]:
    """Ask one question after the other; an error stands in its answer's place."""

    async def run() -> tuple[list[Answer[Fact] | VouchlineError], Usage]:
        results: list[Answer[Fact] | VouchlineError] = []
        endpoint = resolve_endpoint(base_url=url, model="made-up", api_key=KEY, provider="llama_cpp")
        async with ModelClient(endpoint, cache=None, retry=FAST, timeout_s=TIMEOUT_S) as client:
            for text in texts:
                try:
                    results.append(await client.ask(question(text)))
                except VouchlineError as error:
                    results.append(error)
            return results, client.usage.total

    return asyncio.run(run())


def check_silence(error: VouchlineError, caplog: pytest.LogCaptureFixture) -> None:
    """See that neither text of the document, nor the server's words, nor the key are in what can be printed."""
    said = "".join(traceback.format_exception(error)) + caplog.text + repr(vars(error) | {"completion": None})
    assert SECRET_TEXT not in said
    assert KEY not in said


@pytest.fixture(scope="module")
def running() -> Iterator[RunningServer]:
    with model_server() as server:
        yield server


@pytest.fixture(autouse=True)
def everything_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)


@pytest.mark.parametrize("fault", PASSING)
def test_request_is_sent_again_when_the_fault_passes(fault: str, running: RunningServer) -> None:
    running.follow(Plan())
    (undisturbed,), _ = ask(running.base_url, ["Where?"])
    running.follow(Plan(script=("good", fault)))
    ask(running.base_url, ["Where?"])  # the first of the script
    (_, answer), _ = ask(running.base_url, ["First contact.", "Where?"])
    assert isinstance(undisturbed, Answer)
    assert isinstance(answer, Answer), answer
    assert answer.value == undisturbed.value
    assert answer.usage.calls == 1
    assert sorted(map(len, running.seen().by_question.values())) == [1, 3]


@pytest.mark.parametrize("fault", PASSING)
def test_question_fails_after_as_many_requests_as_are_allowed_when_the_fault_stays(
    fault: str, running: RunningServer, caplog: pytest.LogCaptureFixture
) -> None:
    running.follow(Plan(script=("good", *[fault] * 10)))
    ask(running.base_url, ["Where?"])
    before_kb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    (_, error), usage = ask(running.base_url, ["First contact.", "Where?"])
    assert isinstance(error, TransportError), error
    assert MESSAGES.get(fault, GARBLED) in error.what
    assert sorted(map(len, running.seen().by_question.values())) == [1, 1 + FAST.max_attempts]
    assert usage.calls == 1  # that of first contact
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before_kb < 150_000
    check_silence(error, caplog)


@pytest.mark.parametrize("fault", MISFITS)
def test_reply_that_does_not_fit_is_asked_for_again_once(
    fault: str, running: RunningServer, caplog: pytest.LogCaptureFixture
) -> None:
    running.follow(Plan())
    (undisturbed,), _ = ask(running.base_url, ["Where?"])
    running.follow(Plan(script=(fault,)))
    (answer,), _ = ask(running.base_url, ["Where?"])
    assert isinstance(undisturbed, Answer)
    assert isinstance(answer, Answer), answer
    assert answer.value == undisturbed.value
    assert (answer.usage.calls, answer.usage.reasks, running.seen().requests) == (2, 1, 2)
    running.follow(Plan(script=(fault, fault)))
    (error,), _ = ask(running.base_url, ["Where?"])
    assert isinstance(error, InvalidReplyError)
    assert "does not fit its schema" in error.what
    assert running.seen().requests == 2
    check_silence(error, caplog)


@pytest.mark.parametrize("fault", [*FOR_GOOD, *SET_UP])
def test_question_ends_at_once_when_asking_again_would_change_nothing(
    fault: str, running: RunningServer, caplog: pytest.LogCaptureFixture
) -> None:
    running.follow(Plan(script=(fault,)))
    (error,), _ = ask(running.base_url, ["Where?"])
    kind, message = ENDS[fault]
    assert type(error) is kind
    assert message in error.what
    assert error.remedy
    assert running.seen().requests == 1
    check_silence(error, caplog)


@pytest.mark.parametrize("fault", HARMLESS)
def test_answer_is_taken_and_counted_soberly_when_the_server_errs_beside_it(fault: str, running: RunningServer) -> None:
    running.follow(Plan())
    (undisturbed,), right = ask(running.base_url, ["Where?"])
    running.follow(Plan(script=(fault,)))
    (answer,), usage = ask(running.base_url, ["Where?"])
    assert isinstance(undisturbed, Answer)
    assert isinstance(answer, Answer), answer
    assert answer.value == undisturbed.value
    assert running.seen().requests == usage.calls == 1
    counted = (usage.prompt_tokens, usage.cached_tokens, usage.completion_tokens)
    told = (right.prompt_tokens, right.cached_tokens, right.completion_tokens)
    assert counted == (told if fault == "odd_fields" else (0, 0, 0))


@pytest.mark.parametrize("fault", ["html", "cut_json", "no_object", "empty_choices", "huge"])
def test_address_is_wrong_when_the_first_reply_is_no_completion(fault: str, running: RunningServer) -> None:
    running.follow(Plan(script=(fault,)))
    (error,), _ = ask(running.base_url, ["Where?"])
    assert isinstance(error, ModelSetupError)
    assert "does not speak the OpenAI protocol" in error.what
    assert running.seen().requests == 1


def test_pause_that_nobody_waits_for_ends_the_question_at_once(running: RunningServer) -> None:
    running.follow(Plan(script=("429_seconds",), pause_s=3600))
    (error,), _ = ask(running.base_url, ["Where?"])
    assert isinstance(error, TransportError)
    assert "it asks for a pause of 3600 s" in error.what
    assert running.seen().requests == 1


def test_set_up_fault_is_told_when_the_certificate_is_not_trusted(tmp_path: Path) -> None:
    file = tmp_path / "server.pem"
    issued = trustme.CA().issue_cert("127.0.0.1")
    issued.private_key_and_cert_chain_pem.write_to_path(str(file))
    with model_server(certificate=file) as server:
        (error,), _ = ask(server.base_url, ["Where?"])
    assert isinstance(error, ModelSetupError)
    assert "does not prove who it is" in error.what


def test_set_up_fault_is_told_when_the_name_does_not_resolve() -> None:
    (error,), _ = ask("http://model.invalid/v1", ["Where?"])
    assert isinstance(error, ModelSetupError)
    assert "Nobody answers at 'http://model.invalid/v1'" in error.what
