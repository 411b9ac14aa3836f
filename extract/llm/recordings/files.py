"""How recorded conversations stand in a file: YAML that a person can read and a diff can show."""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Sequence
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import Any, cast
from urllib.parse import urlsplit

import yaml

from extract.errors import UserError
from extract.llm.recordings.diff import Recorded

Json = dict[str, Any]
METHOD = "POST"

_VERSION = 1
_HEADERS: Json = {"content-type": ["application/json"]}
# Where a recording's requests went is nobody's business and no part of the match.
_ANY_HOST = "http://model"
# What is read of a completion, and nothing that tells of the account or the moment.
_KEPT_REPLY_FIELDS = ("object", "model", "choices", "usage")
_BLOCK_FROM_CHARS = 80


# libyaml's versions are some fifty times as fast; a PyYAML built without them does the same, slowly.
_BaseDumper = cast("type[yaml.SafeDumper]", getattr(yaml, "CSafeDumper", yaml.SafeDumper))
_Loader = cast("type[yaml.SafeLoader]", getattr(yaml, "CSafeLoader", yaml.SafeLoader))


def load_yaml(text: str) -> object:
    """Return what a recording's text holds: plain values only.

    Raises:
        yaml.YAMLError: it is no YAML.
    """
    return yaml.load(text, Loader=_Loader)  # noqa: S506 - one of the two safe loaders


class _Dumper(_BaseDumper):
    """Writes long texts and texts of several lines as literal blocks."""

    def ignore_aliases(self, data: object) -> bool:
        return True


def _represent_text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    style = "|" if "\n" in text or len(text) > _BLOCK_FROM_CHARS else None
    return cast("Any", dumper).represent_scalar("tag:yaml.org,2002:str", text, style=style)


_Dumper.add_representer(str, _represent_text)


def interaction_of(asked: Recorded, completion: Json) -> Json:
    """Return what a file holds of a request and its reply: nothing that tells of the account or the moment."""
    return {
        "about": asked.about,
        "request": {"method": METHOD, "uri": f"{_ANY_HOST}{asked.path}", "headers": _HEADERS, "body": asked.body},
        "response": {"status": {"code": 200, "message": "OK"}, "headers": _HEADERS, "body": _kept_reply(completion)},
    }


def asked_in(interaction: Json) -> Recorded:
    """Return the request of an interaction that a file holds.

    Raises:
        KeyError, TypeError, AttributeError, ValueError: it is no interaction.
    """
    about = {str(name): str(value) for name, value in interaction["about"].items()}
    request = interaction["request"]
    return Recorded(about, urlsplit(str(request["uri"])).path, request["body"])


def reply_in(interaction: Json) -> Json:
    """Return the completion of an interaction that a file holds; raises as `asked_in`."""
    return interaction["response"]["body"]


def load_recording(path: Path) -> list[Json]:
    """Return the interactions that a file holds; none where there is no file.

    Raises:
        UserError: the file is no recording.
    """
    try:
        text = path.read_text(encoding="utf-8")
        if not text.strip():
            return []
        interactions = cast("Json", load_yaml(text))["interactions"]
        for interaction in interactions:
            asked_in(interaction)
            reply_in(interaction)
    except FileNotFoundError:
        return []
    except (OSError, yaml.YAMLError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise _unreadable(path, error) from None
    return interactions


def save_recording(path: Path, interactions: Sequence[Json]) -> None:
    """Write a file whole or not at all, creating its folder."""
    path.parent.mkdir(parents=True, exist_ok=True)
    shown = {"version": _VERSION, "interactions": list(interactions)}
    text = yaml.dump(shown, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=120)
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
        Path(temporary).chmod(0o644)
        Path(temporary).replace(path)
    except BaseException:
        with contextlib.suppress(OSError):
            Path(temporary).unlink()
        raise


def _kept_reply(completion: Json) -> Json:
    """Return a completion with nothing but what is read of it.

    llama.cpp calls a model by the path of its file, which tells of the machine: the file's name is kept.
    """
    kept: Json = {"id": "recorded", "created": 0}
    kept |= {name: completion[name] for name in _KEPT_REPLY_FIELDS if name in completion}
    model = kept.get("model")
    if isinstance(model, str) and (PurePosixPath(model).is_absolute() or PureWindowsPath(model).is_absolute()):
        kept["model"] = PureWindowsPath(model).name
    return kept


def _unreadable(path: Path, error: Exception) -> UserError:
    return UserError(
        f"The recording {str(path)!r} cannot be read ({type(error).__name__}).",
        "Restore it from version control, or delete it and record it again.",
    )
