"""Check every prompt file before the first call: valid, and its examples what their questions may be answered."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from types import MappingProxyType

from extract.compare.judged import LineAnswer
from extract.compare.years import RelevanceAnswer
from extract.errors import PromptError
from extract.facts import metrics
from extract.facts.career_doubts import LevelAnswer, WhichIsEmployer
from extract.facts.career_questions import NameAnswer
from extract.facts.credentials import Credentials
from extract.facts.entry_kinds import EntryKind
from extract.facts.labelled_lists import InterestsAnswer, LabelAnswer, SpokenAnswer
from extract.facts.named_skills import NamedAnswer, SkillAnswer, WordsAnswer
from extract.posting import Demands, demands_answer
from extract.postings.asked_lines import DemandLineAnswer, HeadingAnswer
from extract.postings.traits import TraitAnswer
from extract.prompting import BuildAnswer, LoadedPrompt, check_examples, load_prompt, prompt_fingerprints
from extract.replies import AnswerForm, form_of

MAX_EXAMPLE_DEMANDS = 8


def _numbers(variables: dict[str, str]) -> AnswerForm[metrics.Numbers]:
    return metrics.answer_form(metrics.group_numerals(variables["line"]))


def _demands(_: dict[str, str]) -> AnswerForm[Demands]:
    return demands_answer(MAX_EXAMPLE_DEMANDS, closed=True)


BUILDERS: Mapping[str, BuildAnswer] = MappingProxyType(
    {
        "credentials": lambda _: form_of(Credentials),
        "degree_level": lambda _: form_of(LevelAnswer),
        "demand_line": lambda _: form_of(DemandLineAnswer),
        "demands": _demands,
        "direction": lambda _: form_of(metrics.DirectionAnswer),
        "entry_kind": lambda _: form_of(EntryKind),
        "metrics": _numbers,
        "metrics_listed": lambda _: form_of(metrics.ListedNumbers),
        "list_label": lambda _: form_of(LabelAnswer),
        "named_skill": lambda _: form_of(WordsAnswer),
        "pastime": lambda _: form_of(InterestsAnswer),
        "skill_alone": lambda _: form_of(SkillAnswer),
        "posting_heading": lambda _: form_of(HeadingAnswer),
        "qualifications": lambda _: form_of(NamedAnswer),
        "relevance": lambda _: form_of(RelevanceAnswer),
        "which_is_employer": lambda _: form_of(WhichIsEmployer),
        "spoken_language": lambda _: form_of(SpokenAnswer),
        "title_or_employer": lambda _: form_of(NameAnswer),
        "trait": lambda _: form_of(TraitAnswer),
        "verdict": lambda _: form_of(LineAnswer),
    }
)
"""How the answer to a prompt's question is made from an example's variables, by the prompt's name."""


@functools.cache
def check_prompts() -> None:
    """Check all prompts that the program ships; the files are read once a process.

    Raises:
        PromptError: a file is not valid, or an example is not an answer of its kind, or not in its own text. The
            message names the file and the field.
    """
    for name in prompt_fingerprints():
        check_prompt(load_prompt(name))


def check_prompt(prompt: LoadedPrompt) -> None:
    """Check the examples of one prompt.

    Raises:
        PromptError: as `check_prompts`; also when there are examples and nothing says what their answers may be.
    """
    if not prompt.examples:
        return
    if prompt.name not in BUILDERS:
        raise PromptError(
            f"Prompt file '{prompt.name}.yaml', field 'examples': its question has no answer model.",
            "Add one to extract.prompt_check, or take the examples out.",
        )
    check_examples(prompt, BUILDERS[prompt.name])
