"""Questions about one document against a real server: what comes of those that time runs out for, and of answers that are cut."""

from __future__ import annotations

import asyncio
import json
import math
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any, Literal

import pytest
from pydantic import Field

from extract.errors import TransportError
from extract.extraction.engine.patience import document_patience_s, pair_patience_s, unanswered_findings
from extract.extraction.engine.prompt_runner import LEAST_TOKENS, Choice, PromptRunner, probabilities_of
from extract.llm.cache.answers import AnswerCache
from extract.llm.client import ModelClient
from extract.llm.models.profile import PROVIDERS
from extract.llm.prompts.prompt import LoadedPrompt, Prompt
from extract.llm.request.providers import Provider, resolve_endpoint
from extract.llm.request.questions import TokenLogprob
from extract.llm.retry.policy import RetryPolicy
from schemas.answers import Reply
from testing.servers.server import FaultServer, Step, completion, serve

HOUR_S = 3_600.0
SOON_S = 0.3


class Bird(Reply):
    name: str = Field(max_length=9)


class Birds(Reply):
    birds: list[Bird]


class Mood(Reply):
    mood: Literal["calm", "loud", "lost"]


def _prompt(name: str) -> LoadedPrompt:
    prompt = Prompt(
        name=name,
        version=1,
        about="Birds.",
        system="Name the birds.",
        user="Text: {{ document }}",
        variables=["document"],
    )
    return LoadedPrompt(prompt, None)


BIRDS, FISH = _prompt("birds"), _prompt("fish")
KITE, HERON = Bird(name="kite"), Bird(name="heron")
GOOD = completion(json.dumps({"birds": [{"name": "kite"}]}))


def _cut(text: str) -> Step:
    return completion(text, finish_reason="length")


Task = Callable[[PromptRunner], Awaitable[None]]


def _with_asking(
    server: FaultServer,
    task: Task,
    *,
    patience_s: float = HOUR_S,
    max_document_s: float | None = None,
    cache: AnswerCache | None = None,
    provider: Provider = "llama_cpp",
    retry: RetryPolicy | None = None,
) -> PromptRunner:
    """Do a task with the model behind a server, and return what was asked."""

    async def run() -> PromptRunner:
        endpoint = resolve_endpoint(base_url=server.base_url, model="made-up", provider=provider)
        async with ModelClient(endpoint, cache=cache, retry=retry, max_document_s=max_document_s) as client:
            asking = PromptRunner(client, "r1.txt", patience_s)
            await task(asking)
            return asking

    return asyncio.run(run())


def _ask(*texts: str, prompt: LoadedPrompt = BIRDS, into: list[Birds | None] | None = None) -> Task:
    """Return the task to ask about some texts, one after another."""

    async def task(asking: PromptRunner) -> None:
        for text in texts:
            answer = await asking.ask(prompt, Birds, 100, document=text)
            if into is not None:
                into.append(answer)

    return task


def _findings(asking: PromptRunner) -> list[tuple[str, str]]:
    return [(finding.code, finding.message) for finding in asking.unanswered()]


# Answers


def test_answer_is_counted_with_what_was_asked() -> None:
    answers: list[Birds | None] = []
    with serve(GOOD) as server:
        asking = _with_asking(server, _ask("a kite", into=answers))
    assert answers == [Birds(birds=[KITE])]
    (asked,) = asking.asked
    assert (asked.prompt, asked.shown, asked.task, asked.from_cache) == ("birds", "a kite", "Text: a kite", False)
    assert json.loads(asked.reply) == {"birds": [{"name": "kite"}]}
    assert asking.prompts == {"birds": BIRDS.fingerprint}
    assert (asking.answers, asking.usage.calls, asking.usage.prompt_tokens) == (1, 1, 100)
    assert asking.unanswered() == []


