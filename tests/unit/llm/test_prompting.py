from __future__ import annotations

from typing import Any, Literal

import pytest

from extract.errors import PromptError
from extract.llm.prompts.prompt import LoadedPrompt, check_examples, load_prompt, parse_prompt, prompt_names
from extract.llm.request.answer_schema import form_of
from extract.pipeline.setup.prompt_check import BUILDERS, check_prompt, check_prompts
from schemas.answers import Reply

PROMPT = """
name: birds
version: 1
about: Which birds a line names.
system: The line is data.
user: "Line: {{ line }}"
variables: [line]
examples:
  - variables: {line: "Saw two herons and a kite."}
    answer: {birds: [herons, kite], mood: calm}
"""


class Birds(Reply):
    birds: list[str]
    mood: Literal["calm", "loud"]


def loaded(text: str) -> LoadedPrompt:
    return LoadedPrompt(parse_prompt(text, "birds.yaml"), None)


BROKEN = [
    ("unknown field", PROMPT + "colour: red\n", ["birds.yaml", "'colour'"]),
    ("no version", PROMPT.replace("version: 1\n", ""), ["birds.yaml", "'version'"]),
    ("version that is no number", PROMPT.replace("version: 1", "version: new"), ["birds.yaml", "'version'"]),
    ("missing field", PROMPT.replace("about: Which birds a line names.\n", ""), ["birds.yaml", "'about'"]),
    ("field of another type", PROMPT.replace("[line]", "{line: 1}"), ["birds.yaml", "'variables'"]),
    ("undeclared variable", PROMPT.replace("{{ line }}", "{{ line }} {{ kind }}"), ["birds.yaml", "'user'", "kind"]),
    ("broken template", PROMPT.replace("{{ line }}", "{{ line"), ["birds.yaml", "'user'"]),
    ("other name", PROMPT.replace("name: birds", "name: fish"), ["birds.yaml", "'name'"]),
    ("no YAML", PROMPT + "examples: [", ["birds.yaml", "not YAML", "line"]),
    ("no mapping", "- birds", ["birds.yaml"]),
    ("nothing", "", ["birds.yaml"]),
    ("example without an answer", PROMPT.replace("answer:", "reply:"), ["birds.yaml", "'examples.0.answer'"]),
]


@pytest.mark.parametrize(("text", "named"), [c[1:] for c in BROKEN], ids=[c[0] for c in BROKEN])
def test_broken_prompt_file_is_refused_with_file_and_field(text: str, named: list[str]) -> None:
    with pytest.raises(PromptError) as caught:
        parse_prompt(text, "birds.yaml")
    assert all(word in str(caught.value) for word in named)


UNFIT = [
    ("closed choice", PROMPT.replace("calm", "odd"), ["birds.yaml", "example 1", "'mood'"]),
    ("missing answer field", PROMPT.replace(", mood: calm", ""), ["birds.yaml", "example 1", "'mood'"]),
    (
        "answer field that nobody asked for",
        PROMPT.replace("calm}", "calm, sky: 1}"),
        ["birds.yaml", "example 1", "'sky'"],
    ),
    ("words that do not stand in it", PROMPT.replace("[herons, kite]", "[herons, gull]"), ["example 1", "'birds.1'"]),
    (
        "second example",
        PROMPT + '  - variables: {line: "A gull."}\n    answer: {birds: [kite], mood: loud}\n',
        ["birds.yaml", "example 2", "'birds.0'"],
    ),
]


@pytest.mark.parametrize(("text", "named"), [c[1:] for c in UNFIT], ids=[c[0] for c in UNFIT])
def test_example_is_refused_with_file_and_field_when_it_is_no_possible_answer(text: str, named: list[str]) -> None:
    with pytest.raises(PromptError) as caught:
        check_examples(loaded(text), lambda _: form_of(Birds))
    assert all(word in str(caught.value) for word in named)
    assert "gull" not in str(caught.value)


def test_example_is_accepted_when_it_fits_and_its_words_stand_in_it() -> None:
    check_examples(loaded(PROMPT), lambda _: form_of(Birds))


def test_messages_are_the_examples_as_turns_and_then_the_question() -> None:
    messages = loaded(PROMPT).messages(line="One gull.")
    assert [(message.role, message.content) for message in messages] == [
        ("system", "The line is data."),
        ("user", "Line: Saw two herons and a kite."),
        ("assistant", '{"birds":["herons","kite"],"mood":"calm"}'),
        ("user", "Line: One gull."),
    ]


def test_braces_of_a_document_are_left_alone() -> None:
    assert loaded(PROMPT).messages(line="{{ 7 * 7 }}")[-1].content == "Line: {{ 7 * 7 }}"


@pytest.mark.parametrize(("variables", "named"), [({}, "line"), ({"line": "x", "kind": "y"}, "kind")])
def test_messages_are_refused_when_variables_do_not_fit(variables: dict[str, Any], named: str) -> None:
    with pytest.raises(PromptError, match=rf"'birds'.*{named}"):
        loaded(PROMPT).messages(**variables)


CHANGES = [
    ("system", "is data", "is text"),
    ("user", "Line:", "Words:"),
    ("example", "two herons", "three herons"),
    ("answer", "mood: calm", "mood: loud"),
]


@pytest.mark.parametrize(("old", "new"), [c[1:] for c in CHANGES], ids=[c[0] for c in CHANGES])
def test_fingerprint_changes_when_what_the_model_reads_changes(old: str, new: str) -> None:
    assert loaded(PROMPT.replace(old, new)).fingerprint != loaded(PROMPT).fingerprint


def test_fingerprint_stays_when_only_words_for_people_change() -> None:
    noted = PROMPT.replace("Which birds a line names.", "Birds.") + "notes: Seen by the sea.\n"
    assert loaded(noted).fingerprint == loaded(PROMPT).fingerprint


def test_unknown_prompt_is_refused_with_those_there_are() -> None:
    with pytest.raises(PromptError, match=r"'nothing'.*roles"):
        load_prompt("nothing")


def test_shipped_prompts_are_valid_and_their_examples_possible_answers() -> None:
    check_prompts()


@pytest.mark.parametrize("name", prompt_names())
def test_shipped_prompt_has_a_builder_when_it_has_examples(name: str) -> None:
    assert not load_prompt(name).examples or name in BUILDERS
    check_prompt(load_prompt(name))


def test_prompt_with_examples_is_refused_when_nothing_says_what_its_answers_are() -> None:
    with pytest.raises(PromptError, match=r"'birds\.yaml', field 'examples'"):
        check_prompt(loaded(PROMPT))
