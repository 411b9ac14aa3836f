from __future__ import annotations

import string
import time
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract.text.anchor import Anchor, TextIndex

RESUME = """Mara Quill*
mara.quill@example.com | (312) 555-0142

EXPERIENCE
Harbour Analytics – Senior Data Engineer, Oct. 2019 – Present
• Cut nightly load time by 92% (from 4.8 h to 0.4 h) for 2M+ users
• Led a team of 8; never on-call alone
Fenwick & Sons, Inc. | San Francisco, CA
- Built state-of-the-art search in C++ and C#, +3% recall, −1.5 points of cost
M.S. in Physics, GPA 3.52/4
"""


def found(text: str, claim: str) -> list[str]:
    return [text[anchor.start : anchor.end] for anchor in TextIndex(text).find(claim)]


FOUND = [
    ("case", "Senior ENGINEER", "senior engineer", "Senior ENGINEER"),
    ("white space", "Senior \t Data\u00a0Engineer", "Senior Data Engineer", "Senior \t Data\u00a0Engineer"),
    ("line break inside", "San Francisco,\nCA", "San Francisco, CA", "San Francisco,\nCA"),
    ("ligature", "eﬃcient ﬁre", "efficient fire", "eﬃcient ﬁre"),
    ("full width", "ＡＢＣ ９２％", "ABC 92%", "ＡＢＣ ９２％"),
    ("dash kind", "Oct. 2023 – Present", "Oct. 2023 - Present", "Oct. 2023 – Present"),
    ("dash spacing", "2019 – 2021", "2019–2021", "2019 – 2021"),
    ("double dash", "2019 -- 2021", "2019–2021", "2019 -- 2021"),
    ("range over a line break", "2019-\n2021", "2019-2021", "2019-\n2021"),
    ("curly quotes", "“Smart” team’s", '"Smart" team\'s', "“Smart” team’s"),
    ("hyphen at line end", "exper-\nience in ML", "experience in ML", "exper-\nience in ML"),
    ("real hyphen at line end", "a state-of-\nthe-art tool", "state-of-the-art", "state-of-\nthe-art"),
    ("soft hyphen", "soft\u00adware", "software", "soft\u00adware"),
    ("soft hyphen at line end", "soft\u00ad\nware", "software", "soft\u00ad\nware"),
    ("zero width space", "soft\u200bware", "software", "soft\u200bware"),
    ("decomposed accents", "e\u0301cole", "école", "e\u0301cole"),
    ("decomposed Hangul", unicodedata.normalize("NFD", "서울 대학교"), "서울 대학교", None),
    ("sharp s", "Straße", "STRASSE", "Straße"),
    ("spaces in abbreviation", "M. S. in Physics", "M.S. in Physics", "M. S. in Physics"),
    ("claim ends with a full stop", "Acme Inc", "Acme Inc.", "Acme Inc"),
    ("claim in quotes", "Acme Inc", "“Acme Inc”", "Acme Inc"),
    ("claim in brackets", "Acme Inc", "(Acme Inc)", "Acme Inc"),
    ("claim with a bullet", "Led it", "• Led it", "Led it"),
    ("claim with a list's dash", "Led it", "- Led it", "Led it"),
    ("text without the claim's full stop", "Acme Inc. ", "Acme Inc", "Acme Inc"),
    (
        "list's dash folded into the line",
        "San Francisco\n- Led it",
        "San Francisco - Led it",
        "San Francisco\n- Led it",
    ),
    ("claim ends with a dash", "Acme Inc, Paris", "Acme Inc –", "Acme Inc"),
    ("bold marks", "**Led** a team", "Led a team", "Led** a team"),
    ("author's star", "Doe*, J.", "Doe", "Doe"),
    ("possessive", "Google's tools", "Google", "Google"),
    ("initial set tight", "J.Doe", "Doe", "Doe"),
    ("space before per cent", "by 72 %", "72%", "72 %"),
    ("number in brackets", "(8)", "8", "8"),
    ("number at a sentence's end", "a team of 8.", "8", "8"),
    ("number after a list's dash", "- 3% growth", "3%", "3%"),
    ("number after a dash list's line", "a\n– 3% growth", "3% growth", "3% growth"),
    ("end of a range", "5–8% more", "8%", "8%"),
    ("end of a spaced range", "5 – 8% more", "8%", "8%"),
    ("number after a parting dash", "Accuracy – 92%", "92%", "92%"),
    ("money after a parting dash", "budget – $5M", "$5M", "$5M"),
    ("true minus as hyphen", "by −92%", "-92%", "−92%"),
    ("number after No.", "No. 5 here", "5", "5"),
    ("year after month and slash", "09/2018", "2018", "2018"),
    ("word before a spaced plus", "Delivery + Models", "Delivery", "Delivery"),
    ("year before the next line's dollar", "ICML 2024\n\n$Co", "2024", "2024"),
    ("grade of a scale", "GPA 3.52/4", "3.52", "3.52"),
    ("end of a range with units", "10ms–20ms", "20ms", "20ms"),
    ("end of a range of money", "$1.5M–$2M", "$2M", "$2M"),
    ("C beside C++", "C++ and C", "C", "C"),
    ("C++ before a word", "C++ Developer", "C++", "C++"),
    ("bound kept", "2M+ users", "2M+ users", "2M+ users"),
    ("words without spaces", "在Google工作", "Google", "Google"),
    ("Chinese over a line break", "上海\n交通大学", "上海交通大学", "上海\n交通大学"),
]


