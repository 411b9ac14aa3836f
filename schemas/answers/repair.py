"""One value, asked for again over its own lines."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from schemas.answers.base import Grounding, Reply


class RepairAnswer(Reply):
    """One value, or null."""

    value: Annotated[str | None, Grounding.WORDS] = Field(
        description="The value; where free words are not found, one of the pieces of the lines."
    )
