"""Positions without dates, with dates above them, and what is no position: by where it stands."""

from __future__ import annotations

import asyncio
from typing import Any

from extract.extraction.kinds.careers.careers import extract_careers
from testing.answered_reading import AnsweredReading

NAME = "Zora Vance\nzora@example.com\n\n"
Jobs = list[dict[str, Any]]


def job(title: str | None, employer: str | None, period: str | None = None) -> dict[str, Any]:
    return {"employer": employer, "title": title, "location": None, "period": period}


def roles_of(text: str, jobs: Jobs, gaps: dict[str, dict[str, Any]] | None = None) -> list[tuple[Any, ...]]:
    def gap(asked: dict[str, str]) -> dict[str, Any]:
        nothing = {"employer": None, "title": None, "location": None}
        told = [answer for words, answer in (gaps or {}).items() if words in asked["lines"]]
        return nothing | told[0] if told else nothing

    reading = AnsweredReading(NAME + text, {"roles": lambda _: {"jobs": jobs}, "role_gap": gap})
    roles, _ = asyncio.run(extract_careers(reading))
    return [
        tuple(draft.values.get(name) for name in ("title", "employer", "start_date", "end_date")) for draft in roles
    ]


UNDATED = (
    "Experience\nHead Cook\nBlue Door Inn\n- Bread and soup\nPot Washer\nGreen Door Inn\n- Pots\n\nSkills\nBread\n"
)


def test_entry_without_dates_that_the_answer_left_out_is_asked_about() -> None:
    found = roles_of(
        UNDATED, [job("Head Cook", "Blue Door Inn")], {"Pot Washer": {"title": "Pot Washer", "employer": "Green Door Inn"}}
    )  # fmt: skip
    assert found == [("Head Cook", "Blue Door Inn", None, None), ("Pot Washer", "Green Door Inn", None, None)]


def test_entry_without_dates_stays_out_where_the_answer_names_no_employer() -> None:
    assert roles_of(UNDATED, [job("Head Cook", "Blue Door Inn")], {"Pot Washer": {"title": "Pot Washer"}}) == [
        ("Head Cook", "Blue Door Inn", None, None)
    ]


LEADING = (
    "Experience\nsince 04/2019\nHead Cook\nBlue Door Inn\n- Bread and soup\n"
    "05/2012 – 09/2018\nPot Washer\nGreen Door Inn\n- Pots\n\nSkills\nBread\n"
)


def test_dates_above_an_entry_are_its_own_though_the_answer_takes_those_below() -> None:
    jobs = [job("Head Cook", "Blue Door Inn", "05/2012 – 09/2018"), job("Pot Washer", "Green Door Inn")]
    assert roles_of(LEADING, jobs) == [
        ("Head Cook", "Blue Door Inn", "2019-04", None), ("Pot Washer", "Green Door Inn", "2012-05", "2018-09"),
    ]  # fmt: skip


def test_prize_with_one_date_is_no_position() -> None:
    text = f"{LEADING}Awards\nBaker of the Year, Guild of Kyle, 2023\n"
    jobs = [
        job("Head Cook", "Blue Door Inn", "since 04/2019"), job("Pot Washer", "Green Door Inn", "05/2012 – 09/2018"),
        job("Baker of the Year", "Guild of Kyle"),
    ]  # fmt: skip
    assert [title for title, *_ in roles_of(text, jobs)] == ["Head Cook", "Pot Washer"]
