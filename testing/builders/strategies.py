"""Hypothesis strategies that build every published model, small but with all their variety."""

from __future__ import annotations

from datetime import date
from typing import get_args

from hypothesis import strategies as st

from schemas import (
    Candidate,
    Comparison,
    Counts,
    Decision,
    DocumentInfo,
    Education,
    Evidence,
    Finding,
    Leaf,
    Likeness,
    LikenessDecision,
    LikePair,
    Link,
    LinkKind,
    Metric,
    Place,
    Posting,
    Profile,
    Project,
    Provenance,
    Publication,
    Qualification,
    Requirement,
    ReviewAction,
    ReviewKind,
    Role,
    Run,
    RunComparison,
    RunDocument,
    Sign,
    SignKind,
    Subject,
    Talk,
    Tokens,
    UnreadLine,
    Usage,
    Verdict,
    VerdictCounts,
    VerdictKind,
    Versions,
)
from schemas.posting import Importance, Match, RequirementKind
from schemas.profile import Authorship, Bound, ChangeKind, EmploymentType, Level, QualificationKind
from schemas.run import Outcome

counts = st.integers(min_value=0, max_value=10**7)
positive = st.integers(min_value=1, max_value=10**5)
words = st.text(max_size=12)
some_words = st.text(min_size=1, max_size=12)
maybe_words = st.none() | words
word_lists = st.lists(words, max_size=2)
numbers = st.none() | st.floats(allow_nan=False, allow_infinity=False)
seconds = st.floats(min_value=0, max_value=1e9)
hashes = st.text("0123456789abcdef", min_size=64, max_size=64)
fingerprints = st.dictionaries(words, words, max_size=2)
fact_ids = st.builds("{}-{}".format, st.sampled_from(["role", "metric", "talk"]), counts)
fact_id_lists = st.lists(fact_ids, max_size=2)


def _with_precision(day: date, characters: int) -> str:
    return day.isoformat()[:characters]


partial_dates = st.builds(_with_precision, st.dates(), st.sampled_from([4, 7, 10]))
maybe_dates = st.none() | partial_dates


def _evidence(start: int, text: str, line: int, page: int | None) -> Evidence:
    return Evidence(start=start, end=start + len(text), text=text, line=line, page=page)


def _leaf(rule: str | None, start: int, length: int) -> Leaf:
    return Leaf(how="derived" if rule else "exact", rule=rule, start=start, end=start + length)


def _place(how: str, start: int, text: str) -> Place:
    return Place.model_validate({"how": how, "start": start, "end": start + len(text), "text": text})


def _unread(line: int, start: int, text: str) -> UnreadLine:
    return UnreadLine(line=line, start=start, end=start + len(text), text=text)


evidence = st.builds(_evidence, counts, some_words, positive, st.none() | positive)
evidence_lists = st.lists(evidence, max_size=2)
evidence_at_least_one = st.lists(evidence, min_size=1, max_size=2)
leaves = st.dictionaries(words, st.builds(_leaf, maybe_words, counts, positive), max_size=2)
tokens = st.builds(Tokens, prompt=counts, cached=counts, completion=counts)
findings = st.builds(
    Finding,
    code=st.sampled_from(["date_missing", "hidden_text"]),
    severity=st.sampled_from(["info", "warning", "error"]),
    message=words,
    fact_ids=fact_id_lists,
    evidence=evidence_lists,
)
unread_lines = st.lists(st.builds(_unread, positive, counts, some_words), max_size=2)
documents = st.builds(
    DocumentInfo,
    path=words,
    sha256=hashes,
    media_type=words,
    pages=st.none() | positive,
    characters=counts,
    language=maybe_words,
)
provenances = st.builds(
    Provenance,
    model=words,
    base_url=words,
    mode=words,
    shape=st.sampled_from(["closed", "static"]),
    prompts=fingerprints,
    schema=words,
    calls=counts,
    tokens=st.fixed_dictionaries({"prompt": counts, "completion": counts}),
    vouchline=words,
)
employment_types = st.sampled_from(get_args(EmploymentType))
levels = st.sampled_from(get_args(Level))

