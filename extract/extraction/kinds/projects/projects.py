"""Named projects and products, each under the role whose lines it stands among."""

from __future__ import annotations

import re
from collections.abc import Sequence

from extract.extraction.engine.context import ExtractionContext
from extract.extraction.kinds import periods
from extract.extraction.kinds.careers.roles import entry_of, lines_below
from extract.extraction.kinds.placing import period_at, tell
from extract.extraction.kinds.projects.listed import listed_projects
from extract.extraction.placement import Place, Placed, Told, place_facts
from extract.extraction.placement.told import FactShape
from extract.llm.request.answer_schema import AnswerForm, list_of, narrowed
from extract.text.anchor import Anchor
from extract.text.dates.periods import Period
from extract.text.drafts import Draft, Span
from schemas.answers.projects import Project, Projects

KIND = "project"
MAX_PROJECTS = 12
SHAPE = FactShape("project", ("name",), (), None)
_SECTIONS = ("projects", "experience", "summary", "other")
_CUE = re.compile(r"(?i)\bprojects?\b|\bprojekte?\b|\bprojets?\b|\bopen[- ]source\b|\bgithub\b")


def answer_form(choices: Sequence[Period], *, closed: bool) -> AnswerForm[Projects]:
    """Return the answer to "list the projects"."""
    project = narrowed(Project, period=periods.choice(choices, closed=closed))
    return narrowed(Projects, projects=list_of(project, at_most=MAX_PROJECTS if closed else None))


async def extract_projects(reading: ExtractionContext, others: Sequence[Draft]) -> list[Draft]:
    """Return the named projects, in the document's order; asks nothing where no word speaks of any, or code reads them.

    `others` are the roles, degrees and publications found: what is one of those is no project.
    """
    drafts = listed_projects(reading) if reading.has_rule("listed_projects") else []
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
        items = answer.projects if answer else []
        told = [_told(reading, item, choices, part, places) for item in items]
        for placed in place_facts(reading.layout, reading.document.text, told):
            if placed and not any(d.start == placed.places["name"].start for d in drafts):
                drafts.append(_draft(reading, placed))
    drafts.sort(key=lambda draft: draft.start)
    heads = sorted(draft.begins for draft in (*drafts, *others))
    for draft in drafts:
        section = reading.section_at(draft.begins)
        end = min(section.end, next((start for start in heads if start > draft.begins), section.end))
        draft.values["entry"] = entry_of(reading, draft, end)
        draft.values["summary_lines"] = lines_below(reading, draft, end)
    return drafts


def _told(
    reading: ExtractionContext, item: Project, choices: Sequence[Period], part: Span, taken: Sequence[Span]
) -> Told:
    """Return a project with the places at which its name may stand: at the head of a line, in no other fact's words."""
    told = tell(
        reading, SHAPE, part, {"name": item.name}, periods.meant(choices, item.period, reading.document.language)
    )

    def is_free(place: Place) -> bool:
        return not any(place.start < end and start < place.end for start, end in taken)

    names = [
        place for place in told.places.get("name", ())
        if is_free(place) and reading.section_at(place.start).kind in _SECTIONS and _heads_its_line(reading, place.start)
    ]  # fmt: skip
    dates = [place for place in told.places.get("period", ()) if is_free(place)]
    return Told(SHAPE, {name: places for name, places in (("name", names), ("period", dates)) if places})


def _draft(reading: ExtractionContext, placed: Placed) -> Draft:
    draft = Draft()
    name, dates = placed.places["name"], placed.places.get("period")
    anchor = Anchor(name.start, name.end, name.how)
    draft.put("name", reading.words(anchor, None), anchor)
    if dates:
        periods.fill_dates(draft, period_at(reading, dates))
    draft.values.pop("is_current", None)
    return draft


def _heads_its_line(reading: ExtractionContext, start: int) -> bool:
    """Whether a name stands at the head of a line, perhaps after a bullet, a number or a label such as "Project:"."""
    line = reading.document.line_at(start)
    before = reading.document.text[line.start : start]
    for period in reading.periods:
        if line.start <= period.start and period.end <= start:
            before = before.replace(reading.document.text[period.start : period.end], "").lstrip()
    return re.fullmatch(r"[\s•*·–\-\d.)\]\[“\"'#]*(?:[\w ]{0,24}:\s*[“\"']?)?", before) is not None
