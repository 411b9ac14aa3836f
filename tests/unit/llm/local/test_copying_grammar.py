"""What a grammar lets through that holds the words of answers to those of a text, asked of the engine that enforces it."""

from __future__ import annotations

import json
import random
import re
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from llguidance import LLMatcher, LLTokenizer

from extract.llm.local.grammar import copying_grammar, source_of, word_grammar

_TOKENIZER = LLTokenizer("byte")
_LINE = 'Ward nurse (nights) at St. Anne\'s "Old" Hospital, C:\\wards — Zürich, 2019–2021'
_MOST_STEPS = 600


def _object(**properties: Any) -> dict[str, Any]:
    return {"type": "object", "properties": properties, "required": list(properties), "additionalProperties": False}


def _array(item: Any, **bounds: int) -> dict[str, Any]:
    return {"type": "array", "items": item} | bounds


_TEXT = {"type": "string"}
_WORD = _object(word=_TEXT)


def _matcher(grammar: str) -> LLMatcher:
    matcher = LLMatcher(_TOKENIZER, grammar)
    assert not matcher.is_error(), matcher.get_error()
    return matcher


def _accepts(grammar: str, text: str) -> bool:
    """Tell whether the whole of `text`, and nothing more, can be written under a grammar."""
    matcher, tokens = _matcher(grammar), _TOKENIZER.tokenize_str(text)
    return matcher.try_consume_tokens(tokens) == len(tokens) and matcher.is_accepting()


def _allows(schema: dict[str, Any], source: str, value: object) -> bool:
    """Tell whether an answer of this value can be written about a text."""
    return _accepts(copying_grammar(schema, source), json.dumps(value, ensure_ascii=False))


def _copies(source: str, *words: str, **bounds: int) -> list[bool]:
    """Tell of each text whether it can be written as a copy of the source."""
    schema = _object(word=_TEXT | bounds)
    return [_allows(schema, source, {"word": word}) for word in words]


@pytest.mark.parametrize(
    "words",
    [
        "Ward nurse", "nurse", "(nights) at", "nights", "St. Anne's", '"Old" Hospital', "Old", "C:\\wards", "Zürich, 2019",
        "2019–2021", _LINE, "",
    ],
)  # fmt: skip
def test_run_of_words_can_be_written_when_it_stands_in_the_text(words: str) -> None:
    assert _copies(f"First line.\n{_LINE}\nLast line.", words) == [True]


@pytest.mark.parametrize(
    "words",
    [
        "Ward sister", "ward nurse", "nurse Ward", "Ward (nights)", "Ward nurse ", " Ward", "Ward  nurse", "war", "urse",
        "Züri", "2021 Last", "Zurich",
    ],
)  # fmt: skip
def test_words_cannot_be_written_when_they_are_no_run_of_the_text(words: str) -> None:
    assert _copies(f"First line.\n{_LINE}\nLast line.", words) == [False]


def test_run_of_words_stays_on_one_line_of_the_text() -> None:
    assert _copies("Acme\nGhent", "Acme", "Ghent", "Acme\nGhent", "Acme Ghent") == [True, True, False, False]


def test_words_at_a_tab_are_whole_and_the_tab_is_a_space() -> None:
    source = "Acme Corp\tGhent\x0b2019"
    assert _copies(source, "Acme Corp", "Ghent", "Acme Corp Ghent", "2019") == [True] * 4
    assert _copies(source, "tGhent", "u000b2019", "Acme Corp\tGhent") == [False] * 3


@pytest.mark.parametrize(
    "source", ["Acme\tGhent", "Acme\x01Ghent", 'Acme "Ghent"', "Acme\\Ghent", 'Acme\\"Ghent', "Acme\\"]
)
def test_text_cannot_end_within_an_escape_of_json(source: str) -> None:
    assert not _accepts(copying_grammar(_WORD, source), '{"word": "Acme\\"}')


