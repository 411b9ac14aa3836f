"""One candidate as data of the page: the career, skills, languages, and every fact with its quotes."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from extract.report.content.career import Bar, Career, career_of, months_told
from extract.report.content.decided import DecidedFacts, Said
from extract.report.content.views import CandidateView, findings_first
from extract.report.content.wording import measure, own_period, period, show_hidden, stated, words
from extract.report.page.quotes import Quotes, leaf_marks, lines_of, own_lines, paragraphs_of
from schemas import Fact, Finding, Profile, Qualification, Role

Data = dict[str, Any]
SKILL_KINDS = ("skill", "tool", "method")
_AUTHORSHIP = {"first": "first author", "co_first": "co-first author", "author": "author"}
_KIND_HEADS = {
    "certification": "Certificates", "award": "Awards", "service": "Service", "research_interest": "Research interests"
}  # fmt: skip


def without_nothing(**fields: Any) -> Data:
    """Return the fields that say something: neither None, nor false, nor empty. A zero says something."""
    return {name: value for name, value in fields.items() if value or type(value) in (int, float)}


def show_all(texts: Iterable[str | None]) -> list[str]:
    """Return the texts that are there, as a reader can see them."""
    return [show_hidden(text) for text in texts if text]


def said_data(said: Said | None) -> Data | None:
    """Return what a person decided, for the page."""
    if said is None:
        return None
    note = said.note
    return without_nothing(
        s=said.state, by=show_hidden(said.by), at=said.at, when=said.when,
        was=[[label, show_hidden(before)] for label, before in said.was], know=list(said.knowledge),
        note=None if note is None else [show_hidden(note[1]), show_hidden(note[0])],
    )  # fmt: skip


def findings_data(findings: Iterable[Finding], quotes: Quotes) -> list[Data]:
    """Return findings, errors first."""
    return [
        without_nothing(s=finding.severity, m=show_hidden(finding.message), q=quotes.refer_all(finding.evidence))
        for finding in findings_first(findings)
    ]


def person_data(candidate: CandidateView, quotes: Quotes) -> Data:
    """Return all that the page tells of a candidate but the verdicts; quotes are added to `quotes`."""
    profile = candidate.profile
    base = without_nothing(id=candidate.anchor, label=show_hidden(candidate.label), file=show_hidden(candidate.name))
    if profile is None:
        return base | {"lost": True}
    teller = _Teller(profile, candidate.decided, quotes)
    contact = (profile.candidate.email, profile.candidate.phone, profile.candidate.location)
    pages = profile.document.pages
    return base | without_nothing(
        nameless=not profile.candidate.name,
        meta=show_all([*contact, *profile.candidate.links]),
        doc=show_hidden(profile.document.path) + (f", {pages} page{'' if pages == 1 else 's'}" if pages else ""),
        q=quotes.refer_all(profile.candidate.evidence, [(leaf.start, leaf.end) for leaf in profile.candidate.leaves.values()]),
        said=teller.said("candidate"),
        reviewed=reviewed_words(candidate.decided, "fact"),
        career=_career_data(career_of(profile)),
        skills=teller.skills(),
        langs=teller.languages(),
        parts=teller.parts(),
        findings=findings_data(profile.findings, quotes),
        gone=rejected_data(candidate.decided, quotes),
        unread=[[line.line, show_hidden(line.text)] for line in profile.unread_lines],
    )  # fmt: skip


def reviewed_words(decided: DecidedFacts | None, of: str) -> str:
    """Say how far a profile or posting was reviewed, and by whom; "" where nobody decided anything."""
    if decided is None:
        return ""
    if decided.finished is not None:
        said = f"Review finished by {decided.finished.by}, {decided.finished.when}"
    else:
        said = f"{decided.decided} of {decided.total} decided by {', '.join(decided.by)}"
    if count := len(decided.rejected):
        said += f"; {count} {of if count == 1 else f'{of}s'} rejected"
    if decided.to_decide_again:
        said += f"; {decided.to_decide_again} to decide again"
    return show_hidden(said)


def rejected_data(decided: DecidedFacts | None, quotes: Quotes) -> list[Data]:
    """Return the facts or requirements that people rejected."""
    rejected = decided.rejected if decided is not None else ()
    return [
        without_nothing(
            id=fact.id, t=show_hidden(fact.label), said=said_data(fact.said), q=quotes.refer_all(fact.evidence)
        )
        for fact in rejected
    ]


def _career_data(career: Career | None) -> Data | None:
    if career is None:
        return None
    return without_nothing(
        rows=[_bar_data(bar, career) for bar in career.bars],
        ticks=[[career.share(month), str(month // 12)] for month in career.ticks],
        undated=show_all(career.undated),
    )


def _bar_data(bar: Bar, career: Career) -> Data:
    ends = [career.share(bar.possible[0]), career.share(bar.possible[1])]
    sure = [career.share(bar.sure[0]), career.share(bar.sure[1])]
    return without_nothing(
        k=bar.kind, id=bar.fact_id, w=bar.when if bar.kind == "gap" else None, d=bar.lasted,
        x=[*ends, *sure] if sure != ends else ends,
    )  # fmt: skip


class _Teller:
    """Puts the facts of one profile into words."""

    def __init__(self, profile: Profile, decided: DecidedFacts | None, quotes: Quotes) -> None:
        self._profile = profile
        self._decided = decided
        self._quotes = quotes
        self._lines = lines_of(profile)

    def said(self, fact_id: str) -> Data | None:
        return said_data(self._decided.facts.get(fact_id)) if self._decided is not None else None

    def skills(self) -> list[Data]:
        """Return skills, tools and methods: those with most months first, then the rest in the order of the text."""
        held = [fact for fact in self._profile.qualifications if fact.kind in SKILL_KINDS]
        held.sort(key=lambda fact: -(_months(fact) or (0, 0))[1])
        return [self._skill(fact) for fact in held]

    def _skill(self, fact: Qualification) -> Data:
        months = _months(fact)
        told = None
        if months is not None:
            low, high = months
            told = months_told(high) if low == high else f"{low} to {high} months"
        return self._item(fact, fact.name) | without_nothing(
            k=fact.kind,
            l=show_all([fact.level]),
            m=list(months or ()),
            mt=told,
            u="now" if fact.last_used == self._profile.as_of else (fact.last_used or "")[:7],
        )

    def languages(self) -> list[Data]:
        held = [fact for fact in self._profile.qualifications if fact.kind == "language"]
        return [self._item(fact, fact.name) | without_nothing(l=show_all([fact.level])) for fact in held]

    def parts(self) -> list[list[Any]]:
        """Return the facts by heading, in the order in which the page shows them: [heading, items]."""
        profile = self._profile
        found: list[list[Any]] = [
            ["Roles", [self._item(role, role.title or "No title given", period(role.start_date, role.end_date, role.is_current) or "no dates",
                                  role.employer, role.team, role.location, words(role.employment_type) if role.employment_type != "unknown" else None)
                       | without_nothing(b=self._paragraphs(role)) for role in profile.roles]],
            ["Education", [self._item(study, ", ".join(show_all([study.degree, study.field])) or words(study.level).capitalize(),
                                      period(study.start_date, study.end_date) or "no dates", study.institution, study.location, words(study.level),
                                      f"grade {study.gpa}" if study.gpa else None, "not completed" if study.completed is False else None)
                           for study in profile.education]],
            ["Projects", [self._item(project, project.name, period(project.start_date, project.end_date)) | without_nothing(under=project.role_id)
                          for project in profile.projects]],
            ["Measured results", [self._item(metric, metric.name, measure(metric) or "no number") | without_nothing(under=metric.context_id)
                                  for metric in profile.metrics]],
            ["Publications", [self._item(paper, paper.title, str(paper.year or "no year"), ", ".join(paper.authors), paper.venue, paper.url,
                                         _AUTHORSHIP.get(paper.candidate_authorship or "")) for paper in profile.publications]],
            ["Talks", [self._item(talk, talk.title, talk.date or "no date", talk.venue) for talk in profile.talks]],
        ]  # fmt: skip
        for kind, head in _KIND_HEADS.items():
            held = [fact for fact in profile.qualifications if fact.kind == kind]
            found.append([head, [self._item(fact, fact.name, fact.date or "") for fact in held]])
        for kind, facts in profile.additional.items():
            found.append([
                words(kind).capitalize(), [self._item(fact, fact.label, own_period(fact), *stated(fact)) for fact in facts]
            ])  # fmt: skip
        return [part for part in found if part[1]]

    def _paragraphs(self, role: Role) -> list[list[int]]:
        told = paragraphs_of(self._profile, role.summary_lines, self._lines)
        pages = {piece.line: piece.page for piece in role.evidence}
        return [[self._quotes.line(line, self._lines[line], pages.get(line)) for line in each] for each in told]

    def _item(self, fact: Fact, title: str, when: str = "", *meta: str | None) -> Data:
        return without_nothing(
            id=fact.id, t=show_hidden(title), w=show_hidden(when), m=show_all(meta), said=self.said(fact.id),
            q=self._quotes.refer_all(own_lines(fact), leaf_marks(fact)),
        )  # fmt: skip


def _months(fact: Qualification) -> tuple[int, int] | None:
    months = getattr(fact, "months", None)
    return tuple(months) if months else None
