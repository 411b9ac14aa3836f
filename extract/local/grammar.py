"""Grammars that keep the embedded model's JSON on one line, which saves a fifth of its output tokens.

With a JSON Schema as `response_format`, llama.cpp lets the model set its JSON out over many lines, as it likes to. The
`xllamacpp` wheel has the llguidance engine built in, whose schemas can say how white space is set
(https://github.com/guidance-ai/llguidance/blob/main/docs/json_schema.md, "x-guidance"). That note is lost on the way
through `response_format`, and kept in the request's field `grammar`.
"""

from __future__ import annotations

import json
from typing import Any, cast

_WHITE_SPACE = {"whitespace_flexible": False, "item_separator": ", ", "key_separator": ": "}
"""One space after each colon and comma. With none at all the small model is led off what it has learnt: it answered
two questions of three with an empty list. With one its answers are those of free white space."""

_PLAIN = frozenset({
    "type", "title", "description", "default", "required", "additionalProperties", "const",
    "minItems", "maxItems", "minLength", "maxLength", "minimum", "maximum",
})  # fmt: skip
_ONE_SCHEMA = frozenset({"items"})
_MANY_SCHEMAS = frozenset({"anyOf", "prefixItems"})
_NAMED_SCHEMAS = frozenset({"properties", "$defs"})


def compact_grammar(schema: dict[str, Any]) -> str:
    """Return the value of the request's field `grammar` that stands for `schema`, in place of `response_format`.

    The order of properties in `schema` is the order in which the model writes them; the same schema gives the same
    text. For the server of the embedded model alone: others do not know this kind of grammar.

    Raises:
        ValueError: `schema` holds what is not known to be enforced. The server would answer such a grammar with free
            text, and no error.
    """
    _check(schema, "#", frozenset(f"#/$defs/{name}" for name in schema.get("$defs", {})))
    return "%llguidance {}\nstart: %json " + json.dumps({"x-guidance": _WHITE_SPACE, **schema}, separators=(",", ":"))


def _check(schema: object, where: str, targets: frozenset[str]) -> None:
    if isinstance(schema, bool):
        return
    if not isinstance(schema, dict):
        raise ValueError(f"{where} is no schema.")
    for keyword, value in cast("dict[str, Any]", schema).items():
        place = f"{where}/{keyword}"
        if keyword in _ONE_SCHEMA:
            _check(value, place, targets)
        elif keyword in _MANY_SCHEMAS:
            for number, one in enumerate(value):
                _check(one, f"{place}/{number}", targets)
        elif keyword in _NAMED_SCHEMAS:
            for name, one in value.items():
                _check(one, f"{place}/{name}", targets)
        elif not (keyword in _PLAIN or (keyword == "enum" and value) or (keyword == "$ref" and value in targets)):
            raise ValueError(f"{place} is nothing that the grammar of the embedded model can enforce.")