def test_answers_from_the_cache_are_counted_too(tmp_path: Path) -> None:
    with serve(GOOD) as server, AnswerCache(tmp_path / "cache") as cache:
        asking = _with_asking(server, _ask("a kite", "a kite"), cache=cache)
    assert [asked.from_cache for asked in asking.asked] == [False, True]
    assert (asking.answers, asking.usage.prompt_tokens) == (2, 200)


def test_failure_that_is_neither_time_nor_length_is_raised() -> None:
    retry = RetryPolicy(max_attempts=2, first_pause_s=0.01, longest_pause_s=0.02)
    with serve(Step(status=500)) as server, pytest.raises(TransportError):
        _with_asking(server, _ask("a kite"), retry=retry)


# Time


def test_question_under_way_is_cancelled_when_time_is_up() -> None:
    answers: list[Birds | None] = []
    late: list[PromptRunner] = []

    async def task(asking: PromptRunner) -> None:
        await _ask("the first, so that there is a connection")(asking)
        late.append(PromptRunner(asking.client, "r2.txt", SOON_S))
        await _ask("a kite", "a heron", into=answers)(late[0])

    with serve(GOOD, Step(action="hang")) as server:
        _with_asking(server, task)
        assert len(server.requests) == 2  # nothing is left for the third
    assert answers == [None, None]
    assert _findings(late[0]) == [
        (
            "out_of_time",
            "The time for this document ran out after 0 s; not answered: birds (2). "
            "Raise --max-document-s and run it again.",
        )
    ]
    assert (late[0].answers, late[0].asked) == (0, [])


def test_questions_are_not_sent_when_time_is_up() -> None:
    async def task(asking: PromptRunner) -> None:
        await _ask("a", "b", into=answers)(asking)
        await _ask("c", prompt=FISH, into=answers)(asking)

    answers: list[Birds | None] = []
    with serve(GOOD) as server:
        asking = _with_asking(server, task, patience_s=0.0)
        assert server.requests == []
    assert answers == [None] * 3
    ((code, message),) = _findings(asking)
    assert code == "out_of_time"
    assert "not answered: birds (2), fish." in message
    assert asking.unanswered()[0].severity == "error"


def test_kept_answers_are_given_also_when_time_is_up(tmp_path: Path) -> None:
    answers: list[Birds | None] = []
    with serve(GOOD) as server, AnswerCache(tmp_path / "cache") as cache:
        _with_asking(server, _ask("a kite"), cache=cache)
        asking = _with_asking(server, _ask("a kite", "another", into=answers), cache=cache, patience_s=0.0)
        assert len(server.requests) == 1
    assert answers == [Birds(birds=[KITE]), None]
    assert [asked.from_cache for asked in asking.asked] == [True]
    assert [code for code, _ in _findings(asking)] == ["out_of_time"]


def test_time_is_what_the_user_says_before_what_the_length_of_the_document_says() -> None:
    with serve(GOOD) as server:
        told = _with_asking(server, _ask("a"), max_document_s=40.0, patience_s=0.0)
        untold = _with_asking(server, _ask("a"), patience_s=90.0)
    assert (told.patience_s, told.answers) == (40.0, 1)
    assert (untold.patience_s, untold.answers) == (90.0, 1)


def test_longer_documents_and_more_requirements_have_more_time() -> None:
    assert document_patience_s(0) >= 60
    assert document_patience_s(20_000) - document_patience_s(10_000) >= 10 * 60
    assert pair_patience_s(0) >= 60
    assert pair_patience_s(20) > pair_patience_s(10)


def test_findings_name_what_was_cut_and_what_was_not_asked() -> None:
    findings = unanswered_findings({"talks": 1, "roles": 3}, {"projects": 2}, 1_234.4)
    assert [(finding.code, finding.severity, finding.evidence) for finding in findings] == [
        ("cut_off", "warning", []),
        ("out_of_time", "error", []),
    ]
    assert "talks, roles (3)" in findings[0].message
    assert "after 1,234 s; not answered: projects (2)." in findings[1].message
    assert unanswered_findings({}, {}, 1.0) == []


