"""What one résumé says: roles, education, publications, metrics, qualifications, each with its evidence."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from schemas.additional import AdditionalFact, is_empty
from schemas.base import (
    SCHEMA_VERSION,
    DocumentInfo,
    Evidence,
    Fact,
    FactId,
    Finding,
    Leaf,
    PartialDate,
    Provenance,
    Stored,
    UnreadLine,
)

EmploymentType = Literal["full_time", "part_time", "internship", "contract", "founder", "volunteer", "unknown"]
Level = Literal["bachelor", "master", "doctorate", "associate", "minor", "certificate", "other"]
Authorship = Literal["first", "co_first", "author"]
ChangeKind = Literal["absolute", "percent", "percentage_points", "factor"]
Bound = Literal["up_to", "at_least"]
QualificationKind = Literal[
    "skill", "tool", "method", "award", "language", "certification", "service", "research_interest"
]

LinkKind = Literal[
    "linkedin", "github", "gitlab", "orcid", "google_scholar", "x", "xing", "stackoverflow", "huggingface", "kaggle", "researchgate",
    "personal_site", "other",
]  # fmt: skip
Entry = tuple[int, int]
"""First and last line of the lines that belong to a fact, counted from 1."""
Direction = Literal["increase", "decrease", "unknown"]
_ENTRY = "First and last line that belong to it; every value stands in them, or is marked as shared."


class IdSource(Stored):
    """How the name of a skill or a job title led to an identifier."""

    label: str = Field(description="The concept's own name in the taxonomy.")
    how: str = Field(
        description="label, alias, or the rules by which the name was read as one of them, joined by +: plural, spelling."
    )
    entry: str = Field(description="The label or alias that the name was found as, as the taxonomy writes it.")


class TaxonomyInfo(Stored):
    """The taxonomy that identifiers were taken from."""

    name: str = Field(description="Key of its identifiers in `ids`: esco, or the name of a file of the user's own.")
    version: str = Field(description="Its edition; own for a file that names none.")
    sha256: str = Field(description="First 16 hex digits of the SHA-256 of its table.")


class Link(Stored):
    """An address of the person's own, and what it leads to."""

    url: str = Field(description="Address as written.")
    kind: LinkKind = Field(
        description="Whose site it is; personal_site: its host bears the person's name or mail domain."
    )
    account: str | None = Field(
        default=None, description="Name or number of the account; null where the address leads to none."
    )
    leaf: Leaf | None = Field(
        default=None, description="Where the address stands; null for one that a person gave from outside the document."
    )


class Candidate(Stored):
    """Who the résumé is of; null where the text does not say."""

    name: str | None = Field(description="Full name as written.")
    email: str | None = Field(description="Mail address.")
    phone: str | None = Field(description="Telephone number as written.")
    location: str | None = Field(description="Where the person lives, as written.")
    links: list[str] = Field(default_factory=list[str], description="Addresses of the person's own pages, as written.")
    phone_e164: str | None = Field(
        default=None,
        pattern=r"^\+[1-9][0-9]{6,14}$",
        description="The telephone number in E.164; null unless the document tells its country.",
    )
    given_name: str | None = Field(
        default=None, description="First given name; null where the name's order is not sure."
    )
    family_name: str | None = Field(
        default=None, description="Family name with its particles (van der, de la); null where it is not sure."
    )
    name_prefix: str | None = Field(default=None, description="Titles before the name, such as Dr.")
    name_suffix: str | None = Field(default=None, description="What stands behind the name, such as Jr. or PhD.")
    typed_links: list[Link] = Field(default_factory=list[Link], description="The links, each with its kind.")
    leaves: dict[str, Leaf] = Field(
        default_factory=dict[str, Leaf], description="For each filled field, how its value was found in the document."
    )
    evidence: list[Evidence] = Field(default_factory=list[Evidence], description="Where these stand; may be empty.")


class Role(Fact):
    """One position held."""

    employer: str | None = Field(description="Organisation, as written; null where the text names none.")
    title: str | None = Field(description="Position, as written.")
    team: str | None = Field(description="Team, group or department within the employer, as written.")
    location: str | None = Field(description="Place of work, as written.")
    employment_type: EmploymentType = Field(description="Told from words of the text; unknown where it does not say.")
    start_date: PartialDate | None = Field(description="First day, month or year of the position.")
    end_date: PartialDate | None = Field(description="Last day, month or year; null when current or not given.")
    is_current: bool = Field(description="True when the text says present, now, current or ongoing.")
    entry: Entry | None = Field(default=None, description=_ENTRY)
    summary_lines: list[int] = Field(
        default_factory=list[int], description="Numbers of the lines that describe the position."
    )
    ids: dict[str, str] = Field(
        default_factory=dict[str, str],
        description="Identifier of the occupation in a taxonomy, by the taxonomy's name; empty where the name leads to no concept, or to "
        "several.",
    )
    ids_from: dict[str, IdSource] = Field(
        default_factory=dict[str, IdSource], description="For each identifier, what led to it."
    )


class Project(Fact):
    """A product or project, under a role or by itself."""

    name: str = Field(description="Name as written.")
    role_id: FactId | None = Field(description="The role it stands under; null when it stands by itself.")
    start_date: PartialDate | None = Field(description="Begin, where the project has dates of its own.")
    end_date: PartialDate | None = Field(description="End, where the project has dates of its own.")
    entry: Entry | None = Field(default=None, description=_ENTRY)
    summary_lines: list[int] = Field(
        default_factory=list[int], description="Numbers of the lines that describe the project."
    )


