"""The body of a request, and the strict form of an answer's schema."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, Field, create_model

from extract.llm.request.answer_schema import form_of
from extract.llm.request.providers import resolve_endpoint
from extract.llm.request.questions import Message, Question
from extract.llm.request.wire import constrained, request_arguments


class Job(BaseModel):
    """A docstring that costs tokens."""

    title: str | None = Field(None, description="as printed", max_length=140)
    period: Literal["2020 – 2021", "title"]


class Jobs(BaseModel):
    title: str = "a field may be called title"
    jobs: list[Job] = Field(max_length=4)


def every_object(node: object) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    if isinstance(node, dict):
        entries: dict[str, Any] = node  # pyright: ignore[reportUnknownVariableType]
        found += [entries] if entries.get("type") == "object" else []
        for child in entries.values():
            found += every_object(child)
    return found


def test_schema_is_strict_at_every_level() -> None:
    schema = form_of(Jobs).schema
    objects = every_object(schema)
    assert len(objects) == 2
    for each in objects:
        assert each["additionalProperties"] is False
        assert each["required"] == list(each["properties"])


def test_schema_keeps_fields_bounds_and_choices_but_no_titles_or_defaults() -> None:
    schema = form_of(Jobs).schema
    assert set(schema["properties"]) == {"title", "jobs"}
    assert schema["properties"]["title"] == {"type": "string"}
    assert schema["properties"]["jobs"]["maxItems"] == 4
    job = schema["$defs"]["Job"]
    assert job["properties"]["period"] == {"enum": ["2020 – 2021", "title"], "type": "string"}
    assert job["properties"]["title"]["description"] == "as printed"
    assert "default" not in job["properties"]["title"]


def test_schema_keeps_a_default_that_is_the_name_of_a_field() -> None:
    odd = create_model("Odd", default=(int, ...), required=(int, ...), properties=(int, ...), enum=(int, ...))
    assert set(form_of(odd).schema["properties"]) == {"default", "required", "properties", "enum"}


def test_constraint_is_a_strict_schema_with_a_name_that_servers_take() -> None:
    endpoint = resolve_endpoint(base_url="http://127.0.0.1:8080/v1", model="m")
    named = create_model("Résumé roles[1]", x=(int, ...))
    described = constrained({}, form_of(named), endpoint)["response_format"]["json_schema"]
    assert described["name"] == "R_sum__roles_1_"
    assert described["strict"] is True


def test_constraint_is_left_to_instructor_when_the_server_takes_no_schemas() -> None:
    endpoint = resolve_endpoint(base_url="http://127.0.0.1:8080/v1", model="m", mode="tools")
    assert constrained({"tools": []}, form_of(Jobs), endpoint) == {"tools": []}


def test_embedded_model_is_held_by_a_grammar_in_place_of_the_schema() -> None:
    endpoint = resolve_endpoint(base_url="http://127.0.0.1:8080/v1", model="m", provider="embedded")
    sent = constrained({"seed": 7, "response_format": {}}, form_of(Jobs), endpoint)
    assert sent.keys() == {"seed", "extra_body"}
    assert '"required":["title","jobs"]' in sent["extra_body"]["grammar"]


def test_reasoning_models_get_no_temperature_and_no_logprobs() -> None:
    asked = Question("p", "f", (Message("user", "u"),), form_of(Jobs), 9, top_logprobs=2)
    reasoning = request_arguments(asked, resolve_endpoint(base_url=None, model="o3"), 7)
    plain = request_arguments(asked, resolve_endpoint(base_url=None, model="gpt-4o"), 7)
    assert reasoning.keys() == {"model", "messages", "seed", "max_completion_tokens"}
    assert plain.keys() == {*reasoning.keys(), "temperature", "logprobs", "top_logprobs"}
