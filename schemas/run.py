"""What a run did: models, calls, tokens, cost, and every document with its outcome."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from schemas.base import SCHEMA_VERSION, PartialDate, Stored, Tokens
from schemas.people import LikePair

Outcome = Literal["extracted", "cached", "unchanged", "duplicate", "failed", "skipped"]
"""What became of a document or pair. All but failed and skipped have a result."""


class RunDocument(Stored):
    """One document of the run."""

    path: str = Field(description="Path below the folder that was read, with forward slashes.")
    source: str | None = Field(
        default=None, description="Where the document lay, as a path from the folder of results; null if not reached."
    )
    name: str | None = Field(description="Name of its profile or posting file; null when none was written.")
    kind: Literal["resume", "posting", "unknown"] = Field(description="What the document was taken for.")
    outcome: Outcome = Field(
        description="extracted: with calls to the model; cached: from stored answers alone; unchanged: what an earlier "
        "run stored still holds; duplicate: taken from a document of the same content; failed; skipped: not reached."
    )
    code: str | None = Field(
        default=None, description="Name of the kind of failure, or of why it was skipped; else null."
    )
    reason: str | None = Field(
        default=None, description="What failed or why it was skipped, and what to do; else null."
    )
    same_as: str | None = Field(default=None, description="Path of the document of the same content; else null.")
    calls: int = Field(default=0, ge=0, description="Questions answered.")
    tokens: Tokens = Field(default_factory=Tokens)
    seconds: float = Field(default=0.0, ge=0, description="Time from reading to writing, waiting included.")
    estimated_s: float | None = Field(
        default=None,
        description="The time that was expected for its questions, by its length; null where none was asked.",
    )


class RunComparison(Stored):
    """One comparison of the run."""

    profile: str
    posting: str
    outcome: Outcome
    code: str | None = Field(
        default=None, description="Name of the kind of failure, or of why it was skipped; else null."
    )
    reason: str | None = Field(
        default=None, description="What failed or why it was skipped, and what to do; else null."
    )
    calls: int = Field(default=0, ge=0)
    tokens: Tokens = Field(default_factory=Tokens)
    seconds: float = Field(default=0.0, ge=0)


class Usage(Stored):
    """Calls and tokens of one prompt, or of the whole run."""

    calls: int = Field(ge=0, description="Questions sent to the model, asked-again ones counted as well.")
    cached_calls: int = Field(ge=0, description="Questions answered from Vouchline's own cache, without a call.")
    reasks: int = Field(ge=0, description="Times that a reply did not fit its schema and was asked again.")
    tokens: Tokens
    seconds: float = Field(ge=0, description="Sum of the time of the calls.")
    cost_usd: float | None = Field(description="Cost in US dollars; null when the price is unknown.")


class BatchTotals(Stored):
    """What a provider's batch service answered for this folder of results, before the run and beside its usage."""

    batches: int = Field(ge=0, description="Batches that are over.")
    replies: int = Field(ge=0, description="Questions that got a reply.")
    tokens: Tokens
    cost_usd: float | None = Field(description="Cost in US dollars, at half the price; null when the price is unknown.")


class Run(Stored):
    """One run over a folder."""

    schema_version: Literal["1"] = SCHEMA_VERSION
    vouchline: str = Field(description="Version of Vouchline.")
    as_of: PartialDate
    model: str
    base_url: str = Field(description="Where the model was asked; 'embedded' for the model that Vouchline runs itself.")
    provider: str = Field(description="Kind of server the model was taken for.")
    mode: str = Field(description="How schemas were enforced: instructor's mode.")
    shape: Literal["closed", "static"] = Field(
        description="closed: schemas made for each document; static: one schema for all documents."
    )
    prompts: dict[str, str] = Field(description="Fingerprint of each prompt file, by name.")
    prompt_versions: dict[str, int] = Field(
        default_factory=dict[str, int], description="Version of each prompt file, by name, as the file says it."
    )
    own_prompts: list[str] = Field(
        default_factory=list[str],
        description="Names of the prompts that say, or begin with, what a file of the user's own folder says.",
    )
    schemas: dict[str, str] = Field(description="Fingerprint of each stored schema, by name.")
    usage: Usage
    usage_by_prompt: dict[str, Usage]
    batches: BatchTotals | None = Field(default=None, description="What was answered by batches; null without any.")
    price: str = Field(description="Where the price comes from; 'unknown' where there is none.")
    seconds: float = Field(ge=0, description="Wall time of the run.")
    finished: bool = Field(description="False when the run was interrupted.")
    same_people: list[LikePair] = Field(
        default_factory=list[LikePair],
        description="Profiles of the folder that look like one person's; decisions about them are in OUT/reviews.",
    )
    documents: list[RunDocument]
    comparisons: list[RunComparison]
