"""Recordings for the replay tests: each test that takes `cassette` has a file of its own, and must play all of it.

To record: start a model server, then `pytest tests/replay --record-mode=new_episodes --model-url=URL --model-key=KEY`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from extract.llm.client import ModelClient
from extract.llm.exchange.interface import Exchange
from extract.llm.exchange.live import LiveExchange
from extract.llm.exchange.recorded import RecordedExchange
from extract.llm.recordings.cassettes import Cassette, RecordMode, parse_record_mode, use_cassette
from extract.llm.request.providers import Endpoint, resolve_endpoint

CASSETTES = Path(__file__).parents[2] / "cassettes"
EMBEDDED_MODEL = "qwen2.5-coder-1.5b-instruct-q4_k_m"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--model-url", default=None, help="the model server to record from")
    parser.addoption("--model-key", default=None, help="its key")


@pytest.fixture
def record_mode_of_run(request: pytest.FixtureRequest) -> RecordMode:
    """The mode of pytest's --record-mode, `none` where it is not given."""
    given = request.config.getoption("--record-mode", default=None)
    return parse_record_mode({"rewrite": "all"}.get(str(given), str(given)) if given else "none")


@pytest.fixture
def model_endpoint(request: pytest.FixtureRequest) -> Endpoint:
    """The embedded model; its address matters only when recording."""
    return resolve_endpoint(
        base_url=str(request.config.getoption("--model-url", default=None) or "http://127.0.0.1:9/v1"),
        api_key=str(request.config.getoption("--model-key", default=None) or "none"),
        model=EMBEDDED_MODEL,
        provider="embedded",
    )


@pytest.fixture
def lowest(cassette: Cassette, model_endpoint: Endpoint) -> Exchange:
    """The layer that stands in place of the server: the test's recording. All above it is production's."""
    return RecordedExchange(cassette, LiveExchange(model_endpoint) if cassette.may_record else None)


@pytest.fixture
def client(lowest: Exchange, model_endpoint: Endpoint) -> ModelClient:
    """Production's client over the test's recording, without a cache."""
    return ModelClient(model_endpoint, cache=None, lowest=lowest)


@pytest.fixture
def cassette(request: pytest.FixtureRequest, record_mode_of_run: RecordMode) -> Iterator[Cassette]:
    """The open recording of this test; the test fails if it plays nothing, or leaves something unplayed."""
    module = str(request.node.module.__name__).rsplit(".", 1)[-1]  # pyright: ignore[reportUnknownMemberType, reportUnknownArgumentType]
    name = re.sub(r"[^\w.-]+", "-", str(request.node.name).replace("[", ".").rstrip("]"))  # pyright: ignore[reportUnknownMemberType, reportUnknownArgumentType]
    command = (
        f"pytest tests/replay/{module}.py -k {name.split('.')[0]} --record-mode=all --model-url=URL --model-key=KEY"
    )
    with use_cassette(CASSETTES / module / f"{name}.yaml", record_mode_of_run, record_with=command) as opened:
        yield opened
        assert opened.played or opened.recorded, "the test asked the model nothing: drop its cassette"
        assert not opened.unplayed, f"recorded, but never asked for: {opened.unplayed}"
