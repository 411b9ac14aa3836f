"""The collector of cyclic garbage is calmed for a run, and left as it was found."""

from __future__ import annotations

import gc

import pytest

from extract.collector import YOUNG_OBJECTS, calmed_collector


def test_collector_looks_more_seldom_until_the_block_ends() -> None:
    before = gc.get_threshold()
    with calmed_collector():
        assert gc.get_threshold() == (YOUNG_OBJECTS, *before[1:])
        assert gc.get_freeze_count() > 0
    assert gc.get_threshold() == before
    assert gc.get_freeze_count() == 0


def test_collector_is_left_as_it_was_when_the_block_fails() -> None:
    before = gc.get_threshold()
    with pytest.raises(ValueError, match="stop"), calmed_collector():
        raise ValueError("stop")
    assert (gc.get_threshold(), gc.get_freeze_count()) == (before, 0)
