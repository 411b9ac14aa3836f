"""Who the résumé is of."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from schemas.answers.base import MAX_TEXT, Grounding, Reply


class CandidateAnswer(Reply):
    """Name and place, as written."""

    name: Annotated[str | None, Grounding.WORDS] = Field(max_length=MAX_TEXT, description="The person's name.")
    location: Annotated[str | None, Grounding.WORDS] = Field(
        max_length=MAX_TEXT, description="The place where the person lives."
    )