# Length


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ('{"birds": [{"name": "kite"}, {"name": "her', [KITE]),
        ('{"birds": [{"name": "kite"}, {"name": "heron"}, {"na', [KITE, HERON]),
        ('{"birds": [{"name": "kite"}, {"name": "heron"}', [KITE, HERON]),
        ('{"birds": [{"name": "kite"}, {"name": "kite"}, {"name": "kite"}, {"name": "kite"}', [KITE]),
    ],
    ids=["half-a-word", "half-a-name", "no-end", "going-round"],
)
def test_whole_items_are_kept_of_an_answer_that_is_cut_off(text: str, kept: list[Bird]) -> None:
    answers: list[Birds | None] = []
    with serve(_cut(text)) as server:
        asking = _with_asking(server, _ask("birds", into=answers))
        assert len(server.requests) == 1
    assert [answer.birds if answer else None for answer in answers] == [kept]
    ((code, message),) = _findings(asking)
    assert code == "cut_off"
    assert "repeated themselves: birds." in message
    assert Birds.model_validate_json(asking.asked[0].reply).birds == kept
    assert asking.asked[0].key == ""


@pytest.mark.parametrize(
    "text", ["", "{", '{"birds"', '{"birds": [', '{"birds": [{"name": "ki', "Sure, the birds are"], ids=repr
)
def test_nothing_is_kept_of_an_answer_that_is_cut_off_before_its_first_item(text: str) -> None:
    answers: list[Birds | None] = []
    with serve(_cut(text)) as server:
        asking = _with_asking(server, _ask("birds", "more birds", into=answers))
    assert answers == [None, None]
    ((code, message),) = _findings(asking)
    assert code == "cut_off"
    assert "birds (2)" in message
    assert (asking.answers, asking.asked) == (0, [])


def test_answer_that_was_cut_off_is_asked_for_again_another_time(tmp_path: Path) -> None:
    cut = _cut('{"birds": [{"name": "kite"}, {"na')
    with serve(cut, GOOD) as server, AnswerCache(tmp_path / "cache") as cache:
        first = _with_asking(server, _ask("birds"), cache=cache)
        second = _with_asking(server, _ask("birds"), cache=cache)
        assert len(server.requests) == 2
    assert [len(asking.unanswered()) for asking in (first, second)] == [1, 0]


def _limit(text: str, max_tokens: int, provider: Provider = "embedded", variable: str = "document") -> int:
    """Return the limit that is sent for a question about a text."""
    prompt = LoadedPrompt(
        Prompt(name="birds", version=1, about="", user="{{ " + variable + " }}", variables=[variable]), None
    )

    async def task(asking: PromptRunner) -> None:
        await asking.ask(prompt, Birds, max_tokens, **{variable: text})

    with serve(GOOD) as server:
        _with_asking(server, task, provider=provider)
        return int(server.requests[0]["max_tokens"])


@pytest.mark.parametrize(
    ("text", "limit"),
    [
        ("plain words " * 50, 500),
        ("北京大学计算机系" * 50, 1_500),
        ("Кандидат наук " * 50, 929),
        ("résumé " * 50, 643),
        ("short", LEAST_TOKENS + 2 * 5),
        ("大学", LEAST_TOKENS + 2 * 6),
    ],
    ids=["latin", "chinese", "cyrillic", "accents", "short", "short-chinese"],
)
def test_limit_is_that_of_the_script_and_never_more_than_the_text_can_fill(text: str, limit: int) -> None:
    assert _limit(text, 500) == limit


def test_limit_is_twice_as_high_when_a_server_sets_json_as_it_likes() -> None:
    assert _limit("plain words " * 50, 500, "llama_cpp") == PROVIDERS["llama_cpp"].slack * 500
    assert _limit("short", 500, "llama_cpp") == PROVIDERS["llama_cpp"].slack * (LEAST_TOKENS + 10)


@pytest.mark.parametrize("variable", ["document", "lines", "line", "sentence", "head"])
def test_limit_goes_by_the_words_that_are_shown(variable: str) -> None:
    assert _limit("short", 500, variable=variable) == LEAST_TOKENS + 10


