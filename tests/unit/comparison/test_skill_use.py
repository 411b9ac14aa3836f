"""Months of a skill: the positions whose own lines name it, never a part of a word, and the demand that asks for it."""

from __future__ import annotations

from typing import Literal

import pytest

from extract.comparison.comparing import with_months
from extract.comparison.deciders.decision import Decision
from extract.comparison.retrieval.pool import pool_of
from extract.extraction.skills.uses import SkillUses, with_use
from extract.text.skills.vocabulary import Vocabulary
from schemas import Profile, Qualification
from testing.builders.profiles import AS_OF, MadeUpResume, requirement

VOCABULARY = Vocabulary.load()


def skill_of(resume: MadeUpResume, name: str) -> Qualification:
    profile = resume.profile()
    found = with_use(profile.qualifications, profile.roles, profile.projects, VOCABULARY, profile.as_of)
    return next(each for each in found if each.name == name)


def two_jobs(first: str, second: str = "Answered mail", title: str = "Engineer") -> MadeUpResume:
    resume = MadeUpResume().role(title, "2018-09", "2021-02", first)
    return resume.role("Clerk", "2021-03", None, second, current=True)


def test_skill_has_the_months_of_the_positions_that_name_it() -> None:
    skill = skill_of(two_jobs("Wrote Java services", "Moved Java to the cloud").listed("Skills: Java, Perl"), "Java")
    assert (skill.months, skill.last_used) == ((97, 99), AS_OF)
    assert (skill.used_in, skill.used_lines) == (["role-1", "role-2"], [2, 4])


def test_skill_that_no_position_names_has_no_months() -> None:
    skill = skill_of(two_jobs("Wrote Java services").listed("Skills: Java, Perl"), "Perl")
    assert (skill.months, skill.last_used, skill.used_in, skill.used_lines) == (None, None, [], [])


def test_skill_of_a_position_without_dates_has_no_months() -> None:
    skill = skill_of(MadeUpResume().role("Engineer", None, None, "Wrote Java").listed("Skills: Java"), "Java")
    assert (skill.months, skill.last_used, skill.used_in) == (None, None, ["role-1"])


def test_year_alone_leaves_the_months_open() -> None:
    skill = skill_of(MadeUpResume().role("Engineer", "2020", "2021", "Wrote Java").listed("Skills: Java"), "Java")
    assert (skill.months, skill.last_used) == ((1, 24), "2021")


NAMED: list[tuple[str, str, str, bool]] = [
    ("as written", "Java", "Wrote Java services", True),
    ("a longer word", "Java", "Wrote JavaScript pages", False),
    ("a name of one letter", "R", "Ran reports in React", False),
    ("an alias of the table", "Kubernetes", "Ran K8s clusters", True),
    ("another inflection in the table", "fine-tuning", "Fine-tuned a model", True),
    ("another inflection of a plain word", "flooring", "Floored the opponents", False),
    ("a plural", "soffit", "Replaced soffits", True),
    ("only a kind of it", "SQL", "Tuned PostgreSQL", False),
    ("denied", "Java", "Worked without Java", False),
    ("an abbreviation that is also a word", "CRM", "Led a crm team", False),
]


@pytest.mark.parametrize(("skill", "line", "counts"), [case[1:] for case in NAMED], ids=[case[0] for case in NAMED])
def test_skill_counts_where_its_name_stands_word_for_word(skill: str, line: str, counts: bool) -> None:
    assert bool(skill_of(two_jobs(line).listed(f"Skills: {skill}"), skill).used_in) == counts


def test_title_and_projects_belong_to_a_position_and_the_employer_does_not() -> None:
    resume = MadeUpResume().role("Java developer", "2020-01", "2020-12", employer="Perl Foundation")
    resume.project("Rewrote billing in Scala").listed("Skills: Java, Scala, Perl")
    resume.facts["projects"][0] = resume.facts["projects"][0].model_copy(update={"role_id": "role-1"})
    assert [bool(skill_of(resume, name).used_in) for name in ("Java", "Scala", "Perl")] == [True, True, False]


def test_what_is_held_rather_than_used_has_no_months() -> None:
    resume = two_jobs("Won the Golden Spanner").listed("Awards: Golden Spanner", "award")
    assert skill_of(resume, "Golden Spanner").months is None


def decided(profile: Profile, demand: str, skills: list[str], match: Literal["all", "any"] = "all") -> Decision:
    lines = pool_of(profile)
    uses = SkillUses(profile.roles, profile.projects, VOCABULARY)
    named = Decision("met", "computed", "“Java” is named.", lines[0].fact_ids, (lines[0].evidence,))
    return with_months(requirement(demand, "skill", skills=skills, match=match), named, uses, AS_OF)


def test_verdict_on_a_skill_shows_the_sum_of_its_months() -> None:
    found = decided(two_jobs("Wrote Java", "Moved Java").profile(), "Java", ["Java"])
    assert found.reason == (
        "“Java” is named. Named in positions of 2018-09–2021-02 (29 to 30) + 2021-03–now (68 to 69) = 97 to 99 months."
    )
    assert found.months is not None
    assert (found.months.low, found.months.high, found.months.needed) == (97, 99, None)
    assert found.months.roles == ["role-1", "role-2"]


def test_demand_for_several_skills_together_has_no_months() -> None:
    profile = two_jobs("Wrote Java and Perl").profile()
    assert decided(profile, "Java and Perl", ["Java", "Perl"], match="all").months is None
    assert decided(profile, "Java or Perl", ["Java", "Perl"], match="any").months is not None


def test_lines_that_are_left_out_of_a_comparison_count_no_months() -> None:
    profile = two_jobs("Wrote Java services").profile()
    piece = profile.roles[0].evidence[1]
    uses = SkillUses(profile.roles, profile.projects, VOCABULARY, frozenset({(piece.start, piece.end)}))
    assert uses.of(["Java"]).roles == ()


def test_months_of_one_skill_or_another_are_told_of_the_names_that_positions_hold() -> None:
    both = decided(two_jobs("Wrote Java", "Wrote Perl").profile(), "Java or Perl", ["Java", "Perl"], match="any")
    assert "“Java” or “Perl” is named in positions of 2018-09–2021-02" in both.reason
    other = decided(two_jobs("Wrote Mail", "Wrote Perl").profile(), "Java or Perl", ["Java", "Perl"], match="any")
    assert "“Perl” is named in positions of 2021-03–now" in other.reason
