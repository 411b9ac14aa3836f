"""Corrections: each value fits its field, and stands in the document or is called the reviewer's knowledge."""

from __future__ import annotations

import pytest

from extract.review.decisions.subjects import FACT_MODELS, values_of
from extract.review.domain.corrections import CorrectionError, fields_of, take_values
from schemas import Evidence, Values

TEXT = "Ada Example\nNurse, Acme Hospital, Jan 2020 – Present\nCut waiting time from 49 to 31 minutes, cost −12%\nAcme 2019\n"
ROLE: Values = {"employer": "Acme", "title": "Nurse", "team": None, "location": None, "employment_type": "unknown",
                "start_date": None, "end_date": None, "is_current": False}  # fmt: skip
NEAR = [Evidence(start=12, end=52, text=TEXT[12:52], line=2, page=None)]


def test_fields_have_the_kinds_that_their_models_say() -> None:
    kinds = {field.name: (field.kind, field.nullable) for field in fields_of("education")}
    assert kinds["level"] == ("choice", False)
    assert kinds["start_date"] == ("date", True)
    assert kinds["completed"] == ("flag", True)
    assert kinds["institution"] == ("text", True)
    assert {field.name: field.kind for field in fields_of("metrics")}["value"] == "number"
    assert {field.name: field.kind for field in fields_of("publications")}["year"] == "year"
    assert {field.name: field.kind for field in fields_of("publications")}["authors"] == "lines"
    for kind, model in FACT_MODELS.items():
        assert not {"id", "leaves", "evidence"} & {field.name for field in fields_of(kind)}, model


@pytest.mark.parametrize(
    ("field", "value", "words", "how"),
    [
        ("employer", "Acme Hospital", "Acme Hospital", "exact"),
        ("employer", "acme hospital", "Acme Hospital", "normalised"),
        ("start_date", "2020-01", "Jan 2020 – Present", "derived"),
        ("end_date", "2019", "2019", "derived"),
    ],
)
def test_value_gets_its_place_when_it_stands_in_the_document(field: str, value: str, words: str, how: str) -> None:
    given = take_values("roles", ROLE, {field: value}, text=TEXT, near=NEAR)
    assert given.values == {field: value}
    place = given.places[field]
    assert (place.text, place.how, TEXT[place.start : place.end]) == (words, how, words)
    assert given.knowledge == []


@pytest.mark.parametrize("value", [49, 31.0, -12, 12])
def test_number_is_found_by_its_value_whatever_its_sign(value: float) -> None:
    now = values_of(FACT_MODELS["metrics"].model_validate(METRIC))
    given = take_values("metrics", now, {"value": value}, text=TEXT, near=NEAR)
    assert str(abs(int(value))) in given.places["value"].text


METRIC = {"id": "metric-1", "evidence": NEAR, "name": "waiting time", "baseline": None, "value": None, "change": None,
          "change_kind": None, "unit": None, "bound": None, "approximate": False, "context_id": None}  # fmt: skip


@pytest.mark.parametrize(
    ("field", "value"), [("employer", "Zebra"), ("start_date", "2021"), ("start_date", "2020-02"), ("title", "Nurs")]
)
def test_value_that_is_not_in_the_document_is_refused_unless_it_is_knowledge(field: str, value: str) -> None:
    with pytest.raises(CorrectionError) as caught:
        take_values("roles", ROLE, {field: value}, text=TEXT, near=NEAR)
    assert list(caught.value.problems) == [field]
    assert "not stand in the document" in caught.value.problems[field]
    given = take_values("roles", ROLE, {field: value}, text=TEXT, near=NEAR, knowledge=[field])
    assert (given.knowledge, given.places) == ([field], {})


def test_value_found_in_the_document_is_no_knowledge_even_if_called_so() -> None:
    given = take_values("roles", ROLE, {"employer": "Acme Hospital"}, text=TEXT, near=NEAR, knowledge=["employer"])
    assert given.knowledge == []
    assert "employer" in given.places


def test_selected_words_are_the_place() -> None:
    given = take_values(
        "roles", ROLE, {"start_date": "2019-11"}, text=TEXT, near=NEAR, spans={"start_date": (104, 108)}
    )
    assert (given.places["start_date"].rule, given.places["start_date"].text) == ("selected_by_reviewer", TEXT[104:108])
    for span in ((500, 510), (11, 12), (-3, 4)):
        with pytest.raises(CorrectionError):
            take_values("roles", ROLE, {"start_date": "2019-11"}, text=TEXT, near=NEAR, spans={"start_date": span})


@pytest.mark.parametrize(
    ("written", "iso"),
    [
        ("June 2019", "2019-06"), ("06/2019", "2019-06"), ("6/19", "2019-06"), ("6/'98", "1998-06"), ("2019", "2019"),
        ("2019-06-05", "2019-06-05"), ("5 June 2019", "2019-06-05"), ("31.12.2020", "2020-12-31"), ("Sept. 2019", "2019-09"),
    ],
)  # fmt: skip
def test_date_is_taken_as_people_write_it(written: str, iso: str) -> None:
    given = take_values("roles", ROLE, {"end_date": written}, text=TEXT, near=NEAR, knowledge=["end_date"])
    assert given.values == {"end_date": iso}


@pytest.mark.parametrize(
    ("kind", "given", "said"),
    [
        ("roles", {"employment_type": "slave"}, "cannot be used"),
        ("roles", {"start_date": "soon"}, "must be a date"),
        ("roles", {"start_date": "Summer 2019"}, "write its year or month"),
        ("roles", {"start_date": "03/04/2020"}, "may be two different days"),
        ("roles", {"start_date": "2019 - 2020"}, "not a period"),
        ("roles", {"start_date": "2020-13"}, "must be a date"),
        ("roles", {"id": "role-9"}, "no field"),
        ("roles", {"evidence": []}, "no field"),
        ("metrics", {"value": "many"}, "must be a number"),
        ("metrics", {"name": "  "}, "must not be empty"),
        ("publications", {"year": 12}, "cannot be used"),
    ],
)
def test_value_that_does_not_fit_its_field_is_refused_with_the_field(kind: str, given: Values, said: str) -> None:
    now = {"roles": ROLE, "metrics": METRIC, "publications": {"title": "A"}}[kind]
    now = {name: value for name, value in now.items() if name not in ("id", "evidence", "context_id")}
    with pytest.raises(CorrectionError) as caught:
        take_values(kind, now, given, text=TEXT, near=NEAR, knowledge=list(given))  # pyright: ignore[reportArgumentType]
    [problem] = caught.value.problems.items()
    assert problem[0] == next(iter(given))
    assert said in problem[1]


def test_choices_flags_and_emptied_fields_need_no_place() -> None:
    given = take_values(
        "roles", ROLE, {"employment_type": "contract", "is_current": True, "title": None}, text=TEXT, near=NEAR
    )
    assert (given.values, given.places) == ({"employment_type": "contract", "is_current": True, "title": None}, {})


def test_values_that_do_not_change_are_left_out() -> None:
    assert take_values("roles", ROLE, {"employer": " Acme ", "title": "Nurse"}, text=TEXT, near=NEAR).values == {}
