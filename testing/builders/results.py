"""Results of any number of candidates for one posting, made up from the profiles and postings that the replay tests hold."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Sequence
from itertools import cycle, islice
from pathlib import Path

from extract.report.content.stored import StoredRun
from schemas import (
    ClosestLine,
    Comparison,
    Counts,
    Evidence,
    Posting,
    Profile,
    Requirement,
    Run,
    Tokens,
    Usage,
    Verdict,
    VerdictCounts,
    VerdictKind,
)

STORED = Path(__file__).parents[2] / "tests" / "replay" / "stored"
POSTING = "made_up"
AS_OF = "2026-11-22"
_FIRST, _LAST = (
    names.split()
    for names in (
        "Ada Ben Cleo Dara Emil Fay Gus Hana Ivo Jana Kofi Lena Milo Nora Otto Pia Quinn Rosa Sami Tess",
        "Abbot Birch Clay Dorn Ekman Frost Grau Heath Ingram Joyce Kern Lund Marsh Noll Orme",
    )
)
_REASONS: dict[VerdictKind, tuple[str, ...]] = {
    "met": ("The line cited shows it.", "“Python” is named.", "A bachelor's degree in the field asked for is shown."),
    "partial": ("The closest line may show it, or part of it.", "“SQL” is named. It only stands in a list of skills."),
    "not_shown": ("The closest lines are about something else.", "No line of the résumé shares a word with this demand."),
    "contradicted": ("The highest degree shown is lower than the one asked for.",),
}  # fmt: skip
_OFTEN: dict[VerdictKind, int] = {"met": 45, "partial": 15, "not_shown": 37, "contradicted": 3}


def stored_results(candidates: int, requirements: int = 20) -> StoredRun:
    """Return so many candidates, each compared with a posting of so many requirements; the same numbers give the same."""
    posting = _posting(requirements)
    files = sorted(STORED.glob("*.profile.json"))
    originals = [Profile.model_validate_json(file.read_text("utf-8")) for file in files]
    profiles: dict[str, Profile] = {}
    comparisons: dict[str, Comparison] = {}
    for number, original in enumerate(islice(cycle(originals), candidates)):
        name = f"person_{number:03}"
        label = f"{_FIRST[number % len(_FIRST)]} {_LAST[number // len(_FIRST) % len(_LAST)]}"
        person = original.candidate.model_copy(update={"name": label})
        profiles[name] = original.model_copy(update={"candidate": person})
        comparisons[f"{name}--{POSTING}"] = _comparison(name, profiles[name], posting, random.Random(number))
    return StoredRun(profiles, {POSTING: posting}, comparisons, made_up_run(originals[0]), ())


def made_up_run(profile: Profile, calls: int = 0, tokens: Tokens | None = None, seconds: float = 0.0) -> Run:
    """Return a run that names the model of a profile and lists no document."""
    made = profile.provenance
    usage = Usage(
        calls=calls, cached_calls=0, reasks=0, tokens=tokens or Tokens(), seconds=seconds, cost_usd=None
    )  # fmt: skip
    return Run(
        vouchline=made.vouchline, as_of=AS_OF, model=made.model, base_url="embedded", provider="llama.cpp", mode=made.mode,
        shape=made.shape, prompts=made.prompts, schemas={}, usage=usage, usage_by_prompt={}, price="none", seconds=seconds,
        finished=True, documents=[], comparisons=[],
    )  # fmt: skip


def _posting(requirements: int) -> Posting:
    files = sorted(STORED.glob("*.posting.json"))
    postings = [Posting.model_validate_json(file.read_text("utf-8")) for file in files]
    asked = [requirement for posting in postings for requirement in posting.requirements]
    chosen = [
        requirement.model_copy(update={"id": f"requirement-{number}"})
        for number, requirement in enumerate(islice(cycle(asked), requirements), 1)
    ]
    return postings[0].model_copy(update={"requirements": chosen, "findings": []})


def _comparison(name: str, profile: Profile, posting: Posting, chance: random.Random) -> Comparison:
    verdicts = [_verdict(requirement, profile, chance) for requirement in posting.requirements]
    importance = {requirement.id: requirement.importance for requirement in posting.requirements}
    counted = Counter((importance[verdict.requirement_id], verdict.verdict) for verdict in verdicts)

    def of(group: str) -> VerdictCounts:
        return VerdictCounts(**{kind: count for (held, kind), count in counted.items() if held == group})

    return Comparison(
        profile=name, posting=POSTING, as_of=AS_OF, verdicts=verdicts, findings=[], provenance=profile.provenance,
        counts=Counts(required=of("required"), preferred=of("preferred"), responsibility=of("responsibility")),
    )  # fmt: skip


def _verdict(requirement: Requirement, profile: Profile, chance: random.Random) -> Verdict:
    [kind] = chance.choices(list(_OFTEN), list(_OFTEN.values()))
    by_model = chance.random() < 0.4
    facts = profile.facts()
    fact = chance.choice(facts)
    shown = kind in ("met", "partial", "contradicted")
    near: Sequence[Evidence] = [chance.choice(facts).evidence[0] for _ in range(2)]
    return Verdict(
        requirement_id=requirement.id, verdict=kind, decided_by="model" if by_model else "computed",
        reason=chance.choice(_REASONS[kind]), fact_ids=[fact.id] if shown else [],
        evidence=fact.evidence[:2] if shown else [], requirement_evidence=requirement.evidence,
        needs_review=kind == "partial" or chance.random() < 0.03, probability=round(chance.random(), 2) if by_model else None,
        closest=[] if shown else [ClosestLine(line=piece.line, text=piece.text, why_not="It is about something else.") for piece in near],
    )  # fmt: skip
