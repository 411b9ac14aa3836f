"""What a kind file must hold beyond its form: names that are free, words that stand, examples that are possible answers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import jinja2
from pydantic import ValidationError

from extract.extraction.custom.answers import answer_form
from extract.extraction.custom.fields import numerals_of, words_of_choice
from extract.extraction.custom.kind import PERIOD_FIELDS, FactKind, KindExample
from extract.llm.prompts.prompt import prompt_names, variables_of
from extract.llm.prompts.yaml_lines import Place
from extract.llm.request.answer_schema import free_texts
from extract.text.anchor import TextIndex
from extract.text.dates.periods import find_periods
from extract.text.sections.headings import own_heading_key
from schemas import Fact

Problem = tuple[Place, str, str]
"""Where in the file, what is wrong, and what to do."""

KINDS_TAKEN = frozenset(
    ["roles", "projects", "education", "publications", "talks", "metrics", "qualifications", "candidate", "verdict", "document"]
)  # fmt: skip
IDS_TAKEN = frozenset(
    ["role", "project", "education", "publication", "talk", "metric", "qualification", "candidate", "added", "kept", "fact"]
)  # fmt: skip
FIELDS_TAKEN = frozenset(
    [*Fact.model_fields, *PERIOD_FIELDS, "profile", "candidate", "fact", "page", "line", "review", "reviewed_by",
     "reviewed_at", "note", "optional", "stated", "label"]
)  # fmt: skip
"""Names that every fact has, that a period gives, and that are columns of exported tables."""
TASK_VARIABLES = frozenset(["fields"])
_FIELD_NAME = re.compile(r"[a-z][a-z0-9_]{0,39}")


def problems_of(kind: FactKind, file_stem: str) -> Iterator[Problem]:
    """Yield what is wrong with a kind, the file's own words first, then its examples."""
    yield from _names(kind, file_stem)
    yield from _fields(kind)
    yield from _words(kind)
    yield from _task(kind)
    yield from _rules(kind)
    if kind.names in kind.fields:
        for number, example in enumerate(kind.examples):
            yield from _example(kind, number, example)


def _rules(kind: FactKind) -> Iterator[Problem]:
    """Yield what is wrong with the rules: names that stand twice, fields that are not there, patterns that are none."""
    for number, rule in enumerate(kind.rules):
        place: Place = ("rules", number)
        if rule.name in [other.name for other in kind.rules[:number]]:
            yield (*place, "name"), f"the rule {rule.name!r} stands twice", "Give each a name of its own."
        if bool(rule.leave_out) == bool(rule.cut):
            yield (*place, "name"), f"the rule {rule.name!r} needs one of leave_out and cut", "Write one of them."
        for what, patterns in (("leave_out", rule.leave_out), ("cut", rule.cut)):
            for field, pattern in patterns.items():
                inside = (*place, what, field)
                if field not in kind.stored_names:
                    yield (
                        inside,
                        f"the rule {rule.name!r} is about {field!r}, which no value is stored as",
                        f"Name one of: {', '.join(kind.stored_names)}.",
                    )
                elif what == "cut" and (field not in kind.fields or kind.fields[field].type not in ("text", "url")):
                    yield (
                        inside,
                        f"the rule {rule.name!r} cuts {field!r}, which is no text",
                        "Cut a field of type text or url.",
                    )
                elif (wrong := _wrong_pattern(pattern)) is not None:
                    yield (
                        inside,
                        f"the pattern of {field!r} is no regular expression: {wrong}",
                        "Mend it; quote it with '…'.",
                    )


def _wrong_pattern(pattern: str | None) -> str | None:
    try:
        re.compile(pattern or "")
    except re.error as error:
        return str(error)
    return None


def _names(kind: FactKind, file_stem: str) -> Iterator[Problem]:
    if kind.kind != file_stem:
        yield (
            ("kind",),
            f"the kind {kind.kind!r} must be called like its file",
            f"Write 'kind: {file_stem}', or rename the file.",
        )
    if kind.kind in KINDS_TAKEN or kind.kind in prompt_names():
        yield ("kind",), f"the name {kind.kind!r} is taken by Vouchline itself", "Choose another."
    if kind.one in IDS_TAKEN:
        yield ("one",), f"the word {kind.one!r} is taken by Vouchline itself", "Choose another."


