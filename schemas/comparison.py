"""How one profile stands to one posting: a verdict a requirement, with evidence from both sides."""

from __future__ import annotations

from typing import Literal, Self

from pydantic import Field, model_validator

from schemas.base import SCHEMA_VERSION, Evidence, FactId, Finding, PartialDate, Provenance, Stored

VerdictKind = Literal["met", "partial", "not_shown", "contradicted"]


class ClosestLine(Stored):
    """A line that came close and did not show a requirement."""

    line: int = Field(ge=1, description="Number of the line in the résumé.")
    text: str = Field(description="The line as it stands.")
    why_not: str = Field(description="One plain sentence: why it does not show the requirement.")


class Months(Stored):
    """Months of work that bear on a requirement, as bounds: dates that give their year alone leave them open."""

    low: int = Field(ge=0, description="Fewest months that the positions cover together, overlaps counted once.")
    high: int = Field(ge=0, description="Most months.")
    needed: int | None = Field(ge=0, description="Months asked for; null where the requirement asks for none.")
    roles: list[FactId] = Field(description="The positions that count, by time.")
    sum: str = Field(
        description="The sum as shown: 2018-09–2021-02 (29 to 30) + 2021-03–now (68 to 69) = 97 to 99 months."
    )


class Verdict(Stored):
    """What the résumé shows for one requirement."""

    requirement_id: FactId
    verdict: VerdictKind = Field(
        description="met; partial: part of it, or something adjacent; not_shown: the résumé does not say; "
        "contradicted: it says otherwise."
    )
    decided_by: Literal["computed", "model"] = Field(
        description="computed: code alone, from dates, degrees and names; model: judged from the facts cited."
    )
    reason: str = Field(description="One plain sentence: what is there and what is missing.")
    fact_ids: list[FactId] = Field(default_factory=list[FactId], description="Facts of the profile that it rests on.")
    evidence: list[Evidence] = Field(default_factory=list[Evidence], description="Lines of the résumé.")
    requirement_evidence: list[Evidence] = Field(min_length=1, description="Lines of the posting.")
    needs_review: bool = Field(description="True where a person should look: bounds straddle or evidence is thin.")

    probability: float | None = Field(
        default=None, ge=0, le=1,
        description="How likely the verdict is right, by the model's own probabilities, or else by the share of repeated answers that "
        "agree; null where code decided or there are neither.",
    )  # fmt: skip
    chances: dict[VerdictKind, float] | None = Field(
        default=None, description="How likely each verdict is, from where `probability` is; null where that is null."
    )
    likely: list[VerdictKind] = Field(
        default_factory=list[VerdictKind],
        description="With a confidence chosen: the verdicts, likeliest first, whose chances add up to it; else empty.",
    )
    closest: list[ClosestLine] = Field(
        default_factory=list[ClosestLine],
        description="For not_shown: the lines that came closest, and why each failed.",
    )
    months: Months | None = Field(
        default=None,
        description="For years of experience, and for a skill: how long; null where no dated position counts.",
    )
    samples: int | None = Field(
        default=None, ge=1, description="How often it was asked again at a higher temperature; null where it was not."
    )
    agreeing: int | None = Field(default=None, ge=0, description="How many of these gave the same verdict.")

    @model_validator(mode="after")
    def _shown_means_evidence(self) -> Self:
        if self.verdict in ("met", "partial") and not self.evidence:
            raise ValueError(f"a verdict of {self.verdict} needs evidence")
        return self


class VerdictCounts(Stored):
    """How many requirements of one importance have each verdict."""

    met: int = Field(default=0, ge=0)
    partial: int = Field(default=0, ge=0)
    not_shown: int = Field(default=0, ge=0)
    contradicted: int = Field(default=0, ge=0)


class Counts(Stored):
    """Counts by importance; there is no total score."""

    required: VerdictCounts
    preferred: VerdictCounts
    responsibility: VerdictCounts


class ComparedWith(Stored):
    """What the user chose about the comparison."""

    synonyms: str | None = Field(
        default=None, description="First 16 hex digits of the SHA-256 of the user's file of names; null without one."
    )
    blind_schools: bool = Field(default=False, description="True when the names of schools were withheld.")
    repeat: int = Field(default=0, ge=0, description="How often what the model decided was asked again.")
    confidence: float | None = Field(
        default=None,
        gt=0,
        lt=1,
        description="What the chances of the likely verdicts add up to; null where not chosen.",
    )
    search: Literal["words", "meaning"] = Field(
        default="words", description="How lines were searched: words, or meaning as well as words."
    )
    encoder: str | None = Field(
        default=None, description="Package and version of the sentence encoder; null where only words were searched."
    )


class Comparison(Stored):
    """One profile against one posting."""

    schema_version: Literal["1"] = SCHEMA_VERSION
    profile: str = Field(description="Name of the profile, its path below profiles/ without suffix.")
    posting: str = Field(description="Name of the posting, its path below postings/ without suffix.")
    as_of: PartialDate = Field(description="Day at which 'present' ends.")
    chosen: ComparedWith = Field(default_factory=ComparedWith)
    verdicts: list[Verdict]
    counts: Counts
    findings: list[Finding]
    provenance: Provenance
