"""JSON with places: the same values as the standard library reads, each where it stands."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract.importing.json_nodes import JSONTextError, Node, parse_json

keys = st.text(max_size=4)
values = st.recursive(
    st.none() | st.booleans() | st.integers(-999, 999) | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(keys, inner, max_size=3),
    max_leaves=8,
)  # fmt: skip


def plain(node: Node) -> Any:
    if isinstance(node.value, dict):
        return {key: plain(inner) for key, inner in node.value.items()}
    return [plain(inner) for inner in node.value] if isinstance(node.value, list) else node.value


@given(values, st.booleans(), st.sampled_from([None, 0, 2]))
def test_any_json_has_its_values_at_their_places(value: Any, ascii_only: bool, indent: int | None) -> None:
    text = json.dumps(value, ensure_ascii=ascii_only, indent=indent)
    root = parse_json(f"\n {text} ")
    assert plain(root) == value
    for node in root.strings():
        assert json.loads(f'"{f"{chr(10)} {text} "[node.start : node.end]}"') == node.value


def test_pointer_names_each_value() -> None:
    root = parse_json('{"a/b": [1, {"~": "x"}]}')
    [string] = root.strings()
    assert (string.pointer, string.value) == ("/a~1b/1/~0", "x")


@pytest.mark.parametrize(
    ("text", "reason", "pointer", "offset"),
    [
        ("", "a value is missing", "", 0),
        ("{", "a key in double quotes is missing", "", 1),
        ('{"a" 1}', "a ':' is missing", "/a", 5),
        ('{"a": 1 "b": 2}', "a ',' is missing", "", 8),
        ('{"a": 1,}', "a key in double quotes is missing", "", 8),
        ('{"a": [1, 2}', "a ',' is missing", "/a", 11),
        ('{"a": [1, ]}', "a value is missing", "/a/1", 10),
        ('{"a": NaN}', "a value is missing", "/a", 6),
        ("{'a': 1}", "a key in double quotes is missing", "", 1),
        ('{"a": "x}', "a string is not closed, or holds a character that has to be escaped", "/a", 6),
        ('{"a": "x\ny"}', "a string is not closed, or holds a character that has to be escaped", "/a", 8),
        ('{"a": 1, "a": 2}', "a key stands there twice", "/a", 9),
        ("{} {}", "something stands behind the value", "", 3),
        ("[" * 100, "it is nested more than 64 levels deep", "/0" * 65, 65),
    ],
)
def test_text_that_is_no_json_is_refused_at_its_place(text: str, reason: str, pointer: str, offset: int) -> None:
    with pytest.raises(JSONTextError) as refused:
        parse_json(text)
    assert (refused.value.reason, refused.value.pointer, refused.value.offset) == (reason, pointer, offset)
