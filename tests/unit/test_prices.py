"""What a run cost, and when that is not known."""

from __future__ import annotations

from datetime import date

import pytest

from extract.errors import SettingsError
from extract.prices import Cost, Price, cost_of, load_prices, parse_price
from extract.providers import resolve_endpoint
from extract.questions import Usage

USAGE = Usage(prompt_tokens=1_000_000, cached_tokens=400_000, completion_tokens=200_000, calls=3)
PRICE = Price(input_usd=2.0, cached_usd=0.5, output_usd=8.0)


def test_cost_counts_fresh_cached_and_written_tokens_apart() -> None:
    endpoint = resolve_endpoint(base_url="https://llm.example.com/v1", model="m")
    assert cost_of(USAGE, endpoint, price=PRICE) == Cost(0.6 * 2.0 + 0.4 * 0.5 + 0.2 * 8.0, "priced")


def test_cached_tokens_cost_the_full_price_when_they_have_none_of_their_own() -> None:
    endpoint = resolve_endpoint(base_url="https://llm.example.com/v1", model="m")
    cost = cost_of(USAGE, endpoint, price=Price(input_usd=2.0, output_usd=8.0))
    assert cost.usd == pytest.approx(3.6)


@pytest.mark.parametrize("model", ["gpt-4.1-mini", "gpt-4.1-mini-2025-04-14"])
def test_price_of_a_known_model_comes_from_the_list_with_its_date(model: str) -> None:
    cost = cost_of(USAGE, resolve_endpoint(base_url=None, model=model))
    assert cost.kind == "priced"
    assert cost.usd is not None
    assert cost.usd > 0
    assert cost.price_as_of == load_prices().as_of


@pytest.mark.parametrize(
    ("base_url", "model"),
    [
        (None, "made-up"),
        (None, "gpt-4.1-mini-tuned"),
        ("https://llm.example.com/v1", "gpt-4.1-mini"),
        ("https://made-up.openai.azure.com", "gpt-4.1-mini"),
    ],
)
def test_unknown_price_is_unknown_and_not_nothing(base_url: str | None, model: str) -> None:
    assert cost_of(USAGE, resolve_endpoint(base_url=base_url, model=model)) == Cost(None, "unknown")


def test_server_on_this_machine_is_local_and_has_no_price() -> None:
    embedded = resolve_endpoint(base_url="http://127.0.0.1:4000/v1", model="gpt-4.1-mini", provider="embedded")
    assert cost_of(USAGE, embedded) == Cost(None, "local")


def test_list_has_a_date_a_source_and_cached_prices_below_the_full_ones() -> None:
    known = load_prices()
    assert known.as_of > date(2026, 1, 1)
    assert known.source.startswith("https://")
    assert known.models
    for price in known.models.values():
        assert 0 < (price.cached_usd or price.input_usd) <= price.input_usd < price.output_usd


@pytest.mark.parametrize(
    ("text", "price"),
    [
        ("2/8", Price(input_usd=2, output_usd=8)),
        ("2/0.5/8", PRICE),
        ("0/0", Price(input_usd=0, output_usd=0)),
    ],
)
def test_price_of_the_user_is_read(text: str, price: Price) -> None:
    assert parse_price(text) == price


@pytest.mark.parametrize("text", ["", "2", "a/b", "-1/2", "1/2/3/4", "nan/1", "inf/1"])
def test_price_that_cannot_be_read_is_refused(text: str) -> None:
    with pytest.raises(SettingsError, match="The price"):
        parse_price(text)
