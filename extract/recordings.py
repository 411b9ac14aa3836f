"""How recorded conversations stand in a file: YAML that a person can read and a diff can show."""

from __future__ import annotations

import contextlib
import json
import os
import tempfile
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import Any, cast

import yaml
from vcr.persisters.filesystem import CassetteNotFoundError
from vcr.serialize import deserialize, serialize

from extract.errors import UserError

Json = dict[str, Any]

# What is said about a request beside its body: kept in the file, never sent.
ABOUT_PREFIX = "x-vouchline-"
_KEPT_HEADERS = frozenset({"content-type"})
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


def keep_headers(headers: dict[str, Any]) -> Json:
    """Return the headers that a recording may hold, names in lower case."""
    kept = {name.lower(): value for name, value in headers.items()}
    return {name: value for name, value in kept.items() if name in _KEPT_HEADERS or name.startswith(ABOUT_PREFIX)}


def keep_reply(body: bytes) -> bytes:
    """Return a completion's body with nothing but what is read of it; a body that is no JSON object becomes empty.

    llama.cpp calls a model by the path of its file, which tells of the machine: the file's name is kept.
    """
    try:
        parsed = json.loads(body)
    except ValueError:
        return b"{}"
    if not isinstance(parsed, dict):
        return b"{}"
    source = cast("Json", parsed)
    kept: Json = {"id": "recorded", "created": 0}
    kept |= {name: source[name] for name in _KEPT_REPLY_FIELDS if name in source}
    model = kept.get("model")
    if isinstance(model, str) and (PurePosixPath(model).is_absolute() or PureWindowsPath(model).is_absolute()):
        kept["model"] = PureWindowsPath(model).name
    return json.dumps(kept, ensure_ascii=False).encode()


class YamlSerializer:
    """vcrpy's serializer interface over the readable form: bodies as structures, what is said about a request apart."""

    @staticmethod
    def serialize(cassette_dict: Json) -> str:
        """Return the file's text."""
        interactions = [_to_file(interaction) for interaction in cassette_dict["interactions"]]
        shown = {"version": cassette_dict["version"], "interactions": interactions}
        return yaml.dump(shown, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=120)

    @staticmethod
    def deserialize(cassette_string: str) -> Json:
        """Return what vcrpy expects of a file's text."""
        data = cast("Json", load_yaml(cassette_string))
        return {**data, "interactions": [_from_file(interaction) for interaction in data["interactions"]]}


class WholeFilePersister:
    """Reads a recording, and writes one whole or not at all."""

    @classmethod
    def load_cassette(cls, cassette_path: str | Path, serializer: object) -> Any:
        """Return requests and responses.

        Raises:
            CassetteNotFoundError: there is no such file.
            UserError: the file is no recording.
        """
        path = Path(cassette_path)
        try:
            text = path.read_text(encoding="utf-8")
        except FileNotFoundError:
            raise CassetteNotFoundError from None
        except (OSError, UnicodeDecodeError) as error:
            raise _unreadable(path, error) from None
        if not text.strip():
            raise CassetteNotFoundError
        try:
            return deserialize(text, serializer)
        except (yaml.YAMLError, ValueError, KeyError, TypeError, AttributeError) as error:
            raise _unreadable(path, error) from None

    @staticmethod
    def save_cassette(cassette_path: str | Path, cassette_dict: Json, serializer: object) -> None:
        """Write the file, creating its folder."""
        path = Path(cassette_path)
        path.parent.mkdir(parents=True, exist_ok=True)
        text: str = serialize(cassette_dict, serializer)
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


def _to_file(interaction: Json) -> Json:
    request, response = interaction["request"], interaction["response"]
    headers = cast("dict[str, list[str]]", request["headers"])
    about = {name.removeprefix(ABOUT_PREFIX): v[0] for name, v in headers.items() if name.startswith(ABOUT_PREFIX)}
    return {
        "about": about,
        "request": {
            "method": request["method"],
            "uri": request["uri"],
            "headers": {name: value for name, value in headers.items() if not name.startswith(ABOUT_PREFIX)},
            "body": json.loads(request["body"]) if request["body"] else None,
        },
        "response": {
            "status": response["status"],
            "headers": response["headers"],
            "body": json.loads(response["body"]["string"]),
        },
    }


def _from_file(interaction: Json) -> Json:
    request, response = interaction["request"], interaction["response"]
    about = {f"{ABOUT_PREFIX}{name}": [value] for name, value in interaction["about"].items()}
    body = request["body"]
    return {
        "request": {
            "method": request["method"],
            "uri": request["uri"],
            "headers": {**request["headers"], **about},
            "body": None if body is None else json.dumps(body, ensure_ascii=False),
        },
        "response": {
            "status": response["status"],
            "headers": response["headers"],
            "body": {"string": json.dumps(response["body"], ensure_ascii=False)},
        },
    }


def _unreadable(path: Path, error: Exception) -> UserError:
    return UserError(
        f"The recording {str(path)!r} cannot be read ({type(error).__name__}).",
        "Restore it from version control, or delete it and record it again.",
    )
