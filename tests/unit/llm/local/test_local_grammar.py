"""What the embedded model's grammar lets through, asked of the engine that enforces it."""

from __future__ import annotations

import json
from typing import Any

import pytest
from llguidance import LLMatcher, LLTokenizer

from extract.llm.local.grammar import compact_grammar

_TOKENIZER = LLTokenizer("byte")


def _object(**properties: dict[str, Any]) -> dict[str, Any]:
    return {"type": "object", "properties": properties, "required": list(properties), "additionalProperties": False}


def _number(numeral: str) -> dict[str, Any]:
    return _object(number={"const": numeral}, what={"type": "string", "maxLength": 8}, role={"enum": ["from", "to"]})


_NUMBERS = _object(
    numbers={
        "type": "array",
        "prefixItems": [_number("49"), _number('7"1')],
        "items": False,
        "minItems": 2,
        "maxItems": 2,
    }
)
_ROLES = _object(
    roles={
        "type": "array",
        "maxItems": 2,
        "items": _object(
            title={"type": "string", "maxLength": 10},
            place={"anyOf": [{"type": "string", "maxLength": 10}, {"type": "null"}]},
            period={"anyOf": [{"enum": ["Oct. 2023 – Present", "2020"]}, {"type": "null"}]},
        ),
    }
)
_REFERRED = {**_object(level={"$ref": "#/$defs/Level"}), "$defs": {"Level": {"enum": ["master", "minor"]}}}
_COUNT = _object(count={"type": "integer", "minimum": 3, "maximum": 5}, sure={"type": "boolean"})


def _accepts(schema: dict[str, Any], text: str) -> bool:
    """Tell whether the whole of `text`, and nothing more, can be written under the grammar of `schema`."""
    matcher = LLMatcher(_TOKENIZER, LLMatcher.grammar_from_lark(compact_grammar(schema)))
    assert not matcher.is_error(), matcher.get_error()
    tokens = _TOKENIZER.tokenize_str(text)
    return matcher.try_consume_tokens(tokens) == len(tokens) and matcher.is_accepting()


_PAIR = '{"numbers": [{"number": "49", "what": "recall", "role": "%s"}, {"number": "7\\"1", "what": "", "role": "to"}]}'
_ROLE = '{"title": "Nurse", "place": %s, "period": %s}'


@pytest.mark.parametrize(
    ("schema", "text"),
    [
        (_NUMBERS, _PAIR % "from"),
        (_ROLES, '{"roles": []}'),
        (_ROLES, '{"roles": [' + _ROLE % ('"Ghent"', '"Oct. 2023 – Present"') + "]}"),
        (_ROLES, '{"roles": [' + _ROLE % ("null", "null") + ", " + _ROLE % ("null", '"2020"') + "]}"),
        (_REFERRED, '{"level": "minor"}'),
        (_COUNT, '{"count": 4, "sure": true}'),
    ],
    ids=["constants", "empty", "choice", "null", "reference", "range"],
)
def test_grammar_lets_an_answer_through_as_python_writes_it(schema: dict[str, Any], text: str) -> None:
    assert _accepts(schema, text)
    assert json.dumps(json.loads(text), ensure_ascii=False) == text


@pytest.mark.parametrize(
    ("schema", "text"),
    [
        (_NUMBERS, _PAIR % "about"),
        (_NUMBERS, (_PAIR % "from").replace('"49"', '"48"')),
        (_NUMBERS, (_PAIR % "from").replace("recall", "recall at ten")),
        (_NUMBERS, '{"numbers": [{"number": "49", "what": "recall", "role": "from"}]}'),
        (_ROLES, '{"roles": [' + ", ".join([_ROLE % ("null", "null")] * 3) + "]}"),
        (_ROLES, '{"roles": [' + _ROLE % ("null", '"2021"') + "]}"),
        (_ROLES, '{"roles": [' + _ROLE % ("null", "null") + '], "more": 1}'),
        (_REFERRED, '{"level": "doctorate"}'),
        (_COUNT, '{"count": 6, "sure": true}'),
        (_COUNT, '{"sure": true, "count": 4}'),
        (_COUNT, '{"count": 4}'),
    ],
    ids=[
        "enum", "constant", "length", "too-few", "too-many", "choice", "unknown-field", "reference", "range", "order",
        "missing-field",
    ],
)  # fmt: skip
def test_grammar_stops_what_the_schema_does_not_allow(schema: dict[str, Any], text: str) -> None:
    assert not _accepts(schema, text)


@pytest.mark.parametrize(
    "text", ['{\n  "roles": []\n}', '{ "roles": [] }', '{"roles":[]}', '{"roles": []}\n'], ids=repr
)
def test_grammar_leaves_one_way_to_set_white_space(text: str) -> None:
    assert not _accepts(_ROLES, text)


def test_grammar_is_the_same_for_the_same_schema_and_keeps_the_order_of_fields() -> None:
    assert compact_grammar(_COUNT) == compact_grammar(json.loads(json.dumps(_COUNT)))
    assert compact_grammar(_COUNT) != compact_grammar(_object(sure={"type": "boolean"}, count={"type": "integer"}))


@pytest.mark.parametrize(
    ("schema", "place"),
    [
        ({"type": "array", "uniqueItems": True, "items": {"type": "string"}}, "#/uniqueItems"),
        (_object(mail={"type": "string", "format": "email"}), "#/properties/mail/format"),
        (_object(level={"$ref": "#/$defs/Level"}), r"#/properties/level/\$ref"),
        (_object(level={"enum": []}), "#/properties/level/enum"),
        ({"anyOf": [{"type": "null"}, "text"]}, "#/anyOf/1"),
    ],
    ids=["unique", "format", "dangling", "no-choice", "no-schema"],
)
def test_grammar_refuses_a_schema_that_the_server_would_not_enforce(schema: dict[str, Any], place: str) -> None:
    with pytest.raises(ValueError, match=place):
        compact_grammar(schema)
