"""Requests to the faster engine that are stopped, drawn at a temperature, or go round in a loop."""

from __future__ import annotations

import json
import math
import random
import threading
from collections.abc import Sequence
from pathlib import Path

import jsonschema
import pytest

from extract.llm.local.grammar import compact_grammar
from extract.llm.local.ik.engine import AbortedError, Engine
from extract.llm.local.ik.loops import Loops
from extract.llm.local.ik.native import BATCH, Library
from extract.llm.local.ik.prefixes import Prefixes
from tests.unit.llm.local.ik.engine_asking import (
    LIST,
    MISSING,
    RESUME,
    YES,
    ask,
    ask_fixed,
    engine_of,
    files,
    object_schema,
    prompts,
)

pytestmark = pytest.mark.skipif(MISSING is not None, reason=f"the faster engine cannot run: {MISSING}")


# Ending what is under way


class _Telling(Library):
    """A library that tells when it has begun to read."""

    def __init__(self, model: Path, **settings: int) -> None:
        super().__init__(model, **settings)
        self.began = threading.Event()
        self.calls = 0

    def read(self, tokens: Sequence[int], at: int, wanted: int) -> None:
        self.calls += 1
        self.began.set()
        super().read(tokens, at, wanted)


def test_request_ends_at_once_when_it_is_stopped_while_a_prompt_is_read(weights: Path) -> None:
    library = _Telling(weights, n_ctx=8_192, n_threads=1)
    engine, ended = Engine(library, Prefixes(None, "")), list[BaseException]()

    def ask_until_stopped() -> None:
        try:
            ask(engine, "x" * 7_900)
        except AbortedError as error:
            ended.append(error)

    asking = threading.Thread(target=ask_until_stopped)
    asking.start()
    library.began.wait()
    engine.stop()
    asking.join()
    assert len(ended) == 1
    assert library.calls < 7_900 // BATCH


class _StoppingItself(Library):
    """A library that is stopped when it asks for the third time whether it is."""

    asked = 0

    def _is_stopped(self, _: object) -> bool:
        self.asked += 1
        self.stop = self.asked >= 3
        return super()._is_stopped(_)


def test_call_under_way_ends_when_it_is_stopped(weights: Path) -> None:
    library = _StoppingItself(weights, n_ctx=256, n_threads=1)
    with pytest.raises(AbortedError):
        library.read([ord("x")] * BATCH, 0, 1)
    assert library.asked == 3


def test_next_request_is_answered_right_when_one_was_stopped(library: Library) -> None:
    text, other = prompts(2)
    engine = engine_of(library)
    ask(engine, other)
    engine.stop()
    with pytest.raises(AbortedError):
        ask(engine, text)
    engine.ready()
    answer = ask(engine, text, compact_grammar(LIST))
    right = ask(engine_of(library), text, compact_grammar(LIST))
    assert answer.text == right.text
    assert answer.read > len(text)


def test_beginning_that_was_stopped_halfway_is_not_kept(library: Library, tmp_path: Path) -> None:
    engine = engine_of(library, tmp_path)
    engine.stop()
    with pytest.raises(AbortedError):
        ask_fixed(engine, "x")
    assert files(tmp_path) == []
    engine.ready()
    assert ask_fixed(engine, "x").text == ask_fixed(engine_of(library), "x").text


# Chance and likelihood


def test_answer_with_a_temperature_is_the_same_for_the_same_seed(engine: Engine) -> None:
    drawn = [ask(engine, "x", None, 30, temperature=1.5, seed=seed).text for seed in (3, 4, 3, 5)]
    assert drawn[0] == drawn[2]
    assert len(set(drawn)) == 3


def test_answer_with_a_temperature_obeys_its_grammar(engine: Engine) -> None:
    drawn = [ask(engine, RESUME, compact_grammar(LIST), temperature=1.5, seed=seed) for seed in range(5)]
    assert {answer.finish for answer in drawn} == {"stop"}
    for answer in drawn:
        jsonschema.validate(json.loads(answer.text), LIST)


def test_likelihoods_are_those_of_all_that_a_closed_choice_allows(engine: Engine) -> None:
    answer = ask(engine, "x", YES, top_logprobs=8)
    (chosen,) = answer.chosen
    assert {engine.vocabulary.text([token]) for token, _ in chosen.top} == {"y", "n", "p"}
    assert math.isclose(sum(math.exp(logprob) for _, logprob in chosen.top), 1, rel_tol=1e-6)
    assert [logprob for _, logprob in chosen.top] == sorted((logprob for _, logprob in chosen.top), reverse=True)
    assert (chosen.token, chosen.logprob) == chosen.top[0]
    assert answer.text.startswith(engine.vocabulary.text([chosen.token]))


