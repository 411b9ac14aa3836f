"""How the value of each setting is read from an option, a variable or a file, and what is allowed."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any, cast, get_args
from urllib.parse import urlsplit

from pydantic import SecretStr

from extract.llm.local.engines import WANTED
from extract.llm.models.profile import parse_models
from extract.llm.models.rules import NAMES as RULE_NAMES
from extract.llm.prices import Price
from extract.llm.recordings.record_mode import RecordMode
from extract.llm.request.providers import Mode, Provider, Shape

MAX_JOBS = 256
MAX_REPEAT = 20
MAX_TIMEOUT_S = 86_400.0
MAX_A_MINUTE = 1_000_000_000
MIN_READ_MB, MAX_MB, MAX_PAGES = 300, 1_000_000, 100_000
_LANGUAGE = re.compile(r"[A-Za-z]\w{1,30}(?:/\w{1,30})?", re.ASCII)
_TRUE, _FALSE = ("1", "true", "yes", "on"), ("0", "false", "no", "off")


def _text(raw: object) -> str:
    if not isinstance(raw, str) or not raw.strip():
        raise ValueError
    return raw.strip()


def _url(raw: object) -> str:
    parts = urlsplit(_text(raw))
    if parts.scheme not in ("http", "https") or not parts.hostname or (parts.port or 1) < 1:
        raise ValueError
    return _text(raw)


def _redis_url(raw: object) -> str:
    parts = urlsplit(_text(raw))
    if parts.scheme not in ("redis", "rediss") or not parts.hostname or (parts.port or 1) < 1:
        raise ValueError
    return _text(raw)


def _secret(raw: object) -> SecretStr:
    text = _text(raw.get_secret_value() if isinstance(raw, SecretStr) else raw)
    if not text.isascii() or not text.isprintable():  # a header cannot carry it
        raise ValueError
    return SecretStr(text)


def _one_of(choices: tuple[str, ...]) -> tuple[Callable[[object], str], str]:
    def parse(raw: object) -> str:
        if raw not in choices:
            raise ValueError
        return cast("str", raw)

    return parse, ", ".join(choices)


def _whole(least: int, most: int) -> tuple[Callable[[object], int], str]:
    def parse(raw: object) -> int:
        if isinstance(raw, bool) or not isinstance(raw, int | str):
            raise ValueError
        number = int(raw)
        if not least <= number <= most:
            raise ValueError
        return number

    return parse, f"a whole number from {least} to {most}"


def _seconds(raw: object) -> float:
    if isinstance(raw, bool) or not isinstance(raw, int | float | str):
        raise ValueError
    seconds = float(raw)
    if not 0 < seconds <= MAX_TIMEOUT_S:
        raise ValueError
    return seconds


def _day(raw: object) -> str:
    """Return an ISO date; TOML has dates of its own."""
    if isinstance(raw, date):
        return raw.isoformat()[:10]
    text = _text(raw)
    if len(text) != len("2026-01-31") or not text.isascii():
        raise ValueError
    return date.fromisoformat(text).isoformat()


def _switch(raw: object) -> bool:
    if isinstance(raw, bool):
        return raw
    word = _text(raw).casefold()
    if word not in _TRUE + _FALSE:
        raise ValueError
    return word in _TRUE


def _languages(raw: object) -> tuple[str, ...]:
    """Return the names of "eng+deu", or of a list in a settings file."""
    names = cast("list[object]", raw) if isinstance(raw, list) else _text(raw).split("+")
    if not names or not all(isinstance(name, str) and _LANGUAGE.fullmatch(name) for name in names):
        raise ValueError
    return tuple(dict.fromkeys(cast("list[str]", names)))


def _rules(raw: object) -> tuple[str, ...]:
    """Return the names of "minors,own_period", or of a list in a settings file."""
    names = cast("Sequence[object]", raw) if isinstance(raw, list | tuple) else _text(raw).split(",")
    found = tuple(dict.fromkeys(str(name).strip() for name in names))
    if not {name for name in found if not _OF_A_KIND.fullmatch(name)} <= set(RULE_NAMES):
        raise ValueError
    return found


_OF_A_KIND = re.compile(r"[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*")
"""A rule of a kind of the user's own: whether it is there is known where the kinds are read."""


