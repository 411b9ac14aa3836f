"""Named projects and products, each under the role whose lines it stands among."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pydantic import Field

from extract.dates import Period
from extract.drafts import Draft
from extract.facts import periods
from extract.facts.listed_projects import listed_projects
from extract.reading import MAX_TEXT, Reading
from extract.replies import AnswerForm, Reply, list_of, narrowed

KIND = "project"
MAX_PROJECTS = 12
_CUE = re.compile(r"(?i)\bprojects?\b|\bprojekte?\b|\bprojets?\b|\bopen[- ]source\b|\bgithub\b")


class Project(Reply):
    """A project, as the model lists it."""

    name: str = Field(max_length=MAX_TEXT)
    period: str | None


class Projects(Reply):
    """Every project that a document names."""

    projects: list[Project]


def answer_form(choices: Sequence[Period], *, closed: bool) -> AnswerForm[Projects]:
    """Return the answer to "list the projects"."""
    project = narrowed(Project, period=periods.choice(choices, closed=closed))
    return narrowed(Projects, projects=list_of(project, at_most=MAX_PROJECTS if closed else None))


async def extract_projects(reading: Reading, others: Sequence[Draft]) -> list[Draft]:
    """Return the named projects, in the document's order; asks nothing where no word speaks of any, or code reads them.

    `others` are the roles, degrees and publications found: what is one of those is no project.
    """
    drafts = listed_projects(reading)
    places = [(leaf.start, leaf.end) for other in [*others, *drafts] for leaf in other.leaves.values()]
    for part in (piece for whole in reading.parts() for piece in reading.list_pieces(whole, "projects")):
        text = reading.document.text[part[0] : part[1]]
        is_listed = any(part[0] <= draft.start < part[1] for draft in drafts)
        if is_listed or (not _CUE.search(text) and not reading.has_section(part, "projects")):
            continue
        choices = periods.in_part(reading, part, but=("education", "publications", "talks", "awards"))
        answer = await reading.ask(
            "projects", answer_form(choices, closed=reading.closed), max_tokens=900, document=reading.shown(part)
        )
        for item in answer.projects if answer else []:
            anchor = reading.anchor(item.name, (), part)
            if not anchor or any(anchor.start < end and start < anchor.end for start, end in places):
                continue
            if reading.section_at(anchor.start).kind not in ("projects", "experience", "summary", "other"):
                continue
            if not _heads_its_line(reading, anchor.start) or any(d.start == anchor.start for d in drafts):
                continue
            draft = Draft()
            draft.put("name", reading.words(anchor, item.name), anchor)
            period = periods.place(reading, choices, item.period, (item.name,), ())
            is_near = period and abs(period.start - anchor.end) < 3 * MAX_TEXT
            if period and is_near and not any(start <= period.start < end for start, end in places):
                periods.fill_dates(draft, period)
            draft.values.pop("is_current", None)
            drafts.append(draft)
    drafts.sort(key=lambda draft: draft.start)
    return drafts


def _heads_its_line(reading: Reading, start: int) -> bool:
    """Whether a name stands at the head of a line, perhaps after a bullet, a number or a label such as "Project:"."""
    line = reading.document.line_at(start)
    before = reading.document.text[line.start : start]
    for period in reading.periods:
        if line.start <= period.start and period.end <= start:
            before = before.replace(reading.document.text[period.start : period.end], "").lstrip()
    return re.fullmatch(r"[\s•*·–\-\d.)\]\[“\"'#]*(?:[\w ]{0,24}:\s*[“\"']?)?", before) is not None
