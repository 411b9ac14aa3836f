"""Profiles in forms that other programs read: JSON Resume, CSV, JSON lines."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from extract.errors import UserError
from extract.jsonresume import to_json_resume
from extract.storage import Results, write_whole
from schemas import Fact, Profile

FORMATS = ("jsonresume", "csv", "jsonl")
_FACT_LISTS = ("roles", "projects", "education", "publications", "talks", "metrics", "qualifications")
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
"""A spreadsheet takes a text that begins so for a formula (OWASP, "CSV injection"): an apostrophe goes before it."""


def export_profiles(
    out: Path, form: str, target: Path | None = None, names: Sequence[str] = ()
) -> tuple[str, list[Path]]:
    """Write the stored profiles (all, or those named) in one of `FORMATS`.

    Returns:
        The text, where there is no `target`, else ""; and the files that were written.

    Raises:
        UserError: there are no profiles, or none of that name, or `target` cannot be written.
    """
    results = Results(out)
    results.check_there()
    profiles = {name: results.read_profile(name) for name in names or results.profile_names()}
    if not profiles:
        raise UserError(f"There are no profiles in {str(out)!r}.", f"Run `vouchline run FOLDER -o {out}` first.")
    if form == "jsonresume":
        resumes = {name: to_json_resume(profile) for name, profile in profiles.items()}
        if target is not None and (len(resumes) > 1 or target.is_dir()) and target.suffix != ".json":
            return "", _write_each(target, resumes)
        text = _json(next(iter(resumes.values())) if len(resumes) == 1 else list(resumes.values()))
    else:
        text = (_csv if form == "csv" else _json_lines)(profiles)
    if target is None:
        return text, []
    write_whole(target, text)
    return "", [target]


def _write_each(folder: Path, resumes: Mapping[str, Any]) -> list[Path]:
    written = [folder / f"{name}.json" for name in resumes]
    for path, resume in zip(written, resumes.values(), strict=True):
        write_whole(path, _json(resume))
    return written


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"


def _facts(profiles: Mapping[str, Profile]) -> Iterator[tuple[str, Profile, str, Fact]]:
    for name, profile in profiles.items():
        for kind in _FACT_LISTS:
            for fact in getattr(profile, kind):
                yield name, profile, kind, fact


def _json_lines(profiles: Mapping[str, Profile]) -> str:
    lines: list[str] = []
    for name, profile, kind, fact in _facts(profiles):
        row = {"profile": name, "candidate": profile.candidate.name, "fact": kind, **fact.model_dump(mode="json")}
        lines.append(json.dumps(row, ensure_ascii=False))
    return "".join(f"{line}\n" for line in lines)


def _csv(profiles: Mapping[str, Profile]) -> str:
    rows: list[dict[str, object]] = []
    for name, profile, kind, fact in _facts(profiles):
        values = fact.model_dump(mode="json", exclude={"leaves", "evidence", "id"})
        first = fact.evidence[0]
        rows.append(
            {"profile": name, "candidate": profile.candidate.name, "fact": kind, "id": fact.id}
            | {key: _cell(value) for key, value in values.items()}
            | {"page": first.page, "line": first.line, "evidence": "\n".join(piece.text for piece in fact.evidence)}
        )
    ends = ["page", "line", "evidence"]
    columns = ["profile", "candidate", "fact", "id"]
    columns += [column for column in dict.fromkeys(key for row in rows for key in row) if column not in columns + ends]
    text = io.StringIO()
    writer = csv.DictWriter(text, [*columns, *ends], lineterminator="\r\n")
    writer.writeheader()
    for row in rows:
        writer.writerow({key: _unarmed(value) for key, value in row.items()})
    return text.getvalue()


def _cell(value: object) -> object:
    if isinstance(value, list):
        return "\n".join(str(item) for item in value)  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]
    return value


def _unarmed(value: object) -> object:
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA_STARTS) else value
