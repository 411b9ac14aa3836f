"""JSON Resume against its official schema, and what of a profile it holds: what is stated, and nothing else."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import given

from extract.export.addresses import account_at, uri_of
from extract.export.jsonresume import to_json_resume
from schemas import Candidate, Evidence, Profile, Publication, Qualification, UnreadLine
from testing.builders.profiles import MadeUpResume
from testing.builders.reviews import STORED, profile_of
from testing.builders.strategies import profiles

SCHEMA = json.loads((Path(__file__).parents[2] / "data" / "jsonresume" / "schema.json").read_text("utf-8"))
FORMATS = jsonschema.FormatChecker()
_URI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:(?:[A-Za-z0-9._~:/?#@!$&'()*+,;=-]|%[0-9A-Fa-f]{2})+")
"""The characters of a URI (RFC 3986, appendix A); jsonschema itself does not look at this format."""


@FORMATS.checks("uri")
def _is_uri(value: object) -> bool:
    return not isinstance(value, str) or (_URI.fullmatch(value) is not None and value.count("#") <= 1)


def assert_valid(resume: dict[str, Any]) -> None:
    checked: Any = jsonschema.Draft4Validator(SCHEMA, format_checker=FORMATS)
    assert [(error.json_path, error.message) for error in checked.iter_errors(resume)] == []


def with_qualifications(*given: dict[str, Any]) -> Profile:
    evidence = [Evidence(start=0, end=1, text="x", line=1, page=None)]
    facts = [
        Qualification.model_validate({"id": f"qualification-{n}", "date": None, "evidence": evidence, **values})
        for n, values in enumerate(given, 1)
    ]
    return MadeUpResume().profile().model_copy(update={"qualifications": facts})


def with_person(**values: Any) -> Profile:
    known: dict[str, Any] = {"name": None, "email": None, "phone": None, "location": None, **values}
    return MadeUpResume().profile().model_copy(update={"candidate": Candidate(**known)})


@pytest.mark.parametrize("name", sorted(path.name.partition(".")[0] for path in STORED.glob("*.profile.json")))
def test_profile_of_each_sample_follows_the_official_schema(name: str) -> None:
    resume = to_json_resume(profile_of(name))
    assert_valid(resume)
    assert resume["basics"]["name"] == profile_of(name).candidate.name
    assert resume["work"]


@given(profiles)
def test_any_profile_follows_the_official_schema(profile: Profile) -> None:
    assert_valid(to_json_resume(profile))


def test_schema_refuses_what_the_format_has_no_place_for() -> None:
    with pytest.raises(jsonschema.ValidationError, match="talks"):
        jsonschema.validate({"talks": []}, SCHEMA, jsonschema.Draft4Validator)
    with pytest.raises(jsonschema.ValidationError, match="spring"):
        jsonschema.validate({"work": [{"startDate": "spring"}]}, SCHEMA, jsonschema.Draft4Validator)
    with pytest.raises(AssertionError, match="is not a 'uri'"):
        assert_valid({"publications": [{"url": "two words"}]})


def test_empty_profile_has_no_field_that_nobody_stated() -> None:
    resume = to_json_resume(MadeUpResume(None).profile())
    assert list(resume) == ["$schema"]


def test_lines_that_a_page_broke_are_one_highlight() -> None:
    [work, *_] = to_json_resume(profile_of("zoe_lindqvist"))["work"]
    assert (
        "Fine-tuned a 7B language model with LoRA in PyTorch to rewrite shopping queries; "
        "raised answer accuracy from 41% to 63%."
    ) in work["highlights"]


def test_project_names_the_employer_that_it_stands_under() -> None:
    [project, *_] = to_json_resume(profile_of("zoe_lindqvist"))["projects"]
    assert (project["name"], project["entity"]) == ("Query Compass", "Harrowgate Search")
    assert project["highlights"][1].endswith("it now serves 3M+ users a month.")


def test_voluntary_position_stands_apart_from_work() -> None:
    made = MadeUpResume().role("Baker", "2019", "2020").role("Driver", "2021", employment_type="volunteer")
    resume = to_json_resume(made.profile())
    assert resume["work"] == [{"name": "Acme", "position": "Baker", "startDate": "2019", "endDate": "2020"}]
    assert resume["volunteer"] == [{"organization": "Acme", "position": "Driver", "startDate": "2021"}]


def test_summary_is_what_stands_under_its_heading() -> None:
    assert to_json_resume(profile_of("desmond_pruitt"))["basics"]["summary"] == (
        "Steady commercial work with a crew that goes home safe."
    )


@pytest.mark.parametrize(
    "lines",
    [
        pytest.param(["Baker of bread", "Role"], id="no heading"),
        pytest.param(["Summary", *(f"Line {n}." for n in range(13))], id="longer than a summary"),
        pytest.param(["Summary", "Education"], id="nothing below it"),
    ],
)
def test_summary_is_left_out_where_the_text_has_none(lines: list[str]) -> None:
    unread = [UnreadLine(line=n, start=100 * n, end=100 * n + len(text), text=text) for n, text in enumerate(lines, 1)]
    profile = MadeUpResume().profile().model_copy(update={"unread_lines": unread})
    assert "summary" not in to_json_resume(profile)["basics"]


def test_levels_dates_and_issuers_are_given_where_they_are_stated() -> None:
    profile = with_qualifications(
        {"name": "Portuguese", "kind": "language", "level": "C1"},
        {"name": "Dutch", "kind": "language"},
        {"name": "Go", "kind": "skill", "level": "advanced"},
        {"name": "First Aid", "kind": "certification", "date": "2024-03-09", "issuer": "Red Example"},
        {"name": "Forklift", "kind": "certification", "date": "2024"},
        {"name": "Bread of the Year", "kind": "award", "date": "2023-05", "issuer": "Bakers’ Guild"},
        {"name": "Sourdough", "kind": "research_interest"},
    )
    resume = to_json_resume(profile)
    assert_valid(resume)
    assert resume["languages"] == [{"language": "Portuguese", "fluency": "C1"}, {"language": "Dutch"}]
    assert resume["skills"] == [{"name": "Go", "level": "advanced"}]
    assert resume["certificates"] == [
        {"name": "First Aid", "date": "2024-03-09", "issuer": "Red Example"},
        {"name": "Forklift"},  # the format takes a day there, and the text gives a year
    ]
    assert resume["awards"] == [{"title": "Bread of the Year", "date": "2023-05", "awarder": "Bakers’ Guild"}]
    assert resume["interests"] == [{"name": "Sourdough"}]


def test_unfinished_programme_says_so() -> None:
    made = MadeUpResume().study("Ph.D.", "doctorate", "Physics", completed=False).study("B.Sc.", "bachelor", None)
    first, second = to_json_resume(made.profile())["education"]
    assert first["completed"] is False
    assert "completed" not in second


def test_page_at_a_service_is_a_profile_and_one_of_their_own_is_the_url() -> None:
    links = ["github.com/ada-example", "www.linkedin.com/in/ada-example/", "ada.example.com", "blog.example.com/ada"]
    resume = to_json_resume(with_person(location="Lisbon, Portugal", links=links, email="ada@example.com"))
    assert_valid(resume)
    assert resume["basics"]["url"] == "https://ada.example.com"
    assert resume["basics"]["location"] == {"address": "Lisbon, Portugal"}
    assert resume["basics"]["profiles"] == [
        {"network": "GitHub", "username": "ada-example", "url": "https://github.com/ada-example"},
        {"network": "LinkedIn", "username": "ada-example", "url": "https://www.linkedin.com/in/ada-example/"},
        {"url": "https://blog.example.com/ada"},
    ]


@pytest.mark.parametrize(
    ("written", "uri"),
    [
        ("https://example.com/a", "https://example.com/a"),
        ("example.com/a b", "https://example.com/a%20b"),
        ("example.com/prêt", "https://example.com/pr%C3%AAt"),
        ("example.com/100%", "https://example.com/100%25"),
        ("10.1234/abc.5", "https://doi.org/10.1234/abc.5"),
        ("doi: 10.1234/abc", "https://doi.org/10.1234/abc"),
        ("arXiv:2301.00001", "https://arxiv.org/abs/2301.00001"),
        ("mailto:ada@example.com", "mailto:ada@example.com"),
        ("in press", None),
        ("ISBN 978", None),
        ("", None),
        (None, None),
    ],
)
def test_address_becomes_a_uri_or_nothing(written: str | None, uri: str | None) -> None:
    assert uri_of(written) == uri


@pytest.mark.parametrize(
    ("uri", "account"),
    [
        ("https://github.com/ada/repository", ("GitHub", None)),
        ("https://de.linkedin.com/in/ada", ("LinkedIn", "ada")),
        ("https://stackoverflow.com/users/1/ada", ("Stack Overflow", None)),
        ("https://notgithub.com/ada", None),
        ("https://[broken", None),
    ],
)
def test_account_is_told_by_the_host(uri: str, account: tuple[str, str | None] | None) -> None:
    found = account_at(uri)
    assert (found and (found.network, found.username)) == account


def test_publication_has_its_address_and_year() -> None:
    evidence = [Evidence(start=0, end=1, text="x", line=1, page=None)]
    paper = Publication(
        id="publication-1", title="On Bread", venue="Loaves", year=2020, url="10.1234/bread", evidence=evidence, candidate_authorship=None
    )  # fmt: skip
    resume = to_json_resume(MadeUpResume().profile().model_copy(update={"publications": [paper]}))
    assert resume["publications"] == [
        {"name": "On Bread", "publisher": "Loaves", "releaseDate": "2020", "url": "https://doi.org/10.1234/bread"}
    ]
