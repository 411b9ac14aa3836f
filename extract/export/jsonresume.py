"""A profile as JSON Resume: https://jsonresume.org/schema, version 1.0.0.

What the format has no place for is left out, and so is what it demands and the text does not state.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from extract.export.addresses import account_at, uri_of
from extract.report.page.quotes import lines_of, paragraphs, paragraphs_of
from extract.text.sections.headings import heading_kind
from schemas import Profile, Project, Qualification, Role

_SCHEMA_URL = "https://raw.githubusercontent.com/jsonresume/resume-schema/v1.0.0/schema.json"
_BULLET = re.compile(r"^\s*(?:[•‣◦▪■●○–—*·\-]+\s+)+")
_LONGEST_SUMMARY = 12
"""Lines. A longer section is more than the two or three sentences that the format asks for."""
_WHOLE_DATE = 10
"""Letters of a date with its day, which a certificate's date has to be."""


def to_json_resume(profile: Profile) -> dict[str, Any]:
    """Return the profile as a JSON Resume document. Dates keep the precision of the text, which the format allows."""
    held = [role for role in profile.roles if role.employment_type != "volunteer"]
    unpaid = [role for role in profile.roles if role.employment_type == "volunteer"]
    lines, employers = lines_of(profile), {role.id: role.employer for role in profile.roles}
    return {"$schema": _SCHEMA_URL} | _filled(
        {
            "basics": _basics(profile, lines),
            "work": [
                _filled({"name": role.employer, "position": role.title, "location": role.location} | _told(profile, role, lines))
                for role in held
            ],
            "volunteer": [
                _filled({"organization": role.employer, "position": role.title} | _told(profile, role, lines)) for role in unpaid
            ],
            "education": [
                _filled(
                    {
                        "institution": fact.institution, "area": fact.field, "studyType": fact.degree,
                        "startDate": _date(fact.start_date), "endDate": _date(fact.end_date), "score": fact.gpa,
                    }
                ) | ({"completed": False} if fact.completed is False else {})
                for fact in profile.education
            ],
            "awards": [
                _filled({"title": fact.name, "date": _date(fact.date), "awarder": fact.issuer})
                for fact in _of_kind(profile, "award")
            ],
            "certificates": [
                _filled({"name": fact.name, "date": _whole_date(fact.date), "issuer": fact.issuer})
                for fact in _of_kind(profile, "certification")
            ],
            "publications": [
                _filled(
                    {
                        "name": fact.title, "publisher": fact.venue, "url": uri_of(fact.url),
                        "releaseDate": str(fact.year) if fact.year else None,
                    }
                )
                for fact in profile.publications
            ],
            "skills": [
                _filled({"name": fact.name, "level": fact.level}) for fact in _of_kind(profile, "skill", "tool", "method")
            ],
            "languages": [
                _filled({"language": fact.name, "fluency": fact.level}) for fact in _of_kind(profile, "language")
            ],
            "interests": [{"name": fact.name} for fact in _of_kind(profile, "research_interest")],
            "projects": [
                _filled({"name": fact.name, "entity": employers.get(fact.role_id or "")} | _told(profile, fact, lines))
                for fact in profile.projects
            ],
        }
    )  # fmt: skip


def _basics(profile: Profile, lines: Mapping[int, str]) -> dict[str, Any]:
    person = profile.candidate
    addresses = [uri for link in person.links if (uri := uri_of(link))]
    own = next((uri for uri in addresses if account_at(uri) is None), None)
    return _filled(
        {
            "name": person.name, "email": person.email if person.email and "@" in person.email else None,
            "phone": person.phone, "url": own, "summary": _summary(profile, lines),
            "location": {"address": person.location} if person.location else None,
            "profiles": [_account(uri) for uri in addresses if uri != own],
        }
    )  # fmt: skip


def _account(uri: str) -> dict[str, Any]:
    account = account_at(uri)
    return _filled({"network": account.network, "username": account.username, "url": uri} if account else {"url": uri})


def _summary(profile: Profile, lines: Mapping[int, str]) -> str | None:
    """Return what stands under a heading such as "Summary" or "Profile", where it is short and ends before any entry."""
    entries = (*profile.roles, *profile.education, *profile.publications)
    of_entries = {piece.line for fact in entries for piece in fact.evidence}
    held: list[int] | None = None
    for number in sorted(lines):
        kind = heading_kind(lines[number], "resume")
        if held is None:
            held = [] if kind == "summary" else None
        elif kind is not None:
            break
        elif number in of_entries or len(held) == _LONGEST_SUMMARY:
            return None
        else:
            held.append(number)
    return "\n".join(_words(paragraphs(held or [], lines), lines)) or None


def _told(profile: Profile, fact: Role | Project, lines: Mapping[int, str]) -> dict[str, Any]:
    """Return the dates and the lines that describe a position or project; an end that goes on is left out."""
    told = _words(paragraphs_of(profile, fact.summary_lines, lines), lines)
    return {"startDate": _date(fact.start_date), "endDate": _date(fact.end_date), "highlights": told}


def _words(parts: Iterable[Sequence[int]], lines: Mapping[int, str]) -> list[str]:
    """Return paragraphs, each given by the numbers of its lines, as they stand there but for the bullet."""
    joined = (" ".join(lines.get(number, "").strip() for number in part) for part in parts)
    return [words for text in joined if (words := _BULLET.sub("", text).strip())]


def _of_kind(profile: Profile, *kinds: str) -> list[Qualification]:
    return [fact for fact in profile.qualifications if fact.kind in kinds]


def _date(date: str | None) -> str | None:
    """Return a date of the years 1000 to 2999, which alone the format knows."""
    return date if date and date[0] in "12" else None


def _whole_date(date: str | None) -> str | None:
    return date if date and len(date) == _WHOLE_DATE else None


def _filled(values: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value not in (None, "", [], {})}