@pytest.mark.parametrize(
    ("most", "words"),
    [
        (0, {"": True, "a": False}),
        (1, {"": True, "a": True, "bc": False, "a bc": False}),
        (2, {"a": True, "bc": True, "def": False}),
        (4, {"a bc": True, "def": True, "bc def": False}),
        (6, {"bc def": True, "a bc def": False}),
    ],
)
def test_text_is_no_longer_than_its_schema_allows(most: int, words: dict[str, bool]) -> None:
    assert _copies("a bc def", *words, maxLength=most) == list(words.values())


def test_texts_with_and_without_a_bound_are_told_apart() -> None:
    schema = _object(none=_TEXT | {"maxLength": 0}, short=_TEXT | {"maxLength": 4}, long=_TEXT)
    assert _allows(schema, "a bc def", {"none": "", "short": "a bc", "long": "a bc def"})
    assert not _allows(schema, "a bc def", {"none": "", "short": "a bc def", "long": "a bc def"})
    assert not _allows(schema, "a bc def", {"none": "a", "short": "", "long": ""})


@pytest.mark.parametrize("source", ["\n", "   ", " \n\t\n ", "\x00", "•", "\u200b"], ids=repr)
def test_empty_text_can_be_written_when_the_source_has_no_words(source: str) -> None:
    assert _copies(source, "", "word") == [True, False]


def test_copy_begins_and_ends_at_any_sign_when_the_script_has_no_spaces() -> None:
    source = '我毕业于北京大学计算机系，从事Node.js开发。说"你好"\n東京のカフェで勤務'
    assert _copies(source, "北京大学", "Node.js", "js开发", '"你好"', "カフェ", "東京") == [True] * 6
    assert _copies(source, "大北", "ode", "j", "你好 東京") == [False] * 4


_REFERRED = {**_object(level={"$ref": "#/$defs/Level"}), "$defs": {"Level": {"enum": ["master", 'a "minor"', 3]}}}
_PAIRS = {"type": "array", "minItems": 2, "maxItems": 2, "prefixItems": [_TEXT, {"enum": ["from", "to"]}]}
_CASES: list[tuple[str, dict[str, Any], list[object], list[object]]] = [
    (
        "null",
        _object(place={"anyOf": [_TEXT, {"type": "null"}]}),
        [{"place": None}, {"place": "Zürich"}, {"place": ""}],
        [{"place": "null"}, {"place": 0}],
    ),
    (
        "choice",
        _object(kind={"enum": ["employer", "school — other"]}),
        [{"kind": "employer"}, {"kind": "school — other"}],
        [{"kind": "nurse"}, {"kind": ""}],
    ),
    ("constant", _object(number={"const": '7"1\\'}), [{"number": '7"1\\'}], [{"number": "71"}, {"number": "2019"}]),
    (
        "reference",
        _REFERRED,
        [{"level": "master"}, {"level": 'a "minor"'}, {"level": 3}],
        [{"level": "nurse"}, {"level": "3"}],
    ),
    ("whole number", _object(n={"type": "integer", "minimum": 3, "maximum": 5}), [{"n": 4}], [{"n": 6}, {"n": "4"}]),
    ("truth", _object(sure={"type": "boolean"}), [{"sure": True}], [{"sure": "True"}]),
    ("no field", _object(), [{}], [{"word": "nurse"}]),
    ("two fields", _object(a=_TEXT, b=_TEXT), [{"a": "Ward", "b": "nurse"}], [{"b": "Ward", "a": "nurse"}, {"a": "Ward"}]),
    ("odd name", _object(**{'40% "a"\\': _TEXT}), [{'40% "a"\\': "nurse"}], [{"40%": "nurse"}]),
    ("any list", _object(w=_array(_TEXT)), [{"w": []}, {"w": ["Ward"]}, {"w": ["Ward", "nurse"] * 9}], [{"w": ["sister"]}]),
    ("short list", _object(w=_array(_TEXT, maxItems=2)), [{"w": []}, {"w": ["Ward", ""]}], [{"w": ["Ward"] * 3}]),
    ("one at most", _object(w=_array(_TEXT, maxItems=1)), [{"w": []}, {"w": ["Ward"]}], [{"w": ["Ward"] * 2}]),
    ("empty list", _object(w=_array(_TEXT, maxItems=0)), [{"w": []}], [{"w": ["Ward"]}, {"w": [""]}]),
    ("some at least", _object(w=_array(_TEXT, minItems=2)), [{"w": ["Ward"] * 2}, {"w": ["Ward"] * 5}], [{"w": ["Ward"]}]),
    (
        "some to many",
        _object(w=_array(_TEXT, minItems=1, maxItems=3)),
        [{"w": ["Ward"]}, {"w": ["Ward"] * 3}],
        [{"w": []}, {"w": ["Ward"] * 4}],
    ),
    (
        "row",
        _object(pair=_PAIRS),
        [{"pair": ["nurse", "to"]}, {"pair": ["", "from"]}],
        [{"pair": ["nurse"]}, {"pair": ["nurse", "to", "to"]}, {"pair": ["to", "nurse"]}],
    ),
    ("empty row", _object(pair={"type": "array", "prefixItems": []}), [{"pair": []}], [{"pair": ["nurse"]}]),
    (
        "list of objects",
        _object(roles=_array(_object(title=_TEXT, at=_TEXT), maxItems=2)),
        [{"roles": [{"title": "Ward nurse", "at": "Zürich"}] * 2}],
        [{"roles": [{"title": "Ward nurse"}]}],
    ),
]  # fmt: skip


