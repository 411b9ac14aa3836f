"""Fixtures of the tests in this folder."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from extract.llm.local.ik.engine import Engine
from extract.llm.local.ik.native import Library
from extract.llm.local.server import EmbeddedServer
from testing.builders.tiny_model import write_tiny_model
from tests.unit.llm.local.ik.engine_asking import engine_of
from tests.unit.llm.local.ik.serving import serving


@pytest.fixture(scope="module")
def weights(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_tiny_model(tmp_path_factory.mktemp("weights") / "tiny.gguf")


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("cache")


@pytest.fixture(scope="module")
def server(model: Path, cache: Path) -> Iterator[EmbeddedServer]:
    with serving(model, cache) as running:
        yield running


@pytest.fixture(scope="module")
def model(weights: Path) -> Path:
    """The same, as a server calls it."""
    return weights


@pytest.fixture(scope="module")
def library(weights: Path) -> Library:
    """The model that all engines use, one after another: a process has room for some twenty."""
    return Library(weights, n_ctx=2_048, n_threads=1)


@pytest.fixture
def engine(library: Library) -> Engine:
    return engine_of(library)
