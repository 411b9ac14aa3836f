"""Prompts are data: one YAML file a question, checked when it is loaded, rendered into messages.

A prompt says what is asked and shows examples; code says which answers are possible. `extends` names the prompt whose
`system` text this one shares, so that questions about one document have one prefix that a server reads once.
`extract.llm.prompts.prompt_set` holds all of them together, with those that a user puts in their place.
"""

from __future__ import annotations

import functools
import json
from collections.abc import Callable
from importlib import resources
from pathlib import Path
from typing import Annotated, Any

import jinja2
import jinja2.meta
import jinja2.sandbox
import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from extract.errors import PromptError
from extract.llm.request.answer_schema import AnswerForm, free_texts
from extract.llm.request.keys import fingerprint
from extract.llm.request.questions import Message
from extract.text.anchor import TextIndex

BuildAnswer = Callable[[dict[str, str]], AnswerForm[Any]]
"""Makes the form of the answer for an example's variables, as it is made for a document."""

_ENVIRONMENT = jinja2.sandbox.SandboxedEnvironment(
    undefined=jinja2.StrictUndefined, keep_trailing_newline=False, autoescape=False
)


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Example(_Strict):
    """One question with the answer that is expected: `variables` fill the template, `answer` is the JSON reply."""

    variables: dict[str, str]
    answer: Any


class Prompt(_Strict):
    """One prompt file. `variables` lists all that its own templates may use; `notes` is for people.

    `version` counts its editions, for people: whether a kept answer holds is decided by the fingerprint alone. `copied` tells
    that the free words of its answers are those of the text shown, so that a model can be held to them.
    """

    name: str
    version: Annotated[int, Field(strict=True, ge=1)]
    about: str
    extends: str | None = None
    system: str | None = None
    user: str
    variables: list[str] = []
    copied: bool = True
    examples: list[Example] = []
    notes: str = ""


class LoadedPrompt:
    """A prompt with its shared prefix, ready to be rendered.

    `version` and `copied` are as in the file, `file` is what messages call it; `fixed` is how many of its first messages are
    the same for all documents. `used` are the variables that its templates hold.
    """

    def __init__(self, prompt: Prompt, parent: Prompt | None, file: str = "") -> None:
        self.name = prompt.name
        self.version = prompt.version
        self.file = file or f"{prompt.name}.yaml"
        self.examples = prompt.examples
        self._system = (parent.system if parent else prompt.system) or ""
        self._user = prompt.user
        self.copied = prompt.copied
        # System text and examples, where they are the same for all documents; the question itself never is.
        self.fixed = 0 if variables_of(self._system) else bool(self._system) + 2 * len(prompt.examples)
        self.variables = frozenset(prompt.variables) | frozenset(parent.variables if parent else ())
        self.used = frozenset(variables_of(self._system) | variables_of(self._user))
        self.fingerprint = fingerprint([self._system, self._user, [e.model_dump() for e in prompt.examples]])[:16]

    def messages(self, *, words: bool = False, **variables: str) -> tuple[Message, ...]:
        """Return the messages: system, the examples as turns that went before, then the question.

        With `words` an example's answer, which has one field, is said in that field's word alone.

        Raises:
            PromptError: a variable is missing or not one of the prompt's.
        """
        if missing := self.variables - variables.keys():
            raise PromptError(f"Prompt {self.name!r}: Missing variables: {', '.join(sorted(missing))}.")
        if unknown := variables.keys() - self.variables:
            raise PromptError(f"Prompt {self.name!r}: Unknown variables: {', '.join(sorted(unknown))}.")
        rendered: list[Message] = []
        if self._system:
            rendered.append(Message("system", render(self._system, variables)))
        for example in self.examples:
            rendered.append(Message("user", render(self._user, {**variables, **example.variables})))
            rendered.append(Message("assistant", _said(example.answer, words=words)))
        rendered.append(Message("user", render(self._user, variables)))
        return tuple(rendered)

    @property
    def templates(self) -> tuple[str, str]:
        """The templates of the system's message and of the question."""
        return self._system, self._user

    @property
    def shown_by_examples(self) -> frozenset[str]:
        """The variables that each example fills: those of the question itself."""
        return frozenset(variables_of(self._user))


def _said(answer: Any, *, words: bool) -> str:
    if words:
        (word,) = answer.values()
        return str(word)
    return json.dumps(answer, ensure_ascii=False, separators=(",", ":"))


def variables_of(template: str) -> set[str]:
    """Return the variables that a template uses.

    Raises:
        jinja2.TemplateSyntaxError: it is no template.
    """
    return jinja2.meta.find_undeclared_variables(_ENVIRONMENT.parse(template))


