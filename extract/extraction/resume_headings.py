"""Headings of a résumé whose words no table has, in any language: one closed question says what stands below each."""

from __future__ import annotations

from extract.extraction.engine.context import ExtractionContext
from schemas.answers.entries import SectionAnswer

SHOWN_CHARS = 300
SHOWN_LINES = 3
"""Lines below a heading that are shown with it."""
SURE, SURE_OF_PROJECTS = 0.6, 0.7
"""Least probability of what a heading opens. Of 28 headings of nine sets that are above all but two are right; these two are positions
told as projects, with less than 0.7."""
_KINDS = {
    "work": "experience", "education": "education", "certificates": "certifications", "skills": "skills",
    "languages": "languages", "awards": "awards", "projects": "projects", "publications": "publications", "talks": "talks",
    "volunteering": "service", "interests": "interests",
}  # fmt: skip


async def ask_headings(reading: ExtractionContext) -> None:
    """Ask what the lines below each unknown heading list, and let the sections begin there. Before anything else is asked."""
    if not reading.has_rule("resume_headings"):
        return
    for number, section in reading.unknown_headings().items():
        head, *below = (reading.document.line_text(line).strip() for line in section.lines[: SHOWN_LINES + 1])
        shown = "\n".join([f"# {head}", *below])
        choice = await reading.choose("resume_heading", SectionAnswer, lines=shown[:SHOWN_CHARS])
        kind = _KINDS.get(choice.option) if choice else None
        if choice is None or kind is None or kind == section.kind:
            continue
        if (choice.probability or 0.0) >= (SURE_OF_PROJECTS if kind == "projects" else SURE):
            reading.asked_headings[number] = kind
