from __future__ import annotations

import gc
import json
import weakref
from collections.abc import Mapping
from typing import Annotated, Any, Literal, Optional

import pytest
from pydantic import BaseModel, ConfigDict, Field, RootModel, ValidationError, create_model

from extract.llm.request.answer_schema import (
    AnswerForm,
    NamedFields,
    Shape,
    form_of,
    free_texts,
    list_of,
    narrowed,
    one_of,
    one_of_or_null,
    or_null,
    row,
    schema_of_class,
    text,
)
from schemas.answers import Reply


class Bird(Reply):
    """Words for people."""

    name: str = Field(max_length=9)
    seen: str | None


class Birds(Reply):
    birds: list[Bird]


def birds(*years: str, at_least: int = 1, at_most: int = 1) -> AnswerForm[Birds]:
    bird = narrowed(Bird, seen=one_of_or_null(years))
    return narrowed(Birds, birds=list_of(bird, at_least=at_least, at_most=at_most))


def test_narrowed_answer_keeps_its_name_and_its_fields_in_order() -> None:
    closed = narrowed(Bird, seen=one_of_or_null(["2019", "2020"]))
    assert closed.name == "Bird"
    assert list(closed.schema["properties"]) == ["name", "seen"]
    assert closed.schema["properties"]["name"] == {"type": "string", "maxLength": 9}
    assert closed.schema["required"] == ["name", "seen"]


def test_answer_is_not_narrowed_by_a_field_that_its_class_does_not_have() -> None:
    with pytest.raises(TypeError, match=r"Bird.*'size'"):
        narrowed(Bird, size=text())


def test_narrowed_answer_carries_no_words_for_people() -> None:
    """A class's docstring would reach the model as the description of a definition."""
    assert "description" not in birds("2019").schema["$defs"]["Bird"]


def test_narrowed_answer_is_an_answer_of_its_class() -> None:
    read = birds("2019").read('{"birds": [{"name": "kite", "seen": "2019"}]}')
    assert isinstance(read, Birds)
    assert [(bird.name, bird.seen) for bird in read.birds] == [("kite", "2019")]


REFUSED: list[tuple[str, object, str]] = [
    ("value outside the choice", {"birds": [{"name": "kite", "seen": "2021"}]}, "birds.0.seen: literal_error"),
    ("too many", {"birds": [{"name": "kite", "seen": None}] * 2}, "birds: too_long"),
    ("too few", {"birds": []}, "birds: too_short"),
    (
        "field that nobody asked for",
        {"birds": [{"name": "kite", "seen": None, "size": 3}]},
        "birds.0.size: extra_forbidden",
    ),
    ("text that is too long", {"birds": [{"name": "kingfishers", "seen": None}]}, "birds.0.name: string_too_long"),
]


def faults_of(form: AnswerForm[Any], value: object) -> list[str]:
    with pytest.raises(ValidationError) as raised:
        form.read(json.dumps(value))
    return [f"{'.'.join(map(str, each['loc']))}: {each['type']}" for each in raised.value.errors()]


@pytest.mark.parametrize(("value", "fault"), [c[1:] for c in REFUSED], ids=[c[0] for c in REFUSED])
def test_narrowed_answer_refuses_what_the_document_does_not_allow(value: object, fault: str) -> None:
    assert faults_of(birds("2019"), value) == [fault]


def test_choice_without_values_allows_null_alone() -> None:
    never = narrowed(Bird, seen=one_of_or_null([]))
    assert never.schema["properties"]["seen"] == {"type": "null"}
    assert never.read('{"name": "kite", "seen": null}').seen is None
    assert faults_of(never, {"name": "kite", "seen": "2019"}) == ["seen: none_required"]


def test_open_field_takes_any_text_or_null() -> None:
    open_answer = narrowed(Bird, seen=or_null(text()))
    assert [open_answer.check({"name": "kite", "seen": seen}).seen for seen in ("long ago", None)] == ["long ago", None]