@pytest.mark.parametrize(
    ("text", "claim", "place"),
    [pytest.param(text, claim, place or text, id=name) for name, text, claim, place in FOUND],
)
def test_claim_is_found_once_when_only_its_setting_differs(text: str, claim: str, place: str) -> None:
    assert found(text, claim) == [place]


REFUSED = [
    ("number within a number", "112%", "12%"),
    ("last digit", "13%", "3%"),
    ("first digit", "80", "8"),
    ("another number", "12%", "72%"),
    ("fraction", "0.3%", "3%"),
    ("after the decimal point", "1.8", "8"),
    ("before the decimal point", "8.5", "8"),
    ("after the thousands separator", "1,980×", "980×"),
    ("separator left out", "1,980", "1980"),
    ("other separator", "1.980", "1,980"),
    ("separator with a space", "1, 980", "1,980"),
    ("hyphen for minus left out", "by -3%", "3%"),
    ("minus left out", "by −3%", "3%"),
    ("spaced minus left out", "Latency − 92%", "92%"),
    ("plus left out", "+3% recall", "3%"),
    ("list's dash as sign", "- 3% growth", "-3%"),
    ("list's dash as sign in a later line", "a\n- 3% growth", "-3%"),
    ("range's dash as sign", "10-3%", "-3%"),
    ("spaced range's dash as sign", "10 - 3%", "-3%"),
    ("sign as range's dash", "5 -3", "5-3"),
    ("sign before money", "loss of -$5M", "$5M"),
    ("unit left out", "12%", "12"),
    ("spaced unit left out", "12 %", "12"),
    ("factor left out", "1980×", "1980"),
    ("currency left out", "$500", "500"),
    ("currency behind left out", "500 €", "500"),
    ("other currency", "US$5", "$5"),
    ("spaced bound left out", "1000 + users", "1000"),
    ("bound left out", "2M+ users", "2M"),
    ("power as digit", "10²", "102"),
    ("power left out", "10²", "10"),
    ("fraction sign", "½", "1/2"),
    ("scale of a grade", "GPA 3.52/4", "4"),
    ("part of a fraction", "1/2", "2"),
    ("minutes", "10:30", "30"),
    ("part of a name", "GPT-4", "4"),
    ("word within a word", "part", "art"),
    ("half a ligature", "eﬃcient", "fi"),
    ("parted words", "now here", "nowhere"),
    ("joined words", "nowhere", "now here"),
    ("negated by prefix", "non-profit work", "profit"),
    ("negated by suffix", "can't stop", "can"),
    ("C in C++", "C++", "C"),
    ("C+ in C++", "C++", "C+"),
    ("C in C#", "C#", "C"),
    ("grade with a star", "A* grade", "A"),
    ("grade with a minus", "grade A-", "A"),
    ("other degree", "M.S.E. in X", "M.S."),
    ("end of an abbreviation", "B.S.", "S."),
    ("other accent", "résumé", "resumé"),
    ("words left out", "Led a big team", "Led a team"),
    ("words swapped", "Data Senior Engineer", "Senior Data Engineer"),
    ("nothing", "some text", ""),
    ("punctuation alone", "a - b, c", "-"),
]


@pytest.mark.parametrize(("text", "claim"), [pytest.param(text, claim, id=name) for name, text, claim in REFUSED])
def test_claim_is_refused_when_letters_digits_signs_or_units_differ(text: str, claim: str) -> None:
    assert found(text, claim) == []
    assert TextIndex(text).find_parts(claim) == []
    assert TextIndex(text).best(claim) is None


def test_anchors_tell_exact_from_normalised_when_both_occur() -> None:
    index = TextIndex("acme corp, Acme Corp, ACME\nCorp")
    assert index.find("Acme Corp") == [
        Anchor(0, 9, "normalised"),
        Anchor(11, 20, "exact"),
        Anchor(22, 31, "normalised"),
    ]
    assert index.best("Acme Corp") == Anchor(11, 20, "exact")
    assert index.find("Acme Corp", limit=2) == [Anchor(0, 9, "normalised"), Anchor(11, 20, "exact")]


