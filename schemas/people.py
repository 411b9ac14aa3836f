"""Profiles that look like one person's, and what people decided about them."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from schemas.base import SCHEMA_VERSION, FactId, Stored

SignKind = Literal["email", "phone", "link", "career"]
Likeness = Literal["same", "different", "open"]


class Sign(Stored):
    """Something that two profiles share."""

    kind: SignKind = Field(description="career: the same name, and positions at the same employer at the same time.")
    value: str = Field(
        description="What they share: mail address, telephone in E.164, site and account of a link, or the employer."
    )
    first_ids: list[FactId] = Field(
        default_factory=list[FactId], description="career: the positions of the first profile."
    )
    second_ids: list[FactId] = Field(
        default_factory=list[FactId], description="career: the positions of the second profile."
    )


class LikePair(Stored):
    """Two profiles that look like one person's. Nothing is merged: a person confirms or denies it."""

    first: str = Field(description="NAME of the profile whose name sorts first.")
    second: str = Field(description="NAME of the other profile.")
    signs: list[Sign] = Field(min_length=1, description="What they share.")
    names_differ: bool = Field(
        description="True where both name a person and the names have no word in common: a family or an office may share "
        "an address."
    )


class LikenessDecision(Stored):
    """What a person decided about two profiles: one line of OUT/reviews/people.reviews.jsonl, never changed afterwards."""

    schema_version: Literal["1"] = SCHEMA_VERSION
    number: int = Field(ge=1, description="Place in the log, counted from 1.")
    at: Annotated[str, Field(pattern=r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$")] = Field(description="When, in UTC.")
    by: str = Field(min_length=1, max_length=80, description="Who, as the person gave the name.")
    likeness: Likeness = Field(description="same or different person; open: an earlier decision is taken back.")
    first: str = Field(description="NAME of the profile whose name sorts first.")
    second: str = Field(description="NAME of the other profile.")
    first_document: str = Field(description="SHA-256 of the first one's document: of another one nothing is decided.")
    second_document: str = Field(description="SHA-256 of the second one's document.")
    vouchline: str = Field(description="Version of Vouchline that took the decision down.")
