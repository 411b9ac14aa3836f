"""A profile as JSON Resume: https://jsonresume.org/schema, version 1.0.0. What it has no place for is left out.

`highlights` of a position are its own lines of the document, as they stand there but for the bullet.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from extract.review.domain.known_text import known_document
from schemas import Profile, Role

_SCHEMA_URL = "https://raw.githubusercontent.com/jsonresume/resume-schema/v1.0.0/schema.json"

_BULLET = re.compile(r"^\s*(?:[•‣◦▪■●○–—*·\-]+\s+)+")


def to_json_resume(profile: Profile) -> dict[str, Any]:
    """Return the profile as a JSON Resume document. Dates keep the precision of the text, which the format allows."""
    qualifications = {
        kind: [fact for fact in profile.qualifications if fact.kind == kind]
        for kind in ("award", "certification", "language", "research_interest")
    }
    skills = [fact.name for fact in profile.qualifications if fact.kind in ("skill", "tool", "method")]
    document = known_document(profile)
    texts = {line.number: document.line_text(line) for line in document.lines}
    held = [role for role in profile.roles if role.employment_type != "volunteer"]
    unpaid = [role for role in profile.roles if role.employment_type == "volunteer"]
    return {"$schema": _SCHEMA_URL} | _filled(
        {
            "basics": _basics(profile),
            "work": [_filled({"name": role.employer, "position": role.title} | _stay(role) | _highlights(role, texts)) for role in held],
            "volunteer": [
                _filled({"organization": role.employer, "position": role.title} | _stay(role, place=False) | _highlights(role, texts))
                for role in unpaid
            ],
            "education": [
                _filled(
                    {
                        "institution": fact.institution, "area": fact.field, "studyType": fact.degree,
                        "startDate": fact.start_date, "endDate": fact.end_date, "score": fact.gpa,
                    }
                )
                for fact in profile.education
            ],
            "awards": [_filled({"title": fact.name, "date": fact.date, "awarder": fact.issuer}) for fact in qualifications["award"]],
            "certificates": [
                _filled({"name": fact.name, "date": fact.date, "issuer": fact.issuer})
                for fact in qualifications["certification"]
            ],
            "publications": [
                _filled(
                    {
                        "name": fact.title, "publisher": fact.venue, "url": _url(fact.url),
                        "releaseDate": str(fact.year) if fact.year else None,
                    }
                )
                for fact in profile.publications
            ],
            "skills": [{"name": name} for name in skills],
            "languages": [
                _filled({"language": fact.name, "fluency": fact.level}) for fact in qualifications["language"]
            ],
            "interests": [{"name": fact.name} for fact in qualifications["research_interest"]],
            "projects": [
                _filled({"name": fact.name, "startDate": fact.start_date, "endDate": fact.end_date})
                for fact in profile.projects
            ],
        }
    )  # fmt: skip


def _basics(profile: Profile) -> dict[str, Any]:
    person = profile.candidate
    basics: dict[str, Any] = {"name": person.name, "email": person.email, "phone": person.phone}
    if person.location:
        basics["location"] = {"address": person.location}
    basics["profiles"] = [{"url": _url(link)} for link in person.links]
    return _filled(basics)


def _stay(role: Role, *, place: bool = True) -> dict[str, Any]:
    dates = {"startDate": role.start_date, "endDate": role.end_date}
    return {"location": role.location, **dates} if place else dates


def _highlights(role: Role, texts: Mapping[int, str]) -> dict[str, Any]:
    lines = (_BULLET.sub("", texts.get(number, "")).strip() for number in role.summary_lines)
    return {"highlights": [line for line in lines if line]}


def _url(written: str | None) -> str | None:
    """Return an address with its scheme, which the format asks for and résumés leave out."""
    if not written:
        return None
    return written if "://" in written else f"https://{written}"


def _filled(values: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value not in (None, "", [], {})}
