"""What the tools return beside the published schemas."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, Field

from extract.comparison.explain import SearchTold, VerdictQuestion
from schemas import Posting, Profile


class ListedDocument(BaseModel):
    """A document that can be read."""

    path: str = Field(description="What the other tools take.")
    shown: str = Field(description="Its path below its folder.")


class DocumentList(BaseModel):
    """The documents of the folders."""

    documents: list[ListedDocument] = Field(description="In the order of their names.")
    more: int = Field(description="How many there are that are not listed.")
    unreadable: int = Field(description="How many files cannot be read, such as links that lead out of a folder.")


class TextLine(BaseModel):
    """A line of a document's text."""

    number: int = Field(description="Counted from 1; evidence names it as `line`.")
    page: int | None = Field(description="Counted from 1; null where the format has no pages.")
    text: str = Field(description="The line without its line break.")


class TextNotice(BaseModel):
    """Something that the reader noticed, such as hidden text that it left out."""

    code: str = Field(description="Stable, for programs.")
    message: str = Field(description="For people.")


class DocumentText(BaseModel):
    """A document as a person sees it: what is not visible on the page is left out."""

    path: str = Field(description="Its path below its folder.")
    kind: Literal["resume", "posting"] = Field(description="What its words make it look like.")
    media_type: str = Field(description="Told by the content.")
    language: str | None = Field(description="ISO 639-1 code; null where it cannot be told.")
    lines: list[TextLine] = Field(description="Joined by line feeds they are the text that offsets point into.")
    notices: list[TextNotice] = Field(description="What the reader noticed.")


class ExtractedDocument(BaseModel):
    """What a document says, every value with its evidence: a profile of a résumé, or a posting."""

    kind: Literal["resume", "posting"] = Field(description="Which of the two it is.")
    profile: Profile | None = Field(description="Of a résumé.")
    posting: Posting | None = Field(description="Of a job posting.")


class ExplainedVerdict(BaseModel):
    """All that stands behind one verdict, as `vouchline compare --explain` gives it."""

    profile: str = Field(description="NAME of the résumé.")
    posting: str = Field(description="NAME of the posting.")
    requirement: dict[str, Any] = Field(description="What is demanded, as postings give it.")
    lines: int = Field(description="How many lines of the résumé take part.")
    left_out: int = Field(description="How many lines do not, since they repeat the posting or one word.")
    search: SearchTold | None = Field(description="What was searched for and found; null where code decided without.")
    questions: list[VerdictQuestion] = Field(description="What was asked and answered.")
    verdict: dict[str, Any] = Field(description="The verdict, as comparisons give it.")
