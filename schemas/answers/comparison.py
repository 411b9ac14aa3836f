"""What a comparison asks: about one line and one demand, and about one position and one kind of experience."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from schemas.answers.base import Grounding, Reply


class LineAnswer(Reply):
    """Whether a line shows what is demanded."""

    shows: Annotated[Literal["yes", "partly", "no"], Grounding.CHOICE] = Field(
        description="Whether the line shows what the posting demands."
    )


class RelevanceAnswer(Reply):
    """Whether a position counts."""

    counts: Annotated[Literal["yes", "no"], Grounding.CHOICE] = Field(
        description="Whether the position counts as experience of the kind that is asked for."
    )
