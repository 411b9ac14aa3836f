"""Which server answers and what it can do: the one place that tells providers apart."""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass, field
from typing import Literal, get_args
from urllib.parse import urlsplit, urlunsplit

from pydantic import SecretStr

from extract.errors import SettingsError

Provider = Literal["embedded", "llama_cpp", "vllm", "ollama", "lm_studio", "openai", "azure", "other"]
Mode = Literal["json_schema", "tools", "json"]
Shape = Literal["closed", "static"]

OPENAI_BASE_URL = "https://api.openai.com/v1"

# The ports that these servers listen on when nobody says otherwise, from their own documentation.
_USUAL_PORTS: dict[int, Provider] = {8080: "llama_cpp", 8000: "vllm", 11434: "ollama", 1234: "lm_studio"}

# OpenAI's reasoning models take no temperature and no logprobs: platform.openai.com/docs/guides/reasoning.
_REASONING = re.compile(r"^(o\d|gpt-(?:[5-9]|\d\d))(?!.*chat)")
# Models older than structured outputs (August 2024): platform.openai.com/docs/guides/structured-outputs.
_BEFORE_SCHEMAS = re.compile(r"^(gpt-3\.5|gpt-4($|-\d{4}|-turbo|-32k|-vision)|gpt-4o-2024-05-13|o1-mini|o1-preview)")


@dataclass(frozen=True, slots=True)
class Endpoint:
    """A model behind an address, and how it is spoken to.

    `mode`: "json_schema" where the server constrains the reply to a schema, "tools" or "json" otherwise.
    `shape`: "closed" where a schema made for each document costs nothing (local engines), "static" where the provider
    compiles every new schema first. `logprobs`: the server returns log-probabilities. `reasoning`: the model takes no
    temperature and no logprobs. The key never shows in a repr.
    """

    base_url: str
    api_key: SecretStr
    model: str
    provider: Provider
    mode: Mode
    shape: Shape
    logprobs: bool = True
    reasoning: bool = False
    is_local: bool = field(default=False)

    @property
    def server(self) -> str:
        """The address as it stands in keys and messages: no credentials, "" for the embedded model."""
        return "" if self.provider == "embedded" else self.base_url

    @property
    def host(self) -> str:
        """Host and port, for messages."""
        return urlsplit(self.base_url).netloc


def resolve_endpoint(
    *,
    base_url: str | None,
    model: str,
    api_key: str | SecretStr | None = None,
    provider: Provider | None = None,
    mode: Mode | None = None,
    shape: Shape | None = None,
    logprobs: bool | None = None,
) -> Endpoint:
    """Return the endpoint for an address and a model; whatever is not None overrides what would be chosen.

    Raises:
        SettingsError: the address is no http(s) URL, or a choice is not one of the allowed ones.
    """
    url, url_key = _normalise_url(base_url or OPENAI_BASE_URL)
    for name, value, allowed in (
        ("provider", provider, get_args(Provider)),
        ("mode", mode, get_args(Mode)),
        ("shape", shape, get_args(Shape)),
    ):
        if value is not None and value not in allowed:
            raise SettingsError(f"Unknown {name} {value!r}.", f"Choose one of: {', '.join(allowed)}.")
    if not model.strip():
        raise SettingsError(f"No model is named for {url!r}.", "Name one with --model.")
    kind = provider or _recognise(url)
    if kind == "azure" and not urlsplit(url).path.strip("/"):
        url = f"{url}/openai/v1"
    reasoning = kind in ("openai", "azure") and bool(_REASONING.match(model))
    secret = api_key if isinstance(api_key, SecretStr) else SecretStr(api_key or url_key)
    return Endpoint(
        base_url=url,
        api_key=secret,
        model=model,
        provider=kind,
        mode=mode or _default_mode(kind, model),
        shape=shape or ("static" if kind in ("openai", "azure", "other") else "closed"),
        logprobs=(kind != "other" and not reasoning) if logprobs is None else logprobs,
        reasoning=reasoning,
        is_local=kind == "embedded" or _is_loopback(url),
    )


def _normalise_url(base_url: str) -> tuple[str, str]:
    """Return the address without credentials and without a slash at its end, and the password that stood in it."""
    text = base_url.strip()
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError:
        parts, port = urlsplit(""), None
    if parts.scheme not in ("http", "https") or not parts.hostname:
        shown = text.rsplit("@", 1)[-1]
        raise SettingsError(
            f"The base URL {shown!r} is not an http or https address.", "Write it like http://127.0.0.1:8080/v1."
        )
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    netloc = f"{host}:{port}" if port else host
    return urlunsplit((parts.scheme, netloc, parts.path.rstrip("/"), "", "")), parts.password or ""


def _recognise(url: str) -> Provider:
    parts = urlsplit(url)
    host = parts.hostname or ""
    if host == "api.openai.com" or host.endswith(".api.openai.com"):
        return "openai"
    if host.endswith((".openai.azure.com", ".services.ai.azure.com", ".cognitiveservices.azure.com")):
        return "azure"
    return _USUAL_PORTS.get(parts.port or 0, "other")


def _default_mode(provider: Provider, model: str) -> Mode:
    if provider == "other":
        return "tools"
    if provider in ("openai", "azure") and _BEFORE_SCHEMAS.match(model):
        return "tools"
    return "json_schema"


def _is_loopback(url: str) -> bool:
    host = urlsplit(url).hostname or ""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")
