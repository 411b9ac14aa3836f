"""Closed questions about one entry of a résumé."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from schemas.answers.base import Grounding, Reply


class EntryKind(Reply):
    """What an entry is."""

    kind: Annotated[Literal["job", "degree", "project"], Grounding.CHOICE] = Field(
        description="job: work for an employer, paid or not; degree: a degree, a course, a school; project."
    )


class SectionAnswer(Reply):
    """What stands below a heading of a résumé."""

    lists: Annotated[
        Literal[
            "work", "education", "certificates", "skills", "languages", "awards", "projects", "publications", "talks",
            "volunteering", "interests", "other",
        ],
        Grounding.CHOICE,
    ] = Field(description="What the lines below the heading list; other: anything else, or the line is no heading.")  # fmt: skip


class WhichIsEmployer(Reply):
    """Which of two pieces is the employer."""

    employer: Annotated[Literal["A", "B"], Grounding.CHOICE] = Field(
        description="The piece that is the employer; the other one is the title."
    )


class NameAnswer(Reply):
    """What the only name of a position is."""

    name: Annotated[Literal["title", "employer"], Grounding.CHOICE] = Field(
        description="title: what the person was; employer: whom the person worked for."
    )
