"""What all answers share: strictness, how long a text may be, and how each field is grounded in the document."""

from __future__ import annotations

from enum import Enum
from typing import Any, cast

from pydantic import BaseModel, ConfigDict, GetJsonSchemaHandler
from pydantic_core import CoreSchema

MAX_TEXT = 140
"""Longest short text (employer, title, institution) that an answer may hold, in code points."""
GROUNDING = "grounding"
"""Key of published schemas under which a field says how it is grounded. It never reaches a model."""


class Grounding(Enum):
    """How a field of an answer is tied to the document before it becomes a value. Stands in `Annotated`."""

    WORDS = "words"
    """A run of words of the text shown. Code looks it up there; what is not found becomes no value."""
    PERIOD = "period"
    """One of the periods that code found in the text, or null: a choice made for each document."""
    NUMERAL = "numeral"
    """A number that stands in the text: a choice made for each document where the endpoint takes one."""
    CHOICE = "choice"
    """One of a few words that are the same for all documents; code decides what follows from it."""
    FREE = "free"
    """Words of the model's own. They become no value: code looks for words of the text that they stand for."""

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        """Say the grounding beside what the field may hold."""
        return handler(schema) | {GROUNDING: self.value}


class Reply(BaseModel):
    """Base of the answers that models are made to give: nothing beyond what is asked."""

    model_config = ConfigDict(extra="forbid", serialize_by_alias=True)

    @classmethod
    def model_json_schema(cls, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Return the schema as models are sent it: without descriptions of fields and without grounding."""
        schema = super().model_json_schema(*args, **kwargs)
        for part in (schema, *schema.get("$defs", {}).values()):
            for name, field in part.get("properties", {}).items():
                part["properties"][name] = _bare(field)
        return schema


def _bare(node: Any) -> Any:
    if isinstance(node, list):
        return [_bare(item) for item in cast("list[Any]", node)]
    if not isinstance(node, dict):
        return node
    entries = cast("dict[str, Any]", node)
    return {key: _bare(value) for key, value in entries.items() if key not in ("description", GROUNDING)}
