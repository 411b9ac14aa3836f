"""Content addresses: what changes them and what must not."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract.llm.request.keys import canonical_json, fingerprint, request_key

WIRE: dict[str, Any] = {
    "model": "m",
    "messages": [{"role": "user", "content": "é"}],
    "temperature": 0,
    "seed": 7,
    "max_tokens": 5,
    "response_format": {"type": "json_schema", "json_schema": {"schema": {"enum": ["a", "b"]}}},
}
AROUND = {"prompt_fingerprint": "f" * 12, "provider": "openai", "mode": "json_schema", "server": "https://a/v1"}


def test_canonical_json_is_the_same_forever() -> None:
    assert canonical_json({"b": [1, 2.5, None, True], "a": "é\n"}) == '{"a":"é\\n","b":[1,2.5,null,true]}'
    assert fingerprint({"a": 1}) == "015abd7f5cc57a2dd94b7590f04ad8084273905ee33ec5cebeae62276a97f862"


@given(st.dictionaries(st.text(), st.integers() | st.text() | st.lists(st.booleans())))
def test_canonical_json_does_not_depend_on_the_order_of_keys(value: dict[str, object]) -> None:
    assert canonical_json(dict(reversed(value.items()))) == canonical_json(value)


@pytest.mark.parametrize("value", [float("nan"), float("inf"), object(), {"a": b"bytes"}])
def test_canonical_json_refuses_what_json_has_no_form_for(value: object) -> None:
    with pytest.raises((TypeError, ValueError)):
        canonical_json(value)


@pytest.mark.parametrize(
    "change",
    [
        {"model": "n"},
        {"messages": [{"role": "user", "content": "e"}]},
        {"temperature": 1},
        {"seed": 8},
        {"max_tokens": 6},
        {"response_format": {"type": "json_schema", "json_schema": {"schema": {"enum": ["b", "a"]}}}},
        {"logprobs": True},
        {"extra_body": {"grammar": "root ::= x"}},
    ],
    ids=lambda change: next(iter(change)),
)
def test_key_changes_when_the_request_does(change: dict[str, Any]) -> None:
    assert request_key(WIRE | change, **AROUND) != request_key(WIRE, **AROUND)


@pytest.mark.parametrize("name", sorted(AROUND))
def test_key_changes_when_what_stands_around_the_request_does(name: str) -> None:
    assert request_key(WIRE, **(AROUND | {name: "other"})) != request_key(WIRE, **AROUND)


def test_key_is_the_same_for_the_same_request() -> None:
    assert request_key(dict(reversed(WIRE.items())), **AROUND) == request_key(WIRE, **AROUND)
