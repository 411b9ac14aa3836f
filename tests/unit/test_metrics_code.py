from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract.facts.metric_groups import group_numerals
from extract.facts.metric_names import name_span
from extract.facts.metrics import Number, answer_model
from extract.numbers import find_numerals
from extract.prompting import check_examples, load_prompt
from extract.wire import answer_schema

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
    ("no number", "Led the team", []),
]


@pytest.mark.parametrize(("line", "groups"), [c[1:] for c in GROUPS], ids=[c[0] for c in GROUPS])
def test_numerals_of_one_result_stand_together(line: str, groups: list[tuple[str, bool]]) -> None:
    assert [(group.label, group.certain) for group in group_numerals(line)] == groups


def test_stated_gain_belongs_to_its_pair() -> None:
    (group,) = group_numerals("Cut time from 3 h to 20 min (89% faster)")
    assert [numeral.cue for numeral in group.numerals] == ["from", "to", "change"]


def test_closed_answer_asks_what_a_number_is_only_when_words_do_not_say() -> None:
    answer = answer_model(group_numerals("Raised recall from 49% to 71% with a team of 6"), closed=True)
    definitions = answer_schema(answer)["$defs"].values()
    assert [list(entry["properties"]) for entry in definitions] == [["number", "what"], ["number", "what", "is"]]
    assert [entry["properties"]["number"]["const"] for entry in definitions] == ["49% to 71%", "6"]


def test_number_is_a_result_unless_the_answer_says_otherwise() -> None:
    answer = answer_model(group_numerals("6 awards, 12 users, 40% faster"), closed=False)
    read = answer.model_validate(
        {
            "numbers": [
                {"number": "6", "what": "awards", "is": "other"},
                {"number": "12", "what": "users", "is": "result"},
                {"number": "40%", "what": "faster", "is": None},
            ]
        }
    )
    assert [number.is_result for number in read.numbers] == [False, True, True]
    assert Number(number="6", what="awards").is_result


@pytest.mark.parametrize("closed", [True, False])
def test_examples_of_the_prompt_fit_the_answer_that_is_asked_for(closed: bool) -> None:
    prompt = load_prompt("metrics")
    assert prompt.examples
    check_examples(prompt, lambda variables: answer_model(group_numerals(variables["line"]), closed=closed))


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
    assert grouped == find_numerals(line)
