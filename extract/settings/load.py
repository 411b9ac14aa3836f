"""What a user can choose, and where each choice came from. The only module that reads the environment.

A choice is looked for in the options, then in `VOUCHLINE_*` variables, then in `vouchline.toml` or `[tool.vouchline]` of
`pyproject.toml` in the working folder, then in the variables of OpenAI's own clients, then the default holds.
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self, cast
from urllib.parse import urlsplit

from pydantic import SecretStr

from extract.errors import SettingsError
from extract.llm.local.engines import Wanted
from extract.llm.models.profile import Changes, ProfileChange
from extract.llm.prices import Price
from extract.llm.recordings.record_mode import RecordMode
from extract.llm.request.providers import Mode, Provider, Shape
from extract.llm.retry.policy import RetryPolicy
from extract.settings.values import KINDS
from extract.system.limits import ReadLimits

if TYPE_CHECKING:
    from extract.comparison.options import CompareOptions, SearchChoice
    from extract.documents.ocr.recognition import Recognition

PREFIX = "VOUCHLINE_"
_LIMITS = ReadLimits()
SETTINGS_FILES = ("vouchline.toml", "pyproject.toml")


def _no_origins() -> Mapping[str, str]:
    return {}


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that a run can be told. None means: not chosen.

    `model` is a name, "embedded", or the path of a GGUF file. `jobs` is how many documents are under way at once.
    `as_of` is the ISO date at which "present" ends; None is today. `cassettes` is a folder of recorded conversations,
    played or recorded by `record_mode`. `cache` tells whether paid answers are kept and used; `cache_dir` is the folder
    of answers and weights, `cache_url` a Redis server that holds the answers in its place. `local_engine` is what runs the
    embedded model: "auto" takes the faster one where it can run. `max_document_s` bounds the questions about one document or
    pair; None is what its length explains (see `extract.extraction.engine.patience`). `timeout_s` bounds one request, `requests_per_minute` and `tokens_per_minute` all of them
    together. `log_json` is the file of the log of what happens, "-" for stderr. `max_read_s`, `max_read_mb`,
    `max_file_mb` and `max_pages` bound what one document may take; see `ReadLimits`. `kinds` is a folder of kind files, `prompts` one of
    prompt files that take the place of built-in ones.
    `ocr` tells whether scans and pictures are read, and `ocr_languages` in which languages, by tesseract's names; empty:
    those that are installed. `taxonomy` is where the ids of skills and job titles are from: "esco", "none" or a file. `synonyms` is the user's own file of names of skills; `blind_schools` keeps the names of
    schools from comparisons; `repeat` is how often what the model decided is asked again, and `confidence` what the chances of
    likely verdicts add up to; `search` is how lines are found for a demand. `without` names rules that are left out; see `extract.llm.models.rules`. `models` says of models by name what
    they can do, in a settings file alone; see `extract.llm.models.profile`. `retry` is for programs alone.
    `origins` says where each choice came from, by name.
    """

    model: str | None = None
    base_url: str | None = None
    api_key: SecretStr | None = None
    provider: Provider | None = None
    mode: Mode | None = None
    shape: Shape | None = None
    jobs: int | None = None
    as_of: str | None = None
    record_mode: RecordMode = "none"
    cassettes: Path | None = None
    cache: bool = True
    cache_dir: Path | None = None
    cache_url: str | None = None
    timeout_s: float = 600.0
    local_engine: Wanted = "auto"
    max_document_s: float | None = None
    requests_per_minute: int | None = None
    tokens_per_minute: int | None = None
    log_json: str | None = None
    max_read_s: float = _LIMITS.seconds
    max_read_mb: int = _LIMITS.memory_mb
    max_file_mb: int = _LIMITS.file_mb
    max_pages: int = _LIMITS.pages
    price: Price | None = None
    kinds: Path | None = None
    prompts: Path | None = None
    ocr: bool = True
    ocr_languages: tuple[str, ...] = ()
    retry: RetryPolicy = field(default_factory=RetryPolicy)
    models: Changes = field(default_factory=dict[str, ProfileChange], hash=False)
    taxonomy: str = "esco"
    synonyms: Path | None = None
    blind_schools: bool = False
    repeat: int = 0
    confidence: float | None = None
    search: SearchChoice = "words"
    without: tuple[str, ...] = ()
    origins: Mapping[str, str] = field(default_factory=_no_origins, compare=False)

    def __post_init__(self) -> None:
        """Hold the rules between choices."""
        if self.record_mode != "none" and self.cassettes is None:
            raise SettingsError(
                f"The record mode {self.record_mode!r} needs a folder for its recordings.", "Name one with --cassettes."
            )

    @classmethod
    def load(cls, options: Mapping[str, object] | None = None, *, folder: Path | None = None) -> Self:
        """Return the settings for these options, this environment and the settings file in `folder` (default: here).

        Options that are None count as not given.

        Raises:
            SettingsError: a value cannot be used, or a file holds a name that is no setting.
        """
        return _load(cls, options or {}, folder or Path())

    @property
    def day(self) -> str:
        """The as-of date in force."""
        return self.as_of or date.today().isoformat()  # noqa: DTZ011 - the user's own day

    @property
    def read_limits(self) -> ReadLimits:
        """What one document may take."""
        return ReadLimits(self.max_read_s, self.max_read_mb, self.max_file_mb, self.max_pages)

    @property
    def recognition(self) -> Recognition:
        """How scans and pictures are read."""
        from extract.documents.ocr.recognition import Recognition  # readers of all formats come with it

        return Recognition(self.ocr, self.ocr_languages)

    @property
    def compare_options(self) -> CompareOptions:
        """How profiles are compared with postings."""
        from extract.comparison.options import CompareOptions, search_way  # all that compares comes with it

        return CompareOptions(self.synonyms, self.blind_schools, self.repeat, self.confidence, search_way(self.search))

    def why(self, name: str) -> str:
        """Say where a choice came from: "option --model", "variable VOUCHLINE_MODEL", "file 'vouchline.toml'"."""
        return self.origins.get(name, "default")


