"""The profiles of a folder that look like one person's, with what was decided about them."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path

from pydantic import ValidationError

from extract.errors import UserError
from extract.people.matching import Found, like_pairs
from extract.people.signs import Person, Signs, signs_of
from extract.report.content.look_alikes import LookAlike, words_of_sign
from extract.review.decisions.log import LOG_SUFFIX, ReviewLog
from extract.review.decisions.people import Pair, PeopleLog
from extract.review.domain.reviewed import review_profile
from extract.store.results import PROFILE_SUFFIX, Results
from extract.store.stamps import file_stamps
from schemas import Likeness, LikenessDecision, LikePair


@dataclass(frozen=True, slots=True)
class People:
    """The pairs of a folder. `labels` and `documents` (hashes) of all its profiles are by NAME."""

    found: Found = field(default_factory=lambda: Found((), 0))
    labels: Mapping[str, str] = field(default_factory=dict[str, str])
    documents: Mapping[str, str] = field(default_factory=dict[str, str])

    def look_alikes(self, out: Path) -> list[LookAlike]:
        """Return the pairs as they are shown, with what stands decided about them now; first those that nobody decided about.

        Raises:
            UserError: the log of these decisions is damaged.
        """
        decided = PeopleLog(out).standing(self.documents) if self.found.pairs else {}
        shown = [look_alike(pair, self.labels, decided) for pair in self.found.pairs]
        return sorted(shown, key=lambda each: each.likeness is not None)

    def decide(self, out: Path, names: Pair, likeness: Likeness, by: str) -> LikenessDecision:
        """Take down whether two profiles are of the same person.

        Raises:
            UserError: there is no such profile, both are the same, or the log cannot be written to.
        """
        for name in names:
            if name not in self.documents:
                raise unknown_profile(name, self.documents)
        first, second = sorted(names)
        if first == second:
            raise UserError(f"The profile {first!r} was named twice.", "Name two profiles.")
        documents = self.documents[first], self.documents[second]
        return PeopleLog(out).decide((first, second), documents, likeness, by)


@dataclass(frozen=True, slots=True)
class _Read:
    """What was read of one profile."""

    signs: Signs
    label: str
    document: str


class PeopleIndex:
    """The people of a folder, each profile read once and then only where it or its decisions changed."""

    def __init__(self, out: Path) -> None:
        self._results = Results(out)
        self._log = ReviewLog(out)
        self._read: dict[str, tuple[object, _Read | None]] = {}
        self._lock = threading.Lock()
        self.people = People()

    def look(self) -> People:
        """Return the people as they are stored now, as reviewed. Profiles that cannot be read take no part."""
        with self._lock:
            logs = dict(file_stamps(self._log.folder / "profiles", LOG_SUFFIX))
            known, self._read = self._read, {}
            for name, stamp in sorted(file_stamps(self._results.folder / "profiles", PROFILE_SUFFIX)):
                stamps = stamp, logs.get(name)
                kept = known.get(name)
                self._read[name] = kept if kept and kept[0] == stamps else (stamps, self._read_one(name, name in logs))
            read = {name: each for name, (_, each) in self._read.items() if each is not None}
            self.people = People(
                like_pairs(each.signs for each in read.values()),
                {name: each.label for name, each in read.items()},
                {name: each.document for name, each in read.items()},
            )
            return self.people

    def _read_one(self, name: str, is_decided: bool) -> _Read | None:
        try:
            if is_decided:
                person = review_profile(self._results, name).profile
            else:
                person = Person.model_validate_json(self._results.profile_path(name).read_bytes())
        except (OSError, ValidationError, UserError):
            return None  # the report and the list name it
        return _Read(signs_of(name, person), person.candidate.name or name, person.document.sha256)


def find_people(out: Path) -> People:
    """Return the people of all profiles of `out`.

    Raises:
        UserError: `out` is no folder.
    """
    Results(out).check_there()
    return PeopleIndex(out).look()


def look_alike(pair: LikePair, labels: Mapping[str, str], decided: Mapping[Pair, LikenessDecision]) -> LookAlike:
    """Return a pair as it is shown."""
    said = decided.get((pair.first, pair.second))
    return LookAlike(
        pair.first, pair.second, labels.get(pair.first, pair.first), labels.get(pair.second, pair.second),
        tuple(words_of_sign(sign) for sign in pair.signs), pair.names_differ,
        said.likeness if said else None, said.by if said else "",
    )  # fmt: skip


def unknown_profile(name: str, known: Iterable[str]) -> UserError:
    """Return the error about a NAME that no profile has, with the closest that there are."""
    names = sorted(known)
    close = get_close_matches(name, names, n=3, cutoff=0.5)
    listed = ", ".join(repr(each) for each in close or names[:10]) + ("…" if not close and len(names) > 10 else "")
    said = f"Did you mean {listed}?" if close else f"There are: {listed}." if names else "There are none."
    return UserError(f"There is no profile {name!r}.", said)
