"""Grammars that hold the embedded model's JSON to its schema, on one line, and its words to those of the text shown.

On one line, since that saves a fifth of the output tokens.

With a JSON Schema as `response_format`, llama.cpp lets the model set its JSON out over many lines, as it likes to. The
`xllamacpp` wheel has the llguidance engine built in, whose schemas can say how white space is set
(https://github.com/guidance-ai/llguidance/blob/main/docs/json_schema.md, "x-guidance"). That note is lost on the way
through `response_format`, and kept in the request's field `grammar`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from typing import Any, cast

_WHITE_SPACE = {"whitespace_flexible": False, "item_separator": ", ", "key_separator": ": "}
"""One space after each colon and comma. With none at all the small model is led off what it has learnt: it answered
two questions of three with an empty list. With one its answers are those of free white space."""

_CONTROL = re.compile(r"[\x00-\x1f]")
_SIGNS = "\u2e80-\u9fff\uac00-\ud7af\U00020000-\U0010ffff"
"""Of scripts that set no spaces between words, as `extract.text.canonical` has them; to llguidance a whole clause is a word."""
_SIGN = re.compile(f"[{_SIGNS}]")
_PIECE = re.compile(rf"[{_SIGNS}]|[^\W{_SIGNS}]+|\s+|[^\w\s{_SIGNS}]+")

_CAPITALS = re.compile(r"(?<!\w)[A-ZÀ-ÖØ-Þ][A-ZÀ-ÖØ-Þ&/'’.,()-]*(?: [A-ZÀ-ÖØ-Þ&/'’.,()-]+)*(?<=[A-ZÀ-ÖØ-Þ]{2})(?!\w)")
"""Words set in capitals, one after the other."""
_LETTERS = re.compile(r"[^\W\d_]+")
_SHORT = 3
"""Words of so many letters may be abbreviations."""

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


def word_grammar(words: Sequence[str]) -> str:
    """Return a grammar for an answer that is one of some words, without quotes or anything around it."""
    return "%llguidance {}\nstart: " + " | ".join(map(_literal, words)) + "\n"


def copying_grammar(schema: dict[str, Any], source: str) -> str:
    """Return a grammar for `schema` in which every free string is a run of words of `source`, or empty.

    Such a string stays on one line of `source` and within its `maxLength`. Closed choices are as the schema has them. See
    https://github.com/guidance-ai/llguidance/blob/main/docs/syntax.md for `substring_words`.

    Raises:
        ValueError: `schema` holds what is not known to be enforced.
    """
    compact_grammar(schema)  # holds the schema to what is known
    return _Copying(schema.get("$defs", {})).whole(schema, source)


class _Copying:
    """Writes a schema as rules in llguidance's form of Lark."""

    def __init__(self, definitions: dict[str, Any]) -> None:
        self._definitions = definitions
        self._rules: dict[str, str] = {}
        self._lengths: set[int | None] = set()

    def whole(self, schema: dict[str, Any], source: str) -> str:
        start = self._of(schema)
        words = json.dumps(_pieces(_as_json(source, keep_lines=True)), ensure_ascii=False)
        lines = ["%llguidance {}", f"start: {start}", *(f"{name}: {body}" for body, name in self._rules.items())]
        if self._lengths:
            lines.append(f"RUN: %regex {words}")
        for most in sorted(self._lengths, key=lambda each: each or 0):
            times = "*" if most is None else f"{{0,{most - 2}}}"
            rest = "" if most == 1 else f"([^\\n]{times}[^\\n ])?"
            lines.append(f"COPY{most or ''}: RUN & /[^\\n ]{rest}/")
        return "\n".join(lines) + "\n"

    def _of(self, schema: dict[str, Any]) -> str:
        if "$ref" in schema:
            return self._of(self._definitions[schema["$ref"].rsplit("/", 1)[-1]])
        if "anyOf" in schema:
            return self._rule(" | ".join(map(self._of, schema["anyOf"])))
        if "enum" in schema or "const" in schema:
            values = schema["enum"] if "enum" in schema else [schema["const"]]
            return self._rule(" | ".join(_literal(_as_json(value)) for value in values))
        if schema.get("type") == "string":
            most = schema.get("maxLength")
            if most == 0:
                return self._rule('"\\"\\""')
            self._lengths.add(most)
            return self._rule(f'"\\"" COPY{most or ""} "\\"" | "\\"\\""')
        if schema.get("type") == "array":
            return self._array(schema)
        if schema.get("type") == "object":
            return self._object(schema)
        return self._rule("%json " + json.dumps(schema))

    def _object(self, schema: dict[str, Any]) -> str:
        parts: list[str] = []
        for name, value in schema["properties"].items():
            parts += [_literal(f"{', ' if parts else '{'}{_as_json(name)}: "), self._of(value)]
        return self._rule(" ".join([*(parts or [_literal("{")]), _literal("}")]))

    def _array(self, schema: dict[str, Any]) -> str:
        if "prefixItems" in schema:
            items = ' ", " '.join(self._of(item) for item in schema["prefixItems"])
            return self._rule(f'"[" {items} "]"' if items else '"[]"')
        item, most, least = self._of(schema["items"]), schema.get("maxItems"), schema.get("minItems", 0)
        if most == 0:
            return self._rule('"[]"')
        more = "" if most == 1 else f'(", " {item}){{{max(least - 1, 0)},{"" if most is None else most - 1}}}'
        return self._rule(f'"[" {item} {more} "]"' + ("" if least else ' | "[]"'))

    def _rule(self, body: str) -> str:
        return self._rules.setdefault(body, f"r{len(self._rules)}")