@pytest.mark.parametrize(("schema", "right", "wrong"), [c[1:] for c in _CASES], ids=[c[0] for c in _CASES])
def test_answer_has_the_form_that_its_schema_says(
    schema: dict[str, Any], right: list[object], wrong: list[object]
) -> None:
    assert [_allows(schema, _LINE, value) for value in right] == [True] * len(right)
    assert [_allows(schema, _LINE, value) for value in wrong] == [False] * len(wrong)


@pytest.mark.parametrize(
    "text", ['{"word":"nurse"}', '{"word": "nurse" }', '{\n"word": "nurse"}', '{"word": "nurse"}\n']
)
def test_white_space_can_be_set_in_one_way(text: str) -> None:
    assert not _accepts(copying_grammar(_WORD, _LINE), text)


def test_grammar_is_the_same_for_the_same_schema_and_text() -> None:
    again = json.loads(json.dumps(_REFERRED))
    assert copying_grammar(_REFERRED, _LINE) == copying_grammar(again, _LINE)


def test_schema_is_refused_when_it_holds_what_is_not_enforced() -> None:
    with pytest.raises(ValueError, match="#/properties/mail/format"):
        copying_grammar(_object(mail={"type": "string", "format": "email"}), _LINE)


@pytest.mark.parametrize(
    ("shown", "source"),
    [
        ("Ward nurse at\nSt. Anne's", "Ward nurse at St. Anne's"),
        ("Skills\n• Python\n• SQL and\nR", "Skills\n• Python\n• SQL and R\nSQL\nsql\nSql"),
        ("HEAD OF STOCK, 2019\nTern", "HEAD OF STOCK, 2019 Tern\nHead OF Stock\nHead of Stock\nHead Of Stock"),
        ("Did\n- this\n– that\n* more", "Did\n- this\n– that\n* more"),
        ("Papers\n1. One\n(2) Two\n3) Three\n[4] Four", "Papers\n1. One\n(2) Two\n3) Three\n[4] Four"),
        ("in\n2019. Then\n12.5 km", "in 2019. Then 12.5 km"),
        ("soft-\nware and Ge\u00ad\nbäude", "software and Gebäude"),
        ("Baden-\nWürttemberg and 2019-\n2021", "Baden- Württemberg and 2019- 2021"),
        ("one line", "one line"),
        ("", ""),
    ],
    ids=[
        "goes-on",
        "bullets",
        "capitals",
        "dashes",
        "numbers",
        "no-number-of-a-list",
        "broken-words",
        "no-broken-words",
        "line",
        "empty",
    ],
)
def test_source_has_what_belongs_together_on_one_line(shown: str, source: str) -> None:
    assert source_of(shown) == source


