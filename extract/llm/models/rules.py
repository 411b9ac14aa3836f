"""The rules that may change what the model said, in the order in which they act: named, listed, each can be left out.

A rule is a step of code between the model's answer and the stored fact. Proof is none: that every value stands in the text,
and that a fact's values stand in one entry, holds whichever rules are left out.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Need = Literal["closed", "logprobs"]
"""What a rule may need of a model: answers that are one of a few words, and log-probabilities."""


@dataclass(frozen=True, slots=True)
class Rule:
    """A step that may change facts: the `kinds` of facts that it acts on, the error that it `mends`, what it `needs`.

    `needs` names what a model must have for it; with one that has not, it does not act (see `extract.llm.models.profile`).
    """

    name: str
    kinds: tuple[str, ...]
    mends: str
    needs: tuple[Need, ...] = ()


RULES: tuple[Rule, ...] = (
    Rule(
        "resume_headings",
        ("roles", "education", "qualifications", "publications", "projects"),
        "A résumé's heading is of words that no table has, in any language.",
        ("closed", "logprobs"),
    ),
    Rule(
        "words_in_place",
        ("roles",),
        "The answer puts title, employer and place of a position into each other's fields.",
    ),
    Rule("told_in_prose", ("roles",), "Shown a page of prose, the answer takes titles from other paragraphs."),
    Rule("degree_without_field", ("education",), "The answer repeats the field of study within the degree."),
    Rule(
        "kind_of_entry",
        ("roles", "education"),
        "The same lines are told as a position and as a degree, or a project as a position.",
        ("closed",),
    ),
    Rule(
        "leading_periods",
        ("roles",),
        "Where dates stand above each entry, the answer takes those below it.",
    ),
    Rule(
        "own_period",
        ("roles", "education"),
        "A fact has no dates although its own entry has a period that no fact took.",
    ),
    Rule("missed_degrees", ("education",), "The answer left out a programme whose entry names a degree or a school."),
    Rule("missed_positions", ("roles",), "The answer left out a position whose period stands in the text."),
    Rule("undated_positions", ("roles",), "The answer left out a position of a list without dates."),
    Rule("title_or_employer", ("roles",), "The only name of a position stands in the wrong field.", ("closed",)),
    Rule(
        "names_of_entry",
        ("roles", "education"),
        "A name told of a dated fact stands elsewhere, and its own entry has one.",
    ),
    Rule("which_is_employer", ("roles",), "Title and employer have changed places in the answer.", ("closed",)),
    Rule("whole_title", ("roles",), 'The answer cut words of rank off a title: "Engineer" of "Senior Engineer".'),
    Rule("place_beside_employer", ("roles",), "The answer left out the place that stands behind an employer."),
    Rule("linkedin_export", ("roles",), "LinkedIn's own export prints one employer over several positions."),
    Rule(
        "study_entries",
        ("education",),
        "The answer mixes the school, degree, field and grade of neighbours in an education section.",
    ),
    Rule(
        "listed_projects",
        ("projects",),
        "The answer leaves projects of a section of projects out, or is not asked for: code reads their heads.",
    ),
    Rule("title_of_citation", ("publications",), "The answer gives a whole citation, or its authors, for the title."),
    Rule("missed_publications", ("publications",), "The answer left out publications of a long list."),
    Rule(
        "no_results",
        ("metrics",),
        "A number that is no result is asked about: a size, a share, a date, a count of people.",
    ),
    Rule(
        "change_or_level",
        ("metrics",),
        'A percentage that tells by how much something changed is taken for how much it is: "Cut fuel costs 12%".',
        ("closed",),
    ),
    Rule(
        "credentials",
        ("qualifications",),
        "An item of a list of certificates or awards holds more than a name: who gave it, its dates, a second one.",
    ),
    Rule("skills_in_prose", ("qualifications",), "A skill is named in sentences alone, and in no list."),
    Rule(
        "skills_in_brackets",
        ("qualifications",),
        "The answer leaves out what stands in brackets or beside a slash: (BERT, Vision Transformer).",
    ),
    Rule("named_skill", ("qualifications",), "The answer lists words of a sentence that name no skill.", ("closed",)),
    Rule(
        "labelled_lists",
        ("qualifications",),
        'A line with a label of any words lists skills within an entry: "Research areas: …".',
        ("closed",),
    ),
    Rule(
        "spoken_languages",
        ("qualifications",),
        'Tools stand in the list of a heading such as "Languages and tools".',
        ("closed",),
    ),
    Rule(
        "list_entries",
        ("qualifications",),
        "What the person lacks, and what ends the page, stands below the heading of a list.",
        ("closed", "logprobs"),
    ),
    Rule("pastimes", ("qualifications",), "Hobbies are listed under a heading that says interests.", ("closed",)),
    Rule("level_asked", ("education",), "The words of a degree are on no list of degrees.", ("closed", "logprobs")),
    Rule("minors", ("education",), "A minor stands in the words of another programme."),
    Rule(
        "posting_headings",
        ("requirements",),
        "A posting's heading is of words that no table has, in any language.",
        ("closed",),
    ),
    Rule(
        "not_needed",
        ("requirements",),
        "A line among demands says that something is not needed.",
        ("closed", "logprobs"),
    ),
)
NAMES = tuple(rule.name for rule in RULES)