def render(template: str, variables: dict[str, str]) -> str:
    """Return a template with its variables filled in."""
    return _compiled(template).render(variables).strip()


@functools.cache
def _compiled(template: str) -> jinja2.Template:
    return _ENVIRONMENT.from_string(template)


@functools.cache
def prompt_names() -> tuple[str, ...]:
    """Return the names of the built-in prompts, sorted."""
    names = (file.name for file in resources.files("prompts").iterdir())
    return tuple(sorted(name.removesuffix(".yaml") for name in names if name.endswith(".yaml")))


@functools.cache
def read_prompt(name: str) -> Prompt:
    """Return what a built-in prompt file says.

    Raises:
        PromptError: there is no such file, or it is not valid.
    """
    return parse_prompt(prompt_text(name), f"{name}.yaml")


def prompt_text(name: str) -> str:
    """Return the text of a built-in prompt file.

    Raises:
        PromptError: there is no such file.
    """
    if name not in prompt_names():
        raise PromptError(f"There is no prompt {name!r}.", f"Known prompts: {', '.join(prompt_names())}.")
    return resources.files("prompts").joinpath(f"{name}.yaml").read_text("utf-8")


def parse_prompt(text: str, file_name: str) -> Prompt:
    """Return the prompt that a file's text holds.

    Raises:
        PromptError: no YAML, an unknown or missing field, or a template that uses a variable it does not declare. The
            message names the file and the field.
    """
    try:
        data = yaml.safe_load(text)
        prompt = Prompt.model_validate(data)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        raise PromptError(
            f"Prompt file {file_name!r} is not YAML{f' (line {mark.line + 1})' if mark else ''}.", "Mend it."
        ) from None
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(str(part) for part in first["loc"])
        raise PromptError(f"Prompt file {file_name!r}, field {field!r}: {first['msg']}.", "Mend the field.") from None
    stem = Path(file_name).stem
    if prompt.name != stem:
        raise PromptError(
            f"Prompt file {file_name!r}, field 'name': it must be the file's name.", f"Write 'name: {stem}'."
        )
    for field in ("system", "user"):
        try:
            used = variables_of(getattr(prompt, field) or "")
        except jinja2.TemplateSyntaxError as error:
            raise PromptError(
                f"Prompt file {file_name!r}, field {field!r}: {(error.message or '').rstrip('.')}.", "Mend it."
            ) from None
        if missing := used - set(prompt.variables):
            raise PromptError(
                f"Prompt file {file_name!r}, field {field!r}: Missing variables: {', '.join(sorted(missing))}.",
                "List them under 'variables' or take them out of the template.",
            )
    return prompt


@functools.cache
def load_prompt(name: str) -> LoadedPrompt:
    """Return a built-in prompt by name.

    Raises:
        PromptError: there is no such file, or it is not valid.
    """
    prompt = read_prompt(name)
    return LoadedPrompt(prompt, read_prompt(prompt.extends) if prompt.extends else None)


def check_examples(prompt: LoadedPrompt, build: BuildAnswer) -> None:
    """Stop before any call when an example's answer is not what its kind may answer, or not in its own text.

    Raises:
        PromptError: the prompt, the example (counted from 1) and the field are named.
    """
    for number, example in enumerate(prompt.examples, 1):
        where = f"Prompt file {prompt.file!r}, example {number}"
        _check_variables(prompt, example, where)
        try:
            form = build(example.variables)
            form.check(example.answer)
        except ValidationError as error:
            first = error.errors()[0]
            field = ".".join(str(part) for part in first["loc"])
            raise PromptError(f"{where}, field {field!r}: {first['msg']}.", "Mend the example.") from None
        index = TextIndex("\n".join(example.variables.values()))
        for field, text in free_texts(form.schema, example.answer):
            if not index.find(text):
                raise PromptError(f"{where}, field {field!r}: its text is not in the example.", "Mend the example.")


def _check_variables(prompt: LoadedPrompt, example: Example, where: str) -> None:
    """Raise PromptError where an example would be shown with the words of the document that is asked about."""
    wanted = prompt.shown_by_examples
    if not wanted:
        raise PromptError(
            f"{where}: the question shows no text of its own, so an example of it would show another answer to the same text.",
            "Take the examples out, or have the field 'user' show the text in place of 'system'.",
        )
    if missing := wanted - example.variables.keys():
        raise PromptError(f"{where}: Missing variables: {', '.join(sorted(missing))}.", "Add them to the example.")
    if unknown := example.variables.keys() - wanted:
        raise PromptError(f"{where}: Unknown variables: {', '.join(sorted(unknown))}.", "Take them out.")
