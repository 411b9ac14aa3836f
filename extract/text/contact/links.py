"""Links by kind: whose site an address belongs to, and which account of it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import parse_qs, unquote, urlsplit

from extract.text.contact.folding import folded
from schemas import LinkKind

_ACCOUNTS: tuple[tuple[LinkKind, str, str], ...] = (
    ("linkedin", r"(?:\w+\.)?linkedin\.com", r"/in/([^/]+)"),
    ("github", r"github\.com", r"/([\w-]+)/?$"),
    ("github", r"([\w-]+)\.github\.io", r"/?"),
    ("gitlab", r"gitlab\.com", r"/([\w.-]+)/?$"),
    ("orcid", r"orcid\.org", r"/(\d{4}-\d{4}-\d{4}-\d{3}[\dXx])"),
    ("google_scholar", r"scholar\.google\.[\w.]+", r""),
    ("x", r"(?:twitter|x)\.com", r"/@?(\w+)/?$"),
    ("xing", r"xing\.com", r"/profile/([^/]+)"),
    ("stackoverflow", r"stackoverflow\.com", r"/users/(\d+)"),
    ("huggingface", r"huggingface\.co", r"/([\w.-]+)/?$"),
    ("kaggle", r"kaggle\.com", r"/([\w-]+)/?$"),
    ("researchgate", r"researchgate\.net", r"/profile/([^/]+)"),
)  # fmt: skip
"""Kind, host and path; what stands in brackets is the account. Other paths of these hosts (a repository, say) have none."""


@dataclass(frozen=True, slots=True)
class Typed:
    """What an address leads to; `account` is None where it is no one's account, or the kind has none."""

    kind: LinkKind
    account: str | None = None


def kind_of_link(url: str, name: str | None, email: str | None) -> Typed:
    """Return what kind of page an address leads to.

    A site is the person's own where its host bears a part of the name (of four letters or more), or is that of the
    person's mail address; else it is "other".
    """
    try:
        parts = urlsplit(url if "://" in url else f"https://{url}")
    except ValueError:  # no address
        return Typed("other")
    host = parts.netloc.rpartition("@")[2].partition(":")[0].casefold().removeprefix("www.")
    for kind, hosts, paths in _ACCOUNTS:
        if at := re.fullmatch(hosts, host):
            return Typed(kind, _account(kind, at, re.match(paths, parts.path), parts.query))
    if email and email.casefold().rpartition("@")[2] == host:
        return Typed("personal_site")
    own = re.findall(r"[a-z]{4,}", folded(name or ""))
    return Typed("personal_site" if any(word in host for word in own) else "other")


def _account(kind: LinkKind, host: re.Match[str], path: re.Match[str] | None, query: str) -> str | None:
    if kind == "google_scholar":
        return next(iter(parse_qs(query).get("user", [])), None)  # it tells capitals from small letters
    found = host[1] if host.re.groups else path[1] if path and path.re.groups else None
    if found is None:
        return None
    return found.upper() if kind == "orcid" else unquote(found).casefold()
