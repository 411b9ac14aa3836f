"""Careers, months and marked words of the report, worked out before the page shows them."""

from __future__ import annotations

import pytest

from extract.report.content.career import career_of, months_told
from extract.report.content.views import VerdictView
from extract.report.page.quotes import Quotes, merged, paragraphs
from extract.report.page.reasons import Sum, months_sum, told_reason, verdict_marks, words_in
from schemas import Evidence, Profile, Verdict
from testing.builders.profiles import MadeUpResume, posting, requirement
from testing.builders.reviews import profile_of

AS_OF = "2026-11-22"


def career_rows(resume: MadeUpResume) -> list[tuple[str, str]]:
    career = career_of(resume.profile())
    assert career is not None
    return [(bar.kind, bar.when) for bar in career.bars]


def test_bars_stand_the_latest_first_with_the_gaps_between_them() -> None:
    resume = MadeUpResume()
    resume.role("Clerk", "2015-01", "2016-12")
    resume.role("Buyer", "2018-01", "2019-12")
    resume.role("Manager", "2020-01", current=True)
    assert career_rows(resume) == [
        ("work", "2020-01 – present"), ("work", "2018-01 – 2019-12"), ("gap", "2017-01 – 2017-12"),
        ("work", "2015-01 – 2016-12"),
    ]  # fmt: skip


def test_gap_is_not_told_when_years_alone_leave_it_open() -> None:
    resume = MadeUpResume()
    resume.role("Clerk", "2015", "2016")
    resume.role("Buyer", "2017", "2017")
    resume.role("Manager", "2018", current=True)
    assert [kind for kind, _ in career_rows(resume)] == ["work", "work", "work"]


def test_time_after_the_last_entry_is_a_gap_up_to_the_as_of_date() -> None:
    resume = MadeUpResume()
    resume.role("Clerk", "2015-01", "2025-10")
    assert career_rows(resume)[0] == ("gap", "2025-11 – 2026-11")


def test_bar_is_sure_between_the_dates_that_the_years_leave_open() -> None:
    resume = MadeUpResume()
    resume.role("Clerk", "2015", "2017")
    career = career_of(resume.profile())
    assert career is not None
    bar = career.bars[-1]
    assert (bar.possible, bar.sure) == ((2015 * 12, 2018 * 12), (2015 * 12 + 11, 2017 * 12 + 1))
    assert bar.lasted == "up to 3 years"


def test_role_without_dates_and_role_with_turned_dates_are_named_apart() -> None:
    resume = MadeUpResume()
    resume.role("Clerk", None)
    resume.role("Buyer", "2020-05", "2019-01")
    resume.role("Manager", "2020-01", current=True)
    career = career_of(resume.profile())
    assert career is not None
    assert [bar.when for bar in career.bars] == ["2020-01 – present"]
    assert career.undated == ("Clerk, Acme", "Buyer, Acme")


def test_there_is_no_career_without_roles_and_studies() -> None:
    assert career_of(MadeUpResume().profile()) is None


def test_axis_names_few_years_and_all_of_it_lies_between_0_and_100() -> None:
    career = career_of(profile_of("zoe_lindqvist"))
    assert career is not None
    assert 2 <= len(career.ticks) <= 6
    shares = [career.share(month) for bar in career.bars for month in (*bar.possible, *bar.sure)]
    assert min(shares) == 0
    assert max(shares) == 100


@pytest.mark.parametrize(
    ("months", "words"), [(50, "4 years 2 months"), (12, "1 year"), (1, "1 month"), (0, "less than a month")]
)
def test_months_are_told_in_years(months: int, words: str) -> None:
    assert months_told(months) == words


def _years(resume: MadeUpResume, reason: str) -> Sum | None:
    profile: Profile = resume.profile()
    requirement = posting("At least 5 years of experience in buying").requirements[0]
    verdict = Verdict(
        requirement_id=requirement.id, verdict="met", decided_by="computed", reason=reason,
        fact_ids=[role.id for role in profile.roles], evidence=[role.evidence[0] for role in profile.roles],
        requirement_evidence=requirement.evidence, needs_review=False,
    )  # fmt: skip
    return months_sum(verdict, requirement, {fact.id: fact for fact in profile.facts()}, AS_OF)


