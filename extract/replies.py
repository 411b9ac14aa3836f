"""The answers that models are made to give: written as classes, then narrowed to what one document allows.

A class says which fields an answer has, and is what code reads. `narrowed` makes the class that is asked for: the same
name and fields, with the choices and the lengths of one document. What pydantic's dynamic models cannot be typed for
stands here and nowhere else.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, create_model

Shape = tuple[Any, Any]
"""A field of an answer as pydantic takes it: its type, and its bounds or `...`."""

R = TypeVar("R", bound="Reply")


class Reply(BaseModel):
    """Base of the answers that models are made to give: nothing beyond what is asked."""

    model_config = ConfigDict(extra="forbid", serialize_by_alias=True)


def narrowed(answer: type[R], name: str = "", /, **fields: Shape) -> type[R]:
    """Return an answer like `answer`, with these fields in place of its own.

    Name and module stay, unless a `name` is given: both reach the model in the schema. New fields come last.
    """
    definitions: dict[str, Any] = dict(fields)
    return create_model(name or answer.__name__, __base__=answer, __module__=answer.__module__, **definitions)


def one_of(values: Sequence[str | int]) -> Shape:
    """Return a field that holds one of some values."""
    return _literal(values), ...


def one_of_or_null(values: Sequence[str | int]) -> Shape:
    """Return a field that holds one of some values, or null; null alone where there are no values."""
    return (_literal(values) | None if values else None), ...


def text_or_null() -> Shape:
    """Return a field that holds any text, or null."""
    return str | None, ...


def list_of(item: type[BaseModel] | type[str], *, at_most: int | None = None, at_least: int | None = None) -> Shape:
    """Return a field that holds a list; None sets no bound to its length."""
    return list[item], Field(min_length=at_least, max_length=at_most)


def _literal(values: Sequence[str | int]) -> Any:
    literal: Any = Literal
    return literal[tuple(values)]