ONE_ROW = row(text(5), one_of(["result", "other"]))
NAMED_FIELDS: list[tuple[str, object, list[str]]] = [
    ("all there", {"6": ["team", "other"], "40%": "cost"}, []),
    ("one missing", {"40%": "cost"}, ["6: missing"]),
    ("one more", {"6": ["team", "other"], "40%": "cost", "7": "days"}, ["7: extra_forbidden"]),
    ("no row", {"6": "team", "40%": "cost"}, ["6: tuple_type"]),
    ("short row", {"6": ["team"], "40%": "cost"}, ["6: too_long"]),
    ("no choice", {"6": ["team", "none"], "40%": "cost"}, ["6.1: literal_error"]),
    ("too long", {"6": ["team", "other"], "40%": "costs more"}, ["40%: string_too_long"]),
    ("no text", {"6": ["team", "other"], "40%": 3}, ["40%: string_type"]),
]


@pytest.mark.parametrize(("value", "faults"), [c[1:] for c in NAMED_FIELDS], ids=[c[0] for c in NAMED_FIELDS])
def test_fields_named_for_a_document_are_those_and_no_others(value: object, faults: list[str]) -> None:
    form = narrowed(NamedFields, "Numbers", **{"6": ONE_ROW, "40%": text(5)})
    if faults:
        assert faults_of(form, value) == faults
    else:
        assert form.read(json.dumps(value)).root == value


class _Exact(BaseModel):
    model_config = ConfigDict(extra="forbid")


SHAPES: list[tuple[str, Shape, Any]] = [
    ("one of many", one_of(["a", "b"]), Literal["a", "b"]),
    ("one of one", one_of(["a"]), Literal["a"]),
    ("numbers", one_of([2019, 2020]), Literal[2019, 2020]),
    ("one or null", one_of_or_null(["a", "b"]), Literal["a", "b"] | None),
    ("nothing", one_of_or_null([]), None),
    ("text", text(), str),
    ("bounded text or null", or_null(text(9)), Optional[Annotated[str, Field(max_length=9)]]),  # noqa: UP045 - no | beside Annotated
    ("row", ONE_ROW, tuple[Annotated[str, Field(max_length=5)], Literal["result", "other"]]),
    ("list of texts", list_of(str, at_least=1, at_most=4), Annotated[list[str], Field(min_length=1, max_length=4)]),
]


@pytest.mark.parametrize(("shape", "annotation"), [c[1:] for c in SHAPES], ids=[c[0] for c in SHAPES])
def test_schema_is_to_the_letter_the_one_that_pydantic_makes(shape: Shape, annotation: Any) -> None:
    """Recordings and stored answers are found by it, and the embedded model writes fields in its order."""
    made = create_model("Made", __base__=_Exact, field=(annotation, ...))
    ours = narrowed(NamedFields, "Made", field=shape).schema
    assert json.dumps(ours) == json.dumps(schema_of_class(made))


def test_schema_of_nested_answers_is_to_the_letter_the_one_that_pydantic_makes() -> None:
    period: Any = Literal["2019", "2020"] | None
    bird: Any = create_model("Bird", __base__=_Exact, name=(str, Field(max_length=9)), seen=(period, ...))
    several: Any = list[bird]  # pyright: ignore[reportInvalidTypeForm]
    made = create_model("Birds", __base__=_Exact, birds=(several, Field(min_length=1, max_length=3)))
    assert json.dumps(birds("2019", "2020", at_most=3).schema) == json.dumps(schema_of_class(made))


def test_form_made_for_one_document_is_let_go_of_with_it() -> None:
    made = birds("2019")
    assert made.schema is made.schema
    still_there = weakref.ref(made)
    del made
    gc.collect()
    assert still_there() is None


def test_form_of_a_class_is_the_same_each_time() -> None:
    assert form_of(Bird) is form_of(Bird)
    assert form_of(form_of(Bird)) is form_of(Bird)


