"""What a kind file says: the fields of a fact, the words it is found by, and what the model is asked."""

from __future__ import annotations

import functools
import json
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, PrivateAttr

from extract.llm.prompts.prompt import LoadedPrompt, Prompt, read_prompt, render
from extract.llm.request.keys import fingerprint
from extract.text.sections.headings import own_heading_key

FieldType = Literal["text", "url", "date", "period", "number", "choice"]
"""text: words copied from the document. url: an address in it. date: one of the dates that stand there. period: from and to.
number: a numeral with its unit. choice: one of a closed list, told by the words that stand for each."""
PERIOD_FIELDS = ("start_date", "end_date", "is_current")
"""The stored fields of a period, as roles and studies have them."""


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class KindField(_Strict):
    """One field of a fact. `about` tells the model what it is; `choices` has the words that stand for each choice."""

    type: FieldType
    about: str = ""
    choices: dict[str, list[str]] = {}


def _null(value: object) -> object:
    return None if value in ("", "null", "~") else value


class KindExample(_Strict):
    """Lines of a made-up résumé, and the facts that should be read from them; a field left out is null."""

    text: str = Field(min_length=1)
    answer: list[dict[str, Annotated[str | None, BeforeValidator(_null)]]]


class Limits(_Strict):
    """What one part of a document may hold: `facts` at most, and `characters` in a text at most."""

    facts: int = Field(default=30, ge=1, le=200)
    characters: int = Field(default=200, ge=10, le=1_000)


class KindRule(_Strict):
    """A step between the answer and the stored fact, named as `KIND.NAME`: `mends` says what error it mends.

    `leave_out` leaves out a fact whose values, as they are stored, all match these patterns; null matches an empty one. `cut` takes what a
    pattern matches off a text field; what remains has to stand there.
    """

    name: str = Field(pattern=r"^[a-z][a-z0-9_]*$", max_length=40)
    mends: str = Field(min_length=1)
    leave_out: dict[str, Annotated[str | None, BeforeValidator(_null)]] = {}
    cut: dict[str, str] = {}


class FactKind(_Strict):
    """A kind of facts. `kind` is what the list of them is called in results, `one` what their ids begin with.

    `names` is the text field that a fact is known by. `headings` open sections of this kind; `cues` are words that speak
    of such facts elsewhere. `rules` act on the facts in their order. `task` may use the variable `fields`: the fields, each with what is said about it.
    """

    kind: str = Field(pattern=r"^[a-z][a-z0-9_]*$", max_length=40)
    version: int = Field(default=1, ge=1)
    one: str = Field(pattern=r"^[a-z]+$", max_length=40)
    about: str = ""
    names: str
    fields: dict[str, KindField] = Field(min_length=1, max_length=20)
    headings: list[str] = []
    cues: list[str] = []
    task: str = Field(min_length=1)
    examples: list[KindExample] = Field(min_length=1, max_length=8)
    limits: Limits = Limits()
    rules: list[KindRule] = Field(default=[], max_length=20)
    _prefix: Prompt = PrivateAttr(default_factory=lambda: read_prompt("resume"))

    @property
    def ordered(self) -> dict[str, KindField]:
        """The fields, the one that names a fact first."""
        return {self.names: self.fields[self.names], **self.fields}

    @property
    def stored_names(self) -> list[str]:
        """The names under which a fact's values are stored, which rules look at: a period has three, a number its unit too."""
        names: list[str] = []
        for name, field in self.fields.items():
            names += PERIOD_FIELDS if field.type == "period" else (name,)
            names += (f"{name}_unit",) if field.type == "number" else ()
        return names

    @property
    def heading_keys(self) -> dict[str, str]:
        """The headings that open a section of this kind, as documents are searched for them."""
        return {own_heading_key(words): self.kind for words in (self.kind.replace("_", " "), *self.headings)}

    @property
    def cue_words(self) -> tuple[str, ...]:
        """Words one of which stands in every document that is asked about this kind, and with every fact of it."""
        return (self.one, self.kind.replace("_", " "), *self.headings, *self.cues)

    @property
    def rule_names(self) -> dict[str, KindRule]:
        """The rules by the names that `--without` takes."""
        return {f"{self.kind}.{rule.name}": rule for rule in self.rules}

    @functools.cached_property
    def question(self) -> str:
        """What the model is asked behind the document: the task, the examples, and the task again.

        With the examples before the task alone, a small model gave them back as its answer.
        """
        fields = ", ".join(f"{name} ({field.about})" if field.about else name for name, field in self.ordered.items())
        task = render(self.task, {"fields": fields})
        shown = "".join(f"\n\nExample: the lines\n{e.text.strip()}\ngive\n{self._answer(e)}" for e in self.examples)
        return f"{task}{shown}\n\nThe example is another person's. {task}"

    def _answer(self, example: KindExample) -> str:
        """Return an example's answer as a model has to write it."""
        facts = [{name: fact.get(name) for name in self.ordered} for fact in example.answer]
        return json.dumps({self.kind: facts}, ensure_ascii=False, separators=(", ", ": "))

    @functools.cached_property
    def prompt(self) -> LoadedPrompt:
        """The prompt, with the prefix that all questions about a résumé share; its fingerprint is of all that the file says but its rules."""
        told = Prompt(
            name=self.kind, version=self.version, about=self.about, extends="resume", user="{{ task }}", variables=["task"]
        )  # fmt: skip
        prompt = LoadedPrompt(told, self._prefix)
        asked = self.model_dump(mode="json", exclude={"version", "rules"})
        prompt.fingerprint = fingerprint([prompt.fingerprint, asked])[:16]
        return prompt

    @property
    def fingerprint(self) -> str:
        """What stored facts rest on: the prompt and the rules. A changed rule works on kept answers, so it is no part of the prompt."""
        rules = [rule.model_dump(mode="json") for rule in self.rules]
        return fingerprint([self.prompt.fingerprint, rules])[:16] if rules else self.prompt.fingerprint

    def behind(self, prefix: Prompt) -> FactKind:
        """Return the same kind, its question behind another prefix than the built-in one."""
        kind = FactKind.model_validate(self.model_dump())  # a copy would take the question that was worked out along
        kind._prefix = prefix
        return kind