def _fields(kind: FactKind) -> Iterator[Problem]:
    for name, field in kind.fields.items():
        place = ("fields", name)
        if not _FIELD_NAME.fullmatch(name):
            yield (
                place,
                f"the field name {name!r} cannot be used",
                "Use small letters, digits and underscores, a letter first.",
            )
        elif name in FIELDS_TAKEN or name.startswith("model_") or hasattr(Fact, name):
            yield place, f"the field name {name!r} is taken by Vouchline itself", "Choose another."
        if field.type == "choice" and not (field.choices and all(field.choices.values())):
            yield (
                place,
                f"the field {name!r} is a choice without words",
                "List the choices, and the words that stand for each.",
            )
        if field.type != "choice" and field.choices:
            yield (*place, "choices"), f"the field {name!r} has choices and is a {field.type}", "Write 'type: choice'."
        if field.type == "number" and f"{name}_unit" in kind.fields:
            yield ("fields", f"{name}_unit"), f"the unit of {name!r} is stored under that name", "Choose another."
    if sum(field.type == "period" for field in kind.fields.values()) > 1:
        last = [name for name, field in kind.fields.items() if field.type == "period"][-1]
        yield ("fields", last), "there are two periods", "Keep one, and make the other a date."
    if kind.names not in kind.fields:
        yield ("names",), f"{kind.names!r} is none of the fields", f"Name one of: {', '.join(kind.fields)}."
    elif kind.fields[kind.names].type != "text":
        yield ("names",), f"{kind.names!r} is no text", "A fact is known by a field of type text."


def _words(kind: FactKind) -> Iterator[Problem]:
    for name in ("headings", "cues"):
        for number, words in enumerate(getattr(kind, name)):
            if not own_heading_key(words):
                yield (name, number), "it has no letters", "Write a word, or take the line out."


def _task(kind: FactKind) -> Iterator[Problem]:
    try:
        used = variables_of(kind.task)
    except jinja2.TemplateSyntaxError as error:
        yield ("task",), f"the task is no template: {error.message}", "Mend the braces."
        return
    if not used:
        yield (
            ("task",),
            "the task does not show the fields, so the model would not know what to fill",
            "Write {{ fields }} into it.",
        )
    if unknown := used - TASK_VARIABLES:
        names = ", ".join(repr(name) for name in sorted(unknown))
        yield (
            ("task",),
            f"the task uses {names}, which no prompt variable is called",
            "There is one variable: {{ fields }}.",
        )


def _example(kind: FactKind, number: int, example: KindExample) -> Iterator[Problem]:
    """Yield what keeps an example from being a possible answer about its own text."""
    place: Place = ("examples", number)
    for count, fact in enumerate(example.answer):
        for name in fact.keys() - kind.fields.keys():
            yield (*place, "answer", count, name), f"{name!r} is none of the fields", f"Use: {', '.join(kind.fields)}."
            return
    dates, numerals = find_periods(example.text), [each.text for each in numerals_of(example.text)]
    answer = {kind.kind: [{name: fact.get(name) for name in kind.ordered} for fact in example.answer]}
    form = answer_form(kind, dates, numerals, closed=True)
    try:
        form.check(answer)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        yield (*place, "answer", *first["loc"][1:3]), f"the answer of example {number + 1} is not possible: {first['msg']}", (
            "Use words of the example's text; dates and numbers as they stand there."
        )  # fmt: skip
        return
    index = TextIndex(example.text)
    for path, text in free_texts(form.schema, answer):
        if not index.find(text):
            _, count, name = path.split(".")
            yield (*place, "answer", int(count), name), f"the {name} of example {number + 1} does not stand in its text", (
                "Copy it from the text."
            )  # fmt: skip
    for count, fact in enumerate(example.answer):
        for name, field in kind.fields.items():
            chosen = fact.get(name) if field.type == "choice" else None
            if chosen and not any(index.find(words) for words in words_of_choice(field, chosen)):
                yield (*place, "answer", count, name), f"no word that stands for {chosen!r} is in the text of example {number + 1}", (
                    "Add the word to the choice, or change the example."
                )  # fmt: skip


def clashes_of(kind: FactKind, others: dict[str, Any]) -> Iterator[Problem]:
    """Yield what a kind has in common with those loaded before: what a fact is called, or a heading."""
    for name, other in others.items():
        if other.one == kind.one:
            yield (
                ("one",),
                f"the word {kind.one!r} is that of the kind {name!r} too",
                "Ids would be the same: choose another.",
            )
        if shared := kind.heading_keys.keys() & other.heading_keys.keys():
            yield (
                ("headings",),
                f"the heading {min(shared)!r} is one of the kind {name!r} too",
                "Give it to one of them.",
            )
