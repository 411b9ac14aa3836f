from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

import pytest
from babel import Locale
from hypothesis import given
from hypothesis import strategies as st

from extract.text.dates.month_names import LANGUAGES
from extract.text.dates.periods import PartialDate, Period, find_periods


@dataclass(frozen=True)
class Case:
    text: str
    start: str | None
    end: str | None = None
    is_current: bool = False
    kind: str = "range"
    quoted: str | None = None
    language: str | None = None


def single(text: str, start: str | None, quoted: str | None = None, language: str | None = None) -> Case:
    return Case(text, start, kind="single", quoted=quoted, language=language)


def current(text: str, start: str | None, quoted: str | None = None, language: str | None = None) -> Case:
    return Case(text, start, is_current=True, quoted=quoted, language=language)


def vague(text: str, start: str | None = None, end: str | None = None, *, is_current: bool = False) -> Case:
    return Case(text, start, end, is_current, "vague")


CASES = [
    # ranges of months
    Case("Sept 2018 - Jun. 2021", "2018-09", "2021-06"),
    Case("OCT 2021 − NOV 2022", "2021-10", "2022-11"),
    Case("Oct 2021 -- Nov 2022", "2021-10", "2022-11"),
    Case("Oct\t2020 –\tMar 2021", "2020-10", "2021-03"),
    Case("Oct 2020 –\nMar 2021", "2020-10", "2021-03"),
    Case("October, 2020 until March, 2021", "2020-10", "2021-03"),
    Case("09/2018–06/2021", "2018-09", "2021-06"),
    Case("9/2018 — 6/2021", "2018-09", "2021-06"),
    Case("09.2018 – 06.2021", "2018-09", "2021-06"),
    Case("10.2021–03.2022", "2021-10", "2022-03"),
    Case("09-2018 - 06-2021", "2018-09", "2021-06"),
    Case("2018-09 to 2021-06", "2018-09", "2021-06"),
    Case("2018–09 – 2021–06", "2018-09", "2021-06"),
    Case("2019.09 – 2023.06", "2019-09", "2023-06"),
    Case("2019.9-2023.6", "2019-09", "2023-06"),
    Case("2019.09~2023.06", "2019-09", "2023-06"),
    Case("2020. 3. - 2021. 2.", "2020-03", "2021-02"),
    Case("Oct\n2020 – Mar 2021", "2020-10", "2021-03"),
    Case("2020 Oct – 2021 Mar", "2020-10", "2021-03"),
    Case("2020年10月 - 2021年3月", "2020-10", "2021-03"),
    Case("２０２０年１０月～２０２１年３月", "2020-10", "2021-03"),
    Case("Mar/2020 – Apr/2021", "2020-03", "2021-04"),
    Case("Oct'21 – Mar'22", "2021-10", "2022-03"),
    Case("Oct-21 - Mar-22", "2021-10", "2022-03"),
    Case("09/18 – 06/21", "2018-09", "2021-06"),
    Case("May–Aug 2022", "2022-05", "2022-08"),
    Case("May to August 2022", "2022-05", "2022-08"),
    Case("05–08/2022", "2022-05", "2022-08"),
    Case("2018 – Jun 2021", "2018", "2021-06"),
    Case("janvier 2019 à mars 2020", "2019-01", "2020-03"),
    Case("März 2019 bis Dezember 2020", "2019-03", "2020-12"),
    Case("enero de 2019 - diciembre de 2020", "2019-01", "2020-12"),
    Case("gennaio 2019 – ottobre 2020", "2019-01", "2020-10"),
    Case("maart 2019 tot mei 2020", "2019-03", "2020-05"),
    Case("março de 2019 – fev. 2020", "2019-03", "2020-02"),
    Case("март 2019 – июнь 2020", "2019-03", "2020-06"),
    Case("październik 2019 – grudzień 2020", "2019-10", "2020-12"),
    Case("DÉC 2019 – AOUT 2020", "2019-12", "2020-08"),
    Case("de\u0301c. 2019 – aou\u0302t 2020", "2019-12", "2020-08"),
    Case("listopad 2019 – prosinec 2020", "2019-11", "2020-12", language="cs"),
    # ranges of years and days
    Case("2018 - 2021", "2018", "2021"),
    Case("2019–21", "2019", "2021"),
    Case("1998–02", "1998", "2002"),
    Case("2019/20", "2019", "2020"),
    Case("2010/11", "2010", "2011"),
    Case("2018/2019", "2018", "2019"),
    Case("'19 – '21", "2019", "2021"),
    Case("’98–’02", "1998", "2002"),
    Case("von 2019 bis 2021", "2019", "2021", quoted="2019 bis 2021"),
    Case("between 2019 and 2021", "2019", "2021", quoted="2019 and 2021"),
    Case("5–8 June 2023", "2023-06-05", "2023-06-08"),
    Case("June 5–8, 2023", "2023-06-05", "2023-06-08"),
    Case("Jun 5 – Jul 8, 2023", "2023-06-05", "2023-07-08"),
    Case("01.10.2019 – 31.03.2020", "2019-10-01", "2020-03-31"),
    Case("until 2019", None, "2019"),
    Case("tot maart 2018", None, "2018-03", language="nl"),
    Case("do maja 2019", None, "2019-05", language="pl"),
    Case("until ’21", None, "2021"),
    current("since ’19", "2019"),
    Case("bis 03/2020", None, "2020-03"),
    Case("2016 - 2020 (expected)", "2016", "2020"),
    Case("2023-10 – expected 2027-06", "2023-10", "2027-06"),
    Case("Sep 2022 - Expected May 2026", "2022-09", "2026-05"),
    # going on
    current("Oct. 2023 – Present", "2023-10"),
    current("Apr. 2020-Present", "2020-04"),
    current("Jun 2020 – present", "2020-06"),
    current("2021 - NOW", "2021"),
    current("03/2020 - Current", "2020-03"),
    current("Oct 2020\n– Present", "2020-10"),
    current("Oct 2020 – Present (3 yrs)", "2020-10", quoted="Oct 2020 – Present"),
    current("Oct 2020 -\n\nPresent", "2020-10"),
    current("Oct 2020 (ongoing)", "2020-10"),
    current("Jan 2020 to date", "2020-01"),
    current("since March 2020", "2020-03"),
    current("Since 2020", "2020"),
    current("2020 onwards", "2020"),
    current("seit 03/2020", "2020-03"),
    current("Oktober 2019 bis heute", "2019-10"),
    current("mars 2019 à ce jour", "2019-03"),
    current("depuis septembre 2020", "2020-09"),
    current("enero de 2019 - actualidad", "2019-01"),
    current("с 2019 по настоящее время", "2019", quoted="2019 по настоящее время"),
    current("2020年10月 – 至今", "2020-10"),
    current("2020年10月至今", "2020-10"),
    # single dates
    single("2023-10-05", "2023-10-05"),
    single("2023-10", "2023-10"),
    single("2010-12", "2010-12"),
    single("5 October 2023", "2023-10-05"),
    single("5th of October, 2023", "2023-10-05"),
    single("October 5, 2023", "2023-10-05"),
    single("Oct. 5th 2023", "2023-10-05"),
    single("5 de octubre de 2023", "2023-10-05"),
    single("5. Oktober 2023", "2023-10-05"),
    single("1er juillet 2020", "2020-07-01"),
    single("25.12.2023", "2023-12-25"),
    single("12/25/2023", "2023-12-25"),
    single("05/10/2023", "2023"),
    single("05/10/2023", "2023-10-05", language="de"),
    single("2020年10月5日", "2020-10-05"),
    single("Oct'21", "2021-10"),
    single("Sept.2018", "2018-09"),
    single("May 2000", "2000-05"),
    single("10/2021", "2021-10"),
    single("do maio 2019", "2019-05", quoted="maio 2019", language="pt"),
    single("expected May 2026", "2026-05"),
    single("Expected: 2026", "2026"),
    single("Expected Graduation: May 2026", "2026-05"),
    single("ICLR 2024", "2024", quoted="2024"),
    single("Class of 2020.", "2020", quoted="2020"),
    single("2019 - Senior Engineer", "2019", quoted="2019"),
    single("2021 –", "2021", quoted="2021"),
    single("2019 – Presented a talk", "2019", quoted="2019"),
    single("Mars 2020", "2020", quoted="2020", language="en"),
    single("Mars 2020", "2020-03", language="fr"),
    # words that give no date
    vague("Summer 2019"),
    vague("Summer 2019 – Fall 2020"),
    vague("Summer 2019 – Aug 2020", end="2020-08"),
    vague("Summer 2019 – Present", is_current=True),
    vague("Spring – Fall 2019"),
    vague("WS 2019/20"),
    vague("Summers 2014 and 2015"),
    vague("Q3 2021"),
    vague("2021 Q3"),
    vague("20XX"),
    vague("Jun 20XX – Aug 20XX"),
    vague("MM/YYYY - Present", is_current=True),
    vague("early 2020s"),
    vague("mid-2019"),
    vague("Nov–Feb 2022", end="2022-02"),
]