@pytest.mark.parametrize(
    ("form", "right", "wrong"),
    [
        (birds("2019"), {"birds": [{"name": "kite", "seen": "2019"}]}, {"birds": [{"name": "kite", "seen": "2021"}]}),
        (narrowed(NamedFields, "Numbers", **{"6": ONE_ROW}), {"6": ["team", "other"]}, {"6": ["team", "none"]}),
    ],
)
def test_class_made_for_instructor_holds_answers_to_the_form(
    form: AnswerForm[BaseModel], right: Mapping[str, object], wrong: Mapping[str, object]
) -> None:
    held = form.as_class()
    assert held.__name__ == form.name
    assert held.model_json_schema() == {"title": form.name} | form.schema
    read = held.model_validate(right)
    assert read.model_dump(mode="json") == right
    assert isinstance(read, RootModel if form.answer is NamedFields else Birds)
    with pytest.raises(ValidationError, match="Input should be"):
        held.model_validate(wrong)


def test_free_texts_are_those_that_no_choice_allows() -> None:
    answer = {"birds": [{"name": "kite", "seen": "2019"}]}
    assert list(free_texts(birds("2019").schema, answer)) == [("birds.0.name", "kite")]
    rows = narrowed(NamedFields, "Numbers", **{"6": ONE_ROW, "40%": text(5)})
    found = free_texts(rows.schema, {"6": ["team", "other"], "40%": "cost"})
    assert list(found) == [("6.0", "team"), ("40%", "cost")]


class Sighting(Reply):
    name: str
    seen: bool
    count: int


class Sightings(Reply):
    sightings: list[Sighting]


def sightings(text: str) -> list[tuple[str, bool, int]] | None:
    """Return what is kept of a reply that was cut off."""
    read = form_of(Sightings).read_partial(text)
    return [(each.name, each.seen, each.count) for each in read.sightings] if read else None


_KITE = '{"name": "kite", "seen": true, "count": 12}'
_HERON = '{"name": "heron", "seen": false, "count": 3}'


@pytest.mark.parametrize(
    ("rest", "kept"),
    [
        (f"{_KITE}, {_HERON}]}}", 2),
        (f"{_KITE}, {_HERON}]", 2),
        (f"{_KITE}, {_HERON}", 2),
        (f"{_KITE}, {_HERON}, ", 2),
        (f"{_KITE}, {_HERON}, {{", 2),
        (f"{_KITE}, {_HERON[:-1]}", 1),
        (f"{_KITE}, {_HERON[:-2]}", 1),
        (f'{_KITE}, {{"name": "heron", "seen": fal', 1),
        (f'{_KITE}, {{"name": "her', 1),
        (f'{_KITE}, {{"name": "her\\', 1),
        (f'{_KITE}, {{"name": "her\\u00e', 1),
        (f'{_KITE}, {{"na', 1),
        (f"{_KITE}, {_KITE}, {_HERON}, {_KITE}, {_HERON}, {_KITE}", 2),
    ],
    ids=[
        "whole", "no-end", "no-end-of-the-list", "comma", "brace", "number", "no-number", "truth", "text", "escape",
        "half-an-escape", "name", "going-round",
    ],
)  # fmt: skip
def test_whole_items_are_kept_when_a_reply_is_cut_off(rest: str, kept: int) -> None:
    assert sightings(f'{{"sightings": [{rest}') == [("kite", True, 12), ("heron", False, 3)][:kept]


@pytest.mark.parametrize(
    "text",
    [
        "", "{", "[", "null", "3", '"kite"', "Sure! Here", '{"sightings"', '{"sightings": ', '{"sightings": [', '{"sightings": []}',
        '{"sightings": "kite"', f'[{{"sightings": [{_KITE}', f'{{"birds": [{_KITE}', f'{{"sightings": [{_KITE}], "birds": [{_KITE}',
        f'{{"sightings": [{_KITE}], "mood": "calm"', '{"sightings": [{"name": "kite", "seen": true',
    ],
    ids=repr,
)  # fmt: skip
def test_nothing_is_kept_when_a_reply_that_is_cut_off_holds_no_whole_item(text: str) -> None:
    assert sightings(text) is None


class Counts(Reply):
    counts: list[float]


