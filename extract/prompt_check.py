"""Check every prompt file before the first call: valid, and its examples what their questions may be answered."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

from extract.compare.judged import LineAnswer
from extract.compare.years import RelevanceAnswer
from extract.dates import find_periods
from extract.errors import PromptError
from extract.facts import education, metrics, projects, publications, roles, talks
from extract.facts.candidate import CandidateAnswer
from extract.facts.career_questions import EntryKind, LevelAnswer, NameAnswer, WhichIsEmployer
from extract.facts.qualifications import NamedAnswer, SkillAnswer
from extract.facts.role_gaps import GapAnswer
from extract.posting import Demands, HeadAnswer, demands_answer
from extract.postings.traits import TraitAnswer
from extract.prompt_set import PromptSet, built_in_prompts, read_prompts
from extract.prompting import BuildAnswer, LoadedPrompt, check_examples
from extract.reading import RepairAnswer
from extract.replies import AnswerForm, form_of

MAX_EXAMPLE_DEMANDS = 8


def _numbers(variables: dict[str, str]) -> AnswerForm[metrics.Numbers]:
    return metrics.answer_form(metrics.group_numerals(variables["line"]))


def _demands(_: dict[str, str]) -> AnswerForm[Demands]:
    return demands_answer(MAX_EXAMPLE_DEMANDS, closed=True)


def _publications(variables: dict[str, str]) -> AnswerForm[publications.Publications]:
    years = publications.years_of(variables["document"])
    return publications.answer_form(years, publications.MAX_PUBLICATIONS, closed=True)


BUILDERS: Mapping[str, BuildAnswer] = MappingProxyType(
    {
        "candidate": lambda _: form_of(CandidateAnswer),
        "degree_level": lambda _: form_of(LevelAnswer),
        "demands": _demands,
        "direction": lambda _: form_of(metrics.DirectionAnswer),
        "education": lambda shown: education.answer_form(find_periods(shown["document"]), closed=True),
        "entry_kind": lambda _: form_of(EntryKind),
        "metrics": _numbers,
        "metrics_listed": lambda _: form_of(metrics.ListedNumbers),
        "named_skill": lambda _: form_of(SkillAnswer),
        "posting": lambda _: form_of(HeadAnswer),
        "projects": lambda shown: projects.answer_form(find_periods(shown["document"]), closed=True),
        "publications": _publications,
        "qualifications": lambda _: form_of(NamedAnswer),
        "relevance": lambda _: form_of(RelevanceAnswer),
        "repair": lambda _: form_of(RepairAnswer),
        "role_gap": lambda _: form_of(GapAnswer),
        "roles": lambda shown: roles.answer_form(find_periods(shown["document"]), closed=True),
        "talks": lambda shown: talks.answer_form(find_periods(shown["document"]), closed=True),
        "which_is_employer": lambda _: form_of(WhichIsEmployer),
        "title_or_employer": lambda _: form_of(NameAnswer),
        "trait": lambda _: form_of(TraitAnswer),
        "verdict": lambda _: form_of(LineAnswer),
    }
)
"""How the answer to a prompt's question is made from an example's variables, by the prompt's name."""


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
