"""What models fill: one public, described model a question, by the name of its prompt.

Each field says how it is grounded (`Grounding`). For one document code narrows the models: periods and numerals become choices
of those that stand there, lists get a longest length. Descriptions and grounding are for people; no model is sent them.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import model_json_schema

from schemas.answers.base import GROUNDING, MAX_TEXT, Grounding, Reply
from schemas.answers.candidate import CandidateAnswer
from schemas.answers.comparison import LineAnswer, RelevanceAnswer
from schemas.answers.education import Degrees, LevelAnswer
from schemas.answers.entries import EntryKind, NameAnswer, SectionAnswer, WhichIsEmployer
from schemas.answers.metrics import ChangeAnswer, DirectionAnswer, ListedNumbers, Numbers
from schemas.answers.posting import DemandLineAnswer, Demands, HeadAnswer, HeadingAnswer, TraitAnswer
from schemas.answers.projects import Projects
from schemas.answers.publications import Publications
from schemas.answers.qualifications import (
    Credential,
    CredentialKind,
    Credentials,
    EntryAnswer,
    InterestsAnswer,
    LabelAnswer,
    NamedAnswer,
    SkillAnswer,
    SpokenAnswer,
    WordsAnswer,
)
from schemas.answers.repair import RepairAnswer
from schemas.answers.roles import GapAnswer, Jobs
from schemas.answers.talks import Talks

ANSWERS: Mapping[str, type[BaseModel]] = MappingProxyType(
    {
        "candidate": CandidateAnswer, "change_or_level": ChangeAnswer, "credential_kind": CredentialKind, "credentials": Credentials, "degree_level": LevelAnswer, "demand_line": DemandLineAnswer,
        "demands": Demands, "direction": DirectionAnswer,
        "education": Degrees, "entry_kind": EntryKind, "metrics": Numbers, "metrics_listed": ListedNumbers,
        "list_entry": EntryAnswer, "list_label": LabelAnswer, "named_skill": WordsAnswer, "pastime": InterestsAnswer, "posting": HeadAnswer,
        "posting_heading": HeadingAnswer, "skill_alone": SkillAnswer, "spoken_language": SpokenAnswer, "projects": Projects, "publications": Publications,
        "qualifications": NamedAnswer, "relevance": RelevanceAnswer, "repair": RepairAnswer, "resume_heading": SectionAnswer, "role_gap": GapAnswer,
        "roles": Jobs, "talks": Talks, "title_or_employer": NameAnswer, "trait": TraitAnswer, "verdict": LineAnswer,
        "which_is_employer": WhichIsEmployer,
    }
)  # fmt: skip
"""The model of each question's answer, by the name of its prompt."""


def answer_schema(name: str) -> dict[str, Any]:
    """Return the JSON Schema (draft 2020-12) of a question's answer, with descriptions and grounding.

    Raises:
        KeyError: `name` is not one of `ANSWERS`.
    """
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **model_json_schema(ANSWERS[name])}


__all__ = [
    "ANSWERS", "GROUNDING", "MAX_TEXT", "CandidateAnswer", "ChangeAnswer", "Credential", "CredentialKind", "Credentials", "Degrees", "DemandLineAnswer",
    "Demands", "DirectionAnswer", "EntryAnswer", "EntryKind", "GapAnswer", "Grounding", "HeadAnswer", "HeadingAnswer", "InterestsAnswer",
    "Jobs", "LabelAnswer", "LevelAnswer", "LineAnswer", "ListedNumbers", "NameAnswer", "NamedAnswer", "Numbers", "Projects",
    "Publications", "RelevanceAnswer", "RepairAnswer", "Reply", "SectionAnswer", "SkillAnswer", "SpokenAnswer", "Talks", "TraitAnswer",
    "WhichIsEmployer", "WordsAnswer", "answer_schema",
]  # fmt: skip
