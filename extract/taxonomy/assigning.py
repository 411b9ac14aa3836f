"""Profiles with the ids of their skills and job titles, each with what led to it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from extract.taxonomy.concepts import ConceptKind, Match
from extract.taxonomy.loading import load_taxonomy
from extract.taxonomy.taxonomy import Taxonomy
from schemas import IdSource, Profile, TaxonomyInfo

NO_SKILLS = frozenset({"award", "service"})
"""Kinds of qualifications whose names are no names of skills."""


def assign_ids(profile: Profile, choice: str) -> Profile:
    """Return the profile with the ids of the taxonomy chosen; of what leads to no concept, or to several, `ids` is empty.

    Raises:
        SettingsError: the taxonomy is a file of the user's own that cannot be used.
    """
    taxonomy = load_taxonomy(choice)
    if taxonomy is None:
        return profile
    source = taxonomy.source
    skills = [
        fact if fact.kind in NO_SKILLS else fact.model_copy(update=_ids(taxonomy, fact.name, "skill"))
        for fact in profile.qualifications
    ]
    roles = [role.model_copy(update=_ids(taxonomy, role.title or "", "occupation")) for role in profile.roles]
    told = TaxonomyInfo(name=source.name, version=source.version, sha256=source.digest)
    return profile.model_copy(update={"roles": roles, "qualifications": skills, "taxonomy": told})


def _ids(taxonomy: Taxonomy, name: str, kind: ConceptKind) -> Mapping[str, Any]:
    found = taxonomy.find(name, kind)
    if not isinstance(found, Match):
        return {"ids": {}, "ids_from": {}}
    key = taxonomy.source.name
    told = IdSource(label=found.concept.label, how=found.how, entry=found.entry)
    return {"ids": {key: found.concept.id}, "ids_from": {key: told}}