class Education(Fact):
    """One programme of study, finished or not; a minor is one of its own."""

    institution: str | None = Field(description="School, as written.")
    degree: str | None = Field(description="Degree, as written (B.S., Master of Arts).")
    level: Level = Field(description="Level of the degree.")
    field: str | None = Field(description="Subject, as written.")
    start_date: PartialDate | None = Field(description="Begin of the programme.")
    end_date: PartialDate | None = Field(description="End of the programme, or the date of the degree.")
    gpa: str | None = Field(description="Grade as written, with its scale where given.")
    completed: bool | None = Field(description="False when the text says unfinished; null when it does not say.")
    location: str | None = Field(description="Place, as written.")
    entry: Entry | None = Field(default=None, description=_ENTRY)


class Publication(Fact):
    """A paper, article, chapter or book."""

    title: str = Field(description="Title as written.")
    venue: str | None = Field(description="Journal, conference or publisher, as written.")
    year: int | None = Field(ge=1900, le=2100, description="Year of publication.")
    authors: list[str] = Field(default_factory=list[str], description="Authors in the order of the text, as written.")
    candidate_authorship: Authorship | None = Field(
        description="The candidate's place among the authors, only where the text says so; never guessed from a name."
    )
    url: str | None = Field(description="Address or DOI, as written.")
    entry: Entry | None = Field(default=None, description=_ENTRY)


class Talk(Fact):
    """A talk, lecture or presentation given."""

    title: str = Field(description="Title as written.")
    venue: str | None = Field(description="Event or place, as written.")
    date: PartialDate | None = Field(description="When it was given.")


class Metric(Fact):
    """A measured result of the person's work."""

    name: str = Field(description="What was measured, in words of the text.")
    baseline: float | None = Field(description="Value before: 49 of 'from 49% to 71%'.")
    value: float | None = Field(description="Value reached: 71 of 'from 49% to 71%', 2000000 of '2M+ users'.")
    change: float | None = Field(description="Change as stated, never worked out: 3 of '+3%', -92 of '−92 %'.")
    change_kind: ChangeKind | None = Field(description="What the change is counted in; null without a change.")
    direction: Direction | None = Field(
        default=None,
        description="Which way the measured quantity went, as the text says it; null where nothing changed or files are older.",
    )
    unit: str | None = Field(
        description="Unit of value as written: %, s, users; of baseline too where it has none of its own."
    )
    baseline_unit: str | None = Field(
        default=None, description="Unit of baseline where it differs: hours of 'from 6 hours to 4 minutes'."
    )
    bound: Bound | None = Field(description="up_to or at_least, where the text bounds the number.")
    approximate: bool = Field(description="True when the text says about, approximately, ~.")
    context_id: FactId | None = Field(description="The role, project or publication that the result belongs to.")


class Qualification(Fact):
    """A skill, tool, method, award, language, certification, service or interest named in the text."""

    name: str = Field(description="Name as written.")
    kind: QualificationKind = Field(description="What sort of qualification it is.")
    date: PartialDate | None = Field(description="Date of an award or certificate.")
    issuer: str | None = Field(default=None, description="Who gave a certificate or an award, as written.")
    expires: PartialDate | None = Field(default=None, description="Until when a certificate is valid.")
    level: str | None = Field(
        default=None, description="Of a language: A1 to C2, native, or as written; of a skill: as written."
    )
    months: tuple[int, int] | None = Field(
        default=None,
        description="Of a skill, tool or method: fewest and most months of the positions whose own lines name it, overlaps "
        "counted once; null where no dated position does.",
    )
    last_used: PartialDate | None = Field(
        default=None, description="When the last of these positions ended; the as-of date for one that goes on."
    )
    used_in: list[FactId] = Field(
        default_factory=list[FactId], description="The positions whose title, description or projects name it."
    )
    used_lines: list[int] = Field(
        default_factory=list[int], description="Numbers of the lines of these positions that name it."
    )
    ids: dict[str, str] = Field(
        default_factory=dict[str, str],
        description="Identifier of the skill in a taxonomy, by the taxonomy's name; empty where the name leads to no concept, or to "
        "several.",
    )
    ids_from: dict[str, IdSource] = Field(
        default_factory=dict[str, IdSource], description="For each identifier, what led to it."
    )


class Profile(Stored):
    """Everything that one résumé says, with evidence for each fact."""

    schema_version: Literal["1"] = SCHEMA_VERSION
    document: DocumentInfo
    as_of: PartialDate = Field(description="Day at which 'present' ends.")
    candidate: Candidate
    roles: list[Role]
    projects: list[Project]
    education: list[Education]
    publications: list[Publication]
    talks: list[Talk]
    metrics: list[Metric]
    qualifications: list[Qualification]
    additional: dict[str, list[AdditionalFact]] = Field(
        default_factory=dict[str, list[AdditionalFact]],
        exclude_if=is_empty,
        description="Facts of kinds of the user's own, by the kind's name; a kind that was looked for and not found has an "
        "empty list. Left out where no such kinds were given. `vouchline schema profile --kinds FOLDER` has the exact fields.",
    )
    findings: list[Finding]
    unread_lines: list[UnreadLine] = Field(description="Lines that no fact cites, so that nothing vanishes unseen.")
    taxonomy: TaxonomyInfo | None = Field(
        default=None, exclude_if=lambda taxonomy: taxonomy is None,
        description="Where the identifiers of roles and qualifications are from; left out where none were looked up.",
    )  # fmt: skip
    provenance: Provenance

    def facts(self) -> list[Fact]:
        """Return the facts of all kinds, in the order of the file."""
        return [
            *self.roles,
            *self.projects,
            *self.education,
            *self.publications,
            *self.talks,
            *self.metrics,
            *self.qualifications,
            *(fact for facts in self.additional.values() for fact in facts),
        ]
