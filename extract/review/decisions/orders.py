"""What a reviewer asks for, as the page sends it."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from schemas import Group, Likeness, ReviewAction, ReviewKind

Count = Annotated[int, Field(ge=0, le=10**9)]
Span = tuple[Count, Count]
Short = Annotated[str, Field(max_length=200)]
Name = Annotated[str, Field(min_length=1, max_length=1000)]
Note = Annotated[str, Field(max_length=4000)]
_LONG = Annotated[str, Field(max_length=2000)]
Given = dict[Short, _LONG | int | float | bool | list[_LONG] | None]
"""Values by field."""


class DecisionOrder(BaseModel):
    """What a reviewer asks for.

    `key` names the item as the page does ("document" for finish and reopen). `seen` is the item's version that the
    reviewer saw, and `results` the version of the results. `spans` tells for fields where they stand, `span` for an
    added fact which words bear it out, for another verdict which words of the résumé show it: offsets of code points,
    end excluded.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    group: Group
    name: Name
    action: ReviewAction
    key: Short = ""
    kind: ReviewKind | None = None
    values: Given = Field(default={}, max_length=20)
    knowledge: list[Short] = Field(default=[], max_length=20)
    spans: dict[Short, Span] = Field(default={}, max_length=20)
    span: Span | None = None
    note: Note = ""
    seen: Count = 0
    results: Short = ""


class PairOrder(BaseModel):
    """Whether two profiles, by NAME, are of the same person; open takes back what was said."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    first: Name
    second: Name
    likeness: Likeness


class Stack(BaseModel):
    """Items of one profile, posting or comparison, each with the version that the reviewer saw."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    group: Group
    name: Name
    results: Short
    items: list[tuple[Short, Count]] = Field(min_length=1, max_length=5000)


class Batch(BaseModel):
    """One action on several items at once, of one file or of several."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    action: Literal["accept", "reject", "restore", "overrule"]
    values: Given = Field(default={}, max_length=20)
    note: Note = ""
    stacks: list[Stack] = Field(min_length=1, max_length=200)

    def orders(self, stack: Stack) -> list[DecisionOrder]:
        """Return the action on each item of a stack."""
        return [
            DecisionOrder(
                group=stack.group, name=stack.name, results=stack.results, action=self.action, key=key, seen=seen,
                values=self.values, note=self.note,
            )
            for key, seen in stack.items
        ]  # fmt: skip
