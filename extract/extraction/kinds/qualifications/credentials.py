"""Certificates and awards of sections that list them: code cuts the items, the model says who gave each, and its dates."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from extract.extraction.engine.context import MAX_TEXT, ExtractionContext
from extract.extraction.kinds import periods
from extract.extraction.kinds.qualifications.listed import key_of, level_of_language, names_language
from extract.llm.request.answer_schema import AnswerForm, list_of, narrowed
from extract.text.dates.periods import Period
from extract.text.drafts import Draft, Span
from extract.text.sections.headings import names_one_kind
from schemas.answers.qualifications import Credential, CredentialKind, Credentials
from schemas.profile import QualificationKind

KINDS = ("award", "certification")
_KIND_OF: Mapping[str, QualificationKind] = {
    "certificate": "certification", "award": "award", "language": "language", "skill": "skill",
}  # fmt: skip
SHOWN_CHARS = 700
"""Most of a list shown at once, in code points."""
SURE_OF_KIND = 1.5
"""Least log-odds of an entry's own kind against that of its heading."""
TOKENS_EACH = 70
MAX_EACH = 4
"""Most credentials told of one item: "Officer of the Watch, GMDSS Operator" is two."""


def answer_form(choices: Sequence[Period], most: int, *, closed: bool) -> AnswerForm[Credentials]:
    """Return the answer to "list the credentials": dates are those of the lines, or null."""
    date = periods.choice(choices, closed=closed)
    each = narrowed(Credential, date=date, expires=date)
    return narrowed(Credentials, credentials=list_of(each, at_most=most if closed else None))


async def read_credentials(reading: ExtractionContext, found: dict[str, Draft]) -> None:
    """Put in the place of each item that code cut what the model told of it: its name, its issuer and its dates."""
    items = {key: draft for key, draft in found.items() if draft.values["kind"] in KINDS and _is_listed(reading, draft)}
    for chunk in _chunks(reading, items):
        first, last = reading.document.line_at(chunk[0].start), reading.document.line_at(chunk[-1].end - 1)
        within = (first.start, last.end)
        choices = [period for period in reading.periods if within[0] <= period.start < within[1]]
        most = MAX_EACH * len(chunk)
        answer = await reading.ask(
            "credentials", answer_form(choices, most, closed=reading.closed),
            max_tokens=TOKENS_EACH * (len(chunk) + 2), lines=reading.shown(within),
        )  # fmt: skip
        told = [_draft_of(reading, each, chunk, choices) for each in answer.credentials if each.name] if answer else []
        _replace(found, {key: draft for key, draft in items.items() if draft in chunk}, [each for each in told if each])
    for draft in found.values():
        _move_ends(reading, draft)
    for draft in [each for each in found.values() if each.values["kind"] in KINDS and _is_listed(reading, each)]:
        await _sort(reading, draft)


def _is_listed(reading: ExtractionContext, draft: Draft) -> bool:
    return reading.section_at(draft.start).kind in ("awards", "certifications")


def _chunks(reading: ExtractionContext, items: Mapping[str, Draft]) -> Iterator[list[Draft]]:
    """Yield the items of a section in runs that can be shown at once."""
    run: list[Draft] = []
    for draft in sorted(items.values(), key=lambda draft: draft.start):
        apart = run and reading.section_at(draft.start) != reading.section_at(run[0].start)
        if run and (apart or draft.end - run[0].start > SHOWN_CHARS):
            yield run
            run = []
        run.append(draft)
    if run:
        yield run


def _draft_of(
    reading: ExtractionContext, told: Credential, items: Sequence[Draft], choices: Sequence[Period]
) -> tuple[Draft, Draft] | None:
    """Return the item that a credential was told of, and the credential; None where its name stands in no item."""
    for number, item in enumerate(items):
        entry = _entry_of(reading, items, number)
        if not (anchor := reading.anchor(told.name, (), (item.start, item.end))):
            continue
        draft = Draft(values={"kind": item.values["kind"]})
        draft.put("name", reading.words(anchor, told.name), anchor)
        issuer = reading.anchor(told.issuer, [(anchor.start, anchor.end)], entry) if told.issuer else None
        dated = any(issuer.start < p.end and p.start < issuer.end for p in choices) if issuer else False
        if issuer and not dated and not (issuer.start < anchor.end and anchor.start < issuer.end):
            draft.put("issuer", reading.words(issuer, told.issuer), issuer)
        _fill_dates(reading, draft, told, [p for p in choices if entry[0] <= p.start < entry[1]])
        if "date" not in draft.values and "date" in item.values and "expires" not in draft.values:
            draft.values["date"], draft.leaves["date"] = item.values["date"], item.leaves["date"]
        return item, draft
    return None


