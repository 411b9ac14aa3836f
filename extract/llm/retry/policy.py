"""How long one request to the model is tried again."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class RetryPolicy:
    """How long to keep trying one request.

    Pauses grow from `first_pause_s` by doubling, with jitter, to `longest_pause_s`. It stops after `max_attempts`, or
    when the next attempt would start later than `max_total_s` after the first.
    """

    max_attempts: int = 6
    first_pause_s: float = 1.0
    longest_pause_s: float = 60.0
    max_total_s: float = 900.0
