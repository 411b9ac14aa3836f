"""What a job posting says of itself, and what one of its sentences asks for."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from schemas.answers.base import MAX_TEXT, Grounding, Reply


class HeadAnswer(Reply):
    """What the job is, and whose."""

    title: Annotated[str | None, Grounding.WORDS] = Field(max_length=MAX_TEXT, description="The position's title.")
    company: Annotated[str | None, Grounding.WORDS] = Field(max_length=MAX_TEXT, description="Who hires.")
    location: Annotated[str | None, Grounding.WORDS] = Field(max_length=MAX_TEXT, description="The place of work.")


class Demands(Reply):
    """The single demands of a sentence, in order."""

    demands: list[Annotated[str, Grounding.WORDS]] = Field(
        description="Pieces of the sentence; together they have all its words but commas and the like."
    )


class TraitAnswer(Reply):
    """Whether a demand is for a trait."""

    kind: Annotated[Literal["trait", "fact"], Grounding.CHOICE] = Field(
        description="trait: of character or attitude, which no résumé can prove; fact: anything else."
    )


class HeadingAnswer(Reply):
    """What the lines below a heading of a posting are."""

    are: Annotated[Literal["required", "preferred", "duties", "other"], Grounding.CHOICE] = Field(
        description="What they ask for, would welcome, say will be done, or anything else."
    )


class DemandLineAnswer(Reply):
    """What a line of a posting is."""

    what: Annotated[Literal["required", "preferred", "duty", "unneeded", "other"], Grounding.CHOICE] = Field(
        description="unneeded: the line says of something that it is not needed."
    )