def _share(raw: object) -> float:
    share = float(_text(raw) if isinstance(raw, str) else cast("float", raw))
    if isinstance(raw, bool) or not 0 < share < 1:
        raise ValueError
    return share


def _path(raw: object) -> Path:
    return raw if isinstance(raw, Path) else Path(_text(raw)).expanduser()


def _taxonomy(raw: object) -> str:
    """Return "esco", "none" or the path of a file."""
    chosen = str(raw) if isinstance(raw, Path) else _text(raw)
    return chosen if chosen in ("esco", "none") else str(Path(chosen).expanduser())


KINDS: dict[str, tuple[Callable[[Any], Any], str]] = {
    "model": (_text, "a model's name, 'embedded', or the path of a GGUF file"),
    "base_url": (_url, "an address such as http://127.0.0.1:8080/v1"),
    "api_key": (_secret, "a key of printable ASCII letters"),
    "provider": _one_of(get_args(Provider)),
    "mode": _one_of(get_args(Mode)),
    "shape": _one_of(get_args(Shape)),
    "jobs": _whole(1, MAX_JOBS),
    "as_of": (_day, "a date such as 2026-01-31"),
    "record_mode": _one_of(get_args(RecordMode)),
    "cassettes": (_path, "a folder"),
    "cache": (_switch, "true or false"),
    "cache_dir": (_path, "a folder"),
    "cache_url": (_redis_url, "an address such as redis://127.0.0.1:6379/0"),
    "local_engine": _one_of(WANTED),
    "max_document_s": (_seconds, f"seconds, more than 0 and up to {MAX_TIMEOUT_S:.0f}"),
    "timeout_s": (_seconds, f"seconds, more than 0 and up to {MAX_TIMEOUT_S:.0f}"),
    "requests_per_minute": _whole(1, MAX_A_MINUTE),
    "tokens_per_minute": _whole(1, MAX_A_MINUTE),
    "log_json": (_text, "a file, or - for stderr"),
    "max_read_s": (_seconds, f"seconds, more than 0 and up to {MAX_TIMEOUT_S:.0f}"),
    "max_read_mb": _whole(MIN_READ_MB, MAX_MB),
    "max_file_mb": _whole(1, MAX_MB),
    "max_pages": _whole(1, MAX_PAGES),
    "kinds": (_path, "a folder of kind files"),
    "prompts": (_path, "a folder of prompt files"),
    "ocr": (_switch, "true or false"),
    "ocr_languages": (_languages, "names of tesseract's data, such as eng or eng+deu"),
    "models": (parse_models, 'a table for each model in a settings file, such as [tool.vouchline.models."NAME"]'),
    "taxonomy": (_taxonomy, "esco, none, or a CSV or JSON file of concepts"),
    "synonyms": (_path, "a file of names in the form of vocabulary.yaml"),
    "blind_schools": (_switch, "true or false"),
    "repeat": _whole(0, MAX_REPEAT),
    "confidence": (_share, "a share between 0 and 1, such as 0.95"),
    "search": _one_of(("words", "meaning", "auto")),
    "without": (
        _rules,
        f"names of rules, as `vouchline rules` lists them, with --kinds those of your kinds too: {', '.join(RULE_NAMES)}",
    ),
    "price": (
        Price.parse,
        "US dollars a million tokens as INPUT/OUTPUT or INPUT/CACHED/OUTPUT, such as 0.40/0.10/1.60",
    ),
}
"""How each setting is read, by name, and what a user is told is allowed. A reader raises ValueError or TypeError."""
