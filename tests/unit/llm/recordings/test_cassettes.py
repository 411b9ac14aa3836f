"""Recorded conversations: what is stored, what is matched, what a miss says, and that nothing leaves the machine."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Literal

import pytest
import yaml
from pydantic import BaseModel, ConfigDict

from extract.errors import NoRecordingError, ReplyCutOffError, SettingsError, UserError
from extract.llm.client import ModelClient
from extract.llm.exchange.live import LiveExchange
from extract.llm.exchange.recorded import RecordedExchange
from extract.llm.recordings.cassettes import Cassette, RecordMode, parse_record_mode, use_cassette
from extract.llm.request.answer_schema import form_of
from extract.llm.request.providers import resolve_endpoint
from extract.llm.request.questions import Answer, Message, Question
from extract.llm.retry.policy import RetryPolicy
from testing.servers.server import FaultServer, Step, completion, error, serve, unused_address

DOCUMENT = "Zenobia Quillfeather\n\nNurse, Acme Hospital, 2020 – 2021\n" + "She did many things there. " * 10
KEY = "sk-made-up-key-0000"


class Fact(BaseModel):
    model_config = ConfigDict(extra="forbid")
    name: str


class OtherFact(BaseModel):
    model_config = ConfigDict(extra="forbid")
    name: str
    kind: Literal["a", "b"]


GOOD = completion(json.dumps({"name": "Acme"}))
SETTINGS: dict[str, Any] = {
    "prompt": "facts",
    "prompt_fingerprint": "a" * 64,
    "messages": (Message("system", "Answer."), Message("user", DOCUMENT)),
    "answer": form_of(Fact),
    "max_tokens": 50,
    "document": "r1.txt",
}


def question(**changes: Any) -> Question[Any]:
    return Question(**(SETTINGS | changes))


def ask(cassette: Cassette, base_url: str, *questions: Question[Any], model: str = "made-up") -> list[Answer[Any]]:
    async def run() -> list[Answer[Any]]:
        endpoint = resolve_endpoint(base_url=base_url, model=model, api_key=KEY, provider="llama_cpp")
        retry = RetryPolicy(max_attempts=3, first_pause_s=0.01)
        lowest = RecordedExchange(cassette, LiveExchange(endpoint))
        async with ModelClient(endpoint, cache=None, lowest=lowest, retry=retry) as client:
            return [await client.ask(each) for each in questions]

    return asyncio.run(run())


def record(
    path: Path, *questions: Question[Any], steps: Sequence[Step] = (GOOD,), mode: RecordMode = "once"
) -> FaultServer:
    with serve(*steps) as server, use_cassette(path, mode) as cassette:
        ask(cassette, server.base_url, *questions)
    return server


def replay(
    path: Path, *questions: Question[Any], mode: RecordMode = "none", **more: Any
) -> tuple[list[Answer[Any]], Cassette]:
    with use_cassette(path, mode) as cassette:
        return ask(cassette, unused_address(), *questions, **more), cassette


def missed(path: Path, asked: Question[Any], **more: Any) -> str:
    with pytest.raises(NoRecordingError) as caught:
        replay(path, asked, **more)
    message = str(caught.value)
    assert "Zenobia" not in message
    assert "many things" not in message
    return message


def test_answer_is_played_back_without_a_server_when_it_is_recorded(tmp_path: Path) -> None:
    path = tmp_path / "sub" / "c.yaml"
    record(path, question())
    answers, cassette = replay(path, question())
    assert answers[0].value == Fact(name="Acme")
    assert answers[0].usage.cached_tokens == 60
    assert (cassette.played, cassette.recorded, cassette.unplayed) == (1, 0, [])


def test_file_can_be_read_by_a_person_and_holds_nothing_of_account_or_moment(tmp_path: Path) -> None:
    body: Any = GOOD.body
    telling = {"system_fingerprint": "fp_1", "service_tier": "default", "timings": {"prompt_ms": 1}}
    headers = {"openai-organization": "org-madeupmadeup", "set-cookie": "a=b", "x-request-id": "req_1"}
    record(tmp_path / "c.yaml", question(), steps=[Step(body | telling, headers=headers)])
    text = (tmp_path / "c.yaml").read_text(encoding="utf-8")
    (interaction,) = yaml.safe_load(text)["interactions"]
    assert interaction["about"] == {"prompt": "facts", "fingerprint": "a" * 64, "document": "r1.txt"}
    request, response = interaction["request"], interaction["response"]
    assert request["uri"] == "http://model/v1/chat/completions"
    assert request["headers"] == {"content-type": ["application/json"]}
    assert request["body"]["messages"][1]["content"] == DOCUMENT
    assert request["body"]["response_format"]["json_schema"]["strict"] is True
    assert response["headers"] == {"content-type": ["application/json"]}
    assert set(response["body"]) == {"id", "created", "object", "model", "choices", "usage"}
    assert response["body"]["choices"][0]["message"]["content"] == '{"name": "Acme"}'
    for secret in (KEY, "org-madeup", "req_1", "fp_1", "127.0.0.1", "chatcmpl"):
        assert secret not in text


@pytest.mark.parametrize(
    ("model", "kept"),
    [
        ("/srv/models/small.gguf", "small.gguf"),
        (r"C:\models\small.gguf", "small.gguf"),
        ("maker/small-instruct", "maker/small-instruct"),
    ],
)
def test_model_is_recorded_by_its_name_when_the_server_tells_its_path(tmp_path: Path, model: str, kept: str) -> None:
    body: Any = GOOD.body
    record(tmp_path / "c.yaml", question(), steps=[Step(body | {"model": model})])
    (interaction,) = yaml.safe_load((tmp_path / "c.yaml").read_text(encoding="utf-8"))["interactions"]
    assert interaction["response"]["body"]["model"] == kept


def test_long_text_stands_as_a_block(tmp_path: Path) -> None:
    text = "first line, long enough to be worth a block of its own in the file\nsecond line\nthird"
    record(tmp_path / "c.yaml", question(messages=(Message("user", text),)))
    lines = (tmp_path / "c.yaml").read_text(encoding="utf-8").splitlines()
    start = next(i for i, line in enumerate(lines) if line.strip() == "content: |-")
    assert [line.strip() for line in lines[start + 1 : start + 4]] == text.splitlines()


@pytest.mark.parametrize(
    "text",
    [
        "trailing space \nand\ttab",
        "\ufeffmark \u2028 separator",
        "no",
        "2023-10",
        "1e5",
        "\x1b[0m",
        "a\r\nb",
        " ",
        "😀 ﬁ",
    ],
)
def test_any_text_survives_the_file(text: str, tmp_path: Path) -> None:
    asked = question(messages=(Message("user", text),))
    record(tmp_path / "c.yaml", asked, steps=[completion(json.dumps({"name": text}))])
    assert replay(tmp_path / "c.yaml", asked)[0][0].value == Fact(name=text)


def test_log_probabilities_survive_the_file(tmp_path: Path) -> None:
    token = {"token": "{", "logprob": -1.25e-07, "bytes": [123], "top_logprobs": []}
    step = completion('{"name": "x"}', logprobs={"content": [token], "refusal": None})
    record(tmp_path / "c.yaml", question(top_logprobs=1), steps=[step])
    assert replay(tmp_path / "c.yaml", question(top_logprobs=1))[0][0].logprobs[0].logprob == -1.25e-07


def test_answers_go_with_their_questions_whatever_the_order(tmp_path: Path) -> None:
    asked = [question(messages=(Message("user", f"document {i}"),)) for i in range(3)]
    record(tmp_path / "c.yaml", *asked, steps=[completion(json.dumps({"name": str(i)})) for i in range(3)])
    answers, _ = replay(tmp_path / "c.yaml", *reversed(asked))
    assert [answer.value for answer in answers] == [Fact(name="2"), Fact(name="1"), Fact(name="0")]


def test_same_question_is_recorded_once_and_played_as_often_as_asked(tmp_path: Path) -> None:
    server = record(tmp_path / "c.yaml", question(), question())
    assert len(server.requests) == 1
    answers, cassette = replay(tmp_path / "c.yaml", question(), question(), question())
    assert len(answers) == 3
    assert cassette.played == 3


def test_document_name_is_no_part_of_the_match(tmp_path: Path) -> None:
    record(tmp_path / "c.yaml", question())
    assert replay(tmp_path / "c.yaml", question(document="renamed.txt"))[0][0].value == Fact(name="Acme")


def test_question_asked_again_is_played_back_under_another_version_of_pydantic(tmp_path: Path) -> None:
    path = tmp_path / "c.yaml"
    record(path, question(), steps=[completion('{"nam": "x"}'), GOOD])
    text = path.read_text(encoding="utf-8")
    assert "errors.pydantic.dev/" in text
    version = text.split("errors.pydantic.dev/")[1].split("/")[0]
    path.write_text(text.replace(f"errors.pydantic.dev/{version}/", "errors.pydantic.dev/2.99/"), encoding="utf-8")
    answers, cassette = replay(path, question())
    assert answers[0].usage.reasks == 1
    assert cassette.played == 2


def test_failed_requests_are_not_recorded(tmp_path: Path) -> None:
    server = record(tmp_path / "c.yaml", question(), steps=[error(500), error(429), GOOD])
    assert len(server.requests) == 3
    assert len(yaml.safe_load((tmp_path / "c.yaml").read_text(encoding="utf-8"))["interactions"]) == 1


def test_once_plays_back_and_does_not_add_when_there_is_a_file(tmp_path: Path) -> None:
    path = tmp_path / "c.yaml"
    record(path, question())
    before = path.read_bytes()
    with serve(GOOD) as server, use_cassette(path, "once") as cassette, pytest.raises(NoRecordingError):
        ask(cassette, server.base_url, question(), question(max_tokens=51))
    assert server.requests == []
    assert path.read_bytes() == before


def test_new_episodes_adds_what_is_missing(tmp_path: Path) -> None:
    path = tmp_path / "c.yaml"
    record(path, question())
    with serve(GOOD) as server, use_cassette(path, "new_episodes") as cassette:
        ask(cassette, server.base_url, question(), question(max_tokens=51))
        assert (cassette.played, cassette.recorded) == (1, 1)
    assert len(server.requests) == 1
    assert len(replay(path, question(), question(max_tokens=51))[0]) == 2


def test_all_records_again(tmp_path: Path) -> None:
    path = tmp_path / "c.yaml"
    record(path, question())
    server = record(path, question(), steps=[completion('{"name": "New"}')], mode="all")
    assert len(server.requests) == 1
    assert replay(path, question())[0][0].value == Fact(name="New")


def test_all_drops_what_is_no_longer_asked(tmp_path: Path) -> None:
    path = tmp_path / "c.yaml"
    record(path, question(), question(max_tokens=51))
    record(path, question(), mode="all")
    assert replay(path, question())[1].unplayed == []


def test_network_is_refused_when_only_playing_back(tmp_path: Path) -> None:
    with (
        serve(GOOD) as server,
        use_cassette(tmp_path / "c.yaml", "none") as cassette,
        pytest.raises(NoRecordingError),
    ):
        ask(cassette, server.base_url, question())
    assert server.requests == []
    assert not (tmp_path / "c.yaml").exists()


def test_miss_is_told_at_once_and_names_prompt_document_file_and_command(tmp_path: Path) -> None:
    with (
        use_cassette(tmp_path / "c.yaml", "none", record_with="vouchline run docs -o out --record-mode all") as opened,
        pytest.raises(NoRecordingError) as caught,
    ):
        ask(opened, unused_address(), question())
    message = str(caught.value)
    assert f"No recorded answer for prompt 'facts' about 'r1.txt' in {str(tmp_path / 'c.yaml')!r}" in message
    assert "nothing is recorded there" in message
    assert caught.value.remedy == "Record it with: vouchline run docs -o out --record-mode all"


@pytest.mark.parametrize(
    ("changes", "differs"),
    [
        ({"prompt_fingerprint": "b" * 64, "messages": (Message("system", "Reply."), SETTINGS["messages"][1])},
         "the prompt file's fingerprint (aaaaaaaaaaaa was recorded, bbbbbbbbbbbb is asked); message 1 (system)"),
        ({"messages": (SETTINGS["messages"][0], Message("user", DOCUMENT + "!"))}, "message 2 (user)"),
        ({"messages": SETTINGS["messages"][:1]}, "the number of messages (2 were recorded, 1 are asked)"),
        ({"answer": form_of(OtherFact)}, "the schema at /json_schema/name"),
        ({"max_tokens": 51}, "'max_tokens' (50 was recorded, 51 is asked)"),
        ({"top_logprobs": 2}, "'logprobs' (None was recorded, True is asked)"),
    ],
    ids=["prompt", "document-text", "fewer-messages", "schema", "limit", "logprobs"],
)  # fmt: skip
def test_miss_names_what_differs_from_the_nearest_recording(
    changes: dict[str, Any], differs: str, tmp_path: Path
) -> None:
    record(tmp_path / "c.yaml", question(messages=(Message("user", "far"),), prompt="other"), question())
    message = missed(tmp_path / "c.yaml", question(**changes))
    assert "the nearest recording, of prompt 'facts' about 'r1.txt', differs in" in message
    assert differs in message


def test_miss_names_the_model_and_the_document_when_they_differ(tmp_path: Path) -> None:
    record(tmp_path / "c.yaml", question())
    assert "the model ('made-up' was recorded, 'newer' is asked)" in missed(
        tmp_path / "c.yaml", question(), model="newer"
    )
    other = question(document="r2.txt", messages=(Message("user", "x"),))
    assert "the document ('r1.txt' was recorded)" in missed(tmp_path / "c.yaml", other)


def test_recordings_that_nothing_asked_for_are_named(tmp_path: Path) -> None:
    path = tmp_path / "c.yaml"
    record(path, question(), question(prompt="numbers", document="r2.txt", max_tokens=9))
    _, cassette = replay(path, question())
    assert cassette.unplayed == ["prompt 'numbers' about 'r2.txt'"]


def test_recorded_answer_is_checked_like_any_other(tmp_path: Path) -> None:
    path = tmp_path / "c.yaml"
    record(path, question())
    path.write_text(
        path.read_text(encoding="utf-8").replace("finish_reason: stop", "finish_reason: length"), encoding="utf-8"
    )
    with pytest.raises(ReplyCutOffError, match="cut off at 50 tokens"):
        replay(path, question())


@pytest.mark.parametrize("text", ["{", "version: 1", "- 1", "interactions: [{request: 1}]", "\x00"])
def test_file_that_is_no_recording_is_named(text: str, tmp_path: Path) -> None:
    (tmp_path / "c.yaml").write_text(text)
    with pytest.raises(UserError, match=r"The recording '.*c\.yaml' cannot be read"):
        replay(tmp_path / "c.yaml", question())


def test_no_half_written_file_is_left_beside_a_recording(tmp_path: Path) -> None:
    record(tmp_path / "c.yaml", question())
    record(tmp_path / "c.yaml", question(max_tokens=51), mode="new_episodes")
    assert [entry.name for entry in tmp_path.iterdir()] == ["c.yaml"]


def test_record_mode_is_checked() -> None:
    assert parse_record_mode("new_episodes") == "new_episodes"
    with pytest.raises(
        SettingsError, match=r"Unknown record mode 'always'\. Choose one of: none, once, new_episodes, all"
    ):
        parse_record_mode("always")
