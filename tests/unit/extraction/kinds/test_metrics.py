from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract.extraction.kinds.metrics.groups import group_numerals
from extract.extraction.kinds.metrics.metrics import answer_form, unit_of
from extract.extraction.kinds.metrics.names import name_span
from extract.extraction.kinds.metrics.number_filter import is_no_result
from extract.llm.prompts.prompt import check_examples, load_prompt
from extract.pipeline.setup.prompt_check import BUILDERS
from extract.text.numbers.numerals import find_numerals
from schemas.answers import ListedNumbers

GROUPS: list[tuple[str, str, list[tuple[str, bool]]]] = [
    ("pair", "Raised recall from 49% to 71%", [("49% to 71%", True)]),
    ("pair with its gain in brackets", "from 3 h to 20 min (89% faster)", [("3 h to 20 min", True)]),
    ("pair with another result", "from 49% to 71% and cut cost by 40%", [("49% to 71%", True), ("40%", True)]),
    ("two changes", "cut cost by 19% and 1%", [("19%", True), ("1%", True)]),
    ("result that was reached", "improved accuracy to 92%", [("92%", True)]),
    ("value before what it was", "90% of visitors, up from 80%", [("90% from 80%", True)]),
    ("value against another", "a score of 4.3 against 3.9 before", [("4.3 from 3.9", True)]),
    ("change before its pair", "by 68% (from 11.2 s to 3.6 s)", [("11.2 s to 3.6 s", True)]),
    ("value in place of another", "in 5 minutes instead of 24 hours", [("5 minutes from 24 hours", True)]),
    ("value and what it was", "compliance at 97%, was 80%", [("97% from 80%", True)]),
    ("value and what it was in brackets", "in 20 working days (formerly 45)", [("20 from 45", True)]),
    ("two counts and a verb", "2 teams were 3 sites apart", [("2", False), ("3", False)]),
    ("long arrow", "resolution 62 percent --> 81 percent", [("62 percent to 81 percent", True)]),
    ("pair behind a verb", "the rating rose 3.6 to 4.4", [("3.6 to 4.4", True)]),
    ("pair with one unit before it", "approval time 21 days to 4", [("21 days to 4", True)]),
    ("span with the unit behind it", "takes 3 to 4 days", [("3", False), ("4 days", False)]),
    ("pair with words between", "cut from 17% of contract value to 5%", [("17% to 5%", True)]),
    ("part of a whole", "chosen in 71 of 100 cases", [("71", False)]),
    ("share behind a verb", "latency fell 22%", [("22%", True)]),
    ("factor behind a verb", "defects fell 4x", [("4x", True)]),
    ("mark out of five", "a mean rating of 4.7/5", [("4.7", False)]),
    ("counts", "12 engineers across 3 offices", [("12", False), ("3", False)]),
    ("pair without an end", "from 12 offices", [("12", False)]),
    ("two years", "proficient pupils: 41% in 2021, 58% in 2024", [("41% to 58%", True)]),
    ("first and now", "pages: 61 in the first month, 9 today", [("61 to 9", True)]),
    ("became", "2 releases a week became 15 a day", [("2 to 15", True)]),
    ("year before", "availability 99.95 % over the period, 99.4 % the year before", [("99.95 % from 99.4 %", True)]),
    ("used to be", "the flow has 11 screens where there used to be 29", [("11 from 29", True)]),
    ("decimals in brackets", "error cut by half (ECE 0.041 to 0.017)", [("0.041 to 0.017", True)]),
    ("range of decimals", "filters of 0.2 to 0.5 bar", [("0.2", False), ("0.5 bar", False)]),
    ("small units", "cut current from 310 µA to 42 µA", [("310 µA to 42 µA", True)]),
    ("agent in another sentence", "Raised the rate. Used by 30 sites", [("30", False)]),
    ("no number", "Led the team", []),
]


@pytest.mark.parametrize(("line", "groups"), [c[1:] for c in GROUPS], ids=[c[0] for c in GROUPS])
def test_numerals_of_one_result_stand_together(line: str, groups: list[tuple[str, bool]]) -> None:
    assert [(group.label, group.certain) for group in group_numerals(line)] == groups