@pytest.mark.parametrize("case", [pytest.param(case, id=f"{case.text} {case.language or ''}") for case in CASES])
def test_period_is_read_when_it_stands_in_a_line(case: Case) -> None:
    quoted = case.quoted or case.text
    for before, after in (("", ""), ("Acme Corp, ", " | Paris"), ("(", ")"), ("Nurse\n", "\nLed a ward")):
        text = f"{before}{case.text}{after}"
        [period] = find_periods(text, case.language)
        assert (period.text, text[period.start : period.end]) == (quoted, quoted)
        dates = [date and date.iso() for date in (period.start_date, period.end_date)]
        assert (dates, period.is_current, period.kind) == ([case.start, case.end], case.is_current, case.kind)


NOT_PERIODS = [
    *("(555) 555-0100", "+1 555 2019 2020", "555-2010", "1,980 requests", "GPA 3.52/4", "2000 users", "2000 employees"),
    *("over 2000", "version 2.0.1", "Python 3.11", "12 Oak Street, 20190", "2019 Main Street, Springfield", "$1999"),
    *("arXiv 2106.09685", "arXiv:2010.11929", "ISSN 1932-6203", "https://example.com/2019/10/x", "10.1145/2019.2020"),
    *("mara2019@example.com", "1 B+", "13/2020", "00/2020", "2019-13", "2023-02-30", "30 Feb 2020", "31.11.2020"),
    *("2019x", "x2019", "2020%", "2020 %", "12019", "20201", "1.2019", "2019.1", "GPT-2", "1080p", "2000-2010 km"),
    *("may be", "march on", "Oct", "May – June", "present", "summer", "'19", "#2019", "Room 2019", "2019.5 points"),
    *("1850", "2099", "3/4", "MacBook Pro", "Q3", "YY", "5 October", "18:2019", "2,019", "−2019.5"),
]