def test_likelihoods_are_as_many_as_asked_for(engine: Engine) -> None:
    answer = ask(engine, "x", None, 5, top_logprobs=4)
    assert [len(chosen.top) for chosen in answer.chosen] == [4] * 5
    assert all(sum(math.exp(logprob) for _, logprob in chosen.top) < 1 for chosen in answer.chosen)
    assert ask(engine, "x", None, 5).chosen == []


# Going round


def _seen(text: str) -> bool:
    loops = Loops()
    loops.feed(text.encode())
    return loops.seen


_AGAIN = '{"title": "Nurse", "place": null}'

_GOING_ROUND = {
    "same item": json.dumps({"words": ["a", "b", "c", "c", "c"]}),
    "same object": f'{{"roles": [{_AGAIN}, {_AGAIN}, {_AGAIN}]',
    "same row": json.dumps([["team", "other"]] * 3),
    "same number": json.dumps([1, 2, 2, 2, 3]),
    "taking turns": json.dumps(["a", "b"] * 4),
    "long round": json.dumps([f"paper {number}" for number in range(5)] * 3),
    "inner list": json.dumps({"roles": [{"title": "a", "skills": ["x", "y", "y", "y"]}]}),
    "words": '{"title": "' + "very " * 12,
    "one letter": '{"title": "' + "a" * 80,
    "line": "The same line again.\n" * 9,
    "keys": '{"a": [' + '{"n": {"x": ' * 12,
}

_HONEST = {
    "nothing": "{}",
    "empty lists": json.dumps({"roles": [], "degrees": [], "talks": [], "more": []}),
    "twice the same": json.dumps(["a", "a", "b", "b", "c", "c", "a", "d"]),
    "back and forth": json.dumps(["a", "b"] * 3 + ["c"] + ["a", "b"] * 2),
    "same inner lists": json.dumps([{"at": number, "skills": ["x", "y"]} for number in range(9)]),
    "same fields": json.dumps(dict.fromkeys("abcdefghij", "none")),
    "same field of items": json.dumps([{"title": str(number), "place": "Ghent"} for number in range(30)]),
    "numbers": json.dumps(list(range(60))),
    "commas in texts": json.dumps(["a, a, a, a", "[b], [b], [b]", 'c", "c", "c']),
    "rule": '{"title": "' + "-" * 40 + '"}',
    "words": "very " * 9 + "good " * 9,
    "cells": '{"title": "' + "Kite & Co | " * 7 + '"}',
}


@pytest.mark.parametrize("text", _GOING_ROUND.values(), ids=_GOING_ROUND)
def test_loop_is_seen_when_an_answer_goes_round(text: str) -> None:
    assert _seen(text)


@pytest.mark.parametrize("text", _HONEST.values(), ids=_HONEST)
def test_loop_is_not_seen_in_an_honest_answer(text: str) -> None:
    assert not _seen(text)


@pytest.mark.parametrize("text", [*_GOING_ROUND.values(), *_HONEST.values()], ids=[*_GOING_ROUND, *_HONEST])
def test_loop_is_seen_however_the_answer_is_cut_into_tokens(text: str) -> None:
    data, loops, choosing = text.encode(), Loops(), random.Random(3)
    while data:
        size = choosing.randint(1, 9)
        loops.feed(data[:size])
        data = data[size:]
    assert loops.seen == _seen(text)


def test_answer_ends_when_its_list_goes_round(engine: Engine) -> None:
    words = {"type": "array", "minItems": 60, "items": {"enum": ["heron", "kite"]}}
    answer = ask(engine, "x", compact_grammar(object_schema(words=words)), 2_000)
    assert (answer.finish, answer.repeated) == ("length", True)
    assert answer.text.startswith('{"words": ["')
    assert answer.text.count(",") <= 10


def test_answer_is_whole_when_it_ends_with_the_item_that_would_be_a_loop(engine: Engine) -> None:
    same = {"type": "array", "prefixItems": [{"const": "heron"}] * 3, "minItems": 3, "maxItems": 3}
    answer = ask(engine, "x", compact_grammar(same))
    assert (json.loads(answer.text), answer.finish, answer.repeated) == (["heron"] * 3, "stop", False)