links = st.builds(
    Link,
    url=words,
    kind=st.sampled_from(get_args(LinkKind)),
    account=maybe_words,
    leaf=st.none() | st.builds(_leaf, maybe_words, counts, positive),
)
candidates = st.builds(
    Candidate,
    name=maybe_words,
    email=maybe_words,
    phone=maybe_words,
    location=maybe_words,
    links=word_lists,
    phone_e164=st.none() | st.just("+15035550117"),
    given_name=maybe_words,
    family_name=maybe_words,
    typed_links=st.lists(links, max_size=2),
    leaves=leaves,
    evidence=evidence_lists,
)
roles = st.builds(
    Role,
    id=fact_ids,
    leaves=leaves,
    evidence=evidence_at_least_one,
    employer=maybe_words,
    title=maybe_words,
    team=maybe_words,
    location=maybe_words,
    employment_type=employment_types,
    start_date=maybe_dates,
    end_date=maybe_dates,
    is_current=st.booleans(),
    summary_lines=st.lists(positive, max_size=2),
)
projects = st.builds(
    Project,
    id=fact_ids,
    evidence=evidence_at_least_one,
    name=words,
    role_id=st.none() | fact_ids,
    start_date=maybe_dates,
    end_date=maybe_dates,
)
education = st.builds(
    Education,
    id=fact_ids,
    evidence=evidence_at_least_one,
    institution=maybe_words,
    degree=maybe_words,
    level=levels,
    field=maybe_words,
    start_date=maybe_dates,
    end_date=maybe_dates,
    gpa=maybe_words,
    completed=st.none() | st.booleans(),
    location=maybe_words,
)
publications = st.builds(
    Publication,
    id=fact_ids,
    evidence=evidence_at_least_one,
    title=words,
    venue=maybe_words,
    year=st.none() | st.integers(min_value=1900, max_value=2100),
    authors=word_lists,
    candidate_authorship=st.none() | st.sampled_from(get_args(Authorship)),
    url=maybe_words,
)
talks = st.builds(Talk, id=fact_ids, evidence=evidence_at_least_one, title=words, venue=maybe_words, date=maybe_dates)
metrics = st.builds(
    Metric,
    id=fact_ids,
    evidence=evidence_at_least_one,
    name=words,
    baseline=numbers,
    value=numbers,
    change=numbers,
    change_kind=st.none() | st.sampled_from(get_args(ChangeKind)),
    unit=maybe_words,
    bound=st.none() | st.sampled_from(get_args(Bound)),
    approximate=st.booleans(),
    context_id=st.none() | fact_ids,
)
qualifications = st.builds(
    Qualification,
    id=fact_ids,
    evidence=evidence_at_least_one,
    name=words,
    kind=st.sampled_from(get_args(QualificationKind)),
    date=maybe_dates,
)
profiles = st.builds(
    Profile,
    document=documents,
    as_of=partial_dates,
    candidate=candidates,
    roles=st.lists(roles, max_size=2),
    projects=st.lists(projects, max_size=1),
    education=st.lists(education, max_size=1),
    publications=st.lists(publications, max_size=1),
    talks=st.lists(talks, max_size=1),
    metrics=st.lists(metrics, max_size=2),
    qualifications=st.lists(qualifications, max_size=1),
    findings=st.lists(findings, max_size=1),
    unread_lines=unread_lines,
    provenance=provenances,
)
requirements = st.builds(
    Requirement,
    id=fact_ids,
    text=some_words,
    kind=st.sampled_from(get_args(RequirementKind)),
    importance=st.sampled_from(get_args(Importance)),
    levels=st.lists(levels, max_size=2),
    fields=word_lists,
    min_years=st.none() | st.floats(min_value=0, max_value=99),
    max_years=st.none() | st.floats(min_value=0, max_value=99),
    skills=word_lists,
    match=st.sampled_from(get_args(Match)),
    or_equivalent=st.booleans(),
    item=maybe_words,
    evidence=evidence_at_least_one,
)
postings = st.builds(
    Posting,
    document=documents,
    title=maybe_words,
    company=maybe_words,
    location=maybe_words,
    employment_type=employment_types,
    requirements=st.lists(requirements, max_size=2),
    findings=st.lists(findings, max_size=1),
    unread_lines=unread_lines,
    provenance=provenances,
)
verdicts = st.builds(
    Verdict,
    requirement_id=fact_ids,
    verdict=st.sampled_from(get_args(VerdictKind)),
    decided_by=st.sampled_from(["computed", "model"]),
    reason=words,
    fact_ids=fact_id_lists,
    evidence=evidence_at_least_one,
    requirement_evidence=evidence_at_least_one,
    needs_review=st.booleans(),
)
verdict_counts = st.builds(VerdictCounts, met=counts, partial=counts, not_shown=counts, contradicted=counts)
comparisons = st.builds(
    Comparison,
    profile=words,
    posting=words,
    as_of=partial_dates,
    verdicts=st.lists(verdicts, max_size=2),
    counts=st.builds(Counts, required=verdict_counts, preferred=verdict_counts, responsibility=verdict_counts),
    findings=st.lists(findings, max_size=1),
    provenance=provenances,
)
usages = st.builds(
    Usage,
    calls=counts,
    cached_calls=counts,
    reasks=counts,
    tokens=tokens,
    seconds=seconds,
    cost_usd=st.none() | seconds,
)
outcomes = st.sampled_from(get_args(Outcome))
run_documents = st.builds(
    RunDocument,
    path=words,
    name=maybe_words,
    kind=st.sampled_from(["resume", "posting", "unknown"]),
    outcome=outcomes,
    code=maybe_words,
    reason=maybe_words,
    calls=counts,
    tokens=tokens,
    seconds=seconds,
)
run_comparisons = st.builds(
    RunComparison,
    profile=words,
    posting=words,
    outcome=outcomes,
    code=maybe_words,
    reason=maybe_words,
    calls=counts,
    tokens=tokens,
    seconds=seconds,
)
signs = st.builds(
    Sign, kind=st.sampled_from(get_args(SignKind)), value=words, first_ids=fact_id_lists, second_ids=fact_id_lists
)
like_pairs = st.builds(
    LikePair, first=words, second=words, signs=st.lists(signs, min_size=1, max_size=2), names_differ=st.booleans()
)
runs = st.builds(
    Run,
    vouchline=words,
    as_of=partial_dates,
    model=words,
    base_url=words,
    provider=words,
    mode=words,
    shape=st.sampled_from(["closed", "static"]),
    prompts=fingerprints,
    schemas=fingerprints,
    usage=usages,
    usage_by_prompt=st.dictionaries(words, usages, max_size=1),
    price=words,
    seconds=seconds,
    finished=st.booleans(),
    same_people=st.lists(like_pairs, max_size=2),
    documents=st.lists(run_documents, max_size=2),
    comparisons=st.lists(run_comparisons, max_size=2),
)

