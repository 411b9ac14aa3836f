"""Lines of a résumé that only repeat the posting, or one word over and over: set aside, since they show nothing."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from schemas import Evidence, Fact, Finding, Posting, Profile, Requirement

WINDOW = 20
"""Letters and digits in a row, all else left out, that have to stand in the posting too to be taken for its own."""
MIN_LETTERS = 30
"""Fewest letters of a line that is taken for copied by itself: shorter ones ("Python and SQL") say the same by chance."""
COPIED_SHARE = 0.8
"""Share of a line's letters in such rows from which on it is copied."""
BLOCK_LINES = 2
"""From this many copied lines on a part of the posting was pasted; then short lines between them belong to it."""
BLOCK_MARGIN = 2
"""How many lines above and below belong to the pasted part as well."""
STUFFED_REPEATS, STUFFED_SHARE = 4, 0.25
"""How often one word stands in a line, and what share of its words it is, from which on the line is stuffed with it."""
_WORD = re.compile(r"[^\W_]+(?:[+#]+)?(?:['’][^\W_]+)?")
_COMMON = frozenset(("the", "a", "an", "and", "or", "of", "in", "to", "for", "with", "on", "at", "by", "from", "as", "is", "are", "be", "you", "your", "we", "our", "und", "der", "die", "das", "mit", "für", "von", "et", "de", "la", "le", "les", "des", "en", "y", "el"))  # fmt: skip


@dataclass(frozen=True, slots=True)
class SetAside:
    """What takes no part in a comparison: spans of the résumé's text, and the findings that say why."""

    spans: frozenset[tuple[int, int]]
    findings: tuple[Finding, ...]
    _windows: frozenset[str]

    def without(self, profile: Profile) -> Profile:
        """Return the profile without the facts that rest on nothing but what is set aside."""
        if not self.spans:
            return profile

        def kept(facts: Sequence[Fact]) -> list[Fact]:
            return [f for f in facts if not self.spans.issuperset((p.start, p.end) for p in f.evidence)]

        kinds = ("roles", "projects", "education", "publications", "talks", "metrics", "qualifications")
        own = {kind: kept(facts) for kind, facts in profile.additional.items()}
        return profile.model_copy(update={kind: kept(getattr(profile, kind)) for kind in kinds} | {"additional": own})

    def touches(self, requirement: Requirement) -> bool:
        """Whether what is set aside repeats words of this demand."""
        letters = _letters(requirement.text)
        return any(window in self._windows for window in _windows(letters)) or letters in self._windows


def set_aside(profile: Profile, posting: Posting) -> SetAside:
    """Return the lines that repeat the posting's words, and those stuffed with one word. Costs time linear in both."""
    pieces = _pieces(profile)
    theirs = [_letters(text) for text in _texts(posting)]
    demands = [each for r in posting.requirements if len(each := _letters(r.text)) >= MIN_LETTERS]
    known = {window for letters in theirs for window in _windows(letters)}
    letters_of = {span: _letters(piece.text) for span, piece in pieces.items()}
    copied = {
        span for span, letters in letters_of.items()
        if len(letters) >= MIN_LETTERS and (_share(letters, known) >= COPIED_SHARE or any(d in letters for d in demands))
    }  # fmt: skip
    if len(copied) >= BLOCK_LINES:
        numbers = [pieces[span].line for span in copied]
        block = range(min(numbers) - BLOCK_MARGIN, max(numbers) + BLOCK_MARGIN + 1)
        whole = "\n".join(theirs)
        copied |= {
            span for span, letters in letters_of.items() if pieces[span].line in block and letters and letters in whole
        }  # fmt: skip
    stuffed = {span for span, piece in pieces.items() if span not in copied and _is_stuffed(_words(piece.text))}
    said = (
        ("copied_posting", "These lines repeat the posting's own words; they were left out of the comparison.", copied),
        (
            "keyword_stuffing",
            "These lines repeat one word over and over; they were left out of the comparison.",
            stuffed,
        ),
    )
    findings = tuple(
        Finding(code=code, severity="warning", message=message, evidence=[pieces[span] for span in sorted(spans)])
        for code, message, spans in said
        if spans
    )
    rows = {row for span in copied for row in (*_windows(letters_of[span]), letters_of[span])}
    return SetAside(frozenset(copied | stuffed), findings, frozenset(rows))


def _pieces(profile: Profile) -> dict[tuple[int, int], Evidence]:
    """Return the lines that facts cite, and those that none cites, by their spans."""
    uncited = (
        Evidence(start=line.start, end=line.end, text=line.text, line=line.line, page=None)
        for line in profile.unread_lines
    )
    cited = (piece for fact in profile.facts() for piece in fact.evidence)
    return {(piece.start, piece.end): piece for piece in (*uncited, *cited)}


def _texts(posting: Posting) -> Iterator[str]:
    for requirement in posting.requirements:
        for piece in requirement.evidence:
            yield piece.text
    for line in posting.unread_lines:
        yield line.text


def _letters(text: str) -> str:
    """Return the letters and digits of a text alone, so that no punctuation, case or space hides a copy."""
    return "".join(c for c in unicodedata.normalize("NFKC", text).casefold() if c.isalnum())


def _words(text: str) -> list[str]:
    return [word.casefold() for word in _WORD.findall(text)]


def _windows(letters: str) -> Iterator[str]:
    for start in range(len(letters) - WINDOW + 1):
        yield letters[start : start + WINDOW]


def _share(letters: str, known: set[str]) -> float:
    """Return the share of letters that stand in a row of the posting."""
    covered, reached = 0, 0
    for start, window in enumerate(_windows(letters)):
        if window in known:
            covered += start + WINDOW - max(start, reached)
            reached = start + WINDOW
    return covered / len(letters)


def _is_stuffed(words: Sequence[str]) -> bool:
    counts = Counter(word for word in words if word not in _COMMON and not word.isdigit() and len(word) > 1)
    most = max(counts.values(), default=0)
    return most >= STUFFED_REPEATS and most / len(words) >= STUFFED_SHARE
