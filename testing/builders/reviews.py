"""Results to review, made from the samples: profiles and postings that a real model gave, and shifted readings of them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, cast

from extract.review.decisions.subjects import Item, profile_items
from schemas import Decision, Profile, Versions

STORED = Path(__file__).parents[2] / "tests" / "replay" / "stored"
PEOPLE = ("agnes_thibault", "carla_benedetti", "desmond_pruitt", "joao_tavares", "zoe_lindqvist")
VERSIONS = Versions(vouchline="0", model="made-up", document="0" * 64, results="0" * 16)


def profile_of(name: str) -> Profile:
    return Profile.model_validate_json((STORED / f"{name}.profile.json").read_text("utf-8"))


def decide(log: list[Decision], action: str, item: Item | None, by: str = "Kim", **more: Any) -> Decision:
    """Append a decision on an item to a log and return it."""
    subject = more.pop("subject", None) or (item.subject() if item else None)
    number = len(log) + 1
    log.append(
        Decision.model_validate(
            {"number": number, "at": f"2026-11-25T08:{number // 60:02}:{number % 60:02}.000Z", "by": by, "action": action,
             "subject": subject, "versions": VERSIONS, **more}
        )
    )  # fmt: skip
    return log[-1]


def shifted(profile: Profile, by: int, words: str = "New first line") -> Profile:
    """Return the profile as extracted from the document with a line before it: other offsets, lines, and other ids."""
    moved = _moved(json.loads(profile.model_dump_json()), by)
    moved["document"]["characters"] += by
    moved["unread_lines"].insert(0, {"line": 1, "start": 0, "end": by - 1, "text": words.ljust(by - 1, "x")[: by - 1]})
    moved["findings"] = []
    for kind in ("roles", "projects", "education", "publications", "talks", "metrics", "qualifications"):
        for fact in moved[kind]:
            for field in ("id", "role_id", "context_id"):
                if fact.get(field):
                    prefix, _, number = fact[field].rpartition("-")
                    fact[field] = f"{prefix}-{int(number) + 7}"
    return Profile.model_validate_json(json.dumps(moved))


def _moved(value: Any, by: int) -> Any:
    if isinstance(value, list):
        return [_moved(each, by) for each in cast("list[Any]", value)]
    if not isinstance(value, dict):
        return value
    fields = {key: _moved(each, by) for key, each in cast("dict[str, Any]", value).items()}
    for key, step in (("start", by), ("end", by), ("line", 1)):
        if isinstance(fields.get(key), int):
            fields[key] += step
    return fields


def changed(profile: Profile, kind: str, index: int, **values: Any) -> Profile:
    """Return the profile with other values in one fact."""
    facts = list(getattr(profile, kind))
    facts[index] = facts[index].model_copy(update=values)
    return profile.model_copy(update={kind: facts})


def without(profile: Profile, kind: str, index: int) -> Profile:
    """Return the profile without one fact; its lines become unread."""
    facts = list(getattr(profile, kind))
    gone = facts.pop(index)
    dump = profile.model_dump()
    dump[kind] = facts
    dump["unread_lines"] += [
        {"line": piece.line, "start": piece.start, "end": piece.end, "text": piece.text} for piece in gone.evidence
    ]
    return Profile.model_validate(dump)


def item_of(profile: Profile, kind: str, index: int = 0) -> Item:
    return [item for item in profile_items(profile) if item.kind == kind][index]


def correction(**values: Any) -> dict[str, Any]:
    """Return the arguments of a correction from the reviewer's own knowledge."""
    return {"values": values, "knowledge": list(values)}