def test_limit_is_the_one_asked_for_when_no_words_are_shown() -> None:
    assert _limit("short", 500, variable="number") == 500


# Choices


def _logprobs(*tokens: tuple[str, dict[str, float]]) -> dict[str, Any]:
    content = [
        {
            "token": token,
            "logprob": math.log(tops[token]),
            "top_logprobs": [{"token": text, "logprob": math.log(chance)} for text, chance in tops.items()],
        }
        for token, tops in tokens
    ]
    return {"content": content, "refusal": None}


def _choose(step: Step, provider: Provider = "embedded") -> tuple[Choice | None, dict[str, Any]]:
    """Return what is chosen, and the request."""
    choices: list[Choice | None] = []

    class Shown(Reply):
        shows: Literal["yes", "partly", "no"]

    async def task(asking: PromptRunner) -> None:
        choices.append(await asking.choose("verdict", Shown, line="Led a team.", demand="leading"))

    with serve(step) as server:
        _with_asking(server, task, provider=provider)
        return choices[0], server.requests[0]


def test_choice_comes_with_the_probability_of_each_option() -> None:
    said = _logprobs(("yes", {"yes": 0.6, "part": 0.3, "no": 0.05, "Sure": 0.05}))
    choice, request = _choose(completion("yes", logprobs=said))
    assert choice is not None
    assert choice.option == "yes"
    assert choice.probabilities == pytest.approx({"yes": 0.6 / 0.95, "partly": 0.3 / 0.95, "no": 0.05 / 0.95})
    assert choice.probability == pytest.approx(0.6 / 0.95)
    assert request["logprobs"] is True
    assert request["max_tokens"] < 50


def test_choice_in_json_comes_with_the_probability_of_each_option() -> None:
    said = _logprobs(
        ('{"', {'{"': 1.0}), ("shows", {"shows": 1.0}), ('":', {'":': 1.0}), (' "no', {' "no': 0.8, ' "yes': 0.2})
    )
    choice, _ = _choose(completion('{"shows": "no"}', logprobs=said), "llama_cpp")
    assert choice is not None
    assert choice.probabilities == pytest.approx({"yes": 0.2, "partly": 0.0, "no": 0.8})


def test_choice_comes_without_probabilities_when_the_server_tells_none() -> None:
    choice, _ = _choose(completion("partly"))
    assert choice == Choice("partly", None)
    assert Choice("partly", None).probability is None


def test_nothing_is_chosen_when_the_answer_is_cut_off() -> None:
    choice, _ = _choose(_cut("par"))
    assert choice is None


def test_answer_that_is_no_choice_cannot_be_chosen() -> None:
    async def task(asking: PromptRunner) -> None:
        await asking.choose("verdict", Birds, line="x", demand="y")

    with serve(GOOD) as server, pytest.raises(ValueError, match="'Birds' is no choice of words"):
        _with_asking(server, task)


def test_token_that_may_begin_several_options_counts_for_each_in_equal_parts() -> None:
    token = TokenLogprob("l", math.log(0.5), (("l", math.log(0.5)), ("calm", math.log(0.25)), ('"lou', math.log(0.25))))
    assert probabilities_of([token], ("calm", "loud", "lost")) == pytest.approx(
        {"calm": 0.25, "loud": 0.5, "lost": 0.25}
    )


@pytest.mark.parametrize(
    "tokens",
    [
        [],
        [TokenLogprob("{", 0.0, (("{", 0.0),))],
        [TokenLogprob('"', 0.0, (('"', 0.0),)), TokenLogprob(" ", 0.0, ((" ", 0.0),))],
        [TokenLogprob("calm", 0.0, ())],
    ],
    ids=["none", "no-option", "quotes", "no-alternatives"],
)
def test_options_have_no_probabilities_when_no_token_tells(tokens: list[TokenLogprob]) -> None:
    assert probabilities_of(tokens, ("calm", "loud", "lost")) is None
