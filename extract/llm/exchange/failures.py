"""What a user is told when a call to the model has failed for good: what, which, and what to do."""

from __future__ import annotations

from typing import Any

import openai

from extract.errors import ModelCallError, ModelSetupError, TransportError, VouchlineError
from extract.llm.exchange.response import describe
from extract.llm.request.providers import Endpoint
from extract.llm.request.questions import Question
from extract.llm.retry.retries import SETUP_FAULTS, Kind, RetryDecision, decide

_TRANSPORT: dict[Kind, tuple[str, str]] = {
    "rate_limit": ("turned the request away because of its rate limit", "Wait, or use fewer --jobs."),
    "overloaded": ("was overloaded", "Try again later, or use fewer --jobs."),
    "server_error": ("failed", "Try again later; if it goes on, look at the server's log."),
    "timeout": ("did not answer in time", "Look whether it still runs; a smaller model or document may help."),
    "connection": ("dropped the connection", "Look whether it still runs, then start again: what is done is kept."),
    "garbled": ("answered with something that is no chat completion", "Look whether a proxy stands in between."),
}


def explain(error: Exception, endpoint: Endpoint, question: Question[Any], *, first_contact: bool) -> VouchlineError:
    """Return the error that a user sees for `error`; it quotes neither the reply nor the server's own words."""
    decision = decide(error, first_contact=first_contact)
    if decision.kind in SETUP_FAULTS:
        return _explain_setup(decision.kind, error, endpoint)
    status = _status(error)
    if decision.kind in _TRANSPORT:
        happened, remedy = _TRANSPORT[decision.kind]
        return TransportError(
            f"The model server at {endpoint.host!r} {happened}{status} on question {describe(question)}"
            f"{_asked_pause(decision)}.",
            remedy,
        )
    if decision.kind == "context_length":
        return ModelCallError(
            f"Question {describe(question)} is longer than the context of {endpoint.model!r}.",
            "Use a model or a server with a longer context, or split the document.",
        )
    if decision.kind == "bad_request":
        return ModelCallError(
            f"The model server at {endpoint.host!r} refused question {describe(question)}{status}.",
            f"It may not know the way of asking ({endpoint.mode!r}); choose another mode or model.",
        )
    return ModelCallError(
        f"Question {describe(question)} to {endpoint.host!r} failed: {type(error).__name__}.",
        "This is a fault of the program: report it with this message.",
    )


def _explain_setup(kind: Kind, error: Exception, endpoint: Endpoint) -> ModelSetupError:
    status = _status(error)
    if kind == "refused_connection":
        return ModelSetupError(
            f"Nobody answers at {endpoint.base_url!r}.", "Start the model server, or correct --base-url."
        )
    if kind == "untrusted":
        return ModelSetupError(
            f"The server at {endpoint.host!r} does not prove who it is: its certificate is not trusted here.",
            "Correct --base-url, or name the file of its authority in the variable SSL_CERT_FILE.",
        )
    if kind == "credentials":
        given = "the key given" if endpoint.api_key.get_secret_value() else "a request without a key"
        return ModelSetupError(
            f"The model server at {endpoint.host!r} does not accept {given}{status}.",
            "Set OPENAI_API_KEY to a key that may use this model.",
        )
    if kind == "no_credit":
        return ModelSetupError(
            f"The account at {endpoint.host!r} has no credit left{status}.", "Top it up, or choose another model."
        )
    if kind == "no_model":
        return ModelSetupError(
            f"The server at {endpoint.host!r} has no model {endpoint.model!r}{status}.",
            "Name one that it has with --model.",
        )
    return ModelSetupError(
        f"What answers at {endpoint.base_url!r} does not speak the OpenAI protocol{status}.",
        "Correct --base-url: most servers want /v1 at its end.",
    )


def _status(error: Exception) -> str:
    return f" (HTTP {error.status_code})" if isinstance(error, openai.APIStatusError) else ""


def _asked_pause(decision: RetryDecision) -> str:
    if decision.retry_after_s is None:
        return ""
    return f"; it asks for a pause of {decision.retry_after_s:.0f} s"