@pytest.mark.parametrize(
    ("line", "language", "labels"),
    [
        ("Cut falls from fourteen to three a month", "en", ["fourteen to three"]),
        ("Durchlauf von neun auf drei Tage gesenkt", "de", ["neun to drei Tage"]),
        ("Délai ramené de vingt-cinq à trois jours", "fr", ["vingt-cinq to trois jours"]),
        ("Retouren teruggebracht van negen naar vier", "nl", ["negen to vier"]),
        ("Consommation réduite de 18 % en deux ans", "fr", ["18 %"]),
        ("Led a team of six in two towns", "en", []),
        ("Cut falls from fourteen to three a month", "ja", []),
    ],
)
def test_number_in_words_is_a_result_where_it_says_what_changed(line: str, language: str, labels: list[str]) -> None:
    groups = group_numerals(line, language=language)
    assert [group.label for group in groups] == labels
    assert all(line[n.start : n.end] == n.text for group in groups for n in group.numerals)


def test_number_in_words_is_read_as_the_digits_that_it_stands_for() -> None:
    (group,) = group_numerals("Cut falls from one hundred and four to twenty-one a month", language="en")
    assert [numeral.value for numeral in group.numerals] == [104, 21]


def test_stated_gain_belongs_to_its_pair() -> None:
    (group,) = group_numerals("Cut time from 3 h to 20 min (89% faster)")
    assert [numeral.cue for numeral in group.numerals] == ["from", "to", "change"]


def test_closed_answer_asks_what_a_number_is_only_when_words_do_not_say() -> None:
    answer = answer_form(group_numerals("Raised recall from 49% to 71% with a team of 6"))
    fields = answer.schema["properties"]
    assert list(fields) == ["49% to 71%", "6"]
    assert fields["49% to 71%"]["type"] == "string"
    assert fields["6"]["prefixItems"][1]["enum"] == ["result", "other"]


def test_closed_answer_has_a_field_for_each_of_two_equal_numbers() -> None:
    answer = answer_form(group_numerals("12 users in 3 towns and 12 awards"))
    assert list(answer.schema["properties"]) == ["12", "3", "12 (2)"]


def test_answer_is_written_under_the_numbers_themselves() -> None:
    answer = answer_form(group_numerals("cut cost by 40%"))
    assert answer.check({"40%": "cost"}).model_dump_json() == '{"40%":"cost"}'


def test_listed_number_may_leave_out_what_it_is() -> None:
    read = ListedNumbers.model_validate(
        {
            "numbers": [
                {"number": "6", "what": "awards", "is": "other"},
                {"number": "40%", "what": "faster", "is": None},
                {"number": "12", "what": "users"},
            ]
        }
    )
    assert [number.sense for number in read.numbers] == ["other", None, None]


@pytest.mark.parametrize("name", ["metrics", "metrics_listed"])
def test_examples_of_the_prompt_fit_the_answer_that_is_asked_for(name: str) -> None:
    prompt = load_prompt(name)
    assert prompt.examples
    check_examples(prompt, BUILDERS[name])


NO_RESULTS = [
    ("time of day", "Calm at 4 a.m. on busy wards", [True]),
    ("size in a name", "Lead of a 28-bed unit", [True]),
    ("base of a rate", "falls per 1,000 bed days", [True]),
    ("a few people", "Led 12 senior nurses", [True]),
    ("a range of people", "Assigned 14–18 RNs a shift", [True, True]),
    ("hours of people", "41,000 crew hours without an incident", [False]),
    ("many people", "an app used by 1,200 drivers", [False]),
    ("time that it took", "delivered in 11 months", [True]),
    ("time as what was reached", "stockholding of 31 days", [False]),
    ("distance per something", "one stop per 3.4 km", [False]),
    ("users", "served 30 patients", [False]),
    ("change", "faster by 12 days in 2 months", [False, True]),
]


@pytest.mark.parametrize(("line", "expected"), [c[1:] for c in NO_RESULTS], ids=[c[0] for c in NO_RESULTS])
def test_number_is_told_to_be_no_result_by_the_words_around_it(line: str, expected: list[bool]) -> None:
    assert [is_no_result(numeral, line) for numeral in find_numerals(line)] == expected


def test_list_of_the_young_is_no_number() -> None:
    assert find_numerals("Forbes 30 Under 30, 40 engineers under 30") == find_numerals(
        "Forbes xx xxxxx xx, 40 engineers under 30"
    )


