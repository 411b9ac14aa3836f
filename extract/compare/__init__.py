"""Compare a profile with a posting: a verdict a demand, with the lines of both sides. Works from stored files alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from extract.asking import Asking
from extract.client import ModelClient
from extract.compare.blinding import Blinding
from extract.compare.certificates import certificate_lines, decide_certificate
from extract.compare.conditions import decide_condition
from extract.compare.copied import set_aside
from extract.compare.counted import decide_counted
from extract.compare.decision import Decision, to_verdict
from extract.compare.degrees import decide_degree
from extract.compare.experience import experience_asked
from extract.compare.inputs import check_profile, findings_of
from extract.compare.judged import decide_named
from extract.compare.languages import decide_language
from extract.compare.options import CompareOptions
from extract.compare.pool import PoolLine, Search, pool_of
from extract.compare.practice import hold_to_practice
from extract.compare.published import decide_published
from extract.compare.skill_use import SkillUses, with_months
from extract.compare.vocabulary import Vocabulary, load_vocabulary
from extract.compare.years import RelevanceAnswer, can_count, decide_years, role_lines
from extract.patience import pair_patience_s
from extract.provenance import provenance
from schemas import Comparison, Counts, Posting, Profile, Requirement, Role, Verdict, VerdictCounts


async def compare_profile(
    profile: Profile,
    posting: Posting,
    client: ModelClient,
    *,
    profile_name: str,
    posting_name: str,
    as_of: str,
    options: CompareOptions | None = None,
) -> Comparison:
    """Return what the profile shows for each requirement of the posting, in the posting's order.

    Each requirement is decided by itself, from the profile's facts alone. Who the candidate is takes no part, nor do
    lines that repeat the posting. `as_of` is the ISO date at which "present" ends.

    Raises:
        ModelCallError: a question failed for good.
        SettingsError: the file of names cannot be used.
        UserError: the model cannot be used at all, or the profile contradicts itself.
    """
    check_profile(profile, profile_name)
    options = options or CompareOptions()
    patience_s = pair_patience_s(len(posting.requirements))
    comparing = _Comparing(
        profile, posting, as_of, Asking(client, f"{profile_name}--{posting_name}", patience_s), options
    )
    verdicts = [await comparing.verdict(requirement) for requirement in posting.requirements]
    return Comparison(
        profile=profile_name, posting=posting_name, as_of=as_of, chosen=options.as_stored(), verdicts=verdicts, counts=_counts(posting, verdicts),
        findings=[*findings_of(profile, posting, as_of), *comparing.aside.findings, *comparing.asking.unanswered()],
        provenance=provenance(comparing.asking, "comparison"),
    )  # fmt: skip


class _Comparing:
    """One profile with what is worked out once for all demands."""

    def __init__(self, profile: Profile, posting: Posting, as_of: str, asking: Asking, options: CompareOptions) -> None:
        self.aside = set_aside(profile, posting)
        self.profile = self.aside.without(profile)
        self.as_of = as_of
        self.asking = asking
        self.repeat = options.repeat
        self.vocabulary = load_vocabulary(options.synonyms)
        blinding = Blinding(profile, schools=options.blind_schools)
        self.lines = pool_of(self.profile, blinding, self.aside.spans)
        self.certificates = certificate_lines(self.profile, self.lines)
        self.search = Search(self.lines, self.vocabulary)
        self.uses = SkillUses(self.profile.roles, self.profile.projects, self.vocabulary, self.aside.spans)

    async def verdict(self, requirement: Requirement) -> Verdict:
        """Return the verdict on one requirement, asked again where that was wished."""
        before = self.asking.answers
        decision = hold_to_practice(requirement, await self.decide(requirement), self.lines)
        decision = with_months(requirement, decision, self.uses, self.as_of)
        asked = self.asking.answers > before
        if decision.verdict != "met" and self.aside.touches(requirement):
            said = f"{decision.reason} A line that repeats the posting was left out."
            decision = replace(decision, reason=said, needs_review=True)
        verdict = to_verdict(requirement, decision)
        return await self._asked_again(requirement, verdict) if self.repeat and asked else verdict

    async def _asked_again(self, requirement: Requirement, verdict: Verdict) -> Verdict:
        agreeing = 0
        try:
            for sample in range(1, self.repeat + 1):
                self.asking.sample = sample
                again = hold_to_practice(requirement, await self.decide(requirement), self.lines)
                agreeing += to_verdict(requirement, again).verdict == verdict.verdict
        finally:
            self.asking.sample = 0
        differs = agreeing < self.repeat
        said = f" Asked {self.repeat} times more: {agreeing} gave the same."
        return verdict.model_copy(
            update={
                "samples": self.repeat, "agreeing": agreeing, "reason": verdict.reason + said,
                "needs_review": verdict.needs_review or differs,
            }
        )  # fmt: skip

    async def decide(self, requirement: Requirement) -> Decision:
        if requirement.kind == "degree":
            return decide_degree(requirement, self.profile, self.as_of)
        if requirement.kind == "years_experience" and requirement.min_years is not None:
            return await self._decide_years(requirement, requirement.min_years)
        decision = self._compute(requirement) or await decide_named(
            requirement, self.lines, self.search, self.vocabulary, self.asking
        )
        if requirement.kind == "trait" and decision.verdict == "met":
            said = f"{decision.reason} No résumé can prove a trait: what stands there points to it."
            return replace(decision, verdict="partial", reason=said, needs_review=True)
        return decision

    def _compute(self, requirement: Requirement) -> Decision | None:
        """Decide by code what code can; None where the lines have to be read."""
        if requirement.topic is not None:
            return decide_condition(requirement.topic, requirement.text, self.lines)
        # A duty may be done in a language, or be to teach it: that is no demand of a level.
        is_spoken = requirement.kind == "language" and requirement.importance != "responsibility"
        if is_spoken and (decision := decide_language(requirement, self.lines)):
            return decision
        if published := decide_published(requirement, self.lines):
            return published
        if requirement.kind == "certification":
            return decide_certificate(requirement, self.lines, self.certificates, self.vocabulary, self.as_of)
        if requirement.at_least is not None:
            return decide_counted(requirement, requirement.at_least, self.lines, self.vocabulary)
        return None

    async def _decide_years(self, requirement: Requirement, min_years: float) -> Decision:
        relevant: list[Role] = []
        other: list[Role] = []
        field = experience_asked(requirement.text)
        for role in self.profile.roles:
            shown = "\n".join(line.text for line in role_lines(role, self.lines))
            if not shown:
                continue
            if not can_count(role, self.lines, requirement.text):
                other.append(role)
                continue
            choice = await self.asking.choose("relevance", RelevanceAnswer, lines=shown, field=field)
            (relevant if choice and choice.option == "yes" else other).append(role)
        return decide_years(min_years, relevant, other, self.as_of)


def _counts(posting: Posting, verdicts: Sequence[Verdict]) -> Counts:
    importance = {requirement.id: requirement.importance for requirement in posting.requirements}
    counted = Counter((importance[verdict.requirement_id], verdict.verdict) for verdict in verdicts)

    def of(name: str) -> VerdictCounts:
        return VerdictCounts(**{kind: n for (group, kind), n in counted.items() if group == name})

    return Counts(required=of("required"), preferred=of("preferred"), responsibility=of("responsibility"))


__all__ = ["CompareOptions", "PoolLine", "Vocabulary", "compare_profile"]
