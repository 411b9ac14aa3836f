"""Who the résumé is of: mail, telephone and links by code, name and place by the model, all anchored."""

from __future__ import annotations

from collections.abc import Sequence

from extract.extraction.engine.context import ExtractionContext
from extract.text.anchor import Anchor
from extract.text.contact.written import EMAIL, HEAD_CHARS, LINK, PHONE, is_phone
from extract.text.drafts import Draft, Span
from schemas.answers.candidate import CandidateAnswer

KIND = "candidate"


async def extract_candidate(reading: ExtractionContext) -> Draft:
    """Return the candidate; a field that the text does not give stays out."""
    document = reading.document
    draft = Draft()
    contact = [(section.start, section.end) for section in reading.sections_of("contact")]
    head = min(len(document.text), HEAD_CHARS)
    places = [(0, head), *contact]
    for name, pattern in (("email", EMAIL), ("phone", PHONE)):
        for start, end in places:
            match = next(
                (
                    m
                    for m in pattern.finditer(document.text, start, end)
                    if name != "phone" or is_phone(m, reading.periods)
                ),
                None,
            )
            if match and name not in draft.values:
                draft.derive(name, match[0].strip(), name, match.span())
    links: dict[str, tuple[int, int]] = {}
    for start, end in places:
        for match in LINK.finditer(document.text, start, end):
            links.setdefault(match[0].rstrip("/.,"), (match.start(), match.start() + len(match[0].rstrip("/.,"))))
    if links:
        draft.derive("links", list(links), "url", next(iter(links.values())))
        draft.spans.extend(links.values())
    part = reading.parts()[0] if reading.parts() else (0, 0)
    first = next((s for s in reading.sections if document.text[s.start : s.end].strip()), None)
    if first is None or (first.kind not in ("top", "contact", "summary") and not draft.spans and not contact):
        return draft  # The document begins with a section: it was cut from a longer one and names nobody.
    answer = await reading.ask("candidate", CandidateAnswer, 120, document=reading.shown(part))
    if answer is None:
        return draft
    near = draft.spans[:1] or [(0, 1)]
    name, location = reading.anchor(answer.name, [(0, 1)], None), reading.anchor(answer.location, near, None)
    if name and _is_within(name, [(0, HEAD_CHARS), *contact]):
        draft.put("name", reading.words(name, answer.name), name)
    if location and _is_within(location, [(first.start, first.end), *contact]):
        draft.put("location", reading.words(location, answer.location), location)
    return draft


def _is_within(anchor: Anchor, places: Sequence[Span]) -> bool:
    return any(start <= anchor.start < end for start, end in places)
