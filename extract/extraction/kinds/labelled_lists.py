"""Lists of mixed kinds: closed questions say which lines are entries, and of what."""

from __future__ import annotations

import re

from extract.extraction.engine.context import ExtractionContext
from extract.text.drafts import Draft, Span
from extract.text.languages import spoken_languages
from extract.text.paragraphs import sentences
from schemas.answers.qualifications import EntryAnswer, InterestsAnswer, LabelAnswer, SpokenAnswer

MAX_SHOWN = 300
"""Most of a line shown, in code points."""
SURE_OF_LEISURE = 2.0
"""Least log-odds of a pastime: 15 of 16 names of pastimes tried are above, all 17 names of fields below, the highest at 1.5."""
SURE_OF_PAGE, SURE_OF_LACK = 0.6, 0.8
"""Least probabilities of a line that is no entry: of 334 lines of five sets 32 wrong ones are above, and one that may be right."""
_LABELLED = re.compile(r"\s*(?:[•●▪◦‣·*–—-]\s*)?[^\W\d_][^\n:：]{1,40}[:：]\s*(?=\S)")
_JOINTS = re.compile(r"[,;|•·、،]")
_PIECE_WORDS = 5
_LEAST_PIECES = 3


async def lists_skills(reading: ExtractionContext, span: Span) -> bool:
    """Whether a paragraph among sentences is a line with a label that lists skills: "Research areas: …", "Stack: …"."""
    text = reading.document.text[span[0] : span[1]]
    if not is_labelled_list(text) or not reading.has_rule("labelled_lists"):
        return False
    choice = await reading.choose("list_label", LabelAnswer, line=" ".join(text.split())[:MAX_SHOWN])
    return choice is not None and choice.log_odds("skills") > 0


async def other_lines(reading: ExtractionContext, span: Span) -> list[Span]:
    """Return the sentences of a paragraph of lists that are no entries: what the person lacks, or what ends the page.

    A sentence that names a spoken language is an entry.
    """
    found: list[Span] = []
    if not reading.has_rule("list_entries"):
        return found
    text = reading.document.text
    for start, end in sentences(text, *span):
        line = " ".join(text[start:end].split())[:MAX_SHOWN]
        if not re.search(r"[^\W\d_]", line) or spoken_languages(line):
            continue
        choice = await reading.choose("list_entry", EntryAnswer, line=line)
        if choice is None or choice.option == "has":
            continue
        sure = SURE_OF_PAGE if choice.option == "page" else SURE_OF_LACK
        if (choice.probability or 0.0) >= sure:
            found.append((start, end))
    return found


async def is_pastime(reading: ExtractionContext, interest: Draft) -> bool:
    """Whether an interest is something done for pleasure, which is no qualification."""
    if not reading.has_rule("pastimes"):
        return False
    choice = await reading.choose("pastime", InterestsAnswer, line=str(interest.values["name"])[:MAX_SHOWN])
    return choice is not None and choice.log_odds("leisure") > SURE_OF_LEISURE


async def is_language(reading: ExtractionContext, entry: Draft) -> bool:
    """Whether an entry of a list of languages is one: those of the table are, others are asked about."""
    name = str(entry.values["name"])
    if spoken_languages(name) or not reading.has_rule("spoken_languages"):
        return True
    choice = await reading.choose("spoken_language", SpokenAnswer, name=name[:MAX_SHOWN])
    return choice is None or choice.option == "language"


def is_labelled_list(text: str) -> bool:
    """Whether words are a label and a list of short pieces behind it."""
    label = _LABELLED.match(text)
    if not label:
        return False
    pieces = [piece.split() for piece in _JOINTS.split(text[label.end() :])]
    return len(pieces) >= _LEAST_PIECES and all(0 < len(piece) <= _PIECE_WORDS for piece in pieces)