def test_best_takes_the_closest_occurrence_when_other_leaves_are_known() -> None:
    text = "Engineer at Acme, 2019\nEngineer at Birch, 2021"
    place = text.index("2021")
    assert TextIndex(text).best("Engineer", [(place, place + 4)]) == Anchor(23, 31, "exact")
    assert TextIndex(text).best("Engineer", [(12, 16)]) == Anchor(0, 8, "exact")


@pytest.mark.parametrize(
    ("text", "claim"),
    [
        pytest.param("San Francisco | CA", "San Francisco, CA", id="bar for comma"),
        pytest.param("San Francisco\nCA", "San Francisco, CA", id="line break for comma"),
        pytest.param("Acme · Paris;\tFrance", "Acme\nParis, France", id="three parts"),
    ],
)
def test_parts_are_found_when_other_separators_stand_between(text: str, claim: str) -> None:
    assert TextIndex(text).find(claim) == []
    assert TextIndex(text).find_parts(claim) == [Anchor(0, len(text), "normalised")]


@pytest.mark.parametrize(
    ("text", "claim"),
    [
        pytest.param("CA | San Francisco", "San Francisco, CA", id="swapped"),
        pytest.param("San Francisco, Bay, CA", "San Francisco, CA", id="a word between"),
        pytest.param("1,980", "1, 980", id="two numbers for one"),
        pytest.param("San Francisco, CAL", "San Francisco | CA", id="a fragment"),
    ],
)
def test_parts_are_refused_when_words_or_numbers_differ(text: str, claim: str) -> None:
    assert TextIndex(text).find_parts(claim) == []


spans = st.tuples(st.integers(0, len(RESUME.split()) - 1), st.integers(1, 6))


@given(span=spans)
def test_words_of_a_text_are_found_in_it_when_copied(span: tuple[int, int]) -> None:
    claim = " ".join(RESUME.split()[span[0] : span[0] + span[1]])
    # the list's mark and punctuation alone hold nothing to look for
    anchors = TextIndex(RESUME).find(claim)
    assert bool(anchors) == any(character.isalnum() for character in claim)


@given(
    span=spans,
    place=st.integers(0, 200),
    character=st.sampled_from(string.ascii_letters + string.digits + "%+-−$.,²#"),
    how=st.sampled_from(["replace", "insert", "delete"]),
)
def test_changed_claim_is_refused_when_the_text_does_not_hold_it(
    span: tuple[int, int], place: int, character: str, how: str
) -> None:
    claim = " ".join(RESUME.split()[span[0] : span[0] + span[1]])
    place %= len(claim)
    changed = claim[:place] + ("" if how == "delete" else character) + claim[place + (how != "insert") :]
    for anchor in TextIndex(RESUME).find(changed):
        # letters and digits are those of the text, in order; signs, points and units too, but for marks at the ends
        quoted = RESUME[anchor.start : anchor.end]
        assert essence(quoted) == essence(changed)


def essence(text: str) -> str:
    kept = "".join(character for character in text.casefold() if not character.isspace())
    dashes = kept.replace("–", "-").replace("−", "-").replace("--", "-")
    return dashes.strip(".,;:!?\"'|·•-()*")


@given(span=spans, data=st.data())
def test_claim_is_found_when_case_space_and_dashes_are_changed(span: tuple[int, int], data: st.DataObject) -> None:
    claim = " ".join(RESUME.split()[span[0] : span[0] + span[1]])
    changed = data.draw(st.sampled_from([claim.upper(), claim.swapcase(), claim.replace(" ", "\n"), f" {claim} "]))
    assert len(TextIndex(RESUME).find(changed)) == len(TextIndex(RESUME).find(claim))


@given(text=st.text(max_size=80), claim=st.text(max_size=8))
def test_anchors_lie_in_the_text_in_order_when_text_is_arbitrary(text: str, claim: str) -> None:
    anchors = TextIndex(text).find(claim)
    assert all(0 <= anchor.start < anchor.end <= len(text) for anchor in anchors)
    assert [anchor.start for anchor in anchors] == sorted(anchor.start for anchor in anchors)
    assert all((text[anchor.start : anchor.end] == claim.strip()) <= (anchor.how == "exact") for anchor in anchors)


@pytest.mark.parametrize(
    ("text", "claim"),
    [
        pytest.param("a" * 60_000, "a" * 100, id="one long word"),
        pytest.param("ab-\n" * 15_000, "abab", id="hyphens at line ends"),
        pytest.param("**a " * 15_000, "a", id="bold marks"),
        pytest.param("-" * 60_000, "- a", id="dashes"),
        pytest.param("\n" * 60_000 + "x", "x", id="empty lines"),
    ],
)
def test_search_stays_linear_when_the_text_repeats_itself(text: str, claim: str) -> None:
    began = time.process_time()
    TextIndex(text).best(claim)
    assert time.process_time() - began < 5  # quadratic cost would be far more
