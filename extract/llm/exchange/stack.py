"""The layers put together, for production, recordings, batches and tests alike."""

from __future__ import annotations

from extract.llm.cache.answers import AnswerCache
from extract.llm.exchange.cached import CachedExchange
from extract.llm.exchange.checked import CheckedExchange
from extract.llm.exchange.interface import Exchange
from extract.llm.exchange.paced import PacedExchange
from extract.llm.exchange.retrying import RetryingExchange
from extract.llm.retry.pacing import Pace
from extract.llm.retry.policy import RetryPolicy


def stacked(lowest: Exchange, *, cache: AnswerCache | None, pace: Pace, retry: RetryPolicy) -> Exchange:
    """Return the whole way to a model over the layer that answers; without a cache, nothing is kept."""
    checked = CheckedExchange(RetryingExchange(PacedExchange(lowest, pace, retry.max_total_s), retry))
    return checked if cache is None else CachedExchange(checked, cache)