def test_words_over_a_line_end_can_be_copied_from_the_source() -> None:
    source = source_of("Senior soft-\nware engineer at\nAcme Corp\n• Led a team")
    assert _copies(source, "Senior software engineer", "engineer at Acme", "Led a team") == [True] * 3
    assert _copies(source, "Acme Corp • Led") == [False]


def test_word_is_one_of_the_choice_and_stands_alone() -> None:
    grammar = word_grammar(["yes", "partly", "no", 'not "so"', "déjà"])
    assert [_accepts(grammar, text) for text in ("yes", "partly", "no", 'not "so"', "déjà")] == [True] * 5
    assert [_accepts(grammar, text) for text in ("", "ye", '"yes"', "yes ", "yesno", "Yes", "not")] == [False] * 7


_LETTERS = st.sampled_from("aB9éß“”'\"\\/,.;:()-–—•_%&@ \t\n\x01\u00a0\u00ad\u200b\u3000北京カ삼🙂")
_TEXTS = st.text(_LETTERS, min_size=1, max_size=60)


@given(_TEXTS, st.data())
def test_any_run_of_words_of_any_text_can_be_copied(text: str, data: st.DataObject) -> None:
    line = data.draw(st.sampled_from(text.split("\n")))
    words = [found.span() for found in re.finditer(r"[^\s\x00-\x1f]+", line)]
    assume(words)
    first = data.draw(st.integers(0, len(words) - 1))
    last = data.draw(st.integers(first, len(words) - 1))
    run = re.sub(r"[\x00-\x1f]", " ", line[words[first][0] : words[last][1]])
    assert _copies(text, run) == [True]


@given(_TEXTS, st.randoms(use_true_random=False))
def test_whatever_can_be_written_is_json_of_words_of_the_text(text: str, choosing: random.Random) -> None:
    schema = _object(words=_array(_object(word=_TEXT, short=_TEXT | {"maxLength": 5}), maxItems=3))
    written = _written_at_random(copying_grammar(schema, text), choosing)
    lines = re.sub(r"[\x00-\x09\x0b-\x1f]", " ", text).split("\n")
    for item in json.loads(written)["words"]:
        assert len(item["short"]) <= 5
        for word in item.values():
            assert any(_is_run(word, line) for line in lines)


def _written_at_random(grammar: str, choosing: random.Random) -> str:
    matcher = _matcher(grammar)
    written = bytearray()
    for _ in range(_MOST_STEPS):
        if matcher.is_stopped():
            return written.decode()
        mask = matcher.compute_bitmask()
        allowed = [token for token in range(256) if mask[token // 8] >> token % 8 & 1]
        if not allowed:  # the end alone
            assert matcher.is_accepting()
            return written.decode()
        token = choosing.choice(allowed)
        assert matcher.try_consume_tokens([token]) == 1
        written.append(token)
    raise AssertionError("the answer does not come to an end")


def _is_run(word: str, line: str) -> bool:
    """Tell whether a text stands in a line, and neither begins nor ends in the middle of a word."""
    places = [found.start() for found in re.finditer(f"(?={re.escape(word)})", line)]
    return any(not _is_in_word(line, at) and not _is_in_word(line, at + len(word)) for at in places)


def _is_in_word(line: str, at: int) -> bool:
    before, behind = line[:at][-1:], line[at:][:1]
    return before.isalnum() and behind.isalnum() and max(before, behind) < "\u2e80"
