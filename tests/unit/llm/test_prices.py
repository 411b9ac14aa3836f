"""What tokens cost, and when that is not known."""

from __future__ import annotations

import re

import pytest

from extract.llm.prices import Price, find_price
from extract.llm.request.questions import Usage

USAGE = Usage(prompt_tokens=1_000_000, cached_tokens=400_000, completion_tokens=200_000, calls=3)


def test_cost_counts_fresh_cached_and_written_tokens_apart() -> None:
    assert Price(2.0, 0.5, 8.0, "made up").cost_usd(USAGE) == pytest.approx(0.6 * 2.0 + 0.4 * 0.5 + 0.2 * 8.0)


def test_cached_tokens_cost_the_full_price_when_the_user_names_none() -> None:
    assert Price.parse("2/8").cost_usd(USAGE) == pytest.approx(3.6)
    assert Price.parse("2/0.5/8").cost_usd(USAGE) == pytest.approx(3.0)


@pytest.mark.parametrize("model", ["gpt-4.1-mini", "gpt-4.1-mini-2025-04-14", "gpt-5-mini", "gpt-5-nano"])
def test_price_of_a_listed_model_names_its_page_and_date(model: str) -> None:
    price = find_price("openai", model)
    assert price is not None
    assert 0 < price.cached < price.prompt < price.completion
    assert re.fullmatch(r"https://\S+, 20\d\d-\d\d-\d\d", price.source)


@pytest.mark.parametrize("model", ["made-up", "gpt-4.1-mini-tuned", "gpt-4o"])
def test_unknown_price_is_unknown_and_not_nothing(model: str) -> None:
    assert find_price("openai", model) is None
    assert find_price("other", "gpt-4.1-mini") is None


@pytest.mark.parametrize("text", ["", "2", "a/b", "-1/2", "1/2/3/4", "nan/1", "inf/1"])
def test_price_that_cannot_be_read_is_refused(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - the settings say which value and what to write
        Price.parse(text)
