"""Check every prompt file before the first call: valid, and its examples what their questions may be answered."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

from extract.errors import PromptError
from extract.extraction.kinds.careers import roles
from extract.extraction.kinds.education import education
from extract.extraction.kinds.metrics import metrics
from extract.extraction.kinds.projects import projects
from extract.extraction.kinds.publications import publications, talks
from extract.extraction.kinds.qualifications import credentials
from extract.extraction.requirements.splitting import demands_answer
from extract.llm.prompts.prompt import BuildAnswer, LoadedPrompt, check_examples
from extract.llm.prompts.prompt_set import PromptSet, built_in_prompts, read_prompts
from extract.llm.request.answer_schema import AnswerForm, form_of
from extract.text.dates.periods import find_periods
from schemas.answers import ANSWERS, Demands, Publications
from schemas.answers.metrics import Numbers

MAX_EXAMPLE_DEMANDS = 8


def _numbers(shown: dict[str, str]) -> AnswerForm[Numbers]:
    return metrics.answer_form(metrics.group_numerals(shown["line"]))


def _demands(_: dict[str, str]) -> AnswerForm[Demands]:
    return demands_answer(MAX_EXAMPLE_DEMANDS, closed=True)


def _publications(shown: dict[str, str]) -> AnswerForm[Publications]:
    years = publications.years_of(shown["document"])
    return publications.answer_form(years, publications.MAX_PUBLICATIONS, closed=True)


def _as_published(name: str) -> BuildAnswer:
    return lambda _: form_of(ANSWERS[name])


_MADE_FOR_A_TEXT: dict[str, BuildAnswer] = {
    "credentials": lambda shown: credentials.answer_form(
        find_periods(shown["lines"]), MAX_EXAMPLE_DEMANDS, closed=True
    ),
    "demands": _demands,
    "education": lambda shown: education.answer_form(find_periods(shown["document"]), closed=True),
    "metrics": _numbers,
    "projects": lambda shown: projects.answer_form(find_periods(shown["document"]), closed=True),
    "publications": _publications,
    "roles": lambda shown: roles.answer_form(find_periods(shown["document"]), closed=True),
    "talks": lambda shown: talks.answer_form(find_periods(shown["document"]), closed=True),
}
BUILDERS: Mapping[str, BuildAnswer] = MappingProxyType(
    {name: _as_published(name) for name in ANSWERS} | _MADE_FOR_A_TEXT
)
"""How the answer to a prompt's question is made from an example's variables, by the prompt's name: closed where it can be."""


def check_prompts(folder: Path | None = None) -> PromptSet:
    """Return the prompts of a run, with those of the user's folder, all of them checked.

    Raises:
        PromptError: as `read_prompts`; or an example is not an answer of its kind, or not in its own text. The message names
            the file and the field.
    """
    prompts = read_prompts(folder)
    if folder is None:
        _check_built_in()
    else:
        for name in prompts.own:
            check_prompt(prompts[name])
    return prompts


@functools.cache
def _check_built_in() -> None:
    for prompt in built_in_prompts().loaded.values():
        check_prompt(prompt)


def check_prompt(prompt: LoadedPrompt) -> None:
    """Check the examples of one prompt.

    Raises:
        PromptError: as `check_prompts`; also when there are examples and nothing says what their answers may be.
    """
    if not prompt.examples:
        return
    if prompt.name not in BUILDERS:
        raise PromptError(
            f"Prompt file {prompt.file!r}, field 'examples': examples of its answers cannot be checked.",
            "Take them out.",
        )
    check_examples(prompt, BUILDERS[prompt.name])
