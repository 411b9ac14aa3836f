"""A résumé becomes a profile: every fact kind asked, facts numbered and bound to each other, lines accounted for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, TypeVar

from extract.documents.model.document import Document
from extract.extraction import checks
from extract.extraction.custom.answers import fact_model
from extract.extraction.custom.extraction import extract_facts
from extract.extraction.custom.loading import Kinds
from extract.extraction.engine.context import ExtractionContext
from extract.extraction.engine.explain import TakesProfile
from extract.extraction.engine.provenance import document_info, provenance, unread_lines
from extract.extraction.kinds.candidate import extract_candidate
from extract.extraction.kinds.metrics.metrics import extract_metrics
from extract.extraction.kinds.projects.projects import extract_projects
from extract.extraction.kinds.publications.publications import extract_publications
from extract.extraction.kinds.publications.talks import extract_talks
from extract.extraction.kinds.qualifications.qualifications import extract_qualifications
from extract.extraction.resume_headings import ask_headings
from extract.extraction.skills.uses import with_use
from extract.llm.client import ModelClient
from extract.text.contact.contact import with_contact
from extract.text.drafts import Draft, evidence_at, evidence_lines, lines_of, placed
from extract.text.skills.vocabulary import load_vocabulary
from schemas import (
    AdditionalFact,
    Candidate,
    Education,
    Fact,
    Finding,
    Metric,
    Profile,
    Project,
    Publication,
    Qualification,
    Role,
    Talk,
)  # fmt: skip

F = TypeVar("F", bound=Fact)


async def extract_profile(
    document: Document,
    client: ModelClient,
    *,
    as_of: str,
    name: str | None = None,
    explainer: TakesProfile | None = None,
    kinds: Kinds | None = None,
) -> Profile:
    """Ask the model about a résumé and return what it says.

    `as_of` is the ISO date at which "present" ends. `name` names the document in messages. `explainer` is told what was
    asked. `kinds` are kinds of facts of the user's own, as `load_kinds` gives them.

    Raises:
        ModelCallError: a question failed for good; no profile with holes is made.
        UserError: the model cannot be used at all.
    """
    own = kinds or {}
    headings = {words: section for kind in own.values() for words, section in kind.heading_keys.items()}
    reading = ExtractionContext(document, "resume", client, name or document.path.stem, headings, as_of)
    await ask_headings(reading)
    candidate = await extract_candidate(reading)
    from extract.extraction.kinds.careers.careers import extract_careers

    roles, education = await extract_careers(reading)
    publications = await extract_publications(reading, candidate.values.get("name"))
    projects = await extract_projects(reading, [*roles, *education, *publications])
    talks = await extract_talks(reading, [*roles, *education, *publications, *projects])
    metrics = await extract_metrics(reading, [*roles, *education, *projects])
    qualifications = await extract_qualifications(reading, [candidate, *roles, *education], publications)
    additional = {name: await extract_facts(reading, kind) for name, kind in own.items()}
    _bind(metrics, projects, roles, publications)
    ids: dict[int, str] = {}
    drafted: tuple[tuple[str, list[Draft]], ...] = (
        ("role", roles), ("project", projects), ("education", education), ("publication", publications),
        ("talk", talks), ("metric", metrics), ("qualification", qualifications),
        *((kind.one, additional[name]) for name, kind in own.items()),
    )  # fmt: skip
    for prefix, drafts in drafted:
        ids.update({id(draft): f"{prefix}-{number}" for number, draft in enumerate(drafts, 1)})
    for draft in projects:
        draft.values["role_id"] = ids[id(draft.owner)] if draft.owner else None
    for draft in metrics:
        draft.values["context_id"] = ids[id(draft.owner)] if draft.owner else None
    facts: dict[str, Any] = {
        "roles": _facts(reading, roles, Role, ids), "projects": _facts(reading, projects, Project, ids),
        "education": _facts(reading, education, Education, ids),
        "publications": _facts(reading, publications, Publication, ids),
        "talks": _facts(reading, talks, Talk, ids), "metrics": _facts(reading, metrics, Metric, ids),
        "qualifications": _facts(reading, qualifications, Qualification, ids),
    }  # fmt: skip
    facts["qualifications"] = with_use(
        facts["qualifications"], facts["roles"], facts["projects"], load_vocabulary(), as_of
    )
    models = {name: fact_model(kind) for name, kind in own.items()}
    added = {name: _additional_facts(reading, drafts, models[name], ids) for name, drafts in additional.items()}
    cited = {n for _, drafts in drafted for draft in drafts for n in lines_of(document, draft.spans)}
    cited |= {number for draft in (*roles, *projects) for number in draft.values["summary_lines"]}
    cited |= set(lines_of(document, candidate.spans))
    findings: list[Finding] = [
        *reading.findings,
        *reading.unanswered(),
        *_assembled(reading, [*roles, *education], ids),
        *checks.check(document, facts | {"additional": [fact for each in added.values() for fact in each]}, as_of),
    ]
    profile = Profile(
        document=document_info(document, reading.name), as_of=as_of, candidate=_candidate(reading, candidate), **facts,
        additional=added, findings=findings, unread_lines=unread_lines(document, cited), provenance=provenance(reading, "profile", models),
    )  # fmt: skip
    if explainer:
        explainer.take(document, profile, reading.asked)
    return profile


def _assembled(reading: ExtractionContext, drafts: Sequence[Draft], ids: Mapping[int, str]) -> Iterator[Finding]:
    """Yield a finding for each value that was left out of a fact since it stands in another entry."""
    for draft in drafts:
        line = reading.document.line_at(draft.begins)
        for name, span in draft.left_out.items():
            fields = ("start_date", "end_date") if name == "period" else (name,)
            if not any(draft.leaves.get(each) for each in fields):
                pieces = (evidence_at(reading.document, *place) for place in ((line.start, line.end), span))
                yield Finding(
                    code="assembled", severity="info", fact_ids=[ids[id(draft)]], evidence=[p for p in pieces if p],
                    message=f"The {name} told of this fact stands in another entry, so it was left out.",
                )  # fmt: skip


def _facts(reading: ExtractionContext, drafts: Sequence[Draft], kind: type[F], ids: dict[int, str]) -> list[F]:
    facts: list[F] = []
    document = reading.document
    for draft in drafts:
        values = {name: draft.values.get(name) for name in kind.model_fields if name in draft.values}
        nullable = {name: None for name, f in kind.model_fields.items() if f.is_required() and name not in values}
        for name in ("id", "evidence"):
            nullable.pop(name, None)
        numbers: Sequence[int] = draft.values.get("summary_lines", ())
        described = [document.lines[number - 1] for number in numbers]
        spans = [*draft.spans, *((line.start, line.end) for line in described)]
        facts.append(
            kind.model_validate(
                {**nullable, **_defaults(kind), **values, "id": ids[id(draft)], "leaves": placed(document, draft.leaves),
                 "evidence": evidence_lines(document, spans)}
            )
        )  # fmt: skip
    return facts


def _additional_facts(
    reading: ExtractionContext, drafts: Sequence[Draft], model: type[Fact], ids: dict[int, str]
) -> list[AdditionalFact]:
    """Return the facts of a kind of the user's own, held to the kind's strict model."""
    return [AdditionalFact.model_validate(fact.model_dump()) for fact in _facts(reading, drafts, model, ids)]


def _defaults(kind: type[Fact]) -> dict[str, Any]:
    if kind is Role:
        return {"is_current": False, "employment_type": "unknown"}
    if kind is Education:
        return {"level": "other"}
    if kind is Metric:
        return {"approximate": False}
    return {"is_current": False} if "is_current" in kind.model_fields else {}


def _candidate(reading: ExtractionContext, draft: Draft) -> Candidate:
    values: dict[str, Any] = {name: draft.values.get(name) for name in ("name", "email", "phone", "location")}
    pieces = [evidence_at(reading.document, *span) for span in sorted(set(draft.spans))]
    candidate = Candidate(
        **values, links=draft.values.get("links", []), leaves=placed(reading.document, draft.leaves),
        evidence=[p for p in pieces if p],
    )  # fmt: skip
    return with_contact(candidate, reading.document.language)


def _bind(metrics: Sequence[Draft], projects: Sequence[Draft], roles: Sequence[Draft], papers: Sequence[Draft]) -> None:
    """Give each project its role, and each metric the nearest project, paper or role whose lines it stands among."""
    for project in projects:
        project.owner = _owner(project, roles, limit=True)
    for metric in metrics:
        owners = [owner for kind in (projects, papers, roles) if (owner := _owner(metric, kind, limit=kind is roles))]
        metric.owner = max(owners, key=lambda owner: owner.begins, default=None)


def _owner(draft: Draft, candidates: Sequence[Draft], *, limit: bool) -> Draft | None:
    """Return the last candidate that begins before the draft; a role only where its own lines reach that far."""
    before = [c for c in candidates if c.begins <= draft.start]
    if not before:
        return None
    owner = max(before, key=lambda candidate: candidate.begins)
    if limit:
        end = owner.values.get("reach", owner.end)
        return owner if draft.start <= max(end, owner.end) else None
    return owner
