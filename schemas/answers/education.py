"""Programmes of study, and the level of a degree that no list knows."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from schemas.answers.base import MAX_TEXT, Grounding, Reply

MAX_GPA = 24
"""Longest grade, in code points."""


class Degree(Reply):
    """A programme of study, as the model lists it."""

    institution: Annotated[str | None, Grounding.WORDS] = Field(max_length=MAX_TEXT, description="The school.")
    degree: Annotated[str | None, Grounding.WORDS] = Field(
        max_length=MAX_TEXT, description="The degree, or what the programme leads to."
    )
    field: Annotated[str | None, Grounding.WORDS] = Field(max_length=MAX_TEXT, description="The field of study.")
    gpa: Annotated[str | None, Grounding.WORDS] = Field(max_length=MAX_GPA, description="The grade.")
    period: Annotated[str | None, Grounding.PERIOD] = Field(description="From when to when, or when it ended.")


class Degrees(Reply):
    """Every programme of study that a document names."""

    degrees: list[Degree] = Field(
        description="The programmes; with periods that are closed, a few more than there are periods."
    )


class LevelAnswer(Reply):
    """The level of a degree."""

    level: Annotated[
        Literal["bachelor", "master", "doctorate", "associate", "certificate", "other"], Grounding.CHOICE
    ] = Field(description="The level; certificate is a vocational qualification, a diploma or a course.")
