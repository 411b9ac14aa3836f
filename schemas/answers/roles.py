"""Positions held: all of a document, and the one of a period that none has yet."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from schemas.answers.base import MAX_TEXT, Grounding, Reply


class Job(Reply):
    """A position, as the model lists it."""

    employer: Annotated[str | None, Grounding.WORDS] = Field(
        max_length=MAX_TEXT, description="The firm, school or person worked for."
    )
    title: Annotated[str | None, Grounding.WORDS] = Field(max_length=MAX_TEXT, description="What the person was.")
    location: Annotated[str | None, Grounding.WORDS] = Field(max_length=MAX_TEXT, description="The place of work.")
    period: Annotated[str | None, Grounding.PERIOD] = Field(description="From when to when.")


class Jobs(Reply):
    """Every position that a document names."""

    jobs: list[Job] = Field(
        description="The positions; with periods that are closed, a few more than there are periods."
    )


class GapAnswer(Reply):
    """The job that was held in a period."""

    employer: Annotated[str | None, Grounding.WORDS] = Field(
        max_length=MAX_TEXT, description="The firm, school or person worked for."
    )
    title: Annotated[str | None, Grounding.WORDS] = Field(max_length=MAX_TEXT, description="What the person was.")
    location: Annotated[str | None, Grounding.WORDS] = Field(max_length=MAX_TEXT, description="The place of work.")