def _pieces(source: str) -> dict[str, Any]:
    """Return what tells llguidance where copies of a text may begin and end: at words, or at signs that have no spaces."""
    pieces = _PIECE.findall(source)
    return {"substring_chunks": pieces} if any(_SIGN.match(piece) for piece in pieces) else {"substring_words": source}


def _literal(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _as_json(value: object, *, keep_lines: bool = False) -> str:
    """Return a value as it stands in JSON; of a text without its quotes, where its lines are kept.

    In such a text a tab or another control character is a space: the letter that JSON has for it would be one of the next word.
    """
    if not keep_lines:
        return json.dumps(value, ensure_ascii=False)
    return "\n".join(json.dumps(_CONTROL.sub(" ", line), ensure_ascii=False)[1:-1] for line in str(value).split("\n"))


def source_of(shown: str) -> str:
    """Return the text that answers copy from: lines that may go on are one, and words cut at a line's end are whole.

    A line that begins with a bullet or a number of a list stands by itself. What is set in capitals stands there once more as a
    model likes to write it: held to "PRINCIPAL ENGINEER" alone, it writes the "Principal" of another line, and is stuck there.
    """
    whole = re.sub(r"(?<=[^\W\d_])[-\u00ad\u2010]\n(?=[^\W\d_])(?=[a-zß-ÿ])", "", shown)
    joined = re.sub(r"\n(?!(?:[•●▪◦‣·*–—-]|\(?\d{1,3}[.)]|\[\d{1,3}\])\s)", " ", whole)
    capitals = dict.fromkeys(
        set_small for line in shown.split("\n") for run in _CAPITALS.findall(line) for set_small in _set_small(run)
    )
    return "\n".join([joined, *capitals])


def _set_small(run: str) -> list[str]:
    """Return words in capitals as they may be written: short ones as they are (IT), small (of), or as the others."""

    def written(short: Callable[[str], str]) -> str:
        return _LETTERS.sub(lambda m: short(m[0]) if len(m[0]) <= _SHORT else m[0].capitalize(), run)

    return list(dict.fromkeys((written(str), written(str.lower), written(str.capitalize))))


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
