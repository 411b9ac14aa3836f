"""The contact as data follows the contact as written, and every value has its place in the document."""

from __future__ import annotations

from extract.text.contact.contact import with_contact
from schemas import Candidate, Evidence, Leaf

TEXT = "Dr. Eszter Halmos\nLeeds, United Kingdom\n0113 496 0172 · eszter@example.com\nhttps://github.com/eszter-h\n"


def piece(words: str) -> Evidence:
    start = TEXT.index(words)
    line = TEXT.count("\n", 0, start) + 1
    return Evidence(start=start, end=start + len(words), text=words, line=line, page=None)


def candidate(**changed: object) -> Candidate:
    written = {
        "name": "Dr. Eszter Halmos", "email": "eszter@example.com", "phone": "0113 496 0172", "location": "Leeds, United Kingdom",
    }  # fmt: skip
    pieces = {name: piece(words) for name, words in written.items()}
    leaves = {name: Leaf(how="exact", start=each.start, end=each.end) for name, each in pieces.items()}
    url = "https://github.com/eszter-h"
    fields = {**written, "links": [url], "leaves": leaves, "evidence": [*pieces.values(), piece(url)]}
    return Candidate.model_validate({**fields, **changed})


def test_every_value_worked_out_has_a_leaf_that_holds_its_words() -> None:
    found = with_contact(candidate(), "en")
    assert found.phone_e164 == "+441134960172"
    told = {name: TEXT[leaf.start : leaf.end] for name, leaf in found.leaves.items()}
    assert told["phone_e164"] == "0113 496 0172"
    for name in ("given_name", "family_name", "name_prefix"):
        assert told[name] == getattr(found, name)
        assert found.leaves[name].rule == "name_order"
    [link] = found.typed_links
    assert (link.kind, link.account) == ("github", "eszter-h")
    assert link.leaf is not None
    assert TEXT[link.leaf.start : link.leaf.end] == link.url


def test_values_follow_when_the_written_ones_change() -> None:
    first = with_contact(candidate(), "en")
    changed = first.model_copy(update={"name": "Eszter", "location": None, "links": ["https://example.org/eszter"]})
    found = with_contact(changed, "en")
    assert (found.phone_e164, found.given_name, found.family_name, found.name_prefix) == (None, None, None, None)
    assert [(link.kind, link.leaf) for link in found.typed_links] == [("other", None)]
    assert not {"phone_e164", "given_name", "family_name", "name_prefix"} & found.leaves.keys()


def test_nothing_is_told_when_nothing_is_written() -> None:
    empty = Candidate(name=None, email=None, phone=None, location=None)
    assert with_contact(empty, None) == empty
