"""What stands behind a stored file: its document, its model and prompts, and the lines that nothing cites."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from importlib import metadata
from typing import Literal

import schemas
from extract.documents.model.document import Document
from extract.extraction.engine.prompt_runner import PromptRunner
from extract.llm.request.providers import Endpoint
from schemas import DocumentInfo, Fact, Provenance, TokenCount, UnreadLine


def document_info(document: Document, path: str) -> DocumentInfo:
    """Return which document a file was made from; `path` is its path below the folder that was read."""
    return DocumentInfo(
        path=path, sha256=document.sha256, media_type=document.media_type, pages=document.pages,
        characters=len(document.text), language=document.language,
    )  # fmt: skip


def provenance(
    asking: PromptRunner,
    schema: Literal["profile", "posting", "comparison"],
    kinds: Mapping[str, type[Fact]] | None = None,
) -> Provenance:
    """Return what made a file. Times and the server's own caching are left out: the same input gives the same bytes.

    `kinds` are the facts of the user's own kinds that a profile has, by the kind's name.
    """
    usage = asking.usage
    return Provenance(
        model=asking.client.endpoint.model, base_url=address(asking.client.endpoint), mode=asking.client.endpoint.mode,
        shape=asking.client.endpoint.shape, prompts=dict(sorted(asking.prompts.items())),
        prompt_versions=dict(sorted(asking.versions.items())),
        own_prompts=asking.client.prompts.own_among(asking.prompts),
        answer_schema=schemas.fingerprint(schema, kinds), calls=asking.answers,
        tokens=TokenCount(prompt=usage.prompt_tokens, completion=usage.completion_tokens), vouchline=_version(),
    )  # fmt: skip


@functools.cache
def _version() -> str:
    return metadata.version("vouchline")


def address(endpoint: Endpoint) -> str:
    """Return the endpoint's address as files show it; the embedded model's port changes from run to run."""
    return "embedded" if endpoint.provider == "embedded" else endpoint.base_url


def unread_lines(document: Document, cited: set[int]) -> list[UnreadLine]:
    """Return the lines with words that are not among those cited (numbers of lines)."""
    return [
        UnreadLine(line=line.number, start=line.start, end=line.end, text=document.line_text(line))
        for line in document.lines
        if line.number not in cited and document.line_text(line).strip()
    ]
