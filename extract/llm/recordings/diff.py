"""What to tell about a request that no recording answers: which recording is nearest, and where the two differ."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, cast

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Recorded:
    """A request as it is compared: what was said about it, its path, and its parsed body."""

    about: dict[str, str]
    path: str
    body: Json


def describe_miss(asked: Recorded, recorded: Sequence[Recorded]) -> str:
    """Return what differs between `asked` and the recording nearest to it, without a word of any document."""
    if not recorded:
        return "nothing is recorded there"
    nearest = min(recorded, key=lambda other: _distance(asked, other))
    differences = list(_differences(asked, nearest))
    return f"the nearest recording, of {_name(nearest)}, differs in {'; '.join(differences)}"


def describe_request(asked: Recorded) -> str:
    """Return the request's name for messages."""
    return _name(asked)


def _name(request: Recorded) -> str:
    prompt, document = request.about.get("prompt"), request.about.get("document")
    if not prompt:
        return f"{request.path!r}"
    return f"prompt {prompt!r} about {document!r}" if document else f"prompt {prompt!r}"


def _distance(asked: Recorded, other: Recorded) -> tuple[int, int]:
    """Return how far apart two requests are: first prompt and document, then how much of the body differs."""
    labels = sum(asked.about.get(name) != other.about.get(name) for name in ("prompt", "document"))
    return labels, sum(1 for _ in _differences(asked, other))


def _differences(asked: Recorded, other: Recorded) -> Iterator[str]:
    for name, shown in (("prompt", "the prompt"), ("document", "the document")):
        if asked.about.get(name) != other.about.get(name):
            yield f"{shown} ({other.about.get(name)!r} was recorded)"
    mine, theirs = asked.about.get("fingerprint", ""), other.about.get("fingerprint", "")
    if mine != theirs:
        yield f"the prompt file's fingerprint ({theirs[:12]} was recorded, {mine[:12]} is asked)"
    if asked.path != other.path:
        yield f"the path ({other.path!r} was recorded)"
    keys = asked.body.keys() | other.body.keys()
    if asked.body.get("messages") != other.body.get("messages"):
        keys -= {"grammar"}  # it holds the words that an answer copies from, so it differs where they do
    for key in sorted(keys):
        yield from _body_difference(key, asked.body.get(key), other.body.get(key))


def _body_difference(key: str, mine: object, theirs: object) -> Iterator[str]:
    if mine == theirs:
        return
    if key == "messages":
        yield from _message_differences(mine, theirs)
    elif key == "model":
        yield f"the model ({theirs!r} was recorded, {mine!r} is asked)"
    elif _is_nested(mine) or _is_nested(theirs):
        kind = "the schema" if key in ("response_format", "tools") else repr(key)
        yield f"{kind} at {_first_difference(mine, theirs, '')}"
    else:
        yield f"{key!r} ({theirs!r} was recorded, {mine!r} is asked)" if _is_number(mine, theirs) else repr(key)


def _message_differences(mine: object, theirs: object) -> Iterator[str]:
    asked, recorded = _messages(mine), _messages(theirs)
    if len(asked) != len(recorded):
        yield f"the number of messages ({len(recorded)} were recorded, {len(asked)} are asked)"
    for number, (one, other) in enumerate(zip(asked, recorded, strict=False), start=1):
        if one != other:
            yield f"message {number} ({one.get('role')})"


def _messages(value: object) -> list[Json]:
    return cast("list[Json]", value) if isinstance(value, list) else []


def _first_difference(mine: object, theirs: object, path: str) -> str:
    """Return the place (names and positions joined by slashes) of the first difference between two JSON values."""
    if isinstance(mine, dict) and isinstance(theirs, dict):
        one, other = cast("Json", mine), cast("Json", theirs)
        for key in sorted(one.keys() | other.keys()):
            if one.get(key) != other.get(key):
                if key in one and key in other:
                    return _first_difference(one[key], other[key], f"{path}/{key}")
                return f"{path}/{key}"
    if isinstance(mine, list) and isinstance(theirs, list):
        first, second = cast("list[object]", mine), cast("list[object]", theirs)
        for index, (one, other) in enumerate(zip(first, second, strict=False)):
            if one != other and _is_nested(one):
                return _first_difference(one, other, f"{path}/{index}")
    return path or "/"


def _is_nested(value: object) -> bool:
    return isinstance(value, dict | list)


def _is_number(*values: object) -> bool:
    return all(value is None or isinstance(value, int | float) for value in values)
