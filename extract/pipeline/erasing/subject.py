"""Whose document is erased, and whether a text speaks of it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import cast

from pydantic import ValidationError

from extract.review.domain.known_text import known_document
from extract.review.domain.people import unknown_profile
from extract.store.results import Results
from schemas import DocumentInfo, Profile

LEAST_QUOTE = 12
"""Letters of words that an answer shares with the document before they count as its words; "Python" stands in many."""
LEAST_LINE = 24
"""Letters of a line of the document before a text that holds it counts as speaking of it."""
LEAST_MARK = 5


@dataclass(frozen=True)
class Subject:
    """Profiles to be erased, by NAME; a profile that cannot be read is None, and only its NAME is known."""

    profiles: dict[str, Profile | None]

    @property
    def documents(self) -> list[DocumentInfo]:
        """Where the documents came from."""
        return [profile.document for profile in self.profiles.values() if profile is not None]

    @cached_property
    def paths(self) -> frozenset[str]:
        """Paths of the documents, as run.json and the journal have them."""
        return frozenset(info.path for info in self.documents)

    @cached_property
    def hashes(self) -> frozenset[str]:
        """Hashes of the documents."""
        return frozenset(info.sha256 for info in self.documents)

    def is_in(self, text: str) -> bool:
        """Whether a text holds the person's name, mail address, telephone, or a longer line of the document."""
        plain = _plain(text)
        return any(mark in plain for mark in self._marks) or any(line in plain for line in self._lines)

    def is_quoted(self, text: str) -> bool:
        """Whether a text, or a text in its JSON, speaks of the person or is taken from the document."""
        return any(
            self.is_in(each) or (len(plain := _plain(each)) >= LEAST_QUOTE and plain in self._text)
            for each in strings_in(text)
        )

    @cached_property
    def _marks(self) -> frozenset[str]:
        people = [profile.candidate for profile in self.profiles.values() if profile is not None]
        values = [value for each in people for value in (each.name, each.email, each.phone, each.phone_e164)]
        return frozenset(plain for value in values if value and len(plain := _plain(value)) >= LEAST_MARK)

    @cached_property
    def _texts(self) -> list[str]:
        return [known_document(profile).text for profile in self.profiles.values() if profile is not None]

    @cached_property
    def _text(self) -> str:
        return "\n".join(map(_plain, self._texts))

    @cached_property
    def _lines(self) -> frozenset[str]:
        lines = (_plain(line) for text in self._texts for line in text.splitlines())
        return frozenset(line for line in lines if len(line) >= LEAST_LINE)


def find_subject(out: Path, names: Sequence[str]) -> Subject:
    """Return the profiles of these names.

    Raises:
        UserError: `out` is no folder, or there is no profile of one of the names; the closest are named.
    """
    results = Results(out)
    results.check_there()
    known = results.profile_names()
    found: dict[str, Profile | None] = {}
    for name in names:
        if name not in known:
            raise unknown_profile(name, known)
        try:
            found[name] = Profile.model_validate_json(results.profile_path(name).read_bytes())
        except (OSError, ValidationError):
            found[name] = None
    return Subject(found)


def strings_in(text: str) -> Iterator[str]:
    """Yield the texts inside a JSON text, also of JSON inside these; a text that is no JSON is one itself."""
    try:
        value: object = json.loads(text)
    except (ValueError, RecursionError):
        yield text
        return
    stack: list[object] = [value]
    while stack:
        each = stack.pop()
        if isinstance(each, str):
            if each.lstrip()[:1] in ("{", "["):
                yield from strings_in(each)
            else:
                yield each
        elif isinstance(each, dict):
            stack += cast("dict[str, object]", each).values()
        elif isinstance(each, list):
            stack += cast("list[object]", each)


def _plain(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip().casefold()
