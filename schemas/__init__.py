"""Strict pydantic models of everything that Vouchline stores and publishes. Imports nothing of `extract`."""

from __future__ import annotations

import functools
import hashlib
import json
import re
from collections.abc import Mapping
from typing import Any

from pydantic import create_model

from schemas.additional import AdditionalFact
from schemas.base import (
    SCHEMA_VERSION,
    DocumentInfo,
    Evidence,
    Fact,
    Finding,
    Leaf,
    Provenance,
    Stored,
    TokenCount,
    Tokens,
    UnreadLine,
)
from schemas.comparison import (
    ClosestLine,
    ComparedWith,
    Comparison,
    Counts,
    Months,
    Verdict,
    VerdictCounts,
    VerdictKind,
)
from schemas.people import Likeness, LikenessDecision, LikePair, Sign, SignKind
from schemas.posting import Posting, Requirement
from schemas.profile import (
    Candidate,
    Education,
    EmploymentType,
    IdSource,
    Link,
    LinkKind,
    Metric,
    Profile,
    Project,
    Publication,
    Qualification,
    Role,
    Talk,
    TaxonomyInfo,
)
from schemas.review import Decision, Group, Place, ReviewAction, ReviewKind, Subject, Value, Values, Versions
from schemas.run import BatchTotals, Run, RunComparison, RunDocument, Usage

PUBLISHED: dict[str, type[Stored]] = {
    "profile": Profile, "posting": Posting, "comparison": Comparison, "run": Run, "review": Decision,
    "people": LikenessDecision,
}  # fmt: skip
"""The models that `vouchline schema NAME` prints, by name."""


def json_schema(name: str) -> dict[str, Any]:
    """Return the JSON Schema (draft 2020-12) of a published model.

    Raises:
        KeyError: `name` is not one of `PUBLISHED`.
    """
    schema = PUBLISHED[name].model_json_schema(mode="serialization", by_alias=True)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}


def profile_schema(kinds: Mapping[str, type[Fact]]) -> dict[str, Any]:
    """Return the exact JSON Schema of profiles made with kinds of the user's own, each a list of such facts by its name.

    Without kinds it is that of profiles made without: the field `additional` is in none of them.
    """
    schema = json_schema("profile")
    del schema["$defs"]["AdditionalFact"], schema["properties"]["additional"]
    if kinds:
        fields: dict[str, Any] = {name: (list[kind], ...) for name, kind in kinds.items()}
        exact = create_model("Additional", __base__=Stored, **fields)
        additional = exact.model_json_schema(mode="serialization", by_alias=True)
        schema["$defs"] |= additional.pop("$defs")
        schema["properties"]["additional"] = additional
        schema["required"].append("additional")
    return schema


def fingerprint(name: str, kinds: Mapping[str, type[Fact]] | None = None) -> str:
    """Return the first 16 hex digits of the SHA-256 of a model's JSON Schema, keys sorted; of a profile, of the exact one."""
    return _fingerprint(name, tuple((kinds or {}).items()))


@functools.lru_cache(maxsize=32)
def _fingerprint(name: str, kinds: tuple[tuple[str, type[Fact]], ...]) -> str:
    """Every stored file names it, and pydantic takes some 20 ms to make a schema."""
    schema = profile_schema(dict(kinds)) if name == "profile" else json_schema(name)
    text = json.dumps(schema, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()[:16]


_BOXES = re.compile(r'^( *"boxes": )(\[[\s\d.,\[\]-]*\])', re.MULTILINE)
"""A field of boxes in indented JSON. No string is taken for one: a string holds no line break."""


def dump(model: Stored) -> str:
    """Return the stored form of a model: JSON, two-space indent, keys in schema order, a line feed at the end.

    Boxes of words stand on one line each, which would take seven lines otherwise.
    """
    text = json.dumps(model.model_dump(mode="json", by_alias=True), ensure_ascii=False, indent=2)
    return (
        _BOXES.sub(lambda match: match[1] + " ".join(match[2].split()).replace("[ ", "[").replace(" ]", "]"), text)
        + "\n"
    )


__all__ = [
    "PUBLISHED",
    "SCHEMA_VERSION",
    "AdditionalFact",
    "BatchTotals",
    "Candidate",
    "ClosestLine",
    "ComparedWith",
    "Comparison",
    "Counts",
    "Decision",
    "DocumentInfo",
    "Education",
    "EmploymentType",
    "Evidence",
    "Fact",
    "Finding",
    "Group",
    "IdSource",
    "Leaf",
    "LikePair",
    "Likeness",
    "LikenessDecision",
    "Link",
    "LinkKind",
    "Metric",
    "Months",
    "Place",
    "Posting",
    "Profile",
    "Project",
    "Provenance",
    "Publication",
    "Qualification",
    "Requirement",
    "ReviewAction",
    "ReviewKind",
    "Role",
    "Run",
    "RunComparison",
    "RunDocument",
    "Sign",
    "SignKind",
    "Stored",
    "Subject",
    "Talk",
    "TaxonomyInfo",
    "TokenCount",
    "Tokens",
    "UnreadLine",
    "Usage",
    "Value",
    "Values",
    "Verdict",
    "VerdictCounts",
    "VerdictKind",
    "Versions",
    "dump",
    "fingerprint",
    "json_schema",
    "profile_schema",
]
