"""A candidate with the contact as data beside its text, worked out from nothing but what is stored."""

from __future__ import annotations

from typing import Any

from extract.text.contact.links import kind_of_link
from extract.text.contact.names import parts_of_name
from extract.text.contact.telephones import telephone_of
from schemas import Candidate, Evidence, Leaf, Link

WORKED_OUT = ("phone_e164", "given_name", "family_name", "name_prefix", "name_suffix", "typed_links")
"""The fields that follow from the others."""


def with_contact(candidate: Candidate, language: str | None) -> Candidate:
    """Return the candidate with telephone, name and links as data; `language` is that of the document, None if not known.

    What was worked out before is worked out anew, so that it follows corrections. Each value that stands in the document
    has a leaf; what rests on a value that a person gave from outside it has none.
    """
    changed: dict[str, Any] = dict.fromkeys(WORKED_OUT)
    leaves = {name: leaf for name, leaf in candidate.leaves.items() if name not in WORKED_OUT}
    at = leaves.get("phone")
    if candidate.phone and (telephone := telephone_of(candidate.phone, candidate.location, language)):
        changed["phone_e164"] = telephone.e164
        if at:
            leaves["phone_e164"] = Leaf(how="derived", rule=telephone.told, start=at.start, end=at.end)
    if candidate.name and (parts := parts_of_name(candidate.name, candidate.email, language)):
        named = {
            "given_name": parts.given, "family_name": parts.family, "name_prefix": parts.prefix, "name_suffix": parts.suffix,
        }  # fmt: skip
        changed |= {name: part or None for name, part in named.items()}
        leaves |= {
            name: leaf for name, part in named.items() if part and (leaf := _part_leaf(candidate, part, parts.told))
        }
    changed["typed_links"] = [_link(candidate, url) for url in candidate.links]
    return candidate.model_copy(update={**changed, "leaves": leaves})


def _part_leaf(candidate: Candidate, part: str, rule: str) -> Leaf | None:
    """Return where a part of the name stands; the whole name where the document writes the part in another way."""
    whole = candidate.leaves.get("name")
    if whole is None:
        return None
    for piece in candidate.evidence:
        if piece.start <= whole.start and whole.end <= piece.end:
            found = piece.text.find(part, whole.start - piece.start, whole.end - piece.start)
            if found >= 0:
                start = piece.start + found
                return Leaf(how="derived", rule=rule, start=start, end=start + len(part))
    return Leaf(how="derived", rule=rule, start=whole.start, end=whole.end)


def _link(candidate: Candidate, url: str) -> Link:
    typed = kind_of_link(url, candidate.name, candidate.email)
    return Link(url=url, kind=typed.kind, account=typed.account, leaf=_url_leaf(candidate.evidence, url))


def _url_leaf(evidence: list[Evidence], url: str) -> Leaf | None:
    for piece in evidence:
        found = piece.text.find(url)
        if found >= 0:
            return Leaf(how="exact", start=piece.start + found, end=piece.start + found + len(url))
    return None
