"""Made-up academic résumés of two to four pages in English, German, French and Spanish, with the titles of their publications.

Sixteen people, each in a field of their own, with 40 publications each in one of six citation styles. Their words are in
bench/ending_words.yaml. The same seed gives the same letters.
"""

from __future__ import annotations

import random
import textwrap
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any

import yaml

WORDS = Path(__file__).parent / "ending_words.yaml"
PUBLICATIONS = 40
TALKS = 6
WIDTHS = (78, 88, 96)
"""Columns at which lines are wrapped."""
_LANGUAGES = ("english", "german", "french", "spanish")
_FIELDS = 4
"""Fields of each language."""


@dataclass(frozen=True, slots=True)
class HonestResume:
    """A résumé that says nothing odd. `titles` are those of its publications, in the order of the text."""

    name: str
    text: str
    titles: tuple[str, ...]
    suffix: str


@dataclass(frozen=True, slots=True)
class _Work:
    """A publication."""

    authors: tuple[tuple[str, str], ...]
    """Surname, and initial with its dot."""
    title: str
    venue: str
    year: int
    volume: int
    issue: int
    pages: str


def honest_resumes(seed: int) -> list[HonestResume]:
    """Return the résumés, four of each language."""
    table: dict[str, Any] = yaml.safe_load(WORDS.read_text("utf-8"))
    styles = list(STYLES)
    found: list[HonestResume] = []
    for field in range(_FIELDS):
        for place, language in enumerate(_LANGUAGES):
            style = styles[(4 * field + place + field) % len(styles)]
            rng = random.Random(f"{seed} {language} {field}")
            found.append(_resume(rng, language, table[language], field, style))
    return found


