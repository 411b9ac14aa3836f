"""What one job posting asks for: requirements that can be checked one by one."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from schemas.base import (
    SCHEMA_VERSION,
    DocumentInfo,
    Evidence,
    FactId,
    Finding,
    Provenance,
    Stored,
    UnreadLine,
)
from schemas.profile import EmploymentType, Level

RequirementKind = Literal[
    "degree",
    "years_experience",
    "skill",
    "experience",
    "knowledge",
    "ability",
    "certification",
    "language",
    "trait",
    "other",
]
Importance = Literal["required", "preferred", "responsibility"]
Match = Literal["all", "any", "examples"]
Topic = Literal["work_permit", "travel", "licence", "shift"]
LanguageLevel = Literal["A1", "A2", "B1", "B2", "C1", "C2", "native"]


class Requirement(Stored):
    """One demand that can be checked by itself."""

    id: FactId
    text: str = Field(min_length=1, description="The demand, a verbatim piece of the posting.")
    kind: RequirementKind = Field(
        description="What sort of demand it is; a trait is what no résumé can prove: team player, quick learner."
    )
    importance: Importance = Field(description="required, preferred, or a responsibility of the job.")
    levels: list[Level] = Field(default_factory=list[Level], description="Degree levels that the demand names.")
    fields: list[str] = Field(default_factory=list[str], description="Subjects that the demand names, as written.")
    min_years: float | None = Field(ge=0, le=100, description="Fewest years of experience asked for.")
    max_years: float | None = Field(
        default=None, ge=0, le=100, description="Upper end of a range of years, where given."
    )
    skills: list[str] = Field(default_factory=list[str], description="Skills, tools or methods named, as written.")
    match: Match = Field(description="all or any of the skills; examples where they are named as examples.")
    at_least: int | None = Field(
        default=None, ge=1, description="How many of the skills are asked for, where the posting counts them."
    )
    language_level: LanguageLevel | None = Field(
        default=None, description="Lowest level of the language asked for, by the CEFR; native above C2."
    )
    topic: Topic | None = Field(
        default=None, description="A condition of the job: right to work, travel, driving licence, shifts."
    )
    or_equivalent: bool = Field(description="True when equivalent experience, or a related field, is allowed.")
    item: str | None = Field(description="Number or bullet printed before it.")
    evidence: list[Evidence] = Field(min_length=1, description="Where the demand stands in the posting.")


class Posting(Stored):
    """Everything that one job posting asks for."""

    schema_version: Literal["1"] = SCHEMA_VERSION
    document: DocumentInfo
    title: str | None = Field(description="Title of the position, as written.")
    company: str | None = Field(description="Employer, as written.")
    location: str | None = Field(description="Place of work, as written.")
    employment_type: EmploymentType = Field(description="Told from words of the text; unknown where it does not say.")
    requirements: list[Requirement]
    findings: list[Finding]
    unread_lines: list[UnreadLine] = Field(description="Lines that no requirement cites: boilerplate, benefits, pay.")
    provenance: Provenance
