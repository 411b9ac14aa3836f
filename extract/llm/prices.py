"""What tokens cost: from the user, or from a list with a date; unknown stays unknown."""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass, replace
from importlib import resources
from typing import Any, Self

import yaml

from extract.llm.request.providers import Provider
from extract.llm.request.questions import Usage

_SNAPSHOT = re.compile(r"-\d{4}-\d{2}-\d{2}$")
"""gpt-5-mini-2025-08-07 costs what gpt-5-mini costs."""

BATCH_SHARE = 0.5
"""What a token costs in a batch: https://help.openai.com/en/articles/9197833-batch-api-faq, 2026-11-25."""


@dataclass(frozen=True, slots=True)
class Price:
    """US dollars for a million tokens; `source` says where they come from."""

    prompt: float
    cached: float
    completion: float
    source: str

    @classmethod
    def parse(cls, text: object) -> Self:
        """Read "INPUT/OUTPUT" or "INPUT/CACHED/OUTPUT".

        Raises:
            ValueError: it is neither, or a price is negative or no number.
        """
        if isinstance(text, cls):
            return text
        prices = [float(piece) for piece in str(text).split("/")]
        if len(prices) not in (2, 3) or not all(0 <= price < 1e6 for price in prices):
            raise ValueError
        return cls(prices[0], prices[1] if len(prices) == 3 else prices[0], prices[-1], "given by the user")

    def in_batch(self) -> Self:
        """Return the price of the same tokens in a batch."""
        return replace(
            self, prompt=self.prompt * BATCH_SHARE, cached=self.cached * BATCH_SHARE,
            completion=self.completion * BATCH_SHARE, source=f"{BATCH_SHARE:.0%} of: {self.source}",
        )  # fmt: skip

    def cost_usd(self, usage: Usage) -> float:
        """Return what was paid for `usage`, in US dollars."""
        fresh = max(usage.prompt_tokens - usage.cached_tokens, 0)
        millions = fresh * self.prompt + usage.cached_tokens * self.cached + usage.completion_tokens * self.completion
        return round(millions / 1e6, 8)


def find_price(provider: Provider, model: str) -> Price | None:
    """Return the price of a model; None where it is not known. The embedded model costs nothing."""
    if provider == "embedded":
        return Price(0.0, 0.0, 0.0, "runs on this computer")
    listed = _prices().get(provider, {}).get(_SNAPSHOT.sub("", model))
    return Price(*listed["usd"], source=f"{listed['source']}, {listed['as_of']}") if listed else None


def listed_prices() -> list[tuple[str, Price]]:
    """Return every model with a price, and the price."""
    return [
        (model, Price(*listed["usd"], source=f"{listed['source']}, {listed['as_of']}"))
        for models in _prices().values()
        for model, listed in models.items()
    ]


@functools.cache
def _prices() -> dict[str, dict[str, dict[str, Any]]]:
    return yaml.safe_load(resources.files("extract.llm").joinpath("prices.yaml").read_text("utf-8"))
