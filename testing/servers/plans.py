"""What the model server does wrong, and when: a plan that is the same in every run of the same seed.

Standard library only: the server's process starts in a moment.
"""

from __future__ import annotations

import json
import math
import random
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

GOOD = "good"
PASSING = (
    "429", "429_seconds", "429_date", "429_past_date", "500", "502", "503", "529", "reset", "cut_body", "silent",
    "drip", "html", "cut_json", "no_object", "empty_choices", "no_message", "huge", "huge_unannounced",
)  # fmt: skip
"""Faults after which a request is sent again."""
BROKEN_OFF = ("reset", "cut_body", "drip")
"""Those of them that are right answers of which not all arrives."""
MISFITS = ("wrong_schema", "prose", "cut_content")
"""Replies that do not fit: asked for again once, in other words."""
FOR_GOOD = ("refusal", "content_filter", "length", "400", "context_length")
"""Replies that end the question."""
HARMLESS = ("usage_missing", "usage_negative", "usage_absurd", "usage_text", "odd_fields")
"""Answers that are right, with oddities around them."""
SET_UP = ("401", "403", "404_model", "no_credit")
"""Faults of the set-up, which end the run."""


@dataclass(frozen=True)
class Plan:
    """What happens to which request.

    `script` is what happens to each question when it comes for the first, second, … time, in the same or other words; past its end all is good. Otherwise each request meets one of `faults` with the probability `rate`, by the request's hash and how often it came
    before: the order in which requests come changes nothing. `latency_s` is the time before each reply; `tail` is the sigma
    of a log-normal factor on it (0: fixed). Past `capacity` requests at once, 429 is answered. `pause_s` is what
    Retry-After asks for, `drip_s` the pause between the bytes of a reply that drips. `answers` are "chosen" by the question, or the "smallest".
    `mark` is a pattern of words to remember of each question. The first `spared` requests meet no fault: with as many as
    are under way at once, a client has had an answer before its first fault, whichever reply is the first to arrive.
    """

    script: Sequence[str] = ()
    faults: Sequence[str] = ()
    rate: float = 0.0
    seed: int = 7
    latency_s: float = 0.0
    tail: float = 0.0
    capacity: int = 0
    pause_s: float = 0.0
    drip_s: float = 0.05
    huge_bytes: int = 200_000_000
    answers: str = "chosen"
    mark: str = ""
    spared: int = 0

    @classmethod
    def parse(cls, text: str) -> Plan:
        return cls(**json.loads(text))

    def dump(self) -> str:
        return json.dumps(asdict(self))

    def fault(self, digest: str, earlier: int) -> str:
        """Return what happens to a request that came `earlier` times before."""
        if self.script:
            return self.script[earlier] if earlier < len(self.script) else GOOD
        chance = random.Random(f"{self.seed} {digest} {earlier}")
        return chance.choice(self.faults) if self.faults and chance.random() < self.rate else GOOD

    def delay_s(self, digest: str, earlier: int) -> float:
        """Return how long a request waits for its reply."""
        if not self.tail:
            return self.latency_s
        chance = random.Random(f"{self.seed} {digest} {earlier} delay")
        return self.latency_s * math.exp(chance.gauss(0, self.tail))


@dataclass
class Seen:
    """What the server saw: what happened to each question, in order, by its digest, and how many were under way at once.

    `marks` holds the words that a plan's `mark` finds in each question.
    """

    by_question: dict[str, list[str]] = field(default_factory=dict[str, list[str]])
    marks: dict[str, list[str]] = field(default_factory=dict[str, list[str]])
    most_at_once: int = 0
    connections: int = 0

    @property
    def requests(self) -> int:
        return sum(map(len, self.by_question.values()))

    @property
    def happened(self) -> list[str]:
        """Everything that happened, one question after the other."""
        return [fault for faults in self.by_question.values() for fault in faults]

    @classmethod
    def parse(cls, data: dict[str, Any]) -> Seen:
        return cls(**data)
