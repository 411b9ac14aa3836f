"""What a provider takes in one batch, and how often it is asked how far a batch is."""

from __future__ import annotations

from dataclasses import dataclass

MAX_REQUESTS, MAX_BYTES = 50_000, 200_000_000
"""Of one batch, at OpenAI: https://platform.openai.com/docs/guides/batch."""
POLL_S = 60.0


@dataclass(frozen=True, slots=True)
class BatchLimits:
    """What one batch may hold at most."""

    requests: int = MAX_REQUESTS
    bytes: int = MAX_BYTES
