"""Profiles and postings as JSON-LD in the vocabulary of https://schema.org: `Person` and `JobPosting`.

What the vocabulary has no term for is left out, and so is what the text does not state. An attribute that holds for a time
stands in a node of the type `Role`, as https://schema.org/Role describes.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from extract.export.addresses import account_at, uri_of
from schemas import Education, EmploymentType, Posting, Profile, Qualification, Requirement, Role

Node = dict[str, Any]
CONTEXT = "https://schema.org"
_EMPLOYMENT: dict[EmploymentType, str] = {
    "full_time": "FULL_TIME", "part_time": "PART_TIME", "internship": "INTERN", "contract": "CONTRACTOR", "volunteer": "VOLUNTEER"
}  # fmt: skip
"""The words that search engines read (https://developers.google.com/search/docs/appearance/structured-data/job-posting)."""
_COMPETENCIES = ("skill", "knowledge", "ability", "language", "trait")
_MONTHS_A_YEAR = 12


def to_json_ld(nodes: Sequence[Node]) -> Node:
    """Return nodes as one JSON-LD document: a single one as it is, several as a graph."""
    return {"@context": CONTEXT} | (nodes[0] if len(nodes) == 1 else {"@graph": list(nodes)})


def to_person(profile: Profile) -> Node:
    """Return a profile as a node of the type `Person`."""
    person = profile.candidate
    addresses = [uri for link in person.links if (uri := uri_of(link))]
    own = next((uri for uri in addresses if account_at(uri) is None), None)
    paid = [role for role in profile.roles if role.employment_type != "volunteer"]
    unpaid = [role for role in profile.roles if role.employment_type == "volunteer"]
    left = [study for study in profile.education if study.completed is False]
    finished = [study for study in profile.education if study.completed is not False]
    return _node(
        "Person",
        name=person.name, email=person.email, telephone=person.phone, address=person.location,
        url=own, sameAs=[uri for uri in addresses if uri != own],
        hasOccupation=_all(_occupation(role) for role in paid),
        worksFor=_all(_position(role, "worksFor", "EmployeeRole") for role in paid),
        alumniOf=_all(_attendance(study, "alumniOf") for study in finished),
        affiliation=_all(
            [*(_position(role, "affiliation", "OrganizationRole") for role in unpaid), *(_attendance(study, "affiliation") for study in left)]
        ),
        hasCredential=_all([*map(_degree, finished), *map(_certificate, _of_kind(profile, "certification"))]),
        award=[fact.name for fact in _of_kind(profile, "award")],
        knowsAbout=[fact.name for fact in _of_kind(profile, "skill", "tool", "method", "research_interest")],
        knowsLanguage=[_node("Language", name=fact.name) for fact in _of_kind(profile, "language")],
    ) | _written(profile)  # fmt: skip


def to_job_posting(posting: Posting) -> Node:
    """Return a posting as a node of the type `JobPosting`.

    Wishes stand under `skills`, which takes what is desired or required, where they are competencies; other wishes are
    left out, since no term tells them from requirements.
    """
    required = [each for each in posting.requirements if each.importance == "required"]
    wished = [each for each in posting.requirements if each.importance == "preferred"]
    return _node(
        "JobPosting",
        title=posting.title,
        hiringOrganization=_node("Organization", name=posting.company) if posting.company else None,
        jobLocation=_node("Place", address=posting.location) if posting.location else None,
        employmentType=_EMPLOYMENT.get(posting.employment_type),
        educationRequirements=[each.text for each in required if each.kind == "degree"],
        experienceRequirements=[_experience(each) for each in required if each.kind in ("years_experience", "experience")],
        skills=[each.text for each in (*required, *wished) if each.kind in _COMPETENCIES],
        qualifications=[each.text for each in required if each.kind in ("certification", "other")],
        responsibilities=[each.text for each in posting.requirements if each.importance == "responsibility"],
    )  # fmt: skip


def _experience(requirement: Requirement) -> Node | str:
    if requirement.min_years is None:
        return requirement.text
    months = round(requirement.min_years * _MONTHS_A_YEAR)
    return _node("OccupationalExperienceRequirements", description=requirement.text, monthsOfExperience=months)


def _occupation(role: Role) -> Node | None:
    if role.title is None:
        return None
    occupation = _node("Occupation", name=role.title)
    return _node("Role", hasOccupation=occupation, startDate=role.start_date, endDate=role.end_date)


def _position(role: Role, term: str, kind: str) -> Node | None:
    if role.employer is None:
        return None
    department = _node("Organization", name=role.team) if role.team else None
    employer = _node("Organization", name=role.employer, department=department)
    return _node(kind, roleName=role.title, startDate=role.start_date, endDate=role.end_date) | {term: employer}


def _attendance(study: Education, term: str) -> Node | None:
    if study.institution is None:
        return None
    school = _node("EducationalOrganization", name=study.institution, address=study.location)
    return _node("OrganizationRole", startDate=study.start_date, endDate=study.end_date) | {term: school}


def _degree(study: Education) -> Node | None:
    """Return the degree of a programme; None for one whose degree the text does not name."""
    if study.degree is None:
        return None
    school = _node("EducationalOrganization", name=study.institution) if study.institution else None
    return _node(
        "EducationalOccupationalCredential", name=study.degree, credentialCategory="degree", about=study.field and _node("Thing", name=study.field),
        recognizedBy=school,
    )  # fmt: skip


def _certificate(fact: Qualification) -> Node:
    issuer = _node("Organization", name=fact.issuer) if fact.issuer else None
    return _node(
        "EducationalOccupationalCredential",
        name=fact.name, credentialCategory="certificate", recognizedBy=issuer, dateCreated=fact.date, expires=fact.expires,
    )  # fmt: skip


def _written(profile: Profile) -> Node:
    """Return the publications that the text says are the person's own, as what has the person for its author."""
    own = [
        _node(
            "CreativeWork", name=fact.title, datePublished=str(fact.year) if fact.year else None, url=uri_of(fact.url)
        )
        for fact in profile.publications
        if fact.candidate_authorship is not None
    ]
    return {"@reverse": {"author": own}} if own else {}


def _of_kind(profile: Profile, *kinds: str) -> list[Qualification]:
    return [fact for fact in profile.qualifications if fact.kind in kinds]


def _all(nodes: Iterable[Node | None]) -> list[Node]:
    return [node for node in nodes if node is not None]


def _node(kind: str, **terms: object) -> Node:
    """Return a node with the terms that say something."""
    return {"@type": kind} | {name: value for name, value in terms.items() if value not in (None, "", [])}