async def _sort(reading: ExtractionContext, draft: Draft) -> None:
    """Give an entry of such a list its own kind, where a question is sure that it is not what its heading says."""
    name, section = str(draft.values["name"]), reading.section_at(draft.start)
    head = section.heading_text(reading.document)
    if names_one_kind(head) and not names_language(name):
        return
    choice = await reading.choose("credential_kind", CredentialKind, head=head[:MAX_TEXT], name=name[:MAX_TEXT])
    if names_language(name) or (choice and choice.log_odds(choice.option) >= SURE_OF_KIND):
        kind = "language" if names_language(name) else _KIND_OF[choice.option if choice else "skill"]
        draft.values["kind"] = kind
        if kind == "language":
            line = reading.document.line_at(draft.start)
            draft.values["level"] = level_of_language(reading.document.text[draft.start : line.end])


def _entry_of(reading: ExtractionContext, items: Sequence[Draft], number: int) -> Span:
    """Return the words that may be of an item: its lines, as far as no other item stands there."""
    item, line_at = items[number], reading.document.line_at
    before = items[number - 1].end if number else 0
    behind = items[number + 1].start if number + 1 < len(items) else len(reading.document.text)
    first, last = line_at(item.start).start, line_at(item.end - 1).end
    return min(max(first, before), item.start), max(min(last, behind), item.end)


def _fill_dates(reading: ExtractionContext, draft: Draft, told: Credential, choices: Sequence[Period]) -> None:
    """Fill when a credential was given and until when it is valid; a range says both."""
    language = reading.document.language
    given = next(iter(periods.meant(choices, told.date, language)), None)
    told_ends = [period for period in periods.meant(choices, told.expires, language) if period is not given]
    is_end = given is not None and (
        _is_ahead(reading, given)
        or _VALID_UNTIL.search(reading.document.text, max(given.start - LOOK_BACK, 0), given.start)
    )
    if given and is_end:
        given, told_ends = None, [given]
    ahead = [period for period in choices if _is_ahead(reading, period)]
    told_ends = told_ends or ahead
    past = [period for period in choices if period.kind == "single" and period not in (*told_ends, *ahead)]
    if given is None and told_ends and len(past) == 1:
        given = past[0]
    lone_ends = [period for period in choices if period.start_date is None and period.end_date]  # "bis 2024"
    until = next(iter([*told_ends, *lone_ends]), None)
    if given and (day := given.start_date or given.end_date):
        draft.derive("date", day.iso(), given.rule, (given.start, given.end))
    last = until or (given if given and given.kind == "range" and draft.values["kind"] == "certification" else None)
    if last and (day := last.end_date or last.start_date) and (last is not given or last.kind == "range"):
        draft.derive("expires", day.iso(), last.rule, (last.start, last.end))


def _is_ahead(reading: ExtractionContext, period: Period) -> bool:
    """Whether a date lies after the day of the extraction: nothing was given then, but may be valid until then."""
    return period.kind == "single" and period.start_date is not None and period.start_date.iso() > reading.as_of


def _move_ends(reading: ExtractionContext, draft: Draft) -> None:
    """Take a date that lies ahead for the end of a certificate."""
    date = draft.leaves.get("date")
    if (
        draft.values["kind"] == "certification"
        and date
        and str(draft.values["date"]) > reading.as_of
        and "expires" not in draft.values
    ):
        draft.values["expires"], draft.leaves["expires"] = draft.values.pop("date"), draft.leaves.pop("date")


LOOK_BACK = 30
"""How far before a date a word for its being an end stands, in code points."""
_VALID_UNTIL = re.compile(
    r"(?i)\b(?:expir\w+|valid (?:until|till|through|to)|good until|gültig bis|valable jusqu\S*|válid[oa] hasta|válid[oa] até|valid[oa] fino a\w*|geldig tot|giltig\w* till|ważn\w+ do)"
    r"[\s:]*(?:on |am |le )?$"
)


def _replace(found: dict[str, Draft], items: Mapping[str, Draft], told: Sequence[tuple[Draft, Draft]]) -> None:
    for key, item in items.items():
        drafts = [draft for owner, draft in told if owner is item]
        if drafts:
            del found[key]
            for draft in drafts:
                found.setdefault(key_of(str(draft.values["name"])), draft)