values = st.dictionaries(
    some_words, maybe_words | st.integers(-9, 9) | st.booleans() | word_lists, min_size=1, max_size=2
)
subjects = st.builds(
    Subject,
    kind=st.sampled_from(get_args(ReviewKind)),
    id=words,
    nth=counts,
    added=st.none() | positive,
    asked=words,
    before=values,
    evidence=evidence_lists,
)
decisions = st.builds(
    Decision,
    number=positive,
    at=st.just("2026-11-25T08:00:00.000Z"),
    by=some_words,
    action=st.sampled_from([action for action in get_args(ReviewAction) if action not in ("undo", "overrule")]),
    subject=subjects,
    values=values,
    places=st.dictionaries(
        words, st.builds(_place, st.sampled_from(["exact", "derived"]), counts, some_words), max_size=1
    ),
    knowledge=word_lists,
    evidence=evidence_at_least_one,
    note=words,
    versions=st.builds(Versions, vouchline=words, model=words, document=hashes, results=words),
)

likeness_decisions = st.builds(
    LikenessDecision,
    number=positive,
    at=st.just("2026-11-25T08:00:00.000Z"),
    by=some_words,
    likeness=st.sampled_from(get_args(Likeness)),
    first=words,
    second=words,
    first_document=hashes,
    second_document=hashes,
    vouchline=words,
)

published = {
    "profile": profiles, "posting": postings, "comparison": comparisons, "run": runs, "review": decisions,
    "people": likeness_decisions,
}  # fmt: skip
"""The strategy of each published model, by the name that `vouchline schema` takes."""
