"""Which server answers, at which address, and how its models are spoken to."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass, field
from typing import get_args
from urllib.parse import urlsplit, urlunsplit

from pydantic import SecretStr

from extract.errors import SettingsError
from extract.llm.models.profile import Changes, Mode, ModelProfile, Provider, Shape, profile_of

OPENAI_BASE_URL = "https://api.openai.com/v1"

# The ports that these servers listen on when nobody says otherwise, from their own documentation.
_USUAL_PORTS: dict[int, Provider] = {8080: "llama_cpp", 8000: "vllm", 11434: "ollama", 1234: "lm_studio"}


@dataclass(frozen=True, slots=True)
class Endpoint:
    """A model behind an address; `profile` says what it can do. The key never shows in a repr."""

    base_url: str
    api_key: SecretStr
    model: str
    provider: Provider
    profile: ModelProfile
    is_local: bool = field(default=False)

    @property
    def mode(self) -> Mode:
        """How its replies are held to a schema."""
        return self.profile.mode

    @property
    def shape(self) -> Shape:
        """Whether schemas are made for each document."""
        return self.profile.shape

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
    models: Changes | None = None,
) -> Endpoint:
    """Return the endpoint for an address and a model; whatever is not None overrides what would be chosen.

    `models` is what a settings file says of models; options go before it.

    Raises:
        SettingsError: the address is no http(s) URL, a choice is not one of the allowed ones, or a rule is named that the model
            has not what it takes for.
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
    secret = api_key if isinstance(api_key, SecretStr) else SecretStr(api_key or url_key)
    return Endpoint(
        base_url=url,
        api_key=secret,
        model=model,
        provider=kind,
        profile=profile_of(kind, model, (models or {}).get(model), mode=mode, shape=shape, logprobs=logprobs),
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


def _is_loopback(url: str) -> bool:
    host = urlsplit(url).hostname or ""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")