@pytest.mark.parametrize("text", NOT_PERIODS)
def test_nothing_is_found_when_digits_are_no_date(text: str) -> None:
    assert find_periods(text) == []
    assert find_periods(f"Word, {text} (end)") == []


def test_expected_is_told_when_the_text_says_so() -> None:
    told = [find_periods(text)[0].is_expected for text in ("Expected May 2026", "2022 – 2026 (expected)", "May 2026")]
    assert told == [True, True, False]


def test_rules_name_the_forms_when_a_period_is_derived() -> None:
    rules = {text: find_periods(text)[0].rule for text in ("Oct 2020 – Present", "2019–21", "since 2020", "05/10/2023")}
    assert rules == {
        "Oct 2020 – Present": "month_year_to_present",
        "2019–21": "year_short_range",
        "since 2020": "since_year",
        "05/10/2023": "numeric_day_ambiguous",
    }


def test_periods_come_in_order_when_a_line_holds_several() -> None:
    text = "Mar 2020 – Dec 2020 Jan 2021 - Feb 2022, 2018-2019; 2015"
    assert [period.text for period in find_periods(text)] == [
        "Mar 2020 – Dec 2020",
        "Jan 2021 - Feb 2022",
        "2018-2019",
        "2015",
    ]
    assert [period.text for period in find_periods("Jun 2019\n- 2020 award")] == ["Jun 2019", "2020"]


@pytest.mark.parametrize(
    ("text", "quoted"),
    [
        pytest.param("GPA: 3.52/4\n\nSep. 2021 - Jun. 2024", "Sep. 2021 - Jun. 2024", id="grade above"),
        pytest.param("page 3\nMay 2019 – Aug 2019", "May 2019 – Aug 2019", id="page number above"),
        pytest.param("what we may\n\n2019 do", "2019", id="paragraph between month and year"),
        pytest.param("Oct 2020\n- Current state of the wards", "Oct 2020", id="list below"),
        pytest.param("Oct 2020\n\n– Present", "Oct 2020", id="paragraph before present"),
        pytest.param("Oct 2020 -\n\nPresent state of the wards", "Oct 2020", id="sentence behind a dash"),
        pytest.param("Oct 2020\n\n– Mar", "Oct 2020", id="paragraph before a dash"),
        pytest.param("2020. 3. Title", "2020", id="list number behind"),
    ],
)
def test_neighbouring_lines_stay_out_when_they_only_look_like_parts(text: str, quoted: str) -> None:
    assert [period.text for period in find_periods(text)] == [quoted]


MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]
YEAR = st.integers(1990, 2029)
MONTH_STYLES: list[Callable[[int, int], str]] = [
    lambda y, m: f"{MONTHS[m - 1]} {y}",
    lambda y, m: f"{MONTHS[m - 1][:3]} {y}",
    lambda y, m: f"{MONTHS[m - 1][:3].upper()}. {y}",
    lambda y, m: f"{m:02}/{y}",
    lambda y, m: f"{m}/{y}",
    lambda y, m: f"{m:02}.{y}",
    lambda y, m: f"{y}-{m:02}",
    lambda y, m: f"{y}.{m:02}",
    lambda y, m: f"{y}年{m}月",
]
DASHES = ["-", "–", " - ", " – ", " — ", " -- ", " to ", "\t–\t", " –\n"]


