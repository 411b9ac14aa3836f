"""What people decided about extracted facts and verdicts: one line of a log a decision, never changed afterwards."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from schemas.base import SCHEMA_VERSION, Evidence, Stored

ReviewAction = Literal[
    "accept", "correct", "reject", "add", "overrule", "restore", "note", "assign", "finish", "reopen", "undo"
]  # fmt: skip
ReviewKind = Literal[
    "candidate", "roles", "projects", "education", "publications", "talks", "metrics", "qualifications",
    "posting", "requirements", "verdict", "document"
]  # fmt: skip
OwnKind = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$", max_length=40)]
"""A kind of facts of the user's own."""
Group = Literal["profiles", "postings", "comparisons"]
Value = str | int | float | bool | None | list[str]
"""What a field of a fact may hold."""
Values = dict[str, Value]


class Place(Stored):
    """Where a value that a reviewer gave stands in the document: text == document_text[start:end]."""

    how: Literal["exact", "normalised", "derived"] = Field(description="As of a profile's leaves.")
    rule: str | None = Field(default=None, description="Name of the rule that derived the value.")
    start: int = Field(ge=0, description="Offset of the first code point.")
    end: int = Field(gt=0, description="Offset one past the last code point.")
    text: str = Field(min_length=1, description="The words there, by which the place is found again.")

    @model_validator(mode="after")
    def _span_holds_text(self) -> Self:
        if self.end - self.start != len(self.text):
            raise ValueError("end - start must be the length of text")
        return self


class Subject(Stored):
    """What a decision is about, as it was at the time: enough to find it again after another extraction."""

    kind: ReviewKind | OwnKind
    id: str = Field(description="Id of the fact or requirement at the time; ids are counted anew by each extraction.")
    nth: int = Field(default=0, ge=0, description="How many facts before it were alike in all that is kept here.")
    added: int | None = Field(default=None, description="Number of the decision that added it; null if extracted.")
    asked: str = Field(default="", description="Of a verdict: the demand, in the posting's words.")
    before: Values = Field(default_factory=Values, description="Its values before the decision.")
    evidence: list[Evidence] = Field(default_factory=list[Evidence], description="The lines that it rested on.")


class Versions(Stored):
    """What the decision was made on."""

    vouchline: str = Field(description="Version of Vouchline that took the decision down.")
    model: str = Field(description="Model that the values came from.")
    document: str = Field(description="SHA-256 of the document's bytes; of a comparison, of the résumé's.")
    results: str = Field(description="First 16 hex digits of the SHA-256 of the stored file that was shown.")


class Decision(Stored):
    """One decision of one person."""

    schema_version: Literal["1"] = SCHEMA_VERSION
    number: int = Field(ge=1, description="Place in the log of this profile, posting or comparison, counted from 1.")
    at: Annotated[str, Field(pattern=r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$")] = Field(description="When, in UTC.")
    by: str = Field(min_length=1, max_length=80, description="Who, as the person gave the name.")
    action: ReviewAction = Field(
        description="accept, correct, reject, add, restore and note concern a fact; overrule a verdict; finish and reopen "
        "the whole profile, posting or comparison; assign says which role lines belong to (its subject; the document: to none); "
        "undo takes an earlier decision back."
    )
    subject: Subject
    values: Values = Field(
        default_factory=Values, description="correct and overrule: the fields that change; add: the fact's fields."
    )
    places: dict[str, Place] = Field(
        default_factory=dict[str, Place], description="Where each value given stands in the document."
    )
    knowledge: list[str] = Field(
        default_factory=list[str], description="Fields given from the reviewer's own knowledge: not in the document."
    )
    targets: dict[str, Subject] = Field(
        default_factory=dict[str, Subject],
        description="The fact that a value of role_id or context_id names, as it was: ids are counted anew.",
    )
    evidence: list[Evidence] = Field(
        default_factory=list[Evidence],
        description="add: the lines that bear it out; overrule: the résumé's lines that show it, where some were chosen; "
        "assign: the lines that belong to the role.",
    )
    note: str = Field(default="", max_length=4000, description="The note, or the reason for overruling.")
    undoes: int | None = Field(default=None, ge=1, description="undo: number of the decision that is taken back.")
    flagged: bool | None = Field(
        default=None, description="Whether the page had said that it needs a look; null where older, or about no fact."
    )
    batch: str | None = Field(
        default=None, max_length=40,
        description="The same for all decisions of one action on several things, by which it is taken back as one.",
    )  # fmt: skip
    versions: Versions

    @model_validator(mode="after")
    def _action_has_what_it_needs(self) -> Self:
        if (self.action == "undo") != (self.undoes is not None):
            raise ValueError("undo names the decision that it takes back, and no other action does")
        if self.action in ("correct", "add", "overrule") and not self.values:
            raise ValueError(f"{self.action} needs values")
        if self.action in ("add", "assign") and not self.evidence:
            raise ValueError(f"{self.action} needs the lines that it is about")
        if self.action == "overrule" and not self.note.strip():
            raise ValueError("overruling needs a reason")
        return self
