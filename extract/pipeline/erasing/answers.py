"""Answers about a person's document in the cache of answers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from extract.errors import UserError
from extract.llm.cache.answers import AnswerCache, StoredAnswer
from extract.llm.cache.compacting import compact
from extract.pipeline.erasing.removed import Removed
from extract.pipeline.erasing.subject import Subject


@dataclass(frozen=True, slots=True)
class AnswerEraser:
    """The cache, as far as it is about one person's documents."""

    cache: AnswerCache
    subject: Subject

    def erase(self, *, really: bool) -> Iterator[Removed]:
        """Forget the answers that were asked about the documents, or only count them.

        An answer that an older version stored does not say what it is about: it goes if it holds words of the document.
        Answers about others that happen to be alike may go with it, and are asked for again.

        Raises:
            UserError: another program uses the cache, so that what was deleted could still be read in its file.
        """
        if not self._is_remote and not self.cache.folder.exists():
            return
        keys = self.cache.find(self._is_about)
        if really:
            for key in keys:
                self.cache.drop(key)
            self.cache.close()
            if not self._is_remote and not compact(self.cache.folder):
                raise UserError(
                    f"The answers in {self.cache.place!r} are in use, so forgotten ones may still stand in the file.",
                    "End other runs of Vouchline, and repeat the command: it goes on.",
                )
        if keys:
            yield Removed("answer", self.cache.place, len(keys))

    @property
    def _is_remote(self) -> bool:
        return "://" in self.cache.place

    def _is_about(self, answer: StoredAnswer) -> bool:
        if answer.about:
            return not self.subject.hashes.isdisjoint(answer.about)
        return self.subject.is_quoted(answer.text)
