"""Gold of one profile, posting and comparison, and results with errors planted in them."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from extract.evaluation import Evaluation, evaluate

Json = dict[str, Any]

Plant = Callable[[Json], None]

FOLDERS = {"profile": "profiles", "posting": "postings", "comparison": "comparisons"}

PROFILE: Json = {
    "roles": [
        {"employer": "Acme Hospital", "title": "Nurse", "location": None, "start_date": "2020-01", "end_date": None,
         "is_current": True},
        {"employer": "Zebra Clinic", "title": {"any": ["Junior Nurse", "Nurse"]}, "start_date": "2018",
         "end_date": {"any": ["2019", "2019-12"]}, "is_current": False},
        {"employer": "Example Shelter", "title": "Volunteer", "is_current": False, "optional": True},
    ],
    "education": [{"institution": "Example University", "degree": "B.S.", "level": "bachelor", "gpa": None}],
    "publications": [{"title": "Waiting Times in Small Wards", "venue": "Made-up Letters", "year": 2021}],
    "metrics": [{"name": "waiting time", "baseline": 49, "value": 31, "change": None, "change_kind": None}],
    "projects": [{"name": "Night Rota"}],
    "qualifications": ["Triage", "Spanish"],
}  # fmt: skip

POSTING: Json = {
    "requirements": [
        {"id": "R1", "text": "Bachelor's degree in nursing", "kind": "degree", "importance": "required",
         "min_years": None, "levels": ["bachelor"], "skills": []},
        {"id": "R2", "text": "3 years of experience on a ward", "kind": "years_experience", "importance": "required",
         "min_years": 3, "skills": []},
        {"id": "R3", "text": "Fluent Spanish", "kind": {"any": ["language", "skill"]}, "importance": "preferred",
         "min_years": None, "skills": ["Spanish"]},
    ]
}  # fmt: skip

COMPARISON: Json = {"verdicts": {"R1": "met", "R2": {"any": ["met", "partial"]}, "R3": "not_shown"}}


def write(path: Path, content: Json) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(content), encoding="utf-8")


def store(out: Path, name: str, content: Json) -> None:
    write(out / FOLDERS[name.rpartition(".")[2]] / f"{name}.json", content)


def planted(gold: Path, name: str, plant: Plant) -> Evaluation:
    """Return the scores after something was changed in one stored file of a perfect run."""
    out = gold.parent / "planted"
    for path in (gold.parent / "out").rglob("*.json"):
        stored = json.loads(path.read_text("utf-8"))
        if path.name == f"{name}.json":
            plant(stored)
        store(out, path.name.removesuffix(".json"), stored)
    return evaluate(gold, out)


def put(kind: str, place: int, /, **fields: Any) -> Plant:
    return lambda stored: stored[kind][place].update(fields)


TEXT = "Ada Example\nNurse, Acme Hospital\nCut waiting time from 49 to 31 minutes, 1,5 h and 2M forms\n"