def contact_line(rng: random.Random, name: str) -> str:
    """Return mail and telephone of a made-up person."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return f"{plain.replace(' ', '.')}@example.com · ({rng.randint(201, 989)}) 555-01{rng.randint(0, 99):02}"


def _resume(rng: random.Random, language: str, words: dict[str, Any], field: int, style: str) -> HonestResume:
    subject: dict[str, Any] = words["fields"][field]
    surname = words["surnames"][field]
    name = f"{words['given'][field]} {surname}"
    titles = _titles(rng, subject, words["colon"])
    works = sorted((_work(rng, words, surname, name[0], subject, title) for title in titles[:PUBLICATIONS]),
                   key=lambda work: -work.year)  # fmt: skip
    markdown = style == "apa"
    heads = words["headings"]
    width = rng.choice(WIDTHS)
    blocks = [
        [f"# {name}" if markdown else name, subject["name"], contact_line(rng, name)],
        *_section(heads["experience"], _jobs(rng, words), markdown=markdown),
        *_section(heads["education"], _degrees(rng, words, subject["name"]), markdown=markdown),
        *_section(heads["publications"], STYLES[style](works, words, width), markdown=markdown),
        *_section(heads["talks"], [_talks(rng, titles[PUBLICATIONS:], words, width)], markdown=markdown),
        *_section(heads["languages"], [[words["spoken"]]], markdown=markdown),
    ]
    text = "\n\n".join("\n".join(block) for block in blocks) + "\n"
    return HonestResume(
        f"{language}_{style}_{field + 1}", text, tuple(work.title for work in works), ".md" if markdown else ".txt"
    )


def _section(heading: str, blocks: Sequence[list[str]], *, markdown: bool) -> list[list[str]]:
    """Return blocks of lines, the heading above them; empty lines will part the blocks."""
    return [[f"## {heading}"], *blocks] if markdown else [[heading.upper()], *blocks]


def _titles(rng: random.Random, subject: dict[str, Any], colon: str) -> list[str]:
    """Return titles for all publications and talks; no two have both topic and setting."""
    pairs = [f"{topic} {setting}" for topic in subject["topics"] for setting in subject["settings"]]
    own: list[str] = subject["titles"]
    made = [
        f"{pair}{colon}{rng.choice(subject['angles'])}" if place % 2 else pair
        for place, pair in enumerate(rng.sample(pairs, PUBLICATIONS + TALKS - len(own)))
    ]
    published = made[: PUBLICATIONS - len(own)] + own
    rng.shuffle(published)
    return published + made[PUBLICATIONS - len(own) :]


def _work(
    rng: random.Random, words: dict[str, Any], surname: str, initial: str, subject: dict[str, Any], title: str
) -> _Work:
    others = [each for each in words["surnames"] if each != surname]
    authors = [(other, f"{rng.choice('ABEGHJLMNPRST')}.") for other in rng.sample(others, rng.choice((0, 1, 1, 2, 3)))]
    authors.insert(rng.randint(0, len(authors)) if rng.random() < 0.4 else 0, (surname, f"{initial}."))
    first = rng.randint(1, 480)
    pages = f"{first}–{first + rng.randint(8, 31)}"
    year = rng.randint(2004, 2026)
    return _Work(tuple(authors), title, rng.choice(subject["venues"]), year, year - 1985, rng.randint(1, 4), pages)


def _jobs(rng: random.Random, words: dict[str, Any]) -> list[list[str]]:
    blocks: list[list[str]] = []
    begin, until = 2019, words["present"]
    for job, place in zip(words["jobs"], rng.sample(words["institutions"], 4), strict=True):
        blocks.append([f"{job}, {place}", f"{begin} – {until}"])
        blocks[-1] += [f"- {deed}" for deed in rng.sample(words["deeds"], 2)]
        begin, until = begin - rng.randint(3, 5), str(begin)
    return blocks


def _degrees(rng: random.Random, words: dict[str, Any], field: str) -> list[list[str]]:
    year = 2004
    blocks: list[list[str]] = []
    for degree in words["degrees"]:
        blocks.append([f"{degree}, {field}, {rng.choice(words['institutions'])}, {year}"])
        year -= rng.randint(2, 4)
    return blocks


def _talks(rng: random.Random, titles: Sequence[str], words: dict[str, Any], width: int) -> list[str]:
    dated = zip(titles, range(2025, 2025 - len(titles), -1), strict=True)
    lines = [f"- {title}, {rng.choice(words['institutions'])}, {year}" for title, year in dated]
    return [row for line in lines for row in _wrapped(line, width, "  ")]


def _wrapped(citation: str, width: int, indent: str = "    ") -> list[str]:
    """Return the lines of a citation; none breaks within a word, so that its words stand as they are."""
    return textwrap.wrap(
        citation, width, subsequent_indent=indent, break_on_hyphens=False, break_long_words=False
    )  # fmt: skip


def _joined(names: Sequence[str], last: str) -> str:
    return f"{', '.join(names[:-1])}{last}{names[-1]}" if len(names) > 1 else names[0]


def _ended(title: str) -> str:
    """Return a title with a full stop, or with the mark that it ends in."""
    return title if title.endswith(("?", "!")) else f"{title}."


def _numbered(works: Sequence[_Work], words: dict[str, Any], width: int) -> list[list[str]]:
    """A. Surname and B. Surname. Title. Venue, 12(3):45–67, 2021."""
    blocks: list[list[str]] = []
    for number, work in enumerate(works, 1):
        authors = _joined([f"{initial} {surname}" for surname, initial in work.authors], f" {words['and']} ")
        citation = (
            f"{authors}. {_ended(work.title)} {work.venue}, {work.volume}({work.issue}):{work.pages}, {work.year}."
        )
        blocks.append(_wrapped(f"{number}. {citation}", width))
    return blocks


def _by_year(works: Sequence[_Work], words: dict[str, Any], width: int) -> list[list[str]]:
    """Below a line with the year: Surname A, Surname B. Title. Venue. 12:45–67."""
    blocks: list[list[str]] = []
    for year, group in groupby(works, key=lambda work: work.year):
        blocks.append([str(year)])
        for work in group:
            authors = ", ".join(f"{surname} {initial[0]}" for surname, initial in work.authors)
            citation = f"{authors}. {_ended(work.title)} {work.venue}. {work.volume}:{work.pages}."
            blocks[-1] += _wrapped(f"• {citation}", width, "  ")
    return blocks


def _apa(works: Sequence[_Work], words: dict[str, Any], width: int) -> list[list[str]]:
    """Surname, A., & Surname, B. (2021). Title. Venue, 12(3), 45–67. As a list in Markdown."""
    rows: list[str] = []
    for work in works:
        authors = _joined([f"{surname}, {initial}" for surname, initial in work.authors], ", & ")
        citation = (
            f"{authors} ({work.year}). {_ended(work.title)} *{work.venue}*, {work.volume}({work.issue}), {work.pages}."
        )
        rows += _wrapped(f"- {citation}", width, "  ")
    return [rows]


def _ieee(works: Sequence[_Work], words: dict[str, Any], width: int) -> list[list[str]]:
    """[1] A. Surname and B. Surname, “Title,” Venue, vol. 12, no. 3, pp. 45–67, 2021."""
    opening, closing = words["quotes"]
    rows: list[str] = []
    for number, work in enumerate(works, 1):
        authors = _joined([f"{initial} {surname}" for surname, initial in work.authors], f" {words['and']} ")
        comma = "" if work.title.endswith("?") else ","
        citation = f"{authors}, {opening}{work.title}{comma}{closing} {work.venue}, vol. {work.volume}, no. {work.issue}, pp. {work.pages}, {work.year}."
        rows += _wrapped(f"[{number}] {citation}", width)
    return [rows]


def _title_first(works: Sequence[_Work], words: dict[str, Any], width: int) -> list[list[str]]:
    """Title. A. Surname, B. Surname. Venue 12 (2021), 45–67."""
    blocks: list[list[str]] = []
    for work in works:
        authors = ", ".join(f"{initial} {surname}" for surname, initial in work.authors)
        citation = f"{_ended(work.title)} {authors}. {work.venue} {work.volume} ({work.year}), {work.pages}."
        blocks.append(_wrapped(citation, width, ""))
    return blocks


def _title_line(works: Sequence[_Work], words: dict[str, Any], width: int) -> list[list[str]]:
    """The title on lines of its own, the authors below it, then venue and year."""
    blocks: list[list[str]] = []
    for work in works:
        authors = ", ".join(f"{initial} {surname}" for surname, initial in work.authors)
        blocks.append(
            [*_wrapped(work.title, width, ""), authors, f"{work.venue} {work.volume}({work.issue}), {work.year}"]
        )
    return blocks


STYLES: dict[str, Callable[[Sequence[_Work], dict[str, Any], int], list[list[str]]]] = {
    "numbered": _numbered, "by_year": _by_year, "apa": _apa, "ieee": _ieee, "title_first": _title_first,
    "title_line": _title_line,
}  # fmt: skip
