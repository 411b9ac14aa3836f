"""Which model is used, and why."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from extract.errors import SettingsError
from extract.llm.local.catalogue import EMBEDDED
from extract.llm.local.weights import weights_path
from extract.llm.request.providers import OPENAI_BASE_URL
from extract.settings.load import Settings

EMBEDDED_WORD = "embedded"
DEFAULT_OPENAI_MODEL = "gpt-4.1-mini"
_NO_SERVER = "http://127.0.0.1:9/v1"
"""Where nothing listens (the discard port): the address of the embedded model while recordings are played."""


@dataclass(frozen=True, slots=True)
class ModelChoice:
    """The model that settings lead to. `why` is one clause in plain words.

    `weights` is the GGUF file of the embedded model, None for a model behind an address. `model` is empty where the
    server has to be asked which one it has.
    """

    model: str
    base_url: str
    weights: Path | None
    why: str

    @property
    def embedded(self) -> bool:
        """Whether Vouchline runs the model itself."""
        return self.weights is not None

    @property
    def is_catalogued(self) -> bool:
        """Whether the weights are those that `vouchline model pull` fetches."""
        return self.embedded and self.model == EMBEDDED.name


def choose_model(settings: Settings) -> ModelChoice:
    """Return the model that is used with these settings.

    Raises:
        SettingsError: a model is named, but no place where it could be.
    """
    name = settings.model
    if name is not None and name.casefold() in (EMBEDDED_WORD, EMBEDDED.name):
        if settings.why("base_url").startswith("option"):
            return _remote(settings)
        return _embedded(settings, f"{settings.why('model')} asks for it")
    if name is not None and name.casefold().endswith(".gguf"):
        path = Path(name).expanduser()
        return ModelChoice(path.stem, _NO_SERVER, path, f"{settings.why('model')} names a file of weights")
    if settings.base_url is not None:
        return _remote(settings)
    if settings.api_key is not None:
        return ModelChoice(
            name or DEFAULT_OPENAI_MODEL, OPENAI_BASE_URL, None, f"{settings.why('api_key')} is set, and no address"
        )
    if name is not None:
        raise SettingsError(
            f"The model {name!r} is named ({settings.why('model')}), but neither an address nor a key.",
            "Set OPENAI_API_KEY, or name the server with --base-url; --model embedded is the one that needs neither.",
        )
    return _embedded(settings, "nothing else is configured")


def _embedded(settings: Settings, why: str) -> ModelChoice:
    return ModelChoice(EMBEDDED.name, _NO_SERVER, weights_path(settings.cache_dir), why)


def _remote(settings: Settings) -> ModelChoice:
    assert settings.base_url is not None
    model = settings.model or ("" if settings.base_url.rstrip("/") != OPENAI_BASE_URL else DEFAULT_OPENAI_MODEL)
    return ModelChoice(model, settings.base_url, None, f"{settings.why('base_url')} names its address")
