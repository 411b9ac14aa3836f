"""What a perfect run would have stored, made from gold."""

from __future__ import annotations

from typing import Any, cast

Json = dict[str, Any]
IDS = {"roles": "role", "projects": "project", "metrics": "metric"}
LINKS = {"metrics": "context_id", "projects": "role_id"}


def as_stored(name: str, gold: Json) -> Json:
    """Return what a perfect run would have stored for a gold file."""
    if name.endswith(".comparison"):
        return {"verdicts": [
            {"requirement_id": key, "verdict": _first(verdict), "evidence": [{"start": 0, "end": 3, "text": "Ada"}]}
            for key, verdict in gold["verdicts"].items()
        ]}  # fmt: skip
    if name.endswith(".posting"):
        return {"requirements": [_fields(each) for each in gold["requirements"]]}
    stored: Json = {}
    for kind, facts in gold.items():
        if isinstance(facts, list) and kind != "qualifications_allowed":
            stored[kind] = [
                {"name": fact} if isinstance(fact, str) else _fields(fact) for fact in cast("list[Any]", facts)
            ]
            for number, fact in enumerate(stored[kind], 1):
                fact["id"] = f"{IDS.get(kind, kind)}-{number}"
    _put_lines(stored.get("roles", []))
    for kind, link in LINKS.items():
        for fact in stored.get(kind, []):
            if "of" in fact:
                fact[link] = _id_of(fact.pop("of"), stored)
    return stored


def _first(gold: Any) -> Any:
    """Return the first reading of a field that gold allows."""
    return cast("Json", gold)["any"][0] if isinstance(gold, dict) else gold


def _fields(fact: Json) -> Json:
    return {key: _first(value) for key, value in fact.items()}


def _put_lines(roles: list[Json]) -> None:
    """Put the lines of roles where a stored file has them: numbers, and evidence for each."""
    number = 0
    for role in roles:
        lines: list[str] = role.pop("lines", [])
        role["summary_lines"] = list(range(number + 1, number + 1 + len(lines)))
        role["evidence"] = [
            {"start": 0, "end": len(text), "text": text, "line": number + place} for place, text in enumerate(lines, 1)
        ]
        number += len(lines)


def _id_of(owner: str | list[str] | None, stored: Json) -> str | None:
    names = {owner} if isinstance(owner, str) else set(owner or ())
    facts = [*stored.get("roles", []), *stored.get("projects", [])]
    return next((f["id"] for f in facts if names and names <= {f.get("employer"), f.get("title"), f.get("name")}), None)
