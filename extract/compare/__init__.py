"""Compare a profile with a posting: a verdict a demand, with the lines of both sides. Works from stored files alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from extract.asking import Asking
from extract.client import ModelClient
from extract.compare.certificates import decide_certificate
from extract.compare.conditions import decide_condition
from extract.compare.counted import decide_counted
from extract.compare.decision import Decision, to_verdict
from extract.compare.degrees import decide_degree
from extract.compare.judged import decide_named
from extract.compare.languages import decide_language
from extract.compare.pool import PoolLine, Search, pool_of
from extract.compare.vocabulary import Vocabulary
from extract.compare.years import RelevanceAnswer, can_count, decide_years, role_lines
from extract.provenance import provenance
from schemas import Comparison, Counts, Finding, Posting, Profile, Requirement, Role, Verdict, VerdictCounts


async def compare_profile(
    profile: Profile,
    posting: Posting,
    client: ModelClient,
    *,
    profile_name: str,
    posting_name: str,
    as_of: str,
    vocabulary: Vocabulary | None = None,
) -> Comparison:
    """Return what the profile shows for each requirement of the posting, in the posting's order.

    Each requirement is decided by itself, from the profile's facts alone; name, contact and place of the candidate are
    never looked at. `as_of` is the ISO date at which "present" ends. `vocabulary` replaces the table of names.

    Raises:
        ModelCallError: a question failed for good.
        UserError: the model cannot be used at all.
    """
    comparing = _Comparing(
        profile, as_of, Asking(client, f"{profile_name}--{posting_name}"), vocabulary or Vocabulary.load()
    )
    verdicts = [to_verdict(requirement, await comparing.decide(requirement)) for requirement in posting.requirements]
    return Comparison(
        profile=profile_name, posting=posting_name, as_of=as_of, verdicts=verdicts,
        counts=_counts(posting, verdicts), findings=_findings(profile, posting),
        provenance=provenance(comparing.asking, "comparison"),
    )  # fmt: skip


class _Comparing:
    """One profile with what is worked out once for all demands."""

    def __init__(self, profile: Profile, as_of: str, asking: Asking, vocabulary: Vocabulary) -> None:
        self.profile = profile
        self.as_of = as_of
        self.asking = asking
        self.vocabulary = vocabulary
        self.lines = pool_of(profile)
        self.search = Search(self.lines, vocabulary)

    async def decide(self, requirement: Requirement) -> Decision:
        if requirement.kind == "degree":
            return decide_degree(requirement, self.profile, self.as_of)
        if requirement.kind == "years_experience" and requirement.min_years is not None:
            return await self._decide_years(requirement, requirement.min_years)
        return self._compute(requirement) or await decide_named(
            requirement, self.lines, self.search, self.vocabulary, self.asking
        )

    def _compute(self, requirement: Requirement) -> Decision | None:
        """Decide by code what code can; None where the lines have to be read."""
        if requirement.topic is not None:
            return decide_condition(requirement.topic, self.lines)
        if requirement.kind == "language" and (decision := decide_language(requirement, self.lines)):
            return decision
        if requirement.kind == "certification":
            return decide_certificate(requirement, self.lines, self.vocabulary, self.as_of)
        if requirement.at_least is not None:
            return decide_counted(requirement, requirement.at_least, self.lines, self.vocabulary)
        return None

    async def _decide_years(self, requirement: Requirement, min_years: float) -> Decision:
        relevant: list[Role] = []
        other: list[Role] = []
        field = ", ".join(requirement.skills) or requirement.text
        for role in self.profile.roles:
            shown = "\n".join(line.text for line in role_lines(role, self.lines))
            if not shown:
                continue
            if not can_count(role, self.lines, requirement.text):
                other.append(role)
                continue
            answer = await self.asking.ask("relevance", RelevanceAnswer, 12, lines=shown, field=field)
            (relevant if answer.counts == "yes" else other).append(role)
        return decide_years(min_years, relevant, other, self.as_of)


def _counts(posting: Posting, verdicts: Sequence[Verdict]) -> Counts:
    importance = {requirement.id: requirement.importance for requirement in posting.requirements}
    counted = Counter((importance[verdict.requirement_id], verdict.verdict) for verdict in verdicts)

    def of(name: str) -> VerdictCounts:
        return VerdictCounts(**{kind: n for (group, kind), n in counted.items() if group == name})

    return Counts(required=of("required"), preferred=of("preferred"), responsibility=of("responsibility"))


def _findings(profile: Profile, posting: Posting) -> list[Finding]:
    found: list[Finding] = []
    if not posting.requirements:
        found.append(
            Finding(
                code="no_requirements",
                severity="warning",
                message="The posting asks for nothing that could be checked.",
            )
        )
    if not profile.facts():
        found.append(Finding(code="no_facts", severity="warning", message="The profile holds no facts."))
    return found


__all__ = ["PoolLine", "Vocabulary", "compare_profile"]