@given(
    years=st.tuples(YEAR, YEAR).map(sorted),
    months=st.tuples(st.integers(1, 12), st.integers(1, 12)).map(sorted),
    style=st.sampled_from(MONTH_STYLES),
    dash=st.sampled_from(DASHES),
)
def test_range_is_read_back_when_written_in_any_style(
    years: list[int], months: list[int], style: Callable[[int, int], str], dash: str
) -> None:
    written = f"{style(years[0], months[0])}{dash}{style(years[1], months[1])}"
    [period] = find_periods(f"Acme, {written}, Paris")
    assert period.text == written
    assert period.start_date == PartialDate(years[0], months[0])
    assert period.end_date == PartialDate(years[1], months[1])


@given(st.dates())
def test_partial_date_is_read_back_when_written_as_iso(day: date) -> None:
    text = day.isoformat()
    for precision in (4, 7, 10):
        assert PartialDate.parse(text[:precision]).iso() == text[:precision]


@pytest.mark.parametrize("text", ["", "23", "2023-1", "2023-13", "2023-02-30", "2023-10-5", "2023 ", "x2023"])
def test_partial_date_is_refused_when_it_is_not_iso(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        PartialDate.parse(text)


def test_partial_dates_are_ordered_when_precisions_differ() -> None:
    ordered = [
        PartialDate(2019),
        PartialDate(2019, 3),
        PartialDate(2019, 3, 1),
        PartialDate(2019, 4),
        PartialDate(2020),
    ]
    assert all(one < two for one, two in pairwise(ordered))


PIECES = [
    "2019",
    "–",
    " ",
    "Oct",
    ".",
    "'21",
    "/",
    "10",
    "present",
    "to",
    "\n",
    "年",
    "05",
    ",",
    "since",
    "XX",
    "Q3",
    "(",
    "-",
]


@given(st.one_of(st.text(max_size=60), st.lists(st.sampled_from(PIECES), max_size=14).map("".join)))
def test_periods_lie_in_the_text_when_it_is_arbitrary(text: str) -> None:
    periods: list[Period] = find_periods(text)
    assert all(period.text == text[period.start : period.end] != "" for period in periods)
    assert all(one.end <= two.start for one, two in pairwise(periods))


@pytest.mark.parametrize("piece", ["1", "2020-", "may ", "a@", "-", " ", "+1 ", "2019 – ", "expected ", "Aa ", "5 - "])
def test_search_stays_linear_when_the_text_repeats_itself(piece: str) -> None:
    text = piece * (60_000 // len(piece))
    began = time.process_time()
    find_periods(text)
    assert time.process_time() - began < 5  # quadratic cost would be far more


@pytest.mark.parametrize(
    ("text", "periods"),
    [
        ("03/2019\tpresent\tTern Bridges", [("2019-03", None, True)]),
        ("09/2015\t02/2019\tKite Consulting", [("2015-09", "2019-02", False)]),
        ("2020\t2018\tvisits", [("2020", None, False), ("2018", None, False)]),
        ("Visits in\t2018\t2019", [("2018", None, False), ("2019", None, False)]),
    ],
    ids=["begin and present", "begin and end", "not in order", "not the first cell"],
)
def test_two_cells_that_open_a_row_are_a_period(text: str, periods: list[tuple[str, str | None, bool]]) -> None:
    found = [
        (p.start_date.iso() if p.start_date else None, p.end_date.iso() if p.end_date else None, p.is_current)
        for p in find_periods(text)
    ]
    assert found == periods


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_month_of_a_language_is_read_by_its_names(language: str) -> None:
    months = Locale(language).months
    for context in ("format", "stand-alone"):
        for number, name in months[context]["wide"].items():
            found = find_periods(f"{name} 2019", language)
            assert [period.start_date and period.start_date.iso() for period in found] == [f"2019-{number:02d}"], name


@pytest.mark.parametrize(
    ("text", "language", "start", "end", "is_current"),
    [
        ("seit Jänner 2021", "de", "2021-01", None, True),
        ("Mrz 2016 – Dez 2020", "de", "2016-03", "2020-12", False),
        ("平成22年4月", "ja", "2010-04", None, False),
        ("令和元年6月", "ja", "2019-06", None, False),
        ("昭和63年12月24日", "ja", "1988-12-24", None, False),
        ("מרץ 2021 – היום", "he", "2021-03", None, True),
    ],
)
def test_dates_of_other_calendars_and_countries(
    text: str, language: str, start: str, end: str | None, is_current: bool
) -> None:
    (period,) = find_periods(text, language)
    assert period.start_date
    assert (period.start_date.iso(), period.end_date and period.end_date.iso(), period.is_current) == (
        start,
        end,
        is_current,
    )
