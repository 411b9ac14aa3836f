from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract.text.numbers.numerals import Numeral, find_numerals
from extract.text.numbers.plain_numbers import write_plainly, write_signs

ONE = [
    ("percent", "Reached 71% accuracy", "71%", 71.0, "%", "percent", None),
    ("percent with a space", "Cut cost by −92 % in a year", "−92 %", -92.0, "%", "percent", None),
    ("percent in words", "40 percent fewer tickets", "40 percent", 40.0, "%", "percent", None),
    ("hyphen as minus", "churn of -3% a month", "-3%", -3.0, "%", "percent", None),
    ("plus sign", "Delivered +3% AdvV", "+3%", 3.0, "%", "percent", None),
    (
        "percentage points in words",
        "by 1.5 percentage points",
        "1.5 percentage points",
        1.5,
        "%",
        "percentage_points",
        None,
    ),
    ("percentage points in short", "by 1.5 pp", "1.5 pp", 1.5, "%", "percentage_points", None),
    ("factor with a times sign", "up to 1,980× faster", "1,980×", 1980.0, None, "factor", "up_to"),
    ("factor with an x", "4.2x smaller models", "4.2x", 4.2, None, "factor", None),
    ("factor in words", "3 times faster builds", "3 times", 3.0, None, "factor", None),
    ("fold", "3-fold increase in yield", "3-fold", 3.0, None, "factor", None),
    ("seconds", "Held 2.4 s latency", "2.4 s", 2.4, "s", None, None),
    ("hours in words", "saving 400 hours a year", "400 hours", 400.0, "hours", None, None),
    ("unit behind a hyphen", "a 12-month run", "12-month", 12.0, "month", None, None),
    ("billions with a plus", "Reached 1 B+ users", "1 B+", 1e9, None, None, "at_least"),
    ("billions", "Trained on 35B tokens", "35B", 3.5e10, None, None, None),
    ("millions with a plus", "Served 2M+ requests", "2M+", 2e6, None, None, "at_least"),
    ("thousands", "1.5k stars", "1.5k", 1500.0, None, None, None),
    ("dollars", "Raised $18M+", "$18M+", 1.8e7, "$", None, "at_least"),
    ("euros in words", "Saved €1.2 million", "€1.2 million", 1.2e6, "€", None, None),
    ("thousands separators", "1,000,000 rows", "1,000,000", 1e6, None, None, None),
    ("at least", "at least 5,000 qps", "5,000 qps", 5000.0, "qps", None, "at_least"),
    ("more than as a sign", ">95% coverage", ">95%", 95.0, "%", "percent", "at_least"),
    ("less than", "less than 30 ms of delay", "30 ms", 30.0, "ms", None, "up_to"),
    ("minus in words", "waste: minus 40% in a year", "minus 40%", -40.0, "%", "percent", None),
    ("currency of three letters", "Raised CHF 410,000", "CHF 410,000", 410_000.0, "CHF", None, None),
    ("currency behind", "a grant of 2.5 million NOK", "2.5 million NOK", 2.5e6, "NOK", None, None),
    ("factor in TeX", "needs $20\\times$ fewer steps", "20×", 20.0, None, "factor", None),
    ("percent in TeX", "falls by $\\sim 80\\%$", "~ 80 %", 80.0, "%", "percent", None),
    ("less than as a sign", "<1% loss", "<1%", 1.0, "%", "percent", "up_to"),
]


@pytest.mark.parametrize(
    ("line", "text", "value", "unit", "kind", "bound"), [c[1:] for c in ONE], ids=[c[0] for c in ONE]
)
def test_numeral_is_read_as_written(
    line: str, text: str, value: float, unit: str | None, kind: str | None, bound: str | None
) -> None:
    (found,) = find_numerals(line)
    assert (found.text, found.value, found.unit, found.kind, found.bound) == (text, value, unit, kind, bound)
    assert write_signs(line)[found.start : found.end].strip() == text


@pytest.mark.parametrize("line", ["about 300 users", "~40 users", "nearly 12 users", "an error of ±2%"])
def test_numeral_is_approximate_when_its_words_say_so(line: str) -> None:
    assert [numeral.approximate for numeral in find_numerals(line)] == [True]


def test_numeral_is_exact_when_no_word_says_otherwise() -> None:
    assert [numeral.approximate for numeral in find_numerals("served 300 users")] == [False]


OTHER_LANGUAGES = [
    ("decimal comma", "de", "Vergleiche über 4,2 Mio. € verhandelt", "4,2 Mio. €", 4.2e6),
    ("point between thousands", "de", "Betreuung von 1.200 Gästen", "1.200", 1200.0),
    ("point between thousands and comma", "es", "un total de 12.345,6 kg", "12.345,6 kg", 12345.6),
    ("narrow space between thousands", "fr", "plus de 12\u202f000 clients", "12\u202f000", 12000.0),
    ("decimal point all the same", "de", "Quote von 99.5 %", "99.5 %", 99.5),
    ("comma between thousands in English", "en", "for 1,250 guests", "1,250", 1250.0),
]


