"""What the numbers of a line measure. The numbers themselves are found and read by code."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, RootModel

from schemas.answers.base import Grounding, Reply
from schemas.profile import Direction

MAX_WHAT = 60
"""Longest name of a quantity, in code points."""

Sense = Literal["result", "other"]
What = Annotated[str, Field(max_length=MAX_WHAT)]


class Numbers(RootModel[dict[str, What | tuple[What, Sense]]]):
    """What the numbers of a line measure: a field a number, named as the number stands in the line."""

    # Grounding: the names of the fields are numerals, what a number measures is free, result or other is a choice.


class Number(Reply):
    """What one number of a line measures; "is" may be null, or left out, where the words say what it is."""

    number: Annotated[str, Grounding.NUMERAL] = Field(description="The number, as it stands in the line.")
    what: Annotated[What, Grounding.FREE] = Field(description="What it measures.")
    sense: Annotated[Sense | None, Grounding.CHOICE] = Field(
        default=None, alias="is",
        description="result: a measured outcome of the person's work; other: a size, a rank, a length of time and the like.",
    )  # fmt: skip


class ListedNumbers(Reply):
    """What the numbers of a line measure, in the one shape that fits all lines."""

    numbers: list[Number] = Field(description="The numbers, in the order of the line.")


class DirectionAnswer(Reply):
    """Which way a quantity went."""

    direction: Annotated[Direction, Grounding.CHOICE] = Field(
        description="increase: it became more; decrease: it became less; unknown: the line does not say."
    )


class ChangeAnswer(Reply):
    """Whether a percentage tells by how much something changed, or how much it is."""

    number: Annotated[Literal["change", "level"], Grounding.CHOICE] = Field(
        description="change: by how much it grew, fell, or lay above or below something; level: how much it is, was or became."
    )
