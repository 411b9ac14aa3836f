"""Talks, lectures and presentations."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from schemas.answers.base import MAX_TEXT, Grounding, Reply
from schemas.answers.publications import MAX_TITLE


class Talk(Reply):
    """A talk, as the model lists it."""

    title: Annotated[str, Grounding.WORDS] = Field(max_length=MAX_TITLE, description="The title.")
    venue: Annotated[str | None, Grounding.WORDS] = Field(max_length=MAX_TEXT, description="The event, or the place.")
    date: Annotated[str | None, Grounding.PERIOD] = Field(description="When it was given.")


class Talks(Reply):
    """Every talk that a document names."""

    talks: list[Talk] = Field(description="The talks.")
