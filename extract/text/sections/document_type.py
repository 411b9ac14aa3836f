"""Tell résumés from job postings by their words: headings, cue words, mail and telephone near the top. No model."""

from __future__ import annotations

import re
from typing import Literal

from extract.documents.model.document import Document
from extract.text.sections.headings import heading_kind

DocumentKind = Literal["resume", "posting"]

_TOP_LINES = 12
"""How far down the contact lines of a résumé stand, at most."""

# Headings that only one of the two has; both have "experience", "education", "skills" and "summary".
_RESUME_SECTIONS = frozenset({"publications", "patents", "talks", "awards", "languages", "references", "interests"})
_POSTING_SECTIONS = frozenset({"preferred", "responsibility", "boilerplate"})
_SHARED_SECTIONS = frozenset({"summary", "other", "contact"})

_MAIL = re.compile(r"[\w.+-]@[\w-]+\.\w")
_PHONE = re.compile(r"(?<!\d)\+?\(?\d{2,4}\)?(?:[ ./-]?\(?\d{2,4}\)?){2,4}(?!\d)")
_PERSONAL_LINK = re.compile(r"linkedin\.com/in/|github\.com/|orcid\.org/|linkedin\.com/pub/", re.IGNORECASE)
_OWN_NAME_OF_KIND = re.compile(r"^\W*(?:curriculum vitae|r[eé]sum[eé]|c\.?v\.?|lebenslauf|currículum)\b", re.IGNORECASE)
_YEARS_HELD = re.compile(
    r"\b(?:19|20)\d\d\s*(?:[–—-]|to|bis|à|until)\s*(?:(?:\w{3,9}\.?\s+)?(?:19|20)\d\d|present|current|now|today|ongoing|heute)",
    re.IGNORECASE,
)
_FIRST_PERSON = re.compile(r"\b(?:I|my|me|ich|meine|je|mon)\b")
_WE_AND_YOU = re.compile(
    r"\b(?:you will|you'll|you’ll|you have|you are|your|we are|we're|we’re|we offer|our team|our|us|join|sie|ihre|wir|vous|nous)\b",
    re.IGNORECASE,
)
_DEMANDS = re.compile(
    r"\b(?:years? of (?:\w+ ){0,3}experience|or equivalent|must (?:have|be)|ability to|preferred|required|"
    r"(?:strong|solid|proven|working) (?:knowledge|understanding|experience|background)|proficien\w+ in|is a plus|"
    r"nice to have|equal opportunity|apply|applicants?|candidates?|salary|benefits|full-time|m/f/d|m/w/d)\b",
    re.IGNORECASE,
)

# How much each sign counts. Two contact lines outweigh a posting's tone of voice in a cover paragraph; a heading such as
# "Responsibilities" does not turn a résumé with dated jobs into a posting.
_CONTACT, _HEADING, _TITLE, _PERIOD, _MAX_PERIODS = 3.0, 2.0, 6.0, 1.0, 6
_PER_HUNDRED_WORDS, _MOST_TONE = 1.5, 8.0
_FEWEST_WORDS = 100
"""Shorter texts count as so long: two words of a few are no tone."""


def document_kind(document: Document) -> DocumentKind:
    """Return what a document is taken for. A document with no sign of either is a résumé."""
    return "posting" if posting_score(document) > 0 else "resume"


def posting_score(document: Document) -> float:
    """Return how much more a document looks like a posting than like a résumé; below 0 it looks like a résumé."""
    lines = [text for line in document.lines if (text := document.line_text(line).strip())]
    words = max(len(document.text.split()), _FEWEST_WORDS)
    return _headings(document) + _tone(document.text, words) - _person(lines) - _history(document.text)


def _headings(document: Document) -> float:
    score = 0.0
    for line in document.lines:
        text = document.line_text(line)
        marked = line.heading or line.bold
        as_resume = heading_kind(text, "resume", marked=marked)
        as_posting = heading_kind(text, "posting", marked=marked)
        if as_posting in _POSTING_SECTIONS and (as_resume is None or as_resume in _SHARED_SECTIONS):
            score += _HEADING
        elif as_posting == "required" and as_resume is None:
            score += 2 * _HEADING
        elif as_resume in _RESUME_SECTIONS and as_posting is None:
            score -= _HEADING
        elif as_resume is not None and as_posting is None:
            score -= _HEADING / 2
    return score


def _tone(text: str, words: int) -> float:
    """Weigh who speaks to whom, and how much is asked for, by the length of the text."""
    asked = len(_WE_AND_YOU.findall(text)) + len(_DEMANDS.findall(text)) - len(_FIRST_PERSON.findall(text))
    return max(-_MOST_TONE, min(_MOST_TONE, asked * 100 / words * _PER_HUNDRED_WORDS))


def _person(lines: list[str]) -> float:
    """Weigh what tells of one person at the top: mail, telephone, own pages, "Curriculum vitae"."""
    top = lines[:_TOP_LINES]
    signs = sum(any(pattern.search(line) for line in top) for pattern in (_MAIL, _PHONE, _PERSONAL_LINK))
    return _CONTACT * signs + _TITLE * any(_OWN_NAME_OF_KIND.match(line) for line in top)


def _history(text: str) -> float:
    return _PERIOD * min(len(_YEARS_HELD.findall(text)), _MAX_PERIODS)
