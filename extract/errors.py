"""Every error that Vouchline raises on purpose, each with what happened, which thing it happened to, and what to do.

No message ever holds document text, a completion or a key: those are fields of the exception, for the program that
catches it, and stay out of logs.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal, Self

DocumentErrorCode = Literal[
    "changed",
    "damaged",
    "empty",
    "encrypted",
    "no_text_layer",
    "too_large",
    "too_much_memory",
    "too_slow",
    "unreadable",
    "unsupported",
]


class VouchlineError(Exception):
    """Base of all: `what` went wrong, with its name, and `remedy`, what the user can do about it."""

    def __init__(self, what: str, remedy: str = "") -> None:
        super().__init__(f"{what} {remedy}".strip())
        self.what = what
        self.remedy = remedy


class UserError(VouchlineError):
    """Wrong use or set-up: nothing can go on until a person mends it. Exit status 2."""


class SettingsError(UserError):
    """An option, variable or settings file holds a value that cannot be used."""


class PromptError(UserError):
    """A prompt file is not valid: unknown field, missing variable, or an example that its own text does not bear out."""


class KindError(UserError):
    """A file that describes a kind of facts is not valid; the message names the file, the line and the field."""


class ModelSetupError(UserError):
    """The model cannot be used at all: no weights, no wheel, wrong key, no such model, an address that refuses."""


class NoRecordingError(UserError):
    """Replay was asked for a request that no cassette holds."""


class DocumentError(VouchlineError):
    """One document could not be read; the others go on. `code` is the outcome that stands in run.json."""

    def __init__(self, code: DocumentErrorCode, what: str, remedy: str = "") -> None:
        super().__init__(what, remedy)
        self.code: DocumentErrorCode = code


RedactionErrorCode = Literal["no_name", "no_profile", "scan", "unsafe"]


class RedactionError(VouchlineError):
    """A copy of one document without its candidate cannot be made safely, and none is written; the others go on."""

    def __init__(self, code: RedactionErrorCode, what: str, remedy: str = "") -> None:
        super().__init__(what, remedy)
        self.code: RedactionErrorCode = code


class InternalError(VouchlineError):
    """A fault of the program, named by where it happened and never by what it was about."""

    @classmethod
    def of(cls, error: BaseException) -> Self:
        """Return what may be told of an exception that nobody expected."""
        trace, place = error.__traceback__, "?"
        while trace is not None:
            place, trace = f"{trace.tb_frame.f_globals.get('__name__', '?')}:{trace.tb_lineno}", trace.tb_next
        return cls(f"A fault of the program: {type(error).__name__} in {place}.", "Report it with this message.")


class LostWorkerError(VouchlineError):
    """A worker of a cluster died on one document or comparison, also after it was begun again; the others go on."""


class ModelCallError(VouchlineError):
    """One call to the model failed for good, after the retries that its kind allows."""


class TransportError(ModelCallError):
    """Timeouts, dropped connections, 429 or 5xx until the retries ran out."""


class ReplyCutOffError(ModelCallError):
    """The reply reached its token limit (finish_reason "length"): it is not a whole answer. `completion` holds it, unlogged."""

    def __init__(self, what: str, remedy: str = "", completion: str | None = None) -> None:
        super().__init__(what, remedy)
        self.completion = completion


class RefusalError(ModelCallError):
    """The model or its content filter declined to answer."""


class InvalidReplyError(ModelCallError):
    """The reply is not JSON of the schema asked for, also after being asked again. `completion` holds it, unlogged."""

    def __init__(self, what: str, remedy: str = "", completion: str | None = None) -> None:
        super().__init__(what, remedy)
        self.completion = completion


@dataclass(frozen=True, slots=True)
class Failure:
    """Why something has no result: a stable code, and a reason for people without text of the document."""

    code: str
    reason: str


def describe_failure(error: Exception) -> Failure:
    """Return what run.json says of an error. Of a fault of the program it says where, never what it was about."""
    if isinstance(error, DocumentError | RedactionError):
        return Failure(error.code, str(error))
    if isinstance(error, VouchlineError):
        return Failure(_snake(type(error).__name__.removesuffix("Error")), str(error))
    return Failure("internal", str(InternalError.of(error)))


def _snake(name: str) -> str:
    return re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower()
