"""What all stored models share: strictness, partial dates, evidence, findings, provenance."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

SCHEMA_VERSION = "1"
"""Grows whenever a stored name is renamed or dropped; adding a field keeps it."""


class Stored(BaseModel):
    """Base of every stored model: unknown fields are refused, values are frozen, keys keep their order."""

    model_config = ConfigDict(
        extra="forbid", frozen=True, allow_inf_nan=False, json_schema_serialization_defaults_required=True
    )


def _check_partial_date(value: str) -> str:
    parts = [int(part) for part in value.split("-")]
    date(parts[0], *(parts[1:] + [1] * (3 - len(parts))))
    return value


PartialDate = Annotated[
    str,
    Field(
        pattern=r"^[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?$",
        description="ISO 8601 date with the precision of the text: 2023, 2023-10 or 2023-10-05.",
        examples=["2023", "2023-10", "2023-10-05"],
    ),
    AfterValidator(_check_partial_date),
]

FactId = Annotated[
    str,
    Field(
        pattern=r"^[a-z]+-[0-9]+$",
        description="Identifier of a fact within its file, for example role-1; it counts facts in document order.",
    ),
]


WordBox = tuple[Annotated[int, Field(ge=1)], float, float, float, float]
"""Page from 1; left, top, right and bottom in points from the page's top left corner as a reader turns it, to 0.1."""

Boxes = Annotated[
    tuple[WordBox, ...],
    Field(
        description="Where the words from start to end stand: [page, left, top, right, bottom] for each run of words on a "
        "line, in points from the page's top left corner; empty where there is no page.",
        examples=[[[1, 72.0, 90.4, 215.3, 101.4]]],
    ),
]


class Evidence(Stored):
    """A piece of the document that bears a fact out: text == document_text[start:end]."""

    start: int = Field(ge=0, description="Offset of the first code point in the document's text, counted from 0.")
    end: int = Field(gt=0, description="Offset one past the last code point.")
    text: str = Field(min_length=1, description="The words themselves, exactly as they stand between start and end.")
    line: int = Field(ge=1, description="Line of the document on which the piece begins, counted from 1.")
    page: int | None = Field(ge=1, description="Page, counted from 1; null where the format has no pages.")
    boxes: Boxes = ()

    @model_validator(mode="after")
    def _span_holds_text(self) -> Self:
        if self.end - self.start != len(self.text):
            raise ValueError("end - start must be the length of text")
        return self


class Leaf(Stored):
    """How one value of a fact was found in the document."""

    how: Literal["exact", "normalised", "derived"] = Field(
        description="exact: letter for letter; normalised: up to case, white space, dashes, quotes and ligatures; "
        "derived: worked out from the words by the rule named."
    )
    rule: str | None = Field(default=None, description="Name of the rule that derived the value; null otherwise.")
    start: int = Field(ge=0, description="Offset of the first code point that bears the value out.")
    end: int = Field(gt=0, description="Offset one past the last code point.")
    shared: bool = Field(
        default=False, exclude_if=lambda shared: not shared,
        description="True where the value stands in a heading above several facts, outside the fact's own entry.",
    )  # fmt: skip

    boxes: Boxes = ()

    @model_validator(mode="after")
    def _start_before_end(self) -> Self:
        if self.start >= self.end:
            raise ValueError("start must lie before end")
        return self


class Fact(Stored):
    """What all facts of a profile share."""

    id: FactId
    leaves: dict[str, Leaf] = Field(
        default_factory=dict[str, Leaf], description="For each filled field, how its value was found in the document."
    )
    evidence: list[Evidence] = Field(min_length=1, description="Pieces of the document that bear the fact out.")


class Finding(Stored):
    """Something a careful reader should look at."""

    code: str = Field(pattern=r"^[a-z][a-z0-9_]*$", description="Stable name of the kind of finding.")
    severity: Literal["info", "warning", "error"] = Field(
        description="error: something is missing or failed; warning: probably wrong; info: worth knowing."
    )
    message: str = Field(description="One plain sentence.")
    fact_ids: list[FactId] = Field(default_factory=list[FactId], description="Facts that the finding is about.")
    evidence: list[Evidence] = Field(
        default_factory=list[Evidence], description="Pieces of the document that show it; may be empty."
    )


class UnreadLine(Stored):
    """A line of the document that no fact cites."""

    line: int = Field(ge=1, description="Line number, counted from 1.")
    start: int = Field(ge=0, description="Offset of the line's first code point.")
    end: int = Field(gt=0, description="Offset one past its last code point.")
    text: str = Field(min_length=1, description="The line as it stands.")


class DocumentInfo(Stored):
    """Which document a file was made from."""

    path: str = Field(description="Path below the folder that was read, with forward slashes.")
    sha256: str = Field(pattern=r"^[0-9a-f]{64}$", description="Hash of the file's bytes.")
    media_type: str = Field(description="Type told from the content, for example application/pdf.")
    pages: int | None = Field(ge=1, description="Number of pages; null where the format has none.")
    characters: int = Field(ge=0, description="Length of the text as read, in code points.")
    language: str | None = Field(description="ISO 639-1 code of the main language; null where it cannot be told.")


class TokenCount(Stored):
    """Tokens that calls took, as the server counted them."""

    prompt: int = Field(default=0, ge=0, description="Tokens sent, cached ones included.")
    completion: int = Field(default=0, ge=0, description="Tokens written by the model.")


class Tokens(TokenCount):
    """Tokens, with those that the server did not have to read again. That varies from run to run."""

    cached: int = Field(default=0, ge=0, description="Tokens of the prompt that the server still had in its cache.")


class Provenance(Stored):
    """What made the file, so that it can be made again."""

    model_config = ConfigDict(validate_by_name=True, validate_by_alias=True)

    model: str = Field(description="Name of the model.")
    base_url: str = Field(description="Where the model was asked; 'embedded' for the model that Vouchline runs itself.")
    mode: str = Field(description="How the schema was enforced: instructor's mode.")
    shape: Literal["closed", "static"] = Field(
        description="closed: the schema was made for the document; static: one schema for all documents."
    )
    prompts: dict[str, str] = Field(description="Fingerprint of each prompt file used, by name.")
    prompt_versions: dict[str, int] = Field(
        default_factory=dict[str, int], description="Version of each prompt file used, by name, as the file says it."
    )
    own_prompts: list[str] = Field(
        default_factory=list[str],
        description="Names of the prompts that say, or begin with, what a file of the user's own folder says.",
    )
    answer_schema: str = Field(
        serialization_alias="schema",
        validation_alias="schema",
        description="Fingerprint of the stored schema that the file follows.",
    )
    calls: int = Field(ge=0, description="Questions answered, from the model or the cache.")
    tokens: TokenCount
    vouchline: str = Field(description="Version of Vouchline.")