@pytest.mark.parametrize(
    ("language", "line", "text", "value"), [c[1:] for c in OTHER_LANGUAGES], ids=[c[0] for c in OTHER_LANGUAGES]
)
def test_numeral_is_read_as_its_language_writes_it(language: str, line: str, text: str, value: float) -> None:
    (found,) = find_numerals(line, language=language)
    assert (found.text, found.value) == (text, value)


@given(st.text(alphabet="0123456789.,'$\\{}%ab \u202ftimes", max_size=60), st.sampled_from(["en", "de", None]))
def test_line_keeps_its_length_when_it_is_written_plainly(line: str, language: str | None) -> None:
    assert len(write_plainly(line, language)) == len(line)


NONE = [
    ("list number with a full stop", "1. Led the team"),
    ("list number in brackets", "[12] A paper"),
    ("list number in round brackets", "(3) A third item"),
    ("cut-off behind an at sign", "Accuracy@10 of the list"),
    ("cut-off by itself", "hit rate @10 rose"),
    ("percentile", "p99 latency"),
    ("model name", "GPT-4 and A100"),
    ("name with digits", "COVID-19 response"),
    ("language standard", "wrote C++17 code"),
    ("year", "In 2019 and 2021"),
    ("telephone number", "(312) 555-0142"),
    ("telephone number with hyphens", "call 312-555-0142"),
    ("telephone number with a country", "+1 312 555 0142"),
    ("DOI", "10.1234/made.2023.1234"),
    ("DOI with its label", "doi: 10.1234/made.up"),
    ("web address", "https://example.com/123/45"),
    ("mail address", "zora99@example.com"),
    ("ordinal", "3rd place, 21st century"),
    ("grade", "GPA 3.9"),
    ("rank", "Top 10 of the class"),
    ("round the clock", "24/7 support"),
    ("time of day", "opens at 12:30"),
    ("version", "version 2.1"),
    ("odds", "protected against floods of 1 in 100 years"),
    ("number in words", "two teams"),
]


@pytest.mark.parametrize("line", [c[1] for c in NONE], ids=[c[0] for c in NONE])
def test_no_numeral_is_found_when_the_number_is_no_amount(line: str) -> None:
    assert find_numerals(line) == []


def test_masked_date_is_no_numeral() -> None:
    line = "From 10 to 12 May, 30 guests"
    assert [numeral.text for numeral in find_numerals(line, [(5, 17)])] == ["30"]


CUES = [
    ("pair", "from 49% to 71%", ["from", "to"]),
    ("pair with an arrow", "from 120 ms → 45 ms", ["from", "to"]),
    ("pair with an arrow alone", "utilization: 47% -> 68% in a year", ["from", "to"]),
    ("pair with an arrow in TeX", "events per hour: $0.9 \\rightarrow 0.2$", ["from", "to"]),
    ("pair with its change", "from 3 hours to 20 minutes (89% faster)", ["from", "to", "change"]),
    ("by", "Reduced errors by 19%", ["change"]),
    ("sign", "+3% AdvV", ["change"]),
    ("gain behind", "5 % growth", ["change"]),
    ("gain before", "an improvement of 12%", ["change"]),
    ("shared by and", "Reduced errors by 19% and 1%", ["change", "change"]),
    ("shared by a comma", "Reduced errors by 19%, 1%", ["change", "change"]),
    ("not shared between kinds", "Cut errors by 19% and 3 tools", ["change", "open"]),
    ("reached", "Reached 71% accuracy", ["open"]),
    ("count", "12 engineers across 3 offices", ["open", "open"]),
    ("count behind by", "audited by 12 people", ["open"]),
]


@pytest.mark.parametrize(("line", "cues"), [c[1:] for c in CUES], ids=[c[0] for c in CUES])
def test_cue_is_what_the_words_around_say(line: str, cues: list[str]) -> None:
    assert [numeral.cue for numeral in find_numerals(line)] == cues


pieces = st.sampled_from(
    [
        "from ",
        "to ",
        "by ",
        "49%",
        "−3 %",
        "$18M+",
        "2.4 s",
        "and ",
        "@10",
        "p99",
        ", ",
        "1. ",
        "2021",
        "x",
        "×",
        "(",
        ")",
        " ",
    ]
)


def _is_sound(line: str, numeral: Numeral) -> bool:
    return 0 <= numeral.start < numeral.end <= len(line) and any(c.isdigit() for c in numeral.text)


@given(st.lists(pieces, max_size=12).map("".join) | st.text(max_size=60))
def test_numerals_stand_in_their_line_in_order_for_any_text(line: str) -> None:
    found = find_numerals(line)
    assert all(_is_sound(line, numeral) for numeral in found)
    assert all(one.end <= other.start for one, other in itertools.pairwise(found))
