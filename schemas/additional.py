"""Facts of kinds that a user describes in a file: the fields are the user's, the rest is as of every fact."""

from __future__ import annotations

from typing import Any

from pydantic import ConfigDict, Field

from schemas.base import Fact
from schemas.review import Value


class AdditionalFact(Fact):
    """One fact of a kind of the user's own. Its fields follow, the one that names it first."""

    model_config = ConfigDict(extra="allow")
    __pydantic_extra__: dict[str, Value] = Field(init=False)  # pyright: ignore[reportIncompatibleVariableOverride]

    @property
    def stated(self) -> dict[str, Value]:
        """What the fact states, by field, in the order of the kind's file."""
        return dict(self.model_extra or {})

    @property
    def label(self) -> str:
        """The value that names the fact."""
        return str(next((value for value in self.stated.values() if value is not None), self.id))


def is_empty(additional: dict[str, Any]) -> bool:
    """Tell whether a profile was made without kinds of the user's own: the field is then left out of the file."""
    return not additional