@pytest.mark.parametrize(
    ("rest", "kept"),
    [("12, 34", [12]), ("12, 3.4e", [12]), ("12, -", [12]), ("12, 34, ", [12, 34]), ("12, 34]", [12, 34])],
)
def test_number_at_the_end_of_a_reply_that_is_cut_off_is_not_kept(rest: str, kept: list[float]) -> None:
    assert form_of(Counts).read_partial(f'{{"counts": [{rest}') == Counts(counts=kept)


def test_items_that_are_kept_are_those_that_the_document_allows() -> None:
    form = birds("2019", at_most=3)
    cut = '{"birds": [{"name": "kite", "seen": "2019"}, {"name": "rook", "seen": null}, {"name": "heron", "seen": "2021"}, {"na'
    kept = form.read_partial(cut)
    assert kept is not None
    assert [bird.name for bird in kept.birds] == ["kite", "rook"]
    assert birds("2020").read_partial(cut) is None


def test_items_beyond_the_longest_list_are_not_kept() -> None:
    kept = birds("2019", at_most=2).read_partial(
        '{"birds": [{"name": "kite", "seen": null}, {"name": "rook", "seen": null}, {"name": "heron", "seen": null}'
    )
    assert kept is not None
    assert [bird.name for bird in kept.birds] == ["kite", "rook"]


def test_list_of_texts_loses_the_one_that_was_cut() -> None:
    form = narrowed(NamedFields, "Demands", demands=list_of(str, at_least=1))
    kept = form.read_partial('{"demands": ["three years of SQL", "three years of SQL", "a degree", "flu')
    assert kept is not None
    assert kept.root == {"demands": ["three years of SQL", "a degree"]}
    assert form.read_partial('{"demands": ["three ye') is None


def test_answer_with_several_lists_is_not_kept_in_part() -> None:
    numbers = narrowed(NamedFields, "Numbers", **{"6": ONE_ROW, "7": ONE_ROW})
    assert numbers.read_partial('{"6": ["team", "other"], "7": ["days", "oth') is None


class Verdict(Reply):
    shows: Literal["yes", "partly", "no"]


CHOICES: list[tuple[str, AnswerForm[Any], tuple[str, tuple[str, ...]] | None]] = [
    ("words", form_of(Verdict), ("shows", ("yes", "partly", "no"))),
    ("narrowed", narrowed(NamedFields, "Level", level=one_of(["a", "b"])), ("level", ("a", "b"))),
    ("one word", narrowed(NamedFields, "Level", level=one_of(["a"])), None),
    ("or null", narrowed(NamedFields, "Level", level=one_of_or_null(["a", "b"])), None),
    ("numbers", narrowed(NamedFields, "Year", year=one_of([2019, 2020])), None),
    ("any text", narrowed(NamedFields, "Name", name=text()), None),
    ("two fields", narrowed(NamedFields, "Two", a=one_of(["x", "y"]), b=one_of(["x", "y"])), None),
    ("list", form_of(Birds), None),
    ("no field", AnswerForm(Reply), None),
]


@pytest.mark.parametrize(("form", "choice"), [c[1:] for c in CHOICES], ids=[c[0] for c in CHOICES])
def test_choice_is_that_of_an_answer_with_one_closed_field_of_words(
    form: AnswerForm[Any], choice: tuple[str, tuple[str, ...]] | None
) -> None:
    assert form.choice == choice


@pytest.mark.parametrize("said", ["partly", " partly\n", '{"shows": "partly"}', '{ "shows" : "partly" }'], ids=repr)
def test_choice_may_be_said_in_its_word_alone(said: str) -> None:
    assert form_of(Verdict).read(said) == Verdict(shows="partly")


@pytest.mark.parametrize("said", ["", "part", "Partly", '"partly"', "yes, partly", '{"shows": "maybe"}'], ids=repr)
def test_choice_is_refused_when_it_is_none_of_its_words(said: str) -> None:
    with pytest.raises(ValidationError):
        form_of(Verdict).read(said)


def test_word_alone_is_no_answer_when_the_answer_is_no_choice() -> None:
    with pytest.raises(ValidationError):
        form_of(Birds).read("kite")
