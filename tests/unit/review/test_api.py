"""The review page's interface, tried with thousands of odd requests by its own OpenAPI description."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings

from extract.review.decisions.log import ReviewLog
from extract.review.web.description import describe
from extract.store.results import Results
from testing.builders.reviews import profile_of
from testing.review_server import Running, serve_review


@pytest.fixture(scope="module")
def api(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    out = tmp_path_factory.mktemp("api") / "out"
    Results(out).write_profile("zoe_lindqvist", profile_of("zoe_lindqvist"))
    with serve_review(out) as running:
        yield running


def description() -> dict[str, Any]:
    """Return the description, with the one profile that there is among few names, so that requests get past the door."""
    document = describe()
    for path in document["paths"].values():
        for operation in path.values():
            for parameter in operation["parameters"]:
                if parameter["name"] == "name":
                    parameter["schema"] = {"enum": ["zoe_lindqvist", "nobody", "../run"]}
    return document


OPERATIONS = [(path, method) for path, operations in describe()["paths"].items() for method in operations]


@pytest.mark.parametrize(("path", "method"), OPERATIONS, ids=[path for path, _ in OPERATIONS])
def test_interface_answers_every_request_as_described(api: Running, path: str, method: str) -> None:
    schema: Any = schemathesis.openapi.from_dict(description())
    client = api.clients[0] if api.clients else api.client()

    @given(case=schema[path][method].as_strategy())
    @settings(
        max_examples=30, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much], derandomize=True
    )
    def try_it(case: Any) -> None:
        answer = case.call(
            base_url=api.base_url, headers={"Origin": api.base_url}, cookies=dict(client.cookies.items())
        )
        assert answer.status_code < 500, answer.text
        case.validate_response(answer)

    try_it()


def test_log_stays_readable_after_all_that(api: Running) -> None:
    for decision in ReviewLog(api.out).read("profiles", "zoe_lindqvist"):
        assert decision.by
    names = {path.relative_to(api.out).as_posix() for path in api.out.rglob("*") if path.is_file()}
    assert {name for name in names if not name.startswith("reviews/")} == {"profiles/zoe_lindqvist.profile.json"}
    assert not [path for path in Path(api.out).parent.iterdir() if path != api.out]
