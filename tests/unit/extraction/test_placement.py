"""Facts are placed as a whole: their values come from one entry, no place is two facts', and what stands elsewhere is left out."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from extract.extraction.engine.context import ExtractionContext
from extract.extraction.kinds.careers.state import ROLE, STUDY
from extract.extraction.kinds.placing import tell
from extract.extraction.placement import Layout, Placed, Told, place_facts
from extract.extraction.placement.told import FactShape
from extract.llm.client import ModelClient
from testing.builders.documents import document_of

NOBODY: ModelClient = None  # type: ignore[assignment] # Nothing is asked here.
Values = dict[str, str]


def reading_of(text: str) -> ExtractionContext:
    return ExtractionContext(document_of(text), "resume", NOBODY, "made_up")


def told_of(reading: ExtractionContext, shape: FactShape, values: Values) -> Told:
    whole = (0, len(reading.document.text))
    meant = [period for period in reading.periods if period.text == values.get("period")]
    return tell(reading, shape, whole, {name: value for name, value in values.items() if name != "period"}, meant)


def placed(text: str, shape: FactShape, facts: Sequence[Values]) -> tuple[ExtractionContext, list[Placed | None]]:
    reading = reading_of(text)
    told = [told_of(reading, shape, values) for values in facts]
    return reading, place_facts(reading.layout, reading.document.text, told)


def values_of(reading: ExtractionContext, fact: Placed | None) -> Values:
    assert fact is not None
    return {name: reading.document.text[p.start : p.end] for name, p in sorted(fact.places.items())}


TWO_JOBS = """Zora Vance

Experience

Tern Robots, Perth, 2019 – 2021
Field Engineer
- kept the boats of Gull Freight running

Gull Freight, Hobart, 2016 – 2019
Deck Engineer
- built a winch
"""


def test_values_come_from_one_entry_when_a_name_stands_in_another_ones_description() -> None:
    reading, (first, second) = placed(TWO_JOBS, ROLE, [
        {"employer": "Tern Robots", "title": "Field Engineer", "period": "2019 – 2021"},
        {"employer": "Gull Freight", "title": "Deck Engineer", "period": "2016 – 2019"},
    ])  # fmt: skip
    assert values_of(reading, first) == {"employer": "Tern Robots", "period": "2019 – 2021", "title": "Field Engineer"}
    assert second is not None
    assert second.places["employer"].row == 5


def test_value_that_stands_in_another_entry_is_left_out_and_no_other_taken_for_it() -> None:
    reading, (first, second) = placed(TWO_JOBS, ROLE, [
        {"employer": "Tern Robots", "title": "Field Engineer", "period": "2016 – 2019"},
        {"employer": "Gull Freight", "title": "Deck Engineer", "period": "2016 – 2019"},
    ])  # fmt: skip
    assert values_of(reading, first) == {"employer": "Tern Robots", "title": "Field Engineer"}
    assert values_of(reading, second)["period"] == "2016 – 2019"


def test_fact_told_again_stands_nowhere() -> None:
    told = {"employer": "Tern Robots", "title": "Field Engineer", "period": "2019 – 2021"}
    _, (first, again) = placed(TWO_JOBS, ROLE, [told, told])
    assert (first is None) != (again is None)


PROMOTED = """Zora Vance

Experience

Tern Robots, Perth
Lead Engineer, 2021 – present
- runs the yard
Field Engineer, 2019 – 2021
- kept the boats running
"""


def test_employer_above_two_titles_is_shared_by_both() -> None:
    reading, (lead, field) = placed(PROMOTED, ROLE, [
        {"employer": "Tern Robots", "title": "Lead Engineer", "period": "2021 – present"},
        {"employer": "Tern Robots", "title": "Field Engineer", "period": "2019 – 2021"},
    ])  # fmt: skip
    assert values_of(reading, lead)["employer"] == values_of(reading, field)["employer"] == "Tern Robots"
    assert lead is not None
    assert field is not None
    assert "employer" not in lead.shared
    assert field.own[0] > lead.own[1]


@pytest.mark.parametrize("heading", ["Education", "Ausbildung", "Formation"])
def test_same_words_are_not_a_position_and_a_programme(heading: str) -> None:
    text = f"Zora Vance\n\n{heading}\n\nUniversity of Perth, 2012 – 2016\nMSc Engineering\n"
    reading = reading_of(text)
    told = [
        told_of(reading, STUDY, {"institution": "University of Perth", "degree": "MSc Engineering", "period": "2012 – 2016"}),
        told_of(reading, ROLE, {"employer": "University of Perth", "title": "MSc Engineering", "period": "2012 – 2016"}),
    ]  # fmt: skip
    study, role = place_facts(reading.layout, text, told)
    assert study is not None
    assert role is None or "title" not in role.places


def test_rows_stand_further_apart_where_a_heading_or_bullets_part_them() -> None:
    layout: Layout = reading_of(TWO_JOBS).layout
    assert layout.apart(2, 3) < layout.apart(3, 6)
    assert layout.apart(0, 2) > layout.apart(2, 3)
    assert layout.is_detail(4)
    assert not layout.is_detail(2)


def test_lone_period_is_reached_across_the_lines_of_another_column() -> None:
    text = "Zora Vance\n\nExperience\n\nTern Robots, Field Engineer\n\nLanguages\n\nEnglish, French\n\n2019 – 2021\n\n- built\n"
    reading, (only,) = placed(
        text, ROLE, [{"employer": "Tern Robots", "title": "Field Engineer", "period": "2019 – 2021"}]
    )
    assert values_of(reading, only)["period"] == "2019 – 2021"


def test_employer_right_above_two_titles_is_the_first_ones_and_shared_by_the_second() -> None:
    text = (
        "Zora Vance\n\nExperience\n\nTern Robots, Perth\nLead Engineer, 2021 – present\nField Engineer, 2019 – 2021\n"
    )
    reading, (lead, second) = placed(text, ROLE, [
        {"employer": "Tern Robots", "title": "Lead Engineer", "location": "Perth", "period": "2021 – present"},
        {"employer": "Tern Robots", "title": "Field Engineer", "location": "Perth", "period": "2019 – 2021"},
    ])  # fmt: skip
    assert lead is not None
    assert second is not None
    assert values_of(reading, second)["employer"] == "Tern Robots"
    assert (lead.shared, second.shared) == (frozenset(), frozenset({"employer", "location"}))
    assert second.own == (4, 4)
