"""docs/scale.md is what bench.scale writes from the figures that are kept."""

from __future__ import annotations

from bench.scale import PAGE, page


def test_the_page_shows_what_the_kept_figures_give() -> None:
    assert PAGE.read_text("utf-8") == page(), "run `python -m bench.scale`"
