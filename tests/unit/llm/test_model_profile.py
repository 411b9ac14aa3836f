"""What a model can do: from its provider, its family and the settings file, and what follows from it."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest

from extract.errors import SettingsError
from extract.extraction.engine.prompt_runner import PromptRunner
from extract.llm.client import ModelClient
from extract.llm.models.profile import (
    PROVIDERS,
    Changes,
    ModelProfile,
    ProfileChange,
    as_stored,
    parse_models,
    profile_of,
)
from extract.llm.models.rules import NAMES, RULES
from extract.llm.request.keys import fingerprint
from extract.llm.request.providers import resolve_endpoint
from extract.settings.load import Settings
from schemas.answers import RepairAnswer
from testing.command_line import quiet_error, set_up, vouchline
from testing.servers.fitting import serve_fitting


def test_limits_of_the_embedded_context_are_those_that_were_measured() -> None:
    """Recordings are found by what is shown and by how long an answer may be."""
    embedded = PROVIDERS["embedded"]
    assert (embedded.answer_tokens, embedded.part_bytes) == (3_000, 10_000)
    assert (embedded.list_bytes, embedded.long_list_bytes) == (2_500, 6_000)
    assert (embedded.grammar, embedded.slack, embedded.calls, embedded.rules_left_out) == (True, 1, 1, frozenset())


def test_what_a_settings_file_may_say_is_what_a_profile_has() -> None:
    assert set(ProfileChange.model_fields) - {"rules"} <= set(as_stored(ModelProfile()))
    assert set(as_stored(ModelProfile())) - set(ProfileChange.model_fields) == {"grammar", "prefixes"}


def test_grammar_and_prefixes_are_the_embedded_models_alone() -> None:
    others = [profile for provider, profile in PROVIDERS.items() if provider != "embedded"]
    assert not any(profile.grammar or profile.prefixes or profile.calls for profile in others)


@pytest.mark.parametrize("model", ["gpt-4.1-mini", "gpt-4o", "o3-mini", "gpt-5"])
def test_model_with_a_large_context_is_shown_more_at_once(model: str) -> None:
    profile = profile_of("openai", model)
    assert profile.answer_tokens == 8_000
    assert profile.part_bytes > 2 * PROVIDERS["embedded"].part_bytes
    assert profile.list_bytes == profile.part_bytes


@pytest.mark.parametrize(
    ("model", "temperature", "logprobs", "limit_name"),
    [
        ("gpt-4.1", True, True, "max_tokens"),
        ("o3", False, False, "max_completion_tokens"),
        ("gpt-5-chat-latest", True, True, "max_tokens"),
    ],
)
def test_family_changes_what_its_provider_has(model: str, temperature: bool, logprobs: bool, limit_name: str) -> None:
    profile = profile_of("azure", model)
    assert (profile.temperature, profile.logprobs, profile.limit_name) == (temperature, logprobs, limit_name)


def test_answer_of_an_old_model_is_no_longer_than_it_can_write() -> None:
    old = profile_of("openai", "gpt-3.5-turbo")
    assert old.slack * old.answer_tokens <= 4_096 == old.output_tokens


@pytest.mark.parametrize("context_tokens", [4_096, 8_192, 16_384, 131_072, 1_000_000])
@pytest.mark.parametrize("output_tokens", [None, 2_000, 4_096, 100_000])
@pytest.mark.parametrize("shape", ["closed", "static"])
def test_question_and_answer_fit_the_context(context_tokens: int, output_tokens: int | None, shape: Any) -> None:
    profile = ModelProfile(shape=shape, context_tokens=context_tokens, output_tokens=output_tokens, slack=1)
    assert profile.part_bytes >= 1_000
    assert profile.part_bytes // 3 + profile.answer_tokens < context_tokens
    assert output_tokens is None or profile.answer_tokens <= output_tokens
    assert shape == "static" or profile.part_bytes <= 10_000


def changes(**told: object) -> Changes:
    return parse_models({"made-up": told})


def test_settings_file_changes_one_model_and_options_go_before_it() -> None:
    models = changes(shape="static", context_tokens=65_536, logprobs=False, calls=2)
    url = "http://127.0.0.1:8080/v1"
    told = resolve_endpoint(base_url=url, model="made-up", models=models)
    assert (told.shape, told.profile.context_tokens, told.profile.calls) == ("static", 65_536, 2)
    assert told.profile.variant("metrics") == "metrics_listed"
    assert resolve_endpoint(base_url=url, model="other", models=models).profile == PROVIDERS["llama_cpp"]
    assert resolve_endpoint(base_url=url, model="made-up", shape="closed", models=models).shape == "closed"
    assert fingerprint(as_stored(told.profile)) != fingerprint(as_stored(PROVIDERS["llama_cpp"]))


def test_rule_that_needs_what_the_model_lacks_does_not_act() -> None:
    assert "level_asked" in profile_of("other", "big").rules_left_out
    assert "level_asked" not in profile_of("llama_cpp", "big").rules_left_out
    no_choices = profile_of("llama_cpp", "made-up", changes(choices=False)["made-up"])
    assert no_choices.rules_left_out == {rule.name for rule in RULES if "closed" in rule.needs}
    assert {"kind_of_entry", "which_is_employer", "named_skill"} < no_choices.rules_left_out


def test_rules_of_a_settings_file_are_those_that_act() -> None:
    only = profile_of("llama_cpp", "made-up", changes(rules=["minors", "own_period"], without=["minors"])["made-up"])
    assert set(NAMES) - only.rules_left_out == {"own_period"}
    endpoint = resolve_endpoint(
        base_url="http://127.0.0.1:8080/v1", model="made-up", models=changes(without=["minors"])
    )
    assert ModelClient(endpoint, cache=None, without=frozenset({"own_period"})).without == {"minors", "own_period"}


def test_answer_is_bounded_by_what_the_model_can_write() -> None:
    with serve_fitting() as server:
        limits: list[int] = []

        async def ask() -> None:
            endpoint = resolve_endpoint(
                base_url=server.base_url, model="made-up", provider="llama_cpp", models=changes(output_tokens=2_000)
            )
            async with ModelClient(endpoint, cache=None) as client:
                asking = PromptRunner(client, "x", 60.0)
                limits.append(asking._limit(1_500, "words " * 4_000))  # pyright: ignore[reportPrivateUsage]
                assert await asking.ask("repair", RepairAnswer, 80, lines="Ada", field="name", kind="role")

        asyncio.run(ask())
    assert limits == [2_000]


WRONG: list[tuple[str, object, list[str]]] = [
    ("unknown key", {"contxt": 3}, ["'contxt'", "'made-up'", "Known: mode, shape"]),
    ("unknown rule", {"without": ["minor"]}, ["rule 'minor'", "'made-up'", "vouchline rules"]),
    ("unknown rule among those that act", {"rules": ["x"]}, ["rule 'x'", "'rules'"]),
    ("no such mode", {"mode": "yaml"}, ["'mode'", "'made-up'"]),
    ("text for a number", {"context-tokens": "many"}, ["'context_tokens'", "'made-up'"]),
    ("context that holds no question", {"context-tokens": 500}, ["'context_tokens'", "4096"]),
    ("number for a switch", {"logprobs": 1}, ["'logprobs'"]),
]  # fmt: skip


@pytest.mark.parametrize(("told", "named"), [c[1:] for c in WRONG], ids=[c[0] for c in WRONG])
def test_wrong_table_is_refused_with_model_key_and_what_to_do(told: object, named: list[str]) -> None:
    with pytest.raises(SettingsError) as caught:
        parse_models({"made-up": told})
    assert all(word in str(caught.value) for word in named), str(caught.value)
    assert caught.value.remedy


def test_rule_is_refused_when_the_model_has_no_log_probabilities() -> None:
    with pytest.raises(SettingsError, match=r"'level_asked' needs closed and logprobs.*'made-up'.*logprobs = true"):
        resolve_endpoint(
            base_url="http://127.0.0.1:8080/v1", model="made-up", models=changes(rules=["level_asked"], logprobs=False)
        )


@pytest.mark.parametrize(
    ("toml", "named"),
    [
        ('[models."made-up"]\nrules = ["level_asked"]\nlogprobs = false\n', "'level_asked' needs"),
        ('[models."made-up"]\nwithout = ["nothing"]\n', "no rule 'nothing'"),
        ('models = "big"\n', "'big' of file 'vouchline.toml' cannot be used"),
        ("[models]\nmade-up = 3\n", '[tool.vouchline.models."NAME"]'),
    ],
)
def test_command_stops_before_any_call_when_a_table_is_wrong(
    toml: str, named: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_up(tmp_path, monkeypatch)
    Path("vouchline.toml").write_text(toml, "utf-8")
    with serve_fitting() as server:
        message = quiet_error(
            vouchline("run", "docs", "-o", "out", "--base-url", server.base_url, "--model", "made-up")
        )
    assert named in message
    assert server.seen == 0


def test_settings_file_names_models_with_dots(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text('[tool.vouchline.models."gpt-4.1"]\nstrength = "small"\n', "utf-8")
    models = Settings.load(folder=tmp_path).models
    assert profile_of("openai", "gpt-4.1", models["gpt-4.1"]).list_bytes == 6_500
