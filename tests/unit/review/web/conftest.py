"""Fixtures of the tests in this folder."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from testing.review_server import Running, copy_of, serve_review, store_demo


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return store_demo(tmp_path_factory.mktemp("demo") / "out")


@pytest.fixture(scope="module")
def shared(demo: Path) -> Iterator[Running]:
    """A server whose results no test changes."""
    with serve_review(demo) as running:
        yield running


@pytest.fixture
def running(demo: Path, tmp_path: Path) -> Iterator[Running]:
    with serve_review(copy_of(demo, tmp_path / "out")) as server:
        yield server
