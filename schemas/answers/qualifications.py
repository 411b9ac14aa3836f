"""Skills, methods and tools that sentences name."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from schemas.answers.base import Grounding, Reply

MAX_NAMED = 14
"""Most names that one answer may give."""


class NamedAnswer(Reply):
    """What some lines of prose name."""

    skills: list[Annotated[str, Grounding.WORDS]] = Field(
        max_length=MAX_NAMED, description="Skills, methods, techniques and tools, each once."
    )


class SkillAnswer(Reply):
    """Whether words name a skill."""

    skill: Annotated[Literal["yes", "no"], Grounding.CHOICE] = Field(
        description="Whether a person would put exactly these words into a list of skills."
    )