def telemetry_configured() -> bool:
    """Tell whether the user has told OpenTelemetry where to send spans or metrics, by its own variables."""
    if os.environ.get("OTEL_SDK_DISABLED", "").strip().lower() == "true":
        return False
    names = ("OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "OTEL_EXPORTER_OTLP_METRICS_ENDPOINT")
    return any(os.environ.get(name, "").strip() for name in names)


def serve_token() -> str | None:
    """Return the token of `vouchline serve` as the environment has it; it has no other setting, so that no file holds it."""
    return os.environ.get(f"{PREFIX}SERVE_TOKEN", "").strip() or None


def _load(cls: type[Settings], options: Mapping[str, object], folder: Path) -> Any:
    known = {item.name for item in fields(cls)} - {"origins", "retry"}
    chosen: dict[str, Any] = {}
    origins: dict[str, str] = {}

    def choose(name: str, raw: object, origin: str) -> None:
        if name not in chosen:
            chosen[name] = _parse(name, raw, origin)
            origins[name] = origin

    for name, value in options.items():
        if value is not None:
            choose(name, value, f"option --{'no-' if value is False else ''}{name.replace('_', '-')}")
    for name in sorted(known - {"models"}):
        variable = PREFIX + name.upper()
        if os.environ.get(variable, "").strip():
            choose(name, os.environ[variable], f"variable {variable}")
    for name, (value, origin) in _read_file(folder, known - {"api_key"}).items():
        choose(name, value, origin)
    _choose_openai(chosen, origins, choose)
    return cls(**chosen, origins=origins)


def _choose_openai(
    chosen: Mapping[str, Any], origins: Mapping[str, str], choose: Callable[[str, object, str], None]
) -> None:
    """Take what OpenAI's own clients read. A key goes to an address of a settings file only where that is this machine.

    A settings file comes with a folder that may be somebody else's: it must not be able to send the user's key away.
    """
    if url := os.environ.get("OPENAI_BASE_URL", "").strip():
        choose("base_url", url, "variable OPENAI_BASE_URL")
    key = os.environ.get("OPENAI_API_KEY", "").strip()
    if key and (not origins.get("base_url", "").startswith("file ") or _is_this_machine(chosen["base_url"])):
        choose("api_key", key, "variable OPENAI_API_KEY")


def _is_this_machine(base_url: str) -> bool:
    return urlsplit(base_url).hostname in ("localhost", "127.0.0.1", "::1")


def _read_file(folder: Path, known: set[str]) -> dict[str, tuple[object, str]]:
    """Return the choices of the settings file in `folder` with their origin; vouchline.toml goes before pyproject.toml."""
    for file_name in SETTINGS_FILES:
        path = folder / file_name
        try:
            data = tomllib.loads(path.read_text("utf-8"))
        except FileNotFoundError:
            continue
        except (OSError, ValueError) as error:  # UnicodeDecodeError and TOMLDecodeError are ValueErrors
            raise SettingsError(f"The settings file {str(path)!r} cannot be read.", "Mend it, or remove it.") from error
        table: object = data
        if file_name == "pyproject.toml":
            tools = data.get("tool", {})
            table = cast("dict[str, Any]", tools).get("vouchline") if isinstance(tools, dict) else None
        if table is None:
            continue
        return _check_table(table, str(path), known)
    return {}


def _check_table(table: object, file: str, known: set[str]) -> dict[str, tuple[object, str]]:
    if not isinstance(table, dict):
        raise SettingsError(f"The settings in {file!r} are no table.", "Write them below [tool.vouchline].")
    found: dict[str, tuple[object, str]] = {}
    for written, value in cast("dict[str, object]", table).items():
        name = written.replace("-", "_")
        if name == "api_key":
            raise SettingsError(
                f"The file {file!r} holds an API key.", "Take it out, and set the variable OPENAI_API_KEY instead."
            )
        if name not in known:
            raise SettingsError(f"Unknown setting {written!r} in {file!r}.", f"Known: {', '.join(sorted(known))}.")
        found[name] = (value, f"file {file!r}")
    return found


def _parse(name: str, raw: object, origin: str) -> Any:
    parse, allowed = KINDS[name]
    try:
        return parse(raw)
    except (ValueError, TypeError):
        shown = "" if name == "api_key" else f" {str(raw)!r}"
        raise SettingsError(f"The value{shown} of {origin} cannot be used.", f"Allowed: {allowed}.") from None
