from __future__ import annotations

import json
from pathlib import Path
from typing import Any, cast

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from pydantic import TypeAdapter, ValidationError

import schemas
from schemas import Evidence, Leaf, Stored, Verdict
from schemas.base import PartialDate
from testing.builders import strategies

DOCS = Path(__file__).parents[3] / "docs" / "schemas"
NAMES = sorted(schemas.PUBLISHED)
EVIDENCE = {"start": 10, "end": 14, "text": "2019", "line": 2, "page": None}
VERDICT = {
    "requirement_id": "requirement-1",
    "verdict": "met",
    "decided_by": "model",
    "reason": "Named in the list of tools.",
    "evidence": [EVIDENCE],
    "requirement_evidence": [EVIDENCE],
    "needs_review": False,
}


def stored_models() -> list[type[Stored]]:
    found = [getattr(schemas, name) for name in schemas.__all__]
    return [item for item in found if isinstance(item, type) and issubclass(item, Stored)]


def problems(name: str, document: object) -> list[str]:
    """Return what a program that knows only the published schema would say against a file."""
    validator = cast("Any", Draft202012Validator(schemas.json_schema(name)))  # its stubs are partly unknown
    return [error.message for error in validator.iter_errors(document)]


def published_models() -> st.SearchStrategy[tuple[str, Stored]]:
    return st.one_of(*(st.tuples(st.just(name), strategies.published[name]) for name in NAMES))


@pytest.mark.parametrize(
    "model",
    [model for model in stored_models() if model is not schemas.AdditionalFact],  # its fields are a user's
    ids=lambda model: model.__name__,
)
def test_unknown_field_is_refused_when_any_model_is_read(model: type[Stored]) -> None:
    with pytest.raises(ValidationError) as caught:
        model.model_validate({"not_a_field": 1})
    assert "extra_forbidden" in {error["type"] for error in caught.value.errors()}


def test_value_is_refused_when_a_stored_model_is_changed() -> None:
    evidence = Evidence.model_validate(EVIDENCE)
    with pytest.raises(ValidationError, match="frozen"):
        evidence.line = 3  # pyright: ignore[reportAttributeAccessIssue]


@pytest.mark.parametrize("text", ["2023", "2023-10", "2023-10-05", "2024-02-29", "1899-12"])
def test_date_is_kept_when_it_exists(text: str) -> None:
    assert TypeAdapter[str](PartialDate).validate_python(text) == text


@pytest.mark.parametrize(
    "text",
    [
        "2023-02-30",
        "2023-02-29",
        "2023-13",
        "2023-00",
        "2023-10-00",
        "0000",
        "23",
        "2023-1",
        "2023-10-5",
        "20231005",
        "2023-10-05T00:00",
        "2023/10",
        "Fall 2023",
        "20XX",
        "Present",
        "2023 ",
        "2023\n",
        "-2023",
        "",
    ],
)
def test_date_is_refused_when_it_does_not_exist_or_is_written_otherwise(text: str) -> None:
    with pytest.raises(ValidationError):
        TypeAdapter[str](PartialDate).validate_python(text)


@pytest.mark.parametrize(("start", "end"), [(10, 10), (10, 9), (10, 15), (10, 13), (-1, 3)])
def test_evidence_is_refused_when_its_span_cannot_hold_its_text(start: int, end: int) -> None:
    with pytest.raises(ValidationError):
        Evidence.model_validate({**EVIDENCE, "start": start, "end": end})


@pytest.mark.parametrize(("start", "end"), [(10, 10), (10, 9), (-1, 3), (0, 0)])
def test_leaf_is_refused_when_its_span_is_empty_or_backward(start: int, end: int) -> None:
    with pytest.raises(ValidationError):
        Leaf.model_validate({"how": "exact", "start": start, "end": end})


@pytest.mark.parametrize("verdict", ["met", "partial"])
def test_verdict_is_refused_when_it_claims_something_without_evidence(verdict: str) -> None:
    with pytest.raises(ValidationError, match=f"a verdict of {verdict} needs evidence"):
        Verdict.model_validate({**VERDICT, "verdict": verdict, "evidence": []})


def test_verdict_needs_no_evidence_when_nothing_is_shown() -> None:
    assert Verdict.model_validate({**VERDICT, "verdict": "not_shown", "evidence": []}).evidence == []