NAMES = [
    ("words that stand together", "Raised checkout conversion by 40%", "checkout conversion", "checkout conversion"),
    ("other casing", "Checkout Conversion rose by 40%", "checkout conversion", "Checkout Conversion"),
    ("number left off the words", "Cut page load by 40%", "page load by 40%", "page load"),
    ("words before a pair", "Raised recall from 49% to 71%", "the hit rate", "recall"),
    ("times", "cited 340 times within a year", "citations", "cited 340 times"),
    ("first words that stand together", "Cut the nightly load by 40%", "nightly batch load", "nightly"),
    ("words behind the number", "40% fewer support tickets", "", "fewer support tickets"),
    ("comparison behind the number", "F1 of 0.87 against a weaker baseline", "against", "F1"),
    ("comparison behind a factor", "Query time 11x lower after partitioning", "lower after partitioning", "Query time"),
    ("comparison behind a verb", "Delivered 40% faster than planned", "faster than planned", "faster than planned"),
    ("number itself", "grew 40%", "", "40%"),
    ("occurrence nearest to the number", "load time, users, load time cut by 40%", "load time", "load time"),
]


@pytest.mark.parametrize(("line", "what", "name"), [c[1:] for c in NAMES], ids=[c[0] for c in NAMES])
def test_name_is_found_in_the_line_for_what_the_model_said(line: str, what: str, name: str) -> None:
    numeral = find_numerals(line)[-1]
    start, end, _ = name_span(line, what, numeral)
    assert line[start:end] == name


UNITS = [
    ("all words of what is counted", "Mentored 17 new apprentices", "new apprentices", "new apprentices"),
    ("without the time it is counted in", "Answers 900 tickets a week", "tickets a week", "tickets"),
    ("without the time, in German", "Betreut 40 Schüler pro Jahr", "Schüler pro Jahr", "Schüler"),
    ("a letter that is no ASCII", "Encadre 12 élèves", "élèves", "élèves"),
    ("the name stands elsewhere", "Output of 300 hats", "output", "hats"),
    ("a word that joins", "Output of 3 out of 4 looms", "output", None),
    ("a unit at the number", "Latency of 240 ms", "latency", "ms"),
    ("no whole number", "Score of 4.5 stars", "score", None),
]


@pytest.mark.parametrize(("line", "what", "unit"), [c[1:] for c in UNITS], ids=[c[0] for c in UNITS])
def test_unit_is_what_is_counted(line: str, what: str, unit: str | None) -> None:
    numeral = find_numerals(line)[0]
    start, end, _ = name_span(line, what, numeral)
    assert unit_of(numeral, line, (start, end)) == unit


def test_nearest_occurrence_names_the_number() -> None:
    line = "load time, users, load time cut by 40%"
    assert name_span(line, "load time", find_numerals(line)[0])[0] == line.rindex("load time")


def test_name_is_found_behind_letters_that_grow_when_folded() -> None:
    line = "ßß ﬁ 40% Recall"
    start, end, _ = name_span(line, "recall", find_numerals(line)[0])
    assert line[start:end] == "Recall"


words = st.sampled_from(
    ["recall", "from ", "by 4", "40%", " times", "$18M+", "İ", "ß", "ﬁ", "(", ".*", " ", "é", "ΑΣ", "-", "+"]
)
texts = st.lists(words, max_size=8).map("".join) | st.text(max_size=20)


@given(texts, texts, texts, st.booleans())
def test_name_stands_inside_the_line_for_any_words(before: str, after: str, what: str, copied: bool) -> None:
    line = f"{before} 40% {after}"
    what = after if copied else what
    for numeral in find_numerals(line):
        start, end, rule = name_span(line, what, numeral)
        assert 0 <= start < end <= len(line)
        assert line[start:end].strip()
        assert rule


@given(st.lists(words, max_size=12).map("".join))
def test_every_numeral_stands_in_one_group_in_order(line: str) -> None:
    grouped = [numeral for group in group_numerals(line) for numeral in group.numerals]
    # A group tells anew what each of its numerals is: "40%, up from 30%" is a value reached and one before.
    assert [(each.start, each.end) for each in grouped] == [(each.start, each.end) for each in find_numerals(line)]
