"""Skills, methods and tools that sentences name, entries of lists, certificates and awards."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from schemas.answers.base import MAX_TEXT, Grounding, Reply

MAX_NAMED = 14
"""Most names that one answer may give."""


class NamedAnswer(Reply):
    """What some lines of prose name."""

    skills: list[Annotated[str, Grounding.WORDS]] = Field(
        max_length=MAX_NAMED, description="Skills, methods, techniques and tools, each once."
    )


class SkillAnswer(Reply):
    """Whether words, without the sentence that they stand in, are an entry of a list of skills."""

    skill: Annotated[Literal["yes", "no"], Grounding.CHOICE] = Field(
        description="Whether a person would put exactly these words into a list of skills."
    )


class WordsAnswer(Reply):
    """What some words of a line are."""

    what: Annotated[Literal["skill", "result", "work", "name", "other"], Grounding.CHOICE] = Field(
        description="skill: a tool, method or field of knowledge; result: what was reached; work: what was made; name: of a firm, a "
        "place, a person; other: everyday words."
    )


class LabelAnswer(Reply):
    """What a labelled line lists."""

    lists: Annotated[Literal["skills", "other"], Grounding.CHOICE] = Field(
        description="skills: fields, technologies, tools and methods of the person; other: anything else."
    )


class InterestsAnswer(Reply):
    """What an interest is of."""

    interests: Annotated[Literal["profession", "leisure"], Grounding.CHOICE] = Field(
        description="profession: a field of work or research; leisure: something done for pleasure."
    )


class SpokenAnswer(Reply):
    """Whether an entry of a list is a language that people speak."""

    what: Annotated[Literal["language", "other"], Grounding.CHOICE] = Field(
        description="language: people speak or sign it; other: anything else."
    )


class EntryAnswer(Reply):
    """Whether a line among lists is an entry of one."""

    what: Annotated[Literal["has", "lacks", "page"], Grounding.CHOICE] = Field(
        description="has: what the person has or can do; lacks: what the person has not; page: no entry of a list."
    )


class Credential(Reply):
    """A certificate or an award."""

    name: Annotated[str, Grounding.WORDS] = Field(
        max_length=MAX_TEXT, description="What it is, without who gave it and without dates."
    )
    issuer: Annotated[str | None, Grounding.WORDS] = Field(max_length=MAX_TEXT, description="Who gave it.")
    date: Annotated[str | None, Grounding.PERIOD] = Field(description="When it was given.")
    expires: Annotated[str | None, Grounding.PERIOD] = Field(description="Until when it is valid.")


class Credentials(Reply):
    """Certificates and awards that some lines list."""

    credentials: list[Credential] = Field(description="Each certificate, licence, membership, award or scholarship.")


class CredentialKind(Reply):
    """What an entry of a list of certificates or awards is."""

    kind: Annotated[Literal["certificate", "award", "language", "skill"], Grounding.CHOICE] = Field(
        description="certificate: a proof, a licence, a membership; award: a prize; language; skill: anything else."
    )
