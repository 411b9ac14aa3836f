"""A posting that a page holds for machines alone: schema.org's JobPosting in JSON-LD, as job boards write it for search engines."""

from __future__ import annotations

import html as entities
import json
from collections.abc import Iterator
from typing import Any, cast

from lxml import html

Json = dict[str, Any]
_LISTS = (("qualifications", "Qualifications"), ("experienceRequirements", "Experience"), ("educationRequirements", "Education"),
          ("skills", "Skills"), ("responsibilities", "Responsibilities"), ("jobBenefits", "Benefits"))  # fmt: skip
"""Properties of https://schema.org/JobPosting that may stand beside the description, and a heading for each."""


def job_posting_markup(root: html.HtmlElement) -> str | None:
    """Return HTML that shows the first JobPosting of a page: title, firm, place, description; None where there is none."""
    for script in root.iter("script"):
        if (script.get("type") or "").strip().casefold() != "application/ld+json":
            continue
        try:
            data = json.loads(script.text or "")
        except ValueError:
            continue
        for found in _postings(data):
            return _shown(found)
    return None


def _postings(data: object) -> Iterator[Json]:
    """Yield the objects of that type, also those in a list or in "@graph"."""
    if isinstance(data, list):
        for each in cast("list[object]", data):
            yield from _postings(each)
    elif isinstance(data, dict):
        value = cast("Json", data)
        types = value.get("@type")
        if types == "JobPosting" or (isinstance(types, list) and "JobPosting" in types):
            yield value
        yield from _postings(value.get("@graph"))


def _shown(posting: Json) -> str:
    parts = [f"<h1>{_escaped(posting.get('title'))}</h1>"]
    parts += [
        f"<p>{_escaped(each)}</p>" for each in (_name_of(posting.get("hiringOrganization")), _place_of(posting)) if each
    ]
    parts.append(f"<div>{_markup(posting.get('description'))}</div>")
    parts += [f"<h3>{heading}</h3><div>{_markup(posting[name])}</div>" for name, heading in _LISTS if posting.get(name)]
    return f"<html><body>{''.join(parts)}</body></html>"


def _name_of(value: object) -> str:
    return str(cast("Json", value).get("name") or "") if isinstance(value, dict) else str(value or "")


def _place_of(posting: Json) -> str:
    """Return town, region and country of the first place of work."""
    told: object = posting.get("jobLocation")
    place = next(iter(cast("list[object]", told)), None) if isinstance(told, list) else told
    address = cast("Json", place).get("address") if isinstance(place, dict) else None
    if not isinstance(address, dict):
        return str(address or "")
    named = cast("Json", address)
    pieces = (_name_of(named.get(name)) for name in ("addressLocality", "addressRegion", "addressCountry"))
    return ", ".join(piece for piece in pieces if piece)


def _markup(value: object) -> str:
    """Return a description as markup: it is markup already, or markup whose signs were escaped, or lines of text."""
    if isinstance(value, list):
        return "<ul>" + "".join(f"<li>{_markup(each)}</li>" for each in cast("list[object]", value)) + "</ul>"
    text = _name_of(value)
    if "<" not in text and "&lt;" in text:
        text = entities.unescape(text)
    return text if "<" in text else "<br>".join(_escaped(line) for line in text.splitlines())


def _escaped(value: object) -> str:
    return entities.escape(entities.unescape(str(value or "")))
