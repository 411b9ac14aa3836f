"""What people decided about profiles that look like one person's: one log a folder, only ever added to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from extract.review.decisions.log import LOG_SUFFIX, LogFile, ReviewLog
from schemas import Likeness, LikenessDecision

Pair = tuple[str, str]
"""Two NAMEs of profiles, in their order."""


@dataclass(frozen=True, slots=True)
class PeopleLog:
    """The decisions in OUT/reviews/people.reviews.jsonl."""

    out: Path

    @property
    def file(self) -> LogFile[LikenessDecision]:
        """The log itself."""
        folder = ReviewLog(self.out).folder
        return LogFile(folder, folder / f"people{LOG_SUFFIX}", LikenessDecision)

    def standing(self, documents: Mapping[str, str]) -> dict[Pair, LikenessDecision]:
        """Return the last decision on each pair whose documents are still those that it was made on.

        `documents` are their hashes by NAME. What was opened again is left out.

        Raises:
            DamagedLogError: the log cannot be used.
        """
        last = {(each.first, each.second): each for each in self.file.read()}
        return {
            pair: each
            for pair, each in last.items()
            if each.likeness != "open"
            and (documents.get(each.first), documents.get(each.second)) == (each.first_document, each.second_document)
        }

    def decide(self, pair: Pair, documents: tuple[str, str], likeness: Likeness, by: str) -> LikenessDecision:
        """Take a decision down. `documents` are the hashes of the two documents.

        Raises:
            UserError: the log cannot be used or written to.
        """

        def make(_: list[LikenessDecision], number: int, at: str) -> list[LikenessDecision]:
            return [
                LikenessDecision(
                    number=number, at=at, by=by, likeness=likeness, first=pair[0], second=pair[1],
                    first_document=documents[0], second_document=documents[1], vouchline=version("vouchline"),
                )
            ]  # fmt: skip

        made, _ = self.file.append(make)
        return made[0]
