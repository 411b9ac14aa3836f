"""Addresses as résumés write them, as URIs (RFC 3986), and the services that keep people's public pages."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import quote, urlsplit

_DOI = re.compile(r"(?i)^(?:doi:?\s*|https?://(?:dx\.)?doi\.org/|(?:dx\.)?doi\.org/)?(10\.\d{4,9}/\S+)$")
_ARXIV = re.compile(r"(?i)^arxiv:\s*(\d{4}\.\d{4,5}(?:v\d+)?)$")
_SCHEME = re.compile(r"(?i)^[a-z][a-z0-9+.-]*:")
_HOST = re.compile(r"^[^\s/?#@:]+\.[^\s/?#@:.]{2,}(?::\d+)?(?:[/?#]|$)")
_STRAY_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")
_URI = re.compile(
    r"^[a-z][a-z0-9+.-]*:[\w.~:/?@!$&'()*+,;=%-]+(?:#[\w.~:/?@!$&'()*+,;=%-]*)?$", re.ASCII | re.IGNORECASE
)

_SERVICES: dict[str, tuple[str, str | None]] = {
    "github.com": ("GitHub", "/"), "gitlab.com": ("GitLab", "/"), "linkedin.com": ("LinkedIn", "/in/"),
    "xing.com": ("XING", "/profile/"), "orcid.org": ("ORCID", "/"), "x.com": ("X", "/"), "twitter.com": ("Twitter", "/"),
    "kaggle.com": ("Kaggle", "/"), "huggingface.co": ("Hugging Face", "/"), "stackoverflow.com": ("Stack Overflow", None),
    "scholar.google.com": ("Google Scholar", None), "researchgate.net": ("ResearchGate", "/profile/"),
    "medium.com": ("Medium", "/@"), "behance.net": ("Behance", "/"), "dribbble.com": ("Dribbble", "/"),
}  # fmt: skip
"""By host: the service's name, and what stands before the user's name in the path; None where the path has no such name."""


@dataclass(frozen=True, slots=True)
class Account:
    """A page of a person at a service. `username` is None where the address does not hold it."""

    network: str
    username: str | None


def uri_of(written: str | None) -> str | None:
    """Return an address as a URI: with the scheme that résumés leave out; None for what is no address.

    A DOI becomes an address at doi.org, an arXiv number one at arxiv.org. Characters that a URI must not hold are
    percent-encoded.
    """
    text = (written or "").strip()
    if match := _DOI.match(text):
        text = f"https://doi.org/{match[1]}"
    elif match := _ARXIV.match(text):
        text = f"https://arxiv.org/abs/{match[1]}"
    elif _HOST.match(text):
        text = f"https://{text}"
    elif not _SCHEME.match(text) or " " in text:
        return None
    uri = quote(_STRAY_PERCENT.sub("%25", text), safe=":/?#@!$&'()*+,;=%~")
    return uri if _URI.match(uri) else None


def account_at(uri: str) -> Account | None:
    """Return whose page at which service an address is; None where it is a page of its own, or no address at all."""
    try:
        parts = urlsplit(uri)
        host = (parts.hostname or "").removeprefix("www.")
    except ValueError:
        return None
    if host not in _SERVICES:
        host = next((service for service in _SERVICES if host.endswith(f".{service}")), host)
    if host not in _SERVICES:
        return None
    network, before = _SERVICES[host]
    user = parts.path.removeprefix(before or "").rstrip("/")
    named = before is not None and parts.path.startswith(before) and user and "/" not in user
    return Account(network, user if named else None)
