"""What code decides alone: degrees, years, languages, certificates, conditions, counts."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extract.comparison.deciders.certificates import certificate_lines, decide_certificate
from extract.comparison.deciders.conditions import decide_condition
from extract.comparison.deciders.counted import decide_counted
from extract.comparison.deciders.decision import Decision
from extract.comparison.deciders.degrees import decide_degree
from extract.comparison.deciders.experience import experience_asked
from extract.comparison.deciders.languages import decide_language
from extract.comparison.deciders.years import decide_years
from extract.comparison.published import decide_published
from extract.comparison.retrieval.pool import PoolLine, pool_of
from extract.extraction.skills.role_months import months_of
from extract.text.dates.partial_date import PartialDate
from extract.text.languages import spoken_languages
from extract.text.skills.vocabulary import Vocabulary
from schemas import Evidence, Role
from testing.builders.profiles import AS_OF, MadeUpResume, requirement

VOCABULARY = Vocabulary.load()
CS = "Bachelor's degree in Computer Science or a related field"


def degree(demand: str, *studies: dict[str, Any], worked: bool = False) -> Decision:
    resume = MadeUpResume()
    for study in studies:
        resume.study(**study)
    if worked:
        resume.role("Engineer", "2015-01", "2025-01")
    return decide_degree(requirement(demand), resume.profile(), AS_OF)


def of(level: str, field: str | None = "Computer Science", degree: str | None = None, **more: Any) -> dict[str, Any]:
    return {"degree": degree or level.title(), "level": level, "field": field, **more}


DEGREES: list[tuple[str, str, list[dict[str, Any]], str, bool]] = [
    ("the level and field", CS, [of("bachelor")], "met", False),
    ("a higher level", CS, [of("doctorate")], "met", False),
    ("a lower level", "Master's degree in Computer Science", [of("bachelor")], "contradicted", False),
    ("nothing", CS, [], "not_shown", False),
    ("a field of the same family that is allowed", CS, [of("bachelor", "Information Systems")], "met", False),
    ("a field of the same family that is not", "Bachelor's degree in Computer Science", [of("bachelor", "Informatics")], "partial", True),
    ("a related field that is allowed", CS, [of("bachelor", "Electrical Engineering")], "partial", True),
    ("a related field that is not", "Bachelor's degree in Computer Science", [of("bachelor", "Mathematics")], "contradicted", True),
    ("another field", "Bachelor's degree in Computer Science", [of("bachelor", "History")], "contradicted", True),
    ("no field asked", "Bachelor's degree", [of("bachelor", "History")], "met", False),
    ("left", CS, [of("bachelor", completed=False)], "contradicted", True),
    ("going on where a completed one is asked for", "A completed bachelor's degree in Computer Science", [of("bachelor", end_date="2027-06")], "contradicted", True),
    ("a state examination for a master's", "Master's degree in History", [of("other", "History", "Erstes Staatsexamen")], "partial", True),
    ("paused by its words", "Master's degree in Physics", [of("master", "Physics", words="MSc Physics, paused in 2024")], "contradicted", True),
    ("another field going on", "Master's degree in Physics", [of("master", "History", end_date="2027-06")], "contradicted", True),
    ("a state examination", "Degree in History", [of("other", "History", "Erstes Staatsexamen")], "met", False),
    ("the field of a family", "Master's degree in a business field", [of("master", None, "Master of Accountancy")], "met", False),
    ("still going on", CS, [of("bachelor", end_date="2027-06")], "partial", True),
    ("going on by its words", CS, [of("bachelor", start_date="2024", words="BSc Computer Science, 2024 – present")], "partial", True),
    ("no end told", CS, [of("bachelor", start_date="2018")], "met", True),
    ("ending this month", CS, [of("bachelor", end_date="2026-11")], "met", False),
    ("a student wanted, and one is", "Currently pursuing a Bachelor's degree in Computer Science", [of("bachelor", end_date="2027-06")], "met", False),
    ("a lower one left", "Master's degree in Physics", [of("bachelor", "Physics", completed=False)], "contradicted", False),
    ("a level that is not told", CS, [of("other", "Computer Science", "Studies")], "not_shown", True),
    ("an apprenticeship for a bachelor's", CS, [of("certificate", "Electrical")], "not_shown", False),
    ("any of two levels", "Master's or PhD in Physics", [of("master", "Physics")], "met", False),
    ("an MBA for an MBA", "MBA preferred", [of("master", None, "MBA")], "met", False),
    ("another master's for an MBA", "MBA preferred", [of("master", "Linguistics")], "contradicted", True),
    ("an MBA by its words for a master's in art", "Master's degree in art history or a related field", [of("master", None, "MBA (part-time)")], "contradicted", True),
    ("minor in the field", "Bachelor's degree in Physics", [of("minor", "Physics"), of("bachelor", "History")], "partial", True),
]  # fmt: skip


@pytest.mark.parametrize(
    ("demand", "studies", "verdict", "review"), [c[1:] for c in DEGREES], ids=[c[0] for c in DEGREES]
)
def test_degree_is_decided_by_level_field_and_end(
    demand: str, studies: list[dict[str, Any]], verdict: str, review: bool
) -> None:
    decided = degree(demand, *studies)
    assert (decided.verdict, decided.needs_review) == (verdict, review)
    assert bool(decided.evidence) == (verdict != "not_shown" or bool(decided.fact_ids))


def test_lower_degree_contradicts_nothing_when_experience_may_stand_in() -> None:
    demand = "Bachelor's degree in Computer Science or equivalent experience"
    decided = degree(demand, of("associate"), worked=True)
    assert (decided.verdict, decided.needs_review) == ("not_shown", True)
    assert "experience is allowed" in decided.reason


def roles_of(*spans: tuple[str | None, str | None], title: str = "Engineer", **more: Any) -> list[Role]:
    resume = MadeUpResume()
    for start, end in spans:
        resume.role(title, start, end, **more)
    return resume.profile().roles


def bounds_of(roles: list[Role], as_of: str) -> tuple[int, int]:
    shown = months_of(roles, as_of)
    return shown.low, shown.high


YEARS: list[tuple[str, list[tuple[str | None, str | None]], dict[str, Any], str, str]] = [
    ("enough", [("2015-01", "2021-01")], {}, "met", "72 to 73 months; 60 asked"),
    ("only the upper bound reaches", [("2020-01", "2024-12")], {}, "partial", "59 to 60 months; 60 asked"),
    ("half", [("2020-01", "2022-12")], {}, "partial", "35 to 36 months; 60 asked"),
    ("less than half, which is some", [("2020-01", "2020-12")], {}, "partial", "11 to 12 months; 60 asked"),
    ("overlap counted once", [("2015-01", "2018-01"), ("2016-01", "2018-01")], {}, "partial", "36 to 37 months; 60 asked"),
    ("years alone", [("2020", "2021")], {}, "partial", "1 to 24 months; 60 asked"),
    ("internships apart", [("2010-01", "2020-01")], {"employment_type": "internship"}, "partial", "120 to 121 with what counts apart (Engineer)"),
    ("study apart", [("2010-01", "2020-01")], {"title": "PhD student"}, "partial", "with what counts apart (PhD student)"),
    ("no dates", [(None, None)], {}, "not_shown", "1 without dates"),
]  # fmt: skip


@pytest.mark.parametrize(("spans", "more", "verdict", "said"), [c[1:] for c in YEARS], ids=[c[0] for c in YEARS])
def test_years_are_decided_by_bounds_of_months(
    spans: list[tuple[str | None, str | None]], more: dict[str, Any], verdict: str, said: str
) -> None:
    decided = decide_years(5, roles_of(*spans, **more), [], AS_OF)
    assert decided.verdict == verdict
    assert said in decided.reason
    assert decided.needs_review == (verdict == "partial" or said == "1 without dates")


def test_years_are_the_same_whatever_the_order_of_positions() -> None:
    roles = roles_of(("2015-01", "2018-01"), ("2016-01", "2019-05"), ("2021-01", "2024-01"))
    assert decide_years(5, roles, [], AS_OF) == decide_years(5, roles[::-1], [], AS_OF)


def test_no_month_counts_when_the_as_of_date_lies_before_all_positions() -> None:
    assert bounds_of(roles_of(("2020-01", "2022-01")), "2019-06-01") == (0, 0)


# Brute force: every concrete month that the dates allow, tried one by one.
_dates = st.builds(PartialDate, year=st.integers(2018, 2021), month=st.one_of(st.none(), st.integers(1, 12)))
_role_sets = st.lists(st.tuples(_dates, st.one_of(st.none(), _dates), st.booleans()), min_size=1, max_size=12)


def _first_and_last(date: PartialDate) -> tuple[int, int]:
    first = date.year * 12 + (date.month or 1) - 1
    return first, first if date.month else first + 11


def _count_month_by_month(
    spans: list[tuple[PartialDate, PartialDate | None, bool]], as_of: PartialDate
) -> tuple[int, int]:
    """Return the fewest and the most months covered, by setting a mark on each month of a calendar."""
    now = _first_and_last(as_of)[0]
    surely: set[int] = set()
    maybe: set[int] = set()
    for start, end, current in spans:
        last = (now, now) if current else _first_and_last(end) if end else (_first_and_last(start)[0], now)
        last = min(last[0], now), min(last[1], now)
        first = _first_and_last(start)
        over = end is not None and not current and _first_and_last(end)[1] < first[0]
        if first[0] > last[1] or over:
            continue
        for month in range(2018 * 12, 2022 * 12 + 24):
            if first[1] <= month < last[0]:
                surely.add(month)
            if first[0] <= month <= last[1]:
                maybe.add(month)
    return len(surely), len(maybe)


@settings(max_examples=400)
@given(_role_sets, st.builds(PartialDate, year=st.integers(2019, 2022), month=st.integers(1, 12)))
def test_months_equal_a_count_month_by_month_over_any_set_of_positions(
    spans: list[tuple[PartialDate, PartialDate | None, bool]], as_of: PartialDate
) -> None:
    resume = MadeUpResume()
    for start, end, current in spans:
        resume.role("Engineer", start.iso(), None if current or end is None else end.iso(), current=current)
    assert bounds_of(resume.profile().roles, as_of.iso()) == _count_month_by_month(spans, as_of)


@given(_role_sets, st.randoms(use_true_random=False))
def test_months_do_not_change_when_positions_are_shuffled_or_told_twice(
    spans: list[tuple[PartialDate, PartialDate | None, bool]], random: Any
) -> None:
    resume = MadeUpResume()
    for start, end, current in spans:
        resume.role("Engineer", start.iso(), None if current or end is None else end.iso(), current=current)
    roles = resume.profile().roles
    shuffled = [*roles, *roles]
    random.shuffle(shuffled)
    assert bounds_of(shuffled, AS_OF) == bounds_of(roles, AS_OF)


SPOKEN: list[tuple[str, list[tuple[str, int | None, int | None]]]] = [
    ("Languages: Swedish (native), English (fluent)", [("sv", 7, 7), ("en", 5, 6)]),
    ("German B2, English C1", [("de", 4, 4), ("en", 5, 5)]),
    ("Fluent German and English", [("de", 5, 6), ("en", 5, 6)]),
    ("English and fluent German", [("en", None, None), ("de", 5, 6)]),
    ("anglais courant, allemand (B1/B2)", [("en", 5, 6), ("de", 3, 4)]),
    ("Deutschkenntnisse (mindestens C1)", [("de", 5, 5)]),
    ("polish the car", []),
]


@pytest.mark.parametrize(("text", "found"), SPOKEN, ids=[text for text, _ in SPOKEN])
def test_languages_have_the_level_that_stands_beside_them(
    text: str, found: list[tuple[str, int | None, int | None]]
) -> None:
    assert [(each.code, each.low, each.high) for each in spoken_languages(text)] == found


LANGUAGES: list[tuple[str, str, str | None, bool]] = [
    ("German at level B2", "Languages: German (C1)", "met", False),
    ("German at level C1", "Languages: German (B1)", "contradicted", True),
    ("Conversational German", "Languages: German (basic)", "partial", True),
    ("German", "Languages: German (basic)", "partial", True),
    ("German at level C1", "Languages: German (B2/C1)", "met", True),
    ("Fluent German", "Languages: German", "partial", True),
    ("Fluent English", "Languages: English, some German", "met", True),
    ("German", "Languages: German", "met", False),
    ("Fluent German and English", "Languages: German (native), English (fluent)", "met", False),
    ("Fluent German and English", "Languages: German (native)", "partial", False),
    ("Polish or Romanian", "Languages: Romanian (basic)", "partial", True),
    ("Spanish", "Languages: German (native)", "not_shown", False),
]


@pytest.mark.parametrize(
    ("demand", "line", "verdict", "review"), LANGUAGES, ids=[f"{d} / {w}" for d, w, *_ in LANGUAGES]
)
def test_language_is_decided_by_its_level(demand: str, line: str, verdict: str | None, review: bool) -> None:
    lines = pool_of(MadeUpResume().listed(line, "language").profile())
    decided = decide_language(requirement(demand, "language"), lines)
    assert (decided and decided.verdict, bool(decided and decided.needs_review)) == (verdict, review)


@pytest.mark.parametrize(
    ("demand", "match", "line", "verdict"),
    [
        ("A second language, such as Polish or French", "examples", "Languages: English (native), Igbo (fluent)", "met"),
        ("A second language, such as Polish or French", "examples", "Languages: English (native)", "not_shown"),
        ("A second language, such as Polish or French", "examples", "Languages: English (native), Polish (basic)", "partial"),
        ("A second European language", "all", "Languages: English (native), German (B2)", "met"),
        ("A second European language", "all", "Languages: English (native), German (A1)", None),
    ],
)  # fmt: skip
def test_any_other_language_will_do_where_none_is_asked_for_by_name(
    demand: str, match: str, line: str, verdict: str | None
) -> None:
    lines = pool_of(MadeUpResume().listed(line, "language").profile())
    asked = requirement(demand, "language").model_copy(update={"match": match})
    decided = decide_language(asked, lines)
    assert (decided and decided.verdict) == verdict


CERTIFICATES: list[tuple[str, str, str | None]] = [
    ("Valid Advanced Life Support certificate", "Basic Life Support, 2024", None),
    ("Valid Advanced Life Support certificate", "Advanced Life Support (ALS), 2024", "met"),
    ("CCRN certification", "CCRN certification, 2021", "met"),
    ("Current RN license in the State of Ohio", "RN license, Ohio", "met"),
    ("Current RN license in the State of Ohio", "RN license, Kentucky", "partial"),
    ("Current RN license in the State of Ohio", "RN license", "partial"),
    ("CCRN certification", "CCRN certification, expires 2025-03", "contradicted"),
    ("Current CCRN certification", "CCRN certification (expired May 2024)", "contradicted"),
    ("CCRN certification", "CCRN certification, valid until December 2027", "met"),
    ("CCRN certification", "CCRN certification, valid through 2026", "met"),
    ("CCRN certification", "CCRN certification (in progress)", "partial"),
    ("CCRN certification", "BLS", None),
    ("ACLS certification", "BLS and ACLS (2025)", "met"),
    ("BLS and ACLS certification", "BLS (2025)", "partial"),
    ("BLS required and ACLS required", "BLS, 2023", "partial"),
    ("BLS is required and ACLS is required by start", "BLS and ACLS, 2023", "met"),
    ("CISSP required or CISM", "CISM, 2021", "met"),
    ("CCRN certification is strongly preferred", "CCRN (Adult), AACN, 2022", "met"),
    ("Applicants must hold both BLS and ACLS certification at the time of hire", "BLS and ACLS, exp. 08/2027", "met"),
    ("Preferred: PMP", "PMP, 2021", "met"),
    (
        "You must hold a current, unencumbered Wisconsin registered nurse license or a multistate compact license",
        "Wisconsin Registered Nurse license",
        "met",
    ),
    (
        "You must hold a current Wisconsin registered nurse license",
        "Ohio Registered Nurse license",
        "partial",
    ),
    ("Current Oklahoma journeyman or unlimited electrical license", "Oklahoma Journeyman License, 2016", "met"),
    ("CCRN card valid through December 2027, as our wards ask", "CCRN card", "partial"),
    ("CCRN card valid through December 2027, as our wards ask", "CCRN card, valid until 2028", "met"),
    ("CCRN card valid through December 2027, as our wards ask", "CCRN card, valid until March 2027", "contradicted"),
]


@pytest.mark.parametrize(("demand", "line", "verdict"), CERTIFICATES, ids=[f"{d} / {w}" for d, w, _ in CERTIFICATES])
def test_certificate_is_decided_by_place_and_end(demand: str, line: str, verdict: str | None) -> None:
    profile = MadeUpResume().listed(line, "certification").profile()
    lines = pool_of(profile)
    listed = certificate_lines(profile, lines)
    decided = decide_certificate(requirement(demand, "certification"), lines, listed, VOCABULARY, AS_OF)
    assert (decided and decided.verdict) == verdict


def test_condition_is_said_to_be_open_when_the_resume_does_not_speak_of_it() -> None:
    lines = pool_of(MadeUpResume().role("Nurse", "2020", "2024", "Worked night shifts on a ward.").profile())
    assert decide_condition("shift", "Shift work", lines).verdict == "met"
    assert decide_condition("work_permit", "Right to work", lines).verdict == "not_shown"
    assert decide_condition("travel", "Willing to travel", lines).verdict == "not_shown"


def test_call_centre_is_no_shift() -> None:
    lines = pool_of(MadeUpResume().role("Engineer", "2020", "2024", "Cut errors on call-centre audio.").profile())
    assert decide_condition("shift", "On-call rotation", lines).verdict == "not_shown"


@pytest.mark.parametrize(
    ("demand", "line", "verdict"),
    [
        ("Right to work in the UK", "Authorized to work in the US, no sponsorship needed", "not_shown"),
        ("Right to work in the UK", "Settled status in the UK; right to work", "met"),
        ("Must be authorized to work in the United States", "US work permit (green card)", "met"),
        ("Work permit for Germany", "Work permit: EU Blue Card", "met"),
        ("Work permit for Germany", "Work permit for Canada", "not_shown"),
        ("Valid work permit", "Work permit for Canada", "met"),
        ("Right to work in the UK", "Right to work, no sponsorship needed", "met"),
    ],
)
def test_right_to_work_holds_for_the_country_that_is_named(demand: str, line: str, verdict: str) -> None:
    lines = pool_of(MadeUpResume().listed(line).profile())
    assert decide_condition("work_permit", demand, lines).verdict == verdict


def test_count_decides_when_a_demand_asks_for_two_of_three() -> None:
    demand = requirement("At least two of Go, Rust and Python", "skill")
    one = pool_of(MadeUpResume().listed("Skills: Python, Excel").profile())
    two = pool_of(MadeUpResume().listed("Skills: Python, Rust").profile())
    assert [getattr(decide_counted(demand, 2, lines, VOCABULARY), "verdict", None) for lines in (one, two)] == [
        "partial",
        "met",
    ]
    practised = requirement("Experience with at least two of Go, Rust and Python", "experience")
    decided = decide_counted(practised, 2, two, VOCABULARY)
    assert decided is not None
    assert decided.verdict == "partial"
    assert "list of skills" in decided.reason


EXPERIENCE = [
    ("3+ years of managing a sales team", "managing a sales team"),
    ("5+ years of progressive accounting experience, audit years included", "accounting"),
    ("Minimum of 8 years of sales experience, at least 5 of them in medical devices", "sales"),
    ("At least 2 years of experience as a registered nurse", "work as a registered nurse"),
    ("3-5 years of experience in critical care", "critical care"),
    ("Mindestens 5 Jahre Berufserfahrung in der Buchhaltung", "Buchhaltung"),
    ("Site experience of 12 months or more", "Site"),
    ("5 years' experience", "5 years' experience"),
]


@pytest.mark.parametrize(("demand", "asked"), EXPERIENCE)
def test_years_are_asked_about_in_the_words_of_the_demand(demand: str, asked: str) -> None:
    assert experience_asked(demand) == asked


@pytest.mark.parametrize(
    ("demand", "listed", "verdict"),
    [
        ("A record of publications at peer-reviewed venues", 2, "met"),
        ("A record of publications at peer-reviewed venues", 1, "partial"),
        ("At least two peer-reviewed publications", 1, "partial"),
        ("Strong publication record", 0, "not_shown"),
        ("Publications on machine learning", 2, None),
        ("Publications at top-tier venues (NeurIPS, ICML)", 2, None),
    ],
)
def test_publications_are_counted_where_nothing_is_said_of_their_subject(
    demand: str, listed: int, verdict: str | None
) -> None:
    lines = [
        PoolLine(
            Evidence(start=10 * n, end=10 * n + 7, text=f"Paper {n}", line=n + 1, page=1),
            (f"publication-{n}",),
            False,
            f"Paper {n}",
        )
        for n in range(listed)
    ]
    decided = decide_published(requirement(demand), lines)
    assert (decided.verdict if decided else None) == verdict


def test_certificate_that_ends_before_the_date_asked_for_is_contradicted() -> None:
    profile = MadeUpResume().listed("ACLS, valid until 03/2027", "certification").profile()
    demand = requirement("ACLS card valid through December 2027", "certification")
    lines = pool_of(profile)
    decided = decide_certificate(demand, lines, certificate_lines(profile, lines), VOCABULARY, AS_OF)
    assert decided is not None
    assert (decided.verdict, decided.needs_review) == ("contradicted", True)
    assert "2027-03" in decided.reason
