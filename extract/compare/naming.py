"""How a reason words what a line names, and whose table says that it is the thing asked for."""

from __future__ import annotations

from extract.compare.vocabulary import NameMatch, Vocabulary


def say_named(skill: str, match: NameMatch, vocabulary: Vocabulary) -> str:
    """Return what a match shows, without a full stop: "“K8s” is Kubernetes (your file)"."""
    found = match.found
    yours = " (your file)" if vocabulary.is_own(found, match.demanded) else ""
    if match.relation == "kind_of":
        return f"“{skill}” is shown by “{found}”{yours}"
    if match.relation == "adjacent":
        return f"“{skill}” is not named, but “{found}” goes with it{yours}"
    if vocabulary.is_alike(found, match.demanded):
        return f"“{skill}” is named"
    return f"“{found}” is {match.demanded}{yours}"
