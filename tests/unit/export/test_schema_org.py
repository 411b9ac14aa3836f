"""JSON-LD against schema.org's vocabulary: every type, every property, where it belongs and what it takes."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

import pytest
from hypothesis import given

from extract.export.schemaorg import to_job_posting, to_json_ld, to_person
from extract.store.results import Results
from schemas import Evidence, Posting, Profile, Publication, Qualification
from testing.builders.profiles import MadeUpResume, posting, requirement
from testing.builders.reviews import STORED, profile_of
from testing.builders.strategies import models, profiles
from testing.command_line import vouchline

TERMS = json.loads((Path(__file__).parents[2] / "data" / "schemaorg" / "terms.json").read_text("utf-8"))
TEXTS = {"Text", "URL", "Date", "DateTime", "Number"}
Node = dict[str, Any]


def kinds_above(kind: str) -> set[str]:
    return {kind}.union(*(kinds_above(above) for above in TERMS["types"][kind]))


def mistakes(node: Node, at: str = "") -> Iterator[str]:
    """Yield what of a node the vocabulary does not know, or knows elsewhere."""
    kinds = kinds_above(node["@type"]) if node["@type"] in TERMS["types"] else set[str]()
    if not kinds:
        yield f"{at}: no type {node['@type']}"
    for term, value in node.items():
        if term in ("@context", "@type"):
            continue
        if term == "@reverse":
            for inverse, nodes in value.items():
                for each in nodes:
                    yield from mistakes(each, f"{at}/@reverse/{inverse}")
                    yield from misplaced(inverse, kinds_above(each["@type"]), node, f"{at}/@reverse/{inverse}")
            continue
        for each in cast("list[Any]", value if isinstance(value, list) else [value]):
            yield from misplaced(term, kinds, each, f"{at}/{term}")
            if isinstance(each, dict):
                yield from mistakes(cast("Node", each), f"{at}/{term}")


def misplaced(term: str, kinds: set[str], value: Any, at: str) -> Iterator[str]:
    if term not in TERMS["properties"]:
        yield f"{at}: no such property"
        return
    known = TERMS["properties"][term]
    # https://schema.org/Role: a role stands between a property and its value, and has the property itself.
    if not kinds & {*known["domain"], "Role"}:
        yield f"{at}: belongs to {known['domain']}"
    if isinstance(value, dict):
        inner = kinds_above(cast("Node", value)["@type"])
        if not inner & set(known["range"]) and not ("Role" in inner and term in value):
            yield f"{at}: takes {known['range']}"
    elif isinstance(value, int):
        if not {"Number", "Integer", "QuantitativeValue"} & set(known["range"]):
            yield f"{at}: takes no number"
    elif not TEXTS & set(known["range"]):
        yield f"{at}: takes no text"


def with_(**facts: Any) -> Profile:
    return MadeUpResume().profile().model_copy(update=facts)


def piece() -> list[Evidence]:
    return [Evidence(start=0, end=1, text="x", line=1, page=None)]


@pytest.mark.parametrize("path", sorted(STORED.glob("*.profile.json")), ids=lambda path: path.name.partition(".")[0])
def test_each_sample_profile_has_known_terms_alone(path: Path) -> None:
    person = to_person(Profile.model_validate_json(path.read_bytes()))
    assert list(mistakes(person)) == []
    assert {"hasOccupation", "worksFor", "alumniOf", "knowsAbout"} <= person.keys()


@pytest.mark.parametrize("path", sorted(STORED.glob("*.posting.json")), ids=lambda path: path.name.partition(".")[0])
def test_each_sample_posting_has_known_terms_alone(path: Path) -> None:
    job = to_job_posting(Posting.model_validate_json(path.read_bytes()))
    assert list(mistakes(job)) == []
    assert {"title", "hiringOrganization", "skills"} <= job.keys()


@given(profiles)
def test_any_profile_has_known_terms_alone(profile: Profile) -> None:
    assert list(mistakes(to_person(profile))) == []


@given(models(Posting))
def test_any_posting_has_known_terms_alone(job: Posting) -> None:
    assert list(mistakes(to_job_posting(job))) == []


@pytest.mark.parametrize(
    ("node", "told"),
    [
        ({"@type": "Candidate"}, ": no type Candidate"),
        ({"@type": "Person", "employer": "Acme"}, "/employer: no such property"),
        ({"@type": "Person", "title": "Baker"}, "/title: belongs to"),
        ({"@type": "Person", "worksFor": "Acme"}, "/worksFor: takes no text"),
        ({"@type": "Person", "alumniOf": {"@type": "Place"}}, "/alumniOf: takes"),
    ],
)
def test_check_of_terms_finds_planted_mistakes(node: Node, told: str) -> None:
    assert any(told in each for each in mistakes(node))


def test_past_and_present_employers_have_their_dates() -> None:
    made = MadeUpResume().role("Baker", "2021", current=True).role("Miller", "2019", "2020", employer="Windmill Ltd")
    person = to_person(made.profile())
    assert person["worksFor"][1] == {
        "@type": "EmployeeRole", "roleName": "Miller", "startDate": "2019", "endDate": "2020",
        "worksFor": {"@type": "Organization", "name": "Windmill Ltd"},
    }  # fmt: skip
    assert "endDate" not in person["worksFor"][0]
    assert person["hasOccupation"][0]["hasOccupation"] == {"@type": "Occupation", "name": "Baker"}


def test_voluntary_work_is_an_affiliation_and_no_employment() -> None:
    person = to_person(MadeUpResume().role("Driver", "2021", employment_type="volunteer").profile())
    assert "worksFor" not in person
    assert person["affiliation"][0]["affiliation"]["name"] == "Acme"


def test_unfinished_degree_is_no_credential() -> None:
    left = MadeUpResume().study("Ph.D.", "doctorate", "Physics", completed=False)
    person = to_person(left.profile())
    assert "hasCredential" not in person
    assert "alumniOf" not in person
    assert person["affiliation"][0]["affiliation"]["name"] == "Example University"
    [degree] = to_person(MadeUpResume().study("M.Sc.", "master", "Physics").profile())["hasCredential"]
    assert (degree["name"], degree["about"]["name"], degree["recognizedBy"]["name"]) == (
        "M.Sc.", "Physics", "Example University"
    )  # fmt: skip


def test_certificate_tells_issuer_and_end() -> None:
    fact = Qualification(
        id="qualification-1", name="First Aid", kind="certification", date="2024", expires="2026-03", issuer="Red Example", evidence=piece()
    )  # fmt: skip
    assert to_person(with_(qualifications=[fact]))["hasCredential"] == [
        {"@type": "EducationalOccupationalCredential", "name": "First Aid", "credentialCategory": "certificate",
         "recognizedBy": {"@type": "Organization", "name": "Red Example"}, "dateCreated": "2024", "expires": "2026-03"}
    ]  # fmt: skip


def test_publication_is_the_persons_own_only_where_the_text_says_so() -> None:
    papers = [
        Publication(id=f"publication-{n}", title=f"Paper {n}", venue=None, year=2020, url=None, evidence=piece(), candidate_authorship=whose)
        for n, whose in enumerate(("first", None), 1)
    ]  # fmt: skip
    assert to_person(with_(publications=papers))["@reverse"] == {
        "author": [{"@type": "CreativeWork", "name": "Paper 1", "datePublished": "2020"}]
    }


def test_wish_never_stands_among_what_is_required() -> None:
    job = to_job_posting(
        posting(
            requirement("A degree in physics", "degree"),
            requirement("A master's degree", "degree", 2, importance="preferred"),
            requirement("5 years of baking", "years_experience", 3, min_years=5),
            requirement("Knows rye", "knowledge", 4, importance="preferred"),
            requirement("Bakes bread", "other", 5, importance="responsibility"),
        )
    )
    assert job["educationRequirements"] == ["A degree in physics"]
    assert job["experienceRequirements"] == [
        {"@type": "OccupationalExperienceRequirements", "description": "5 years of baking", "monthsOfExperience": 60}
    ]
    assert job["skills"] == ["Knows rye"]
    assert job["responsibilities"] == ["Bakes bread"]
    assert "qualifications" not in job


def test_several_nodes_are_a_graph_and_one_is_itself() -> None:
    one, two = {"@type": "Person", "name": "Ada"}, {"@type": "Person", "name": "Ben"}
    assert to_json_ld([one]) == {"@context": "https://schema.org", "@type": "Person", "name": "Ada"}
    assert to_json_ld([one, two]) == {"@context": "https://schema.org", "@graph": [one, two]}


def test_command_writes_people_and_postings(tmp_path: Path) -> None:
    results = Results(tmp_path / "out")
    results.write_profile("zoe", profile_of("zoe_lindqvist"))
    job = Posting.model_validate_json((STORED / "search_ranking_engineer.posting.json").read_bytes())
    results.write_posting("job", job)
    graph = json.loads(vouchline("export", str(results.folder), "--format", "schemaorg").stdout)["@graph"]
    assert [node["@type"] for node in graph] == ["Person", "JobPosting"]
    alone = json.loads(vouchline("export", str(results.folder), "--format", "schemaorg", "--profile", "zoe").stdout)
    assert (alone["@type"], alone["name"]) == ("Person", "Zoë Lindqvist")
    folder, file = tmp_path / "web", tmp_path / "all.jsonld"
    for target in (folder, file):
        assert vouchline("export", str(results.folder), "--format", "schemaorg", "-o", str(target)).exit_code == 0
    assert sorted(path.name for path in folder.iterdir()) == ["job.posting.jsonld", "zoe.person.jsonld"]
    assert json.loads((folder / "job.posting.jsonld").read_text("utf-8"))["title"] == job.title
    assert len(json.loads(file.read_text("utf-8"))["@graph"]) == 2
