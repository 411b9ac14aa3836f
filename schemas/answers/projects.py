"""Named projects and products."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from schemas.answers.base import MAX_TEXT, Grounding, Reply


class Project(Reply):
    """A project, as the model lists it."""

    name: Annotated[str, Grounding.WORDS] = Field(max_length=MAX_TEXT, description="What it is called.")
    period: Annotated[str | None, Grounding.PERIOD] = Field(description="From when to when.")


class Projects(Reply):
    """Every project that a document names."""

    projects: list[Project] = Field(description="The projects.")
