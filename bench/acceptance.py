"""Whether Vouchline takes a claim: the claim is put into the model's answers, and what becomes of the facts is looked at.

Everything between is the product's own: the answer models, anchoring, repair (answered null), the period reader, the
numeral reader, and the rules about what stands together. Schemas are those of a hosted model ("static"),
where the model is free to write any date and any number; closed schemas let fewer claims through to begin with.

A false claim is accepted when the facts then hold any value, of any field, once more often than the facts of the
unchanged answers do. So a refused claim that lets another false value in counts as accepted.
A true claim is accepted when the facts hold exactly the same values.
"""

from __future__ import annotations

import asyncio
import copy
import json
from collections import Counter
from collections.abc import Iterator
from typing import Any

from pydantic import ValidationError

from bench.claims import Claim
from bench.told import Answer, Told, answers_of
from extract.documents.model.document import Document
from extract.extraction.engine.context import ExtractionContext
from extract.extraction.engine.prompt_runner import Choice
from extract.extraction.kinds.careers.careers import extract_careers
from extract.extraction.kinds.metrics.metrics import extract_metrics, group_numerals
from extract.extraction.kinds.publications.publications import extract_publications
from extract.llm.client import ModelClient
from extract.llm.prompts.prompt import LoadedPrompt
from extract.llm.request.answer_schema import AnswerForm, form_of
from extract.llm.request.providers import resolve_endpoint
from extract.llm.request.questions import T
from extract.text.canonical import canonicalise
from extract.text.dates.periods import find_periods
from extract.text.drafts import Draft
from testing.servers.fitting import smallest

Values = Counter[tuple[str, ...]]


async def _positions(reading: ExtractionContext) -> list[Draft]:
    return (await extract_careers(reading))[0]


async def _programmes(reading: ExtractionContext) -> list[Draft]:
    return (await extract_careers(reading))[1]


EXTRACTORS = {
    "jobs": _positions, "degrees": _programmes, "publications": extract_publications, "numbers": extract_metrics,
}  # fmt: skip
_WORDS = ("employer", "title", "location", "institution", "degree", "field", "gpa", "venue", "name")
_TOGETHER = (("start_date", "end_date", "is_current"), ("year",), ("candidate_authorship",),
             ("baseline", "value", "change", "change_kind", "unit", "bound"))  # fmt: skip


class ToldReading(ExtractionContext):
    """A document being read, with answers that are given in place of a model's.

    What repairs a value, or looks for what is missing, is answered with null, or nothing.
    """

    def __init__(self, document: Document) -> None:
        endpoint = resolve_endpoint(
            base_url="http://127.0.0.1:9/v1", model="told", provider="llama_cpp", shape="static"
        )
        super().__init__(document, "resume", ModelClient(endpoint, cache=None), document.path.name)
        self.told = Told()

    async def ask(
        self, prompt: str | LoadedPrompt, answer: type[T] | AnswerForm[T], max_tokens: int, **variables: str
    ) -> T:
        """Return the told answer, checked against the schema that a model's would be checked against."""
        form = form_of(answer)
        match prompt:
            case "roles":
                value: Any = {"jobs": self.told.jobs}
            case "education":  # asked again over lines that no programme cites
                shown = variables["document"]
                value = {"degrees": [told for told in self.told.degrees if is_shown(told, shown)]}
            case "publications":
                value = {"publications": self.told.publications}
            case "metrics_listed":
                value = {"numbers": self.told.numbers.get(variables["line"], [])}
            case _:
                value = smallest(form.schema)
        return form.read(json.dumps(value))

    async def choose(self, prompt: str, answer: type[T] | AnswerForm[T], **variables: str) -> Choice | None:
        """Leave every closed question without an answer."""
        return None

    def values(self, question: str, told: Told) -> Values:
        """Return how often each value stands in the facts that the product makes of these answers."""
        self.told = told
        self.findings.clear()
        try:
            drafts = asyncio.run(EXTRACTORS[question](self))
        except ValidationError:
            return Counter()  # the schema refuses the answer, and with it the claim
        return Counter(one_reading(told, found) for draft in drafts for found in values_of(draft))


def values_of(draft: Draft) -> Iterator[tuple[str, ...]]:
    """Yield the values of a fact, each with its field; those that make sense together as one."""
    for name in _WORDS:
        if draft.values.get(name) is not None:
            yield name, canonicalise(str(draft.values[name]))[0].text
    for names in _TOGETHER:
        if any(draft.values.get(name) for name in names):
            yield "+".join(names), *(str(draft.values.get(name)) for name in names)


def one_reading(told: Told, found: tuple[str, ...]) -> tuple[str, ...]:
    """Return a value, one of the readings that gold takes for one another standing for all of them."""
    return (found[0], told.same.get((found[0], found[1]), found[1]), *found[2:])


def with_claim(told: Told, claim: Claim) -> Told:
    """Return the answers with the claim in place of the field that it is about."""
    changed = copy.deepcopy(told)
    answers: Any = getattr(changed, claim.question)
    for step in claim.place:
        answers = answers[step]
    answers[claim.name] = claim.value
    return changed


def is_shown(told: Answer, shown: str) -> bool:
    """Tell whether any of an answer's words stands among the lines that are shown."""
    words = canonicalise(shown)[0].text
    return any(canonicalise(str(value))[0].text in words for name, value in told.items() if value and name != "period")


def took_in(told: Told, claim: Claim, more: Values) -> bool:
    """Tell whether a false claim left anything false in the facts; `more` is what they hold beyond the usual.

    A true value of the same fact is nothing false. What a number measures is stored in the line's own words, wherever the
    model's wording leads to: there only the claim's own words are false.
    """
    if claim.name == "what":
        return ("name", canonicalise(str(claim.value))[0].text) in more
    answer = dict(answers_of(told, claim.question))[claim.place]
    own = [(name, value) for name, value in answer.items() if value]
    return any(not any(states(told, Counter([found]), name, value) for name, value in own) for found in more)


def states(told: Told, values: Values, name: str, value: object) -> bool:
    """Tell whether facts hold what an answer gave for a field: its words, its dates, its numbers."""
    if name == "period":
        dates = {date.iso() for p in find_periods(str(value)) for date in (p.start_date, p.end_date) if date}
        return any(dates <= set(found[1:]) for found in values if found[0].startswith("start_date"))
    if name == "number":
        numbers = {str(numeral.value) for group in group_numerals(str(value)) for numeral in group.numerals}
        return any(numbers & set(found[1:]) for found in values if found[0].startswith("baseline"))
    text = one_reading(told, (name, canonicalise(str(value))[0].text))[1]
    if name == "degree":  # with or without the field of study: "Master", "Master of Accountancy"
        return any(found[0] == name and (text.startswith(found[1]) or found[1].startswith(text)) for found in values)
    return (name, text) in values
