"""The interface of `vouchline serve`, tried with odd requests by its own OpenAPI description, on a real server."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from jsonschema import Draft202012Validator
from schemathesis.checks import not_a_server_error  # pyright: ignore[reportUnknownVariableType]
from schemathesis.specs.openapi.checks import (
    positive_data_acceptance,  # pyright: ignore[reportUnknownVariableType]
)

import schemas
from extract.serve.description import describe
from extract.serve.endpoints import Pair
from testing.command_line import Json
from testing.served import REPLAY, Served, served

DOCUMENT: Json = describe(Pair)
OPERATIONS = [(path, method) for path, operations in DOCUMENT["paths"].items() for method in operations]
EXAMPLES = 5


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with served(tmp_path_factory.mktemp("served"), "--max-jobs", "1000", *REPLAY) as running:
        yield running


def test_description_is_openapi_and_holds_every_address(server: Served) -> None:
    with server.client() as client:
        answer = client.get("/openapi.json")
    assert answer.json() == DOCUMENT
    assert DOCUMENT["openapi"].startswith("3.1.")
    assert OPERATIONS == [
        ("/extract", "post"), ("/compare", "post"), ("/jobs", "post"), ("/jobs/{id}", "get"), ("/jobs/{id}", "delete"),
        ("/schemas/{name}", "get"), ("/health", "get"),
    ]  # fmt: skip
    schemathesis.openapi.from_dict(DOCUMENT).validate()
    for schema in DOCUMENT["components"]["schemas"].values():
        Draft202012Validator.check_schema(schema)


def test_components_are_the_published_schemas() -> None:
    for name in ("profile", "posting", "comparison"):
        published = schemas.json_schema(name)
        component = DOCUMENT["components"]["schemas"]
        described = component.get(f"{published['title']}-Output", component.get(published["title"]))
        assert list(described["properties"]) == list(published["properties"])


@pytest.mark.parametrize(("path", "method"), OPERATIONS, ids=[f"{method} {path}" for path, method in OPERATIONS])
def test_every_request_is_answered_as_described(server: Served, path: str, method: str) -> None:
    """What is made up is no document and fits no recording: that it is refused, and how, is for the other tests."""
    schema: Any = schemathesis.openapi.from_dict(DOCUMENT)

    @given(case=schema[path][method].as_strategy())
    @settings(
        max_examples=EXAMPLES, derandomize=True,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large],
    )  # fmt: skip
    def try_it(case: Any) -> None:
        answer = case.call(base_url=server.base_url)
        if answer.status_code >= 500:
            assert answer.status_code == 503, answer.text
            assert answer.json()["code"] == "no_recording", answer.text
        case.validate_response(answer, excluded_checks=[not_a_server_error, positive_data_acceptance])

    try_it()
