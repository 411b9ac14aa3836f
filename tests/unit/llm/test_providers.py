"""Which server is taken for what, and how it is spoken to."""

from __future__ import annotations

from typing import Any

import pytest

from extract.errors import SettingsError
from extract.llm.request.providers import Endpoint, Mode, Provider, Shape, resolve_endpoint


@pytest.mark.parametrize(
    ("base_url", "model", "provider", "mode", "shape", "logprobs"),
    [
        (None, "gpt-4o-mini", "openai", "json_schema", "static", True),
        ("https://eu.api.openai.com/v1", "gpt-4.1", "openai", "json_schema", "static", True),
        (None, "gpt-4-turbo", "openai", "tools", "static", True),
        (None, "gpt-3.5-turbo", "openai", "tools", "static", True),
        (None, "o3-mini", "openai", "json_schema", "static", False),
        (None, "gpt-5-mini", "openai", "json_schema", "static", False),
        (None, "gpt-5-chat-latest", "openai", "json_schema", "static", True),
        ("https://made-up.openai.azure.com", "gpt-4o", "azure", "json_schema", "static", True),
        ("http://127.0.0.1:8080/v1", "x.gguf", "llama_cpp", "json_schema", "closed", True),
        ("http://localhost:11434/v1", "qwen3", "ollama", "json_schema", "closed", True),
        ("http://localhost:1234/v1", "qwen3", "lm_studio", "json_schema", "closed", True),
        ("http://gpu.example.com:8000/v1", "qwen3", "vllm", "json_schema", "closed", True),
        ("https://llm.example.com/v1", "big", "other", "tools", "static", False),
    ],
)
def test_provider_and_its_ways_follow_from_address_and_model(
    base_url: str | None, model: str, provider: Provider, mode: Mode, shape: Shape, logprobs: bool
) -> None:
    endpoint = resolve_endpoint(base_url=base_url, model=model, api_key="k")
    assert (endpoint.provider, endpoint.mode, endpoint.shape, endpoint.profile.logprobs) == (
        provider,
        mode,
        shape,
        logprobs,
    )


def test_choices_are_overridden_when_given() -> None:
    endpoint = resolve_endpoint(
        base_url="https://llm.example.com/v1", model="big", provider="vllm", mode="json", shape="static", logprobs=False
    )
    assert (endpoint.provider, endpoint.mode, endpoint.shape, endpoint.profile.logprobs) == (
        "vllm",
        "json",
        "static",
        False,
    )


def test_azure_address_gets_the_path_of_its_openai_interface() -> None:
    bare = resolve_endpoint(base_url="https://made-up.openai.azure.com/", model="d")
    full = resolve_endpoint(base_url="https://made-up.openai.azure.com/openai/v1/", model="d")
    assert bare.base_url == full.base_url == "https://made-up.openai.azure.com/openai/v1"


def test_embedded_model_has_no_address_in_its_key() -> None:
    first = resolve_endpoint(base_url="http://127.0.0.1:4001/v1", model="m", provider="embedded")
    second = resolve_endpoint(base_url="http://127.0.0.1:4002/v1", model="m", provider="embedded")
    assert first.server == second.server == ""
    assert resolve_endpoint(base_url="http://127.0.0.1:4001/v1", model="m").server == "http://127.0.0.1:4001/v1"


@pytest.mark.parametrize(
    ("base_url", "is_local"),
    [
        ("http://127.0.0.1:1/v1", True),
        ("http://[::1]:1/v1", True),
        ("http://localhost/v1", True),
        ("http://h.example/v1", False),
    ],
)
def test_server_on_this_machine_is_known_as_local(base_url: str, is_local: bool) -> None:
    assert resolve_endpoint(base_url=base_url, model="m").is_local is is_local


def test_key_and_password_never_show() -> None:
    endpoint = resolve_endpoint(
        base_url="http://user:hunter22@h.example:81/v1/?key=hunter22", model="m", api_key="sk-hunter22"
    )
    assert "hunter22" not in repr(endpoint)
    assert "hunter22" not in endpoint.base_url + endpoint.server + endpoint.host
    assert endpoint.base_url == "http://h.example:81/v1"
    assert endpoint.api_key.get_secret_value() == "sk-hunter22"


def test_password_of_the_address_is_the_key_when_there_is_no_other() -> None:
    endpoint: Endpoint = resolve_endpoint(base_url="http://user:hunter22@h.example/v1", model="m")
    assert endpoint.api_key.get_secret_value() == "hunter22"


DEFAULTS: dict[str, Any] = {"base_url": None, "model": "m"}


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"base_url": "127.0.0.1:8080"}, r"base URL '127\.0\.0\.1:8080' is not an http or https address"),
        ({"base_url": "ftp://h.example/v1"}, "is not an http or https address"),
        ({"base_url": "http://h.example:port/v1"}, "is not an http or https address"),
        ({"base_url": "http://"}, "is not an http or https address"),
        ({"provider": "acme"}, r"Unknown provider 'acme'\. Choose one of: embedded"),
        ({"mode": "yaml"}, r"Unknown mode 'yaml'\. Choose one of: json_schema, tools, json"),
        ({"shape": "open"}, r"Unknown shape 'open'"),
        ({"model": " "}, "No model is named"),
    ],
)
def test_settings_that_cannot_be_used_are_refused(settings: dict[str, Any], message: str) -> None:
    with pytest.raises(SettingsError, match=message):
        resolve_endpoint(**(DEFAULTS | settings))
