"""Papers, articles, chapters and books."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from schemas.answers.base import MAX_TEXT, Grounding, Reply

MAX_TITLE = 300
"""Longest title of a publication or talk, in code points."""


class Publication(Reply):
    """A publication, as the model lists it."""

    title: Annotated[str, Grounding.WORDS] = Field(max_length=MAX_TITLE, description="The title.")
    venue: Annotated[str | None, Grounding.WORDS] = Field(
        max_length=MAX_TEXT, description="The journal, conference or publisher."
    )
    year: Annotated[int | None, Grounding.NUMERAL] = Field(description="The year in which it appeared.")


class Publications(Reply):
    """Every publication that a document names."""

    publications: list[Publication] = Field(description="The publications.")
