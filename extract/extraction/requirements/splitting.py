"""Sentences of a posting split into single demands: by code where it can tell, else by the model, word for word."""

from __future__ import annotations

import re
from dataclasses import replace

from extract.extraction.engine.context import ExtractionContext
from extract.extraction.requirements.degrees import asks_for_degree
from extract.extraction.requirements.sentences import Sentence
from extract.extraction.requirements.years import years_asked
from extract.llm.request.answer_schema import AnswerForm, form_of, list_of, narrowed
from schemas.answers.posting import Demands


def demands_answer(most: int, *, closed: bool) -> AnswerForm[Demands]:
    """Return the answer to "split this sentence", into at most `most` demands."""
    return narrowed(Demands, demands=list_of(str, at_least=1, at_most=most)) if closed else form_of(Demands)


async def single_demands(reading: ExtractionContext, sentence: Sentence) -> list[tuple[int, int]]:
    """Return where the single demands of a sentence stand.

    Duties, degrees and years stay whole; so does a sentence without a comma or an "and", and one of alternatives alone. The model splits the rest;
    where its pieces are not the sentence's own words in order, or leave words out, the sentence stays whole. What stands before
    a colon and a list says how it is asked for; a degree and years beside it are two demands.
    """
    if label := _LABEL_OF_LIST.match(sentence.text):
        sentence = replace(sentence, start=sentence.start + label.end(), text=sentence.text[label.end() :])
    whole = [(sentence.start, _without_stop(sentence.text, sentence.end))]
    if parted := _degree_and_years(sentence):
        return parted
    text = " ".join(sentence.text.split())
    outside = re.sub(r"\([^()]*\)", "", text)
    joints = len(re.findall(r"[,;]|\band\b|\bund\b|\bet\b|&", outside))
    if re.search(r"\b(?:or|oder|ou)\b", outside) and not re.search(r"\b(?:and|und|et)\b|&|;", outside):
        return whole  # Alternatives alone are one demand.
    if sentence.importance == "responsibility" or asks_for_degree(text) or years_asked(text) or not joints:
        return whole
    answer = demands_answer(joints + 1, closed=reading.closed)
    reply = await reading.ask("demands", answer, 60 + len(text) // 2, sentence=text)
    pieces = _in_order(reading, sentence, reply.demands) if reply else []
    return pieces or whole


_LABEL_OF_LIST = re.compile(r"[^\W\d_](?:[^\s:,;.()]+\s?){1,5}\s?:\s+(?=[^,;]+[,;].+)", re.DOTALL)
"""A few words, a colon and a list: "Seraient un plus : la paie, Lexis 360"."""
_JOINT = re.compile(r"\s*[,;]\s+(?:and |und |et |y |e )?|\s+(?:and|und|et|y|e)\s+")
_OR = re.compile(r"(?i)\b(?:or|oder|ou|o|or equivalent)\b")


def _degree_and_years(sentence: Sentence) -> list[tuple[int, int]]:
    """Return a degree and years of experience that one sentence asks for, each by itself; nothing where one may stand for the other."""
    text = sentence.text
    if sentence.importance == "responsibility" or not (asks_for_degree(text) and years_asked(text)) or _OR.search(text):
        return []
    for joint in _JOINT.finditer(text):
        halves = text[: joint.start()], text[joint.end() :]
        for degree, years in (halves, halves[::-1]):
            alone = (
                asks_for_degree(degree)
                and not years_asked(degree)
                and years_asked(years)
                and not asks_for_degree(years)
            )
            if alone:
                start, end = sentence.start, _without_stop(text, sentence.end)
                return [(start, start + joint.start()), (start + joint.end(), end)]
    return []


def _without_stop(text: str, end: int) -> int:
    return end - 1 if text.endswith((".", ";", ",")) and not re.search(r"\b\w\.\w\.$|etc\.$", text) else end


def _in_order(reading: ExtractionContext, sentence: Sentence, demands: list[str]) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    position = sentence.start
    for demand in demands:
        anchor = reading.anchor(demand, (), (position, sentence.end))
        if anchor is None:
            return []
        found.append((anchor.start, anchor.end))
        position = anchor.end
    text = reading.document.text
    gaps = [
        text[a:b] for (_, a), (b, _) in zip([(0, sentence.start), *found], [*found, (sentence.end, 0)], strict=True)
    ]
    left = " ".join(gaps)
    return (
        found
        if not re.search(r"[^\W_]", re.sub(r"(?i)\b(?:and|as well as|und|et|also|plus|the|an?)\b", "", left))
        else []
    )