def test_years_are_a_sum_of_the_roles_that_counted() -> None:
    resume = MadeUpResume()
    resume.role("Buyer", "2021-03", current=True)
    resume.role("Clerk", "2018-09", "2021-02")
    total = _years(resume, "Relevant positions cover 97 to 99 months of 60.")
    assert total is not None
    assert total.rows[0] == ("Clerk, Acme", "2018-09–2021-02", "29 to 30")
    assert total.line == (
        "2018-09–2021-02 (29 to 30) + 2021-03–now (68 to 69) = 97 to 99 months; 60 asked (5 years)"
    )  # fmt: skip


@pytest.mark.parametrize(
    ("other", "reason"),
    [
        (("2018-09", "2022-02"), "Relevant positions cover 97 to 99 months of 60."),
        (("2018-09", None), "Relevant positions cover 68 to 99 months of 60."),
        (("2018-09", "2021-02"), "Relevant positions cover 68 to 69 months of 60; 97 to 99 with what counts apart."),
    ],
    ids=["overlap", "no end", "another total"],
)
def test_no_sum_is_made_up_where_it_would_not_be_exact(other: tuple[str, str | None], reason: str) -> None:
    resume = MadeUpResume()
    resume.role("Buyer", "2021-03", current=True)
    resume.role("Clerk", *other)
    assert _years(resume, reason) is None


def test_words_are_marked_that_line_and_demand_share() -> None:
    text = "Quantized the model and deployed it on Kubernetes with Go"
    demand = posting("Experience deploying models on Kubernetes").requirements[0]
    assert [text[start:end] for start, end in merged(words_in(text, ["Go"], demand))] == [
        "model", "deployed", "Kubernetes", "Go"
    ]  # fmt: skip


def test_words_of_the_reason_are_marked_in_the_cited_line() -> None:
    profile = profile_of("zoe_lindqvist")
    piece = next(piece for role in profile.roles for piece in role.evidence if "PyTorch" in piece.text)
    verdict = Verdict(
        requirement_id="requirement-1", verdict="met", decided_by="computed", reason="“pytorch” is named.", evidence=[piece],
        requirement_evidence=[piece], needs_review=False,
    )  # fmt: skip
    [(start, end)] = verdict_marks(verdict, None, {})
    assert piece.text[start - piece.start : end - piece.start] == "PyTorch"


def test_marks_count_the_letters_that_are_shown() -> None:
    quotes = Quotes()
    piece = Evidence(start=10, end=18, text="a\u202eb\U0001f40eword", line=1, page=None)
    assert quotes.refer(piece, [(14, 18)]) == [0, 11, 15]
    assert quotes.rows == [["a⟨U+202E⟩b\U0001f40eword", 1]]
    assert quotes.rows[0][0][11:15] == "word"


def test_line_is_kept_once_however_often_it_is_cited() -> None:
    quotes = Quotes()
    piece = Evidence(start=0, end=4, text="Line", line=1, page=2)
    assert quotes.refer_all([piece, piece]) == [0]
    assert quotes.refer(piece, [(0, 2), (1, 3)]) == [0, 0, 3]
    assert quotes.line(1, "Line") == 0
    assert quotes.rows == [["Line", 1, 2]]


def test_bullet_that_goes_on_in_the_next_line_is_one_paragraph() -> None:
    lines = {
        1: "• Fine-tuned a model to rewrite the shopping queries of all",
        2: "customers.",
        3: "Labelling Loop (project)",
        4: "• Mentored two.",
    }
    assert paragraphs([1, 2, 3, 4, 5], lines) == [[1, 2], [3], [4]]


def test_reason_names_a_position_for_a_skill_only_where_its_lines_name_it() -> None:
    resume = MadeUpResume()
    resume.role("Analyst", "2021-03", None, "Wrote Python", current=True)
    resume.role("Junior Developer", "2018-09", "2021-02", "Tuned SQL queries")
    profile = resume.profile()
    demand = requirement("Strong skills in Python and SQL", "skill", skills=["Python", "SQL"])
    verdict = Verdict(
        requirement_id=demand.id, verdict="met", decided_by="computed", reason="“Python” is named.",
        fact_ids=[role.id for role in profile.roles], evidence=[role.evidence[1] for role in profile.roles],
        requirement_evidence=demand.evidence, needs_review=False,
    )  # fmt: skip
    said, _ = told_reason(VerdictView("v", verdict, demand), {fact.id: fact for fact in profile.facts()}, AS_OF)
    assert "as Analyst" in said
    assert "Junior Developer" not in said
