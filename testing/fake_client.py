"""A model server on a loopback port that answers by a rule, and keeps what it was asked."""

from __future__ import annotations

import json
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, cast

from extract.llm.request.providers import Endpoint, resolve_endpoint
from testing.servers.server import Speaker, completion, listening

Json = dict[str, Any]
Rule = Callable[["Asked"], Json]


@dataclass(frozen=True)
class Asked:
    """One question as it came over the wire: `form` is the name of its answer's schema, `task` its last message."""

    form: str
    task: str
    body: Json

    @property
    def whole(self) -> str:
        """All messages of the question, as one text."""
        return "\n".join(cast("str", message["content"]) for message in self.body["messages"])


@dataclass
class Answering:
    """A running server."""

    base_url: str
    asked: list[Asked] = field(default_factory=list[Asked])

    def endpoint(self) -> Endpoint:
        return resolve_endpoint(base_url=self.base_url, api_key="none", model="made-up", mode="json_schema")

    def bodies(self) -> list[str]:
        """What was asked, as sorted JSON texts: equal lists are equal questions, whatever their order."""
        return sorted(json.dumps(each.body, sort_keys=True) for each in self.asked)


@contextmanager
def answering(rule: Rule) -> Generator[Answering]:
    """Run a server that answers each question as `rule` says."""

    class Handler(Speaker):
        def answer_post(self) -> None:
            body = self.read_json()
            asked = Asked(body["response_format"]["json_schema"]["name"], body["messages"][-1]["content"], body)
            state.asked.append(asked)
            self.take(completion(json.dumps(rule(asked)), usage=(100, 0, 5)))

    with listening(Handler) as base_url:
        state = Answering(base_url)
        yield state
