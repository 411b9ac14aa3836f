"""Profiles that look like one person's: by contact, and by name and career."""

from __future__ import annotations

from typing import Any

import pytest

from extract.people.matching import MOST_SHARED, like_pairs
from extract.people.signs import Person, Signs, signs_of
from schemas import Evidence, LikePair, Link, Role

LINE = [Evidence(start=0, end=1, text="x", line=1, page=None)]


def role(employer: str | None, start: str | None, end: str | None = None, *, current: bool = False) -> Role:
    return Role(
        id="role-1", employer=employer, title="Nurse", team=None, location=None, employment_type="unknown", start_date=start,
        end_date=end, is_current=current, evidence=LINE,
    )  # fmt: skip


def signs(profile: str, *roles: Role, **candidate: Any) -> Signs:
    fields = {"name": None, "email": None, "phone": None, "location": None, **candidate}
    written = {"document": {"sha256": "0" * 64}, "as_of": "2026-01-31", "candidate": fields, "roles": list(roles)}
    return signs_of(profile, Person.model_validate(written))


def github(account: str | None) -> list[Link]:
    return [Link(url="https://github.com/x", kind="github", account=account)]


def shared(*profiles: Signs) -> list[tuple[str, str]]:
    return [(sign.kind, sign.value) for pair in like_pairs(profiles).pairs for sign in pair.signs]


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ({"email": "Zoe@example.com"}, {"email": "zoe@Example.com"}, ("email", "zoe@example.com")),
        ({"phone_e164": "+15035550117"}, {"phone_e164": "+15035550117"}, ("phone", "+15035550117")),
        ({"typed_links": github("zoe")}, {"typed_links": github("zoe")}, ("link", "github/zoe")),
        (
            {"typed_links": [Link(url="https://www.zoe.example/", kind="personal_site")]},
            {"typed_links": [Link(url="zoe.example", kind="personal_site")]},
            ("link", "zoe.example"),
        ),
    ],
)
def test_same_contact_makes_a_pair(one: dict[str, Any], other: dict[str, Any], expected: tuple[str, str]) -> None:
    assert shared(signs("a", **one), signs("b", **other)) == [expected]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"email": "zoe@example.com"}, {"email": "zoe@example.org"}),
        ({"phone": "555-0117"}, {"phone": "555-0117"}),  # of a country that is not known
        ({"typed_links": github(None)}, {"typed_links": github(None)}),
        ({"typed_links": [Link(url="https://acme.example", kind="other")]},) * 2,
        ({"name": "Zoë Lindqvist"}, {"name": "Zoë Lindqvist"}),  # a name alone is no sign
        ({}, {}),
    ],
)
def test_other_contact_makes_none(one: dict[str, Any], other: dict[str, Any]) -> None:
    assert shared(signs("a", **one), signs("b", **other)) == []


@pytest.mark.parametrize(
    ("first", "second", "is_pair"),
    [
        (role("Acme Inc.", "2020-03", "2022"), role("ACME", "2021", current=True), True),
        (role("Acme Inc.", "2020-03", "2022"), role("The Acme Company", "2022-12"), True),
        (role("Acme", "2015", "2016-05"), role("Acme", "2016-06", "2018"), False),
        (role("Acme", "2020"), role("Bolt", "2020"), False),
        (role("Acme", None), role("Acme", "2020"), False),
        (role(None, "2020"), role(None, "2020"), False),
    ],
)
def test_same_name_and_employer_make_a_pair_when_times_meet(first: Role, second: Role, is_pair: bool) -> None:
    found = like_pairs(
        [signs("a", first, name="Dr. Zoë Lindqvist", name_prefix="Dr."), signs("b", second, name="LINDQVIST, Zoe")]
    )
    assert [(sign.kind, sign.first_ids, sign.second_ids) for pair in found.pairs for sign in pair.signs] == (
        [("career", ["role-1"], ["role-1"])] if is_pair else []
    )


def test_one_word_is_no_name_for_a_career() -> None:
    assert shared(*(signs(name, role("Acme", "2020"), name="Zoë") for name in "ab")) == []


def test_pair_says_when_the_names_differ() -> None:
    def pair(first: str | None, second: str | None) -> LikePair:
        [found] = like_pairs(signs(n, name=w, email="a@example.com") for n, w in (("b", first), ("a", second))).pairs
        return found

    assert pair("Ann Lee", "Bo Lee").names_differ is False
    assert pair("Ann Lee", "Bo Ek").names_differ is True
    assert pair("Ann Lee", None).names_differ is False
    assert (pair(None, None).first, pair(None, None).second) == ("a", "b")


def test_contact_of_an_office_is_left_out_and_counted() -> None:
    many = [signs(f"p{number}", email="office@example.com") for number in range(MOST_SHARED + 1)]
    found = like_pairs(many)
    assert (found.pairs, found.left_out) == ((), 1)
    assert len(like_pairs(many[:-1]).pairs) == MOST_SHARED * (MOST_SHARED - 1) // 2
