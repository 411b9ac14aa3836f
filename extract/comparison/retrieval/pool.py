"""The lines of a profile that may bear on a demand: what the comparison is allowed to see, and how they are searched."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from extract.comparison.retrieval.blinding import Blinding
from extract.text.injection.detection import addresses_model
from extract.text.paragraphs import sentences
from extract.text.sections.headings import heading_kind
from extract.text.skills.vocabulary import Vocabulary
from schemas import AdditionalFact, Evidence, Fact, Profile, Role

K1, B = 1.2, 0.75
"""BM25's usual constants (Robertson and Zaragoza, 2009, https://doi.org/10.1561/1500000019)."""
MAX_LINE_CHARS = 400
"""Letters of a line that are shown to a model."""


@dataclass(frozen=True, slots=True)
class PoolLine:
    """One line of the résumé with the facts that cite it, and what it is: "listed" in a list of skills, or "told".

    `text` is the line as the comparison sees it: without who the candidate is, white space folded.
    """

    evidence: Evidence
    fact_ids: tuple[str, ...]
    listed: bool
    text: str

    @property
    def labelled(self) -> str:
        """The line as it is searched and shown: with what kind of fact it is, where its words do not say."""
        kind = self.fact_ids[0].partition("-")[0] if self.fact_ids else ""
        is_told = kind in ("", "role", "education", "metric", "qualification")
        return self.text if is_told else f"{kind.capitalize()}: {self.text}"

    @property
    def shown(self) -> str:
        """The line as a model sees it: labelled, and cut where it is long."""
        return self.labelled[:MAX_LINE_CHARS]


def pool_of(
    profile: Profile, blinding: Blinding | None = None, left_out: frozenset[tuple[int, int]] = frozenset()
) -> list[PoolLine]:
    """Return the lines that facts cite, in the document's order, as `blinding` shows them.

    Who the candidate is stays out, and so do lines that speak to a model or to whoever screens: they are no fact. The
    lines at the spans of `left_out` stay out as well.
    """
    blinding = blinding or Blinding(profile)
    facts: dict[tuple[int, int], list[Fact]] = {}
    who = {piece.line for piece in profile.candidate.evidence}
    pieces: dict[tuple[int, int], Evidence] = {}
    for fact in profile.facts():
        for evidence in fact.evidence:
            if isinstance(fact, AdditionalFact) and evidence.line in who:
                continue  # a kind of the user's own may cite anything
            span = (evidence.start, evidence.end)
            facts.setdefault(span, []).append(fact)
            pieces[span] = evidence
    found: list[PoolLine] = []
    for span in sorted(pieces):
        evidence = pieces[span]
        if span in left_out or addresses_model(evidence.text):
            continue
        text = " ".join(blinding(evidence.text).split())
        if not text:
            continue
        citing = facts[span]
        listed = all(fact.id.startswith("qualification") and "name" in fact.leaves and fact.leaves["name"].rule == "list_item"
                     for fact in citing)  # fmt: skip
        found.append(PoolLine(evidence, tuple(dict.fromkeys(_order(citing))), listed, text))
    return found


def uncited_lines(
    profile: Profile, blinding: Blinding, left_out: frozenset[tuple[int, int]] = frozenset()
) -> list[PoolLine]:
    """Return the sentences of the lines that no fact cites, but for headings and those at the spans of `left_out`.

    A line's page is that of the cited lines around it, None where these differ.
    """
    cited = sorted((piece.line, piece.page) for fact in profile.facts() for piece in fact.evidence)
    found: list[PoolLine] = []
    for line in profile.unread_lines:
        before = next((page for number, page in reversed(cited) if number < line.line), None)
        after = next((page for number, page in cited if number > line.line), before)
        if (line.start, line.end) in left_out or addresses_model(line.text) or heading_kind(line.text, "resume"):
            continue
        for start, end in sentences(line.text, 0, len(line.text)):
            said = line.text[start:end]
            if text := " ".join(blinding(said).split()):
                page = before if before == after else None
                place = (line.start + start, line.start + end)
                evidence = Evidence(start=place[0], end=place[1], text=said, line=line.line, page=page)
                found.append(PoolLine(evidence, (), False, text))
    return found


def _order(facts: Sequence[Fact]) -> list[str]:
    """Return ids, the more telling facts before the role whose description the line is."""
    return [f.id for f in facts if not isinstance(f, Role)] + [f.id for f in facts if isinstance(f, Role)]


@dataclass(frozen=True, slots=True)
class Found:
    """A line that a search found: the BM25 score of its words, and the closeness of its meaning.

    `words` is 0 where no word is shared. `closeness` is a cosine, -1 to 1; None where meaning was not searched.
    """

    line: PoolLine
    words: float
    closeness: float | None = None


class LineSearch(Protocol):
    """Ranks lines for a demand. `nothing_found` is the reason given where it finds none."""

    nothing_found: str

    def best(self, demand: str, limit: int) -> list[PoolLine]:
        """Return the lines that may show a demand, the closest first, at most `limit`."""
        ...

    def ranked(self, demand: str) -> list[Found]:
        """Return all lines that may show a demand, the closest first."""
        ...


class Search:
    """Lines ranked by the content words of a demand (BM25)."""

    nothing_found = "No line of the résumé shares a word with this demand."

    def __init__(self, lines: Sequence[PoolLine], vocabulary: Vocabulary) -> None:
        self._lines = lines
        self._vocabulary = vocabulary
        self._words = [Counter(vocabulary.content_words(line.labelled)) for line in lines]
        self._lengths = [sum(words.values()) for words in self._words]
        self._mean = sum(self._lengths) / len(lines) if lines else 1.0
        self._document_counts = Counter(word for words in self._words for word in words)

    def best(self, demand: str, limit: int) -> list[PoolLine]:
        """Return the lines that share words with a demand, the closest first, at most `limit`."""
        return [found.line for found in self.ranked(demand)[:limit]]

    def ranked(self, demand: str) -> list[Found]:
        """Return all lines that share words with a demand and how close each is, the closest first."""
        wanted = set(self._vocabulary.content_words(demand))
        scored = [(self._score(wanted, index), -index) for index in range(len(self._lines))]
        ranked = sorted((pair for pair in scored if pair[0] > 0), reverse=True)
        return [Found(self._lines[-index], score) for score, index in ranked]

    def _score(self, wanted: set[str], index: int) -> float:
        words, length = self._words[index], self._lengths[index]
        score = 0.0
        for word in sorted(wanted & words.keys()):
            rarity = math.log(
                1 + (len(self._lines) - self._document_counts[word] + 0.5) / (self._document_counts[word] + 0.5)
            )
            score += rarity * words[word] * (K1 + 1) / (words[word] + K1 * (1 - B + B * length / self._mean))
        return score
