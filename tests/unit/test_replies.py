from __future__ import annotations

import pytest
from pydantic import Field, ValidationError

from extract.replies import Reply, list_of, narrowed, one_of_or_null, text_or_null
from extract.wire import answer_schema


class Bird(Reply):
    name: str = Field(max_length=9)
    seen: str | None


class Birds(Reply):
    birds: list[Bird]


def test_narrowed_answer_keeps_its_name_its_place_and_its_fields_in_order() -> None:
    closed = narrowed(Bird, seen=one_of_or_null(["2019", "2020"]))
    assert (closed.__name__, closed.__module__) == ("Bird", Bird.__module__)
    schema = answer_schema(closed)
    assert list(schema["properties"]) == ["name", "seen"]
    assert schema["properties"]["name"] == {"type": "string", "maxLength": 9}
    assert schema["properties"]["seen"] == {"anyOf": [{"type": "string", "enum": ["2019", "2020"]}, {"type": "null"}]}
    assert schema["required"] == ["name", "seen"]


def test_narrowed_answer_carries_no_words_for_people() -> None:
    """A class's docstring would reach the model as the description of a definition."""
    assert "description" not in answer_schema(narrowed(Birds, birds=list_of(narrowed(Bird))))["$defs"]["Bird"]


def test_narrowed_answer_is_an_answer_of_its_class() -> None:
    closed = narrowed(Birds, birds=list_of(narrowed(Bird, seen=one_of_or_null(["2019"])), at_most=1))
    read = closed.model_validate({"birds": [{"name": "kite", "seen": "2019"}]})
    assert isinstance(read, Birds)
    assert [(bird.name, bird.seen) for bird in read.birds] == [("kite", "2019")]


REFUSED: list[tuple[str, object]] = [
    ("value outside the choice", {"birds": [{"name": "kite", "seen": "2021"}]}),
    ("too many", {"birds": [{"name": "kite", "seen": None}] * 2}),
    ("too few", {"birds": []}),
    ("field that nobody asked for", {"birds": [{"name": "kite", "seen": None, "size": 3}]}),
    ("text that is too long", {"birds": [{"name": "kingfishers", "seen": None}]}),
]


@pytest.mark.parametrize("value", [c[1] for c in REFUSED], ids=[c[0] for c in REFUSED])
def test_narrowed_answer_refuses_what_the_document_does_not_allow(value: object) -> None:
    closed = narrowed(Birds, birds=list_of(narrowed(Bird, seen=one_of_or_null(["2019"])), at_least=1, at_most=1))
    with pytest.raises(ValidationError):
        closed.model_validate(value)


def test_choice_without_values_allows_null_alone() -> None:
    assert answer_schema(narrowed(Bird, seen=one_of_or_null([])))["properties"]["seen"] == {"type": "null"}


def test_open_field_takes_any_text_or_null() -> None:
    open_answer = narrowed(Bird, seen=text_or_null())
    assert [open_answer(name="kite", seen=seen).seen for seen in ("long ago", None)] == ["long ago", None]
