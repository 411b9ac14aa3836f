"""Qualifications that closed questions decide about: names in sentences, labelled lists, hobbies, languages, certificates."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any

import pytest

from extract.extraction.kinds.qualifications.qualifications import extract_qualifications
from extract.text.drafts import Draft
from testing.answered_reading import Answer, AnsweredReading

NAME = "Zora Vance\nzora@example.com\n\n"


def told_of(reading: AnsweredReading) -> list[Draft]:
    return asyncio.run(extract_qualifications(reading, []))


def kinds_of(text: str, answers: Mapping[str, Answer]) -> dict[str, Any]:
    return {draft.values["name"]: draft.values["kind"] for draft in told_of(AnsweredReading(NAME + text, answers))}


def likely(yes: str, no: str, chance: float) -> dict[str, float]:
    return {yes: chance, no: 1 - chance}


WORK = "Experience\nEngineer, Fennmoor Tools, 2019 - 2022\nBuilt the stock list in Excel for the yard and cut the waiting time of lorries.\n"


@pytest.mark.parametrize(
    ("alone", "in_line", "is_told"),
    [(0.9, 0.9, True), (0.9, 0.2, True), (0.6, 0.05, False), (0.2, 0.6, False), (0.45, 0.5, True)],
    ids=["both sure", "alone outweighs", "line outweighs", "alone against", "about even"],
)
def test_name_in_a_sentence_is_a_skill_by_the_odds_of_two_questions(
    alone: float, in_line: float, is_told: bool
) -> None:
    answers: dict[str, Answer] = {
        "qualifications": lambda _: {"skills": ["Excel"]},
        "skill_alone": lambda _: likely("yes", "no", alone),
        "named_skill": lambda _: {"skill": in_line, "other": 1 - in_line},
    }
    assert ("Excel" in kinds_of(WORK, answers)) is is_told


def test_name_is_asked_about_alone_where_that_is_clear() -> None:
    reading = AnsweredReading(
        NAME + WORK,
        {"qualifications": lambda _: {"skills": ["Excel"]}, "skill_alone": lambda _: likely("yes", "no", 0.97)},
    )
    assert [draft.values["name"] for draft in told_of(reading)] == ["Excel"]
    assert [prompt for prompt, _ in reading.seen] == ["qualifications", "skill_alone"]


def test_names_in_brackets_and_beside_a_slash_are_asked_about_though_the_answer_left_them_out() -> None:
    text = "Experience\nEngineer, Fennmoor Tools, 2019 - 2022\nTrained models of language (BERT, Vision Transformer) with a backend of Java/Kotlin.\n"
    answers: dict[str, Answer] = {
        "qualifications": lambda _: {"skills": []},
        "skill_alone": lambda asked: likely("yes", "no", 0.1 if asked["name"] == "Kotlin" else 0.9),
        "named_skill": lambda _: {"skill": 0.5, "other": 0.5},
    }
    assert set(kinds_of(text, answers)) == {"BERT", "Vision Transformer", "Java"}


def test_words_of_a_publication_name_no_skill() -> None:
    text = "Experience\nSolver of Mazes in Haskell for the yard and the stock list of lorries in Fennmoor, 2020\n"
    answers: dict[str, Answer] = {
        "qualifications": lambda _: {"skills": ["Haskell"]},
        "skill_alone": lambda _: likely("yes", "no", 0.9),
        "named_skill": lambda _: {"skill": 0.9, "other": 0.1},
    }
    reading = AnsweredReading(NAME + text, answers)
    start = reading.document.text.index("Solver")
    paper = Draft(values={"title": "Solver of Mazes in Haskell"})
    paper.derive("title", "Solver of Mazes in Haskell", "given", (start, len(reading.document.text) - 1))
    assert asyncio.run(extract_qualifications(reading, [], [paper])) == []


@pytest.mark.parametrize(("chance", "kept"), [(0.95, ["Nahtzeichnung", "Stoffkunde", "Zuschnitt"]), (0.1, [])])
def test_labelled_line_within_an_entry_is_a_list_where_the_question_says_so(chance: float, kept: list[str]) -> None:
    text = "Experience\nTailor, Fennmoor Cloth, 2019 - 2022\nSchwerpunkte: Nahtzeichnung, Stoffkunde, Zuschnitt\n"
    assert list(kinds_of(text, {"list_label": lambda _: likely("skills", "other", chance)})) == kept


LISTS = "Skills\nStitching, dyeing. I do not knit.\nPage 2 of 2\nLanguages\nTwi, no level\n"


def what_it_is(asked: Mapping[str, str]) -> dict[str, float]:
    told = {"I do not knit.": {"lacks": 0.95, "has": 0.05}, "Page 2 of 2": {"page": 0.7, "has": 0.3}}
    return told.get(asked["line"], {"has": 0.9, "page": 0.1})


def test_what_the_person_lacks_and_what_ends_the_page_is_left_out_of_lists() -> None:
    assert set(kinds_of(LISTS, {"list_entry": what_it_is})) >= {"Stitching", "dyeing"}
    assert not {"I do not knit", "Page 2 of 2"} & set(kinds_of(LISTS, {"list_entry": what_it_is}))


def test_line_stays_where_the_question_is_not_sure_or_the_rule_is_left_out() -> None:
    unsure = AnsweredReading(NAME + "Skills\nI do not knit\n", {"list_entry": lambda _: {"lacks": 0.6, "has": 0.4}})
    assert [draft.values["name"] for draft in told_of(unsure)] == ["I do not knit"]
    without = AnsweredReading(NAME + LISTS, {"list_entry": what_it_is})
    without.client.without = frozenset({"list_entries"})
    assert "Page 2 of 2" in {draft.values["name"] for draft in told_of(without)}


def test_line_with_a_spoken_language_is_not_asked_about() -> None:
    reading = AnsweredReading(NAME + "Languages\nEnglish (native), French\n", {})
    told_of(reading)
    assert "list_entry" not in [prompt for prompt, _ in reading.seen]


def test_hobbies_are_no_qualifications() -> None:
    answers: dict[str, Answer] = {
        "pastime": lambda asked: likely("leisure", "profession", 0.97 if asked["line"] == "Klettern" else 0.6),
    }
    assert kinds_of("Interests\nKlettern, peat soils\n", answers) == {"peat soils": "research_interest"}


def test_tool_in_a_list_of_languages_is_a_skill() -> None:
    answers: dict[str, Answer] = {
        "spoken_language": lambda asked: likely("language", "other", 0.9 if asked["name"] == "Twi" else 0.1),
    }
    told = kinds_of("Languages\nEnglish (native), Twi, AutoCAD\n", answers)
    assert told == {"English": "language", "Twi": "language", "AutoCAD": "skill"}


def test_level_before_a_language_is_its_own_and_not_that_of_the_language_before() -> None:
    reading = AnsweredReading(f"{NAME}Languages\nEnglish, conversational Spanish\n", {})
    levels = {draft.values["name"]: draft.values["level"] for draft in told_of(reading)}
    assert levels == {"English": None, "Spanish": "conversational"}


CREDENTIALS = "Certifications and awards\nLift Inspector, Northern Board, May 2019, bis Mai 2024\nGas Fitter; Crane Licence, 2016\nWelder of the Year, Guild\n"


def answered(*told: tuple[str, str | None, str | None, str | None]) -> Answer:
    names = ("name", "issuer", "date", "expires")
    return lambda _: {"credentials": [dict(zip(names, each, strict=True)) for each in told]}


def test_certificate_has_issuer_and_dates_and_each_item_stays() -> None:
    answers: dict[str, Answer] = {
        "credential_kind": lambda asked: (
            {"award": 0.95} if "Year" in asked["name"] else {"skill": 0.5, "certificate": 0.5}
        ),
        "credentials": answered(
            ("Lift Inspector", "Northern Board", "May 2019", None),
            ("Welder of the Year", "Guild", None, None),
            ("Crane Licence", "2016", "2016", None),
            ("Made Up", None, None, None),
        ),
    }
    told = {draft.values["name"]: draft.values for draft in told_of(AnsweredReading(NAME + CREDENTIALS, answers))}
    assert list(told) == ["Lift Inspector", "Gas Fitter", "Crane Licence", "Welder of the Year"]
    assert {name: told["Lift Inspector"][name] for name in ("issuer", "date", "expires")} == {
        "issuer": "Northern Board", "date": "2019-05", "expires": "2024-05",
    }  # fmt: skip
    assert told["Welder of the Year"]["kind"] == "award"
    assert "date" not in told["Gas Fitter"]
    assert told["Crane Licence"]["date"] == "2016"
    assert "issuer" not in told["Crane Licence"]


def test_kind_of_an_entry_is_not_asked_below_a_heading_of_one_kind() -> None:
    reading = AnsweredReading(f"{NAME}Certifications\nCrane Licence, 2016\n", {})
    assert [draft.values["kind"] for draft in told_of(reading)] == ["certification"]
    assert [prompt for prompt, _ in reading.seen] == ["list_entry", "credentials"]


def test_two_certificates_of_one_item_are_parted() -> None:
    answers: dict[str, Answer] = {
        "credentials": answered(
            ("Officer of the Watch", None, None, None),
            ("Radio Operator", None, None, None),
        )
    }
    text = "Certifications\nOfficer of the Watch (unlimited), Radio Operator\n"
    assert list(kinds_of(text, answers)) == ["Officer of the Watch", "Radio Operator"]


def test_items_stay_as_code_cut_them_without_an_answer() -> None:
    assert list(kinds_of(CREDENTIALS, {})) == [
        "Lift Inspector, Northern Board",
        "Gas Fitter",
        "Crane Licence",
        "Welder of the Year, Guild",
    ]