@pytest.mark.parametrize(
    ("name", "field", "value"),
    [
        ("Verdict", "verdict", "likely"),
        ("Verdict", "decided_by", "person"),
        ("Leaf", "how", "unsupported"),
        ("Finding", "severity", "fatal"),
        ("Role", "employment_type", "freelance"),
        ("Education", "level", "phd"),
        ("Metric", "change_kind", "times"),
        ("Metric", "bound", "exactly"),
        ("Publication", "candidate_authorship", "last"),
        ("Qualification", "kind", "hobby"),
        ("Requirement", "importance", "optional"),
        ("Requirement", "match", "some"),
        ("RunDocument", "outcome", "done"),
        ("Profile", "schema_version", "2"),
        ("Metric", "value", float("nan")),
        ("Metric", "value", float("inf")),
        ("Publication", "year", 1066),
        ("Role", "id", "Role 1"),
        ("DocumentInfo", "sha256", "abc"),
        ("Role", "evidence", []),
    ],
)
def test_value_is_refused_when_it_is_outside_its_set(name: str, field: str, value: object) -> None:
    with pytest.raises(ValidationError) as caught:
        getattr(schemas, name).model_validate({field: value})
    wrong = {error["loc"][0]: error["type"] for error in caught.value.errors() if error["type"] != "missing"}
    assert list(wrong) == [field]


@given(published_models())
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_model_comes_back_equal_when_dumped_and_read(named: tuple[str, Stored]) -> None:
    name, model = named
    text = schemas.dump(model)
    again = schemas.PUBLISHED[name].model_validate_json(text)
    assert again == model
    assert schemas.dump(again) == text


@given(published_models())
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_dump_is_valid_by_the_published_schema(named: tuple[str, Stored]) -> None:
    name, model = named
    assert problems(name, json.loads(schemas.dump(model))) == []


def test_own_fact_is_refused_when_a_field_holds_what_no_field_may() -> None:
    fact = {"id": "patent-1", "evidence": [{"start": 0, "end": 1, "text": "x", "line": 1, "page": None}]}
    assert schemas.AdditionalFact.model_validate({**fact, "title": "Kettle"}).stated == {"title": "Kettle"}
    with pytest.raises(ValidationError):
        schemas.AdditionalFact.model_validate({**fact, "title": {"words": "Kettle"}})


@pytest.mark.parametrize("name", NAMES)
def test_published_schema_is_valid_and_closed(name: str) -> None:
    schema = schemas.json_schema(name)
    Draft202012Validator.check_schema(schema)
    objects: list[dict[str, Any]] = [schema, *schema.get("$defs", {}).values()]
    # The fields of a user's own kinds are the user's; `schema profile --kinds` closes them.
    assert all(item["additionalProperties"] is False for item in objects if item["title"] != "AdditionalFact")
    obliged = {key for key, field in schemas.PUBLISHED[name].model_fields.items() if field.is_required()}
    assert set(schema["required"]) >= obliged


@pytest.mark.parametrize("name", NAMES)
def test_published_schema_refuses_a_field_that_it_does_not_name(name: str) -> None:
    assert any("'score' was unexpected" in problem for problem in problems(name, {"schema_version": "1", "score": 87}))


def test_keys_stand_in_schema_order_and_letters_as_they_are_when_dumped() -> None:
    text = schemas.dump(Evidence(start=0, end=6, text="Zoë Ål", line=1, page=None))
    assert list(json.loads(text)) == list(Evidence.model_fields)
    assert "Zoë Ål" in text
    assert text.endswith("\n}\n")


def test_provenance_is_written_with_the_name_of_the_contract() -> None:
    properties = schemas.json_schema("profile")["$defs"]["Provenance"]["properties"]
    assert "schema" in properties
    assert "answer_schema" not in properties


@pytest.mark.parametrize("name", NAMES)
def test_documented_schema_is_current(name: str) -> None:
    stored = (DOCS / f"{name}.schema.json").read_text(encoding="utf-8")
    assert json.loads(stored) == schemas.json_schema(name), "docs/schemas is out of date: run `make schemas`"


def test_no_schema_is_documented_that_is_not_published() -> None:
    assert sorted(path.name for path in DOCS.iterdir()) == [f"{name}.schema.json" for name in NAMES]


def test_fingerprint_differs_when_the_model_differs() -> None:
    assert len({schemas.fingerprint(name) for name in NAMES}) == len(NAMES)
    assert all(len(schemas.fingerprint(name)) == 16 for name in NAMES)
