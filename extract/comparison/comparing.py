"""One profile set against one posting: what is worked out once for all demands, and who decides each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from extract.comparison.deciders.certificates import certificate_lines, decide_certificate
from extract.comparison.deciders.conditions import decide_condition, told_otherwise
from extract.comparison.deciders.counted import decide_counted
from extract.comparison.deciders.decision import Decision, at_most_partial, to_verdict
from extract.comparison.deciders.degrees import decide_degree
from extract.comparison.deciders.disowned import decide_disowned
from extract.comparison.deciders.evidence_strength import hold_to_practice
from extract.comparison.deciders.experience import experience_asked
from extract.comparison.deciders.languages import decide_language
from extract.comparison.deciders.years import can_count, decide_years, role_lines
from extract.comparison.doubt import weighed, with_agreement
from extract.comparison.judge import ASKED_LINES, decide_by_lines, decide_named, own_names
from extract.comparison.options import CompareOptions
from extract.comparison.published import decide_published
from extract.comparison.retrieval.blinding import Blinding
from extract.comparison.retrieval.copied import set_aside
from extract.comparison.retrieval.meaning import MeaningSearch
from extract.comparison.retrieval.pool import LineSearch, Search, pool_of, uncited_lines
from extract.extraction.engine.prompt_runner import PromptRunner
from extract.extraction.skills.role_months import months_of
from extract.extraction.skills.uses import SkillUses
from extract.text.skills.vocabulary import load_vocabulary
from schemas import Posting, Profile, Requirement, Role, Verdict, VerdictKind
from schemas.answers.comparison import RelevanceAnswer
from schemas.posting import Topic

_NAMED_KINDS = ("skill", "tool", "method", "certification")


class Comparing:
    """One profile with what is worked out once for all demands."""

    def __init__(
        self, profile: Profile, posting: Posting, as_of: str, asking: PromptRunner, options: CompareOptions
    ) -> None:
        self.aside = set_aside(profile, posting)
        self.profile = self.aside.without(profile)
        self.as_of = as_of
        self.asking = asking
        self.repeat = options.repeat
        self.confidence = options.confidence
        self.vocabulary = load_vocabulary(options.synonyms)
        blinding = Blinding(profile, schools=options.blind_schools)
        self.lines = pool_of(self.profile, blinding, self.aside.spans)
        self.whole_text = [*self.lines, *uncited_lines(profile, blinding, self.aside.spans)]
        listed = (each.name for each in self.profile.qualifications if each.kind in _NAMED_KINDS)
        self.own = own_names(listed, self.vocabulary)
        self.certificates = certificate_lines(self.profile, self.lines)
        words = Search(self.whole_text, self.vocabulary)
        self.search: LineSearch = MeaningSearch(self.whole_text, words) if options.search == "meaning" else words
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
        if self.repeat and asked:
            verdict = await self._asked_again(requirement, verdict)
        return weighed(verdict, self.confidence)

    async def _asked_again(self, requirement: Requirement, verdict: Verdict) -> Verdict:
        answers = Counter[VerdictKind]([verdict.verdict])
        try:
            for sample in range(1, self.repeat + 1):
                self.asking.sample = sample
                again = hold_to_practice(requirement, await self.decide(requirement), self.lines)
                answers[to_verdict(requirement, again).verdict] += 1
        finally:
            self.asking.sample = 0
        return with_agreement(verdict, answers)

    async def decide(self, requirement: Requirement) -> Decision:
        """Return what is decided about one requirement before its practice and its months are looked at."""
        if requirement.kind == "years_experience" and requirement.min_years is not None:
            return await self._decide_years(requirement, requirement.min_years)
        if requirement.topic is not None:
            return await self._decide_condition(requirement, requirement.topic)
        decision = self._by_code(requirement) or await decide_named(
            requirement, self.lines, self.search, self.vocabulary, self.asking, self.own
        )
        if requirement.kind == "trait" and decision.verdict == "met":
            return at_most_partial(decision, "No résumé can prove a trait: what stands there points to it.")
        return decision

    def is_searched(self, requirement: Requirement) -> bool:
        """Whether the lines are searched for the words of a requirement, since code does not decide it."""
        counted = requirement.kind == "years_experience" and requirement.min_years is not None
        return not counted and requirement.topic is None and self._by_code(requirement) is None

    def _by_code(self, requirement: Requirement) -> Decision | None:
        """Decide by code what code can; None where the lines have to be read."""
        if requirement.kind == "degree":
            return decide_degree(requirement, self.profile, self.as_of)
        # A duty may be done in a language, or be to teach it: that is no demand of a level.
        is_spoken = requirement.kind == "language" and requirement.importance != "responsibility"
        if is_spoken and (decision := decide_language(requirement, self.lines)):
            return decision
        if published := decide_published(requirement, self.lines):
            return published
        if requirement.kind == "certification":
            return decide_certificate(requirement, self.lines, self.certificates, self.vocabulary, self.as_of)
        if requirement.at_least is not None:
            counted = decide_counted(requirement, requirement.at_least, self.lines, self.vocabulary)
            return counted or decide_disowned(requirement, self.lines, self.whole_text, self.vocabulary)
        return decide_disowned(requirement, self.lines, self.whole_text, self.vocabulary)

    async def _decide_condition(self, requirement: Requirement, topic: Topic) -> Decision:
        """Decide about a condition: by the usual words, else by the model over what may say it in others."""
        decision = decide_condition(topic, requirement.text, self.lines, self.whole_text)
        if decision.verdict != "not_shown" or decision.needs_review:
            return decision
        found = told_otherwise(topic, requirement.text, self.whole_text, self.search, ASKED_LINES)
        asked = await decide_by_lines(requirement, found, self.asking) if found else decision
        return replace(asked, needs_review=True) if asked.evidence else decision

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


def with_months(requirement: Requirement, decision: Decision, uses: SkillUses, as_of: str) -> Decision:
    """Return a decision about a skill with the months of the positions that name it, or a kind of it.

    A demand for several skills together has no months of its own. Where it is one or another of several, the sum is of
    all that positions name, so the reason names them.
    """
    one = len(requirement.skills) == 1 or (requirement.skills and requirement.match != "all")
    if not one or decision.months is not None or decision.verdict not in ("met", "partial"):
        return decision
    months = months_of(uses.of(requirement.skills, ("same", "kind_of")).roles, as_of)
    if not months.role_ids:
        return decision
    said = f"{decision.reason} {_said_named(requirement.skills, uses)} in positions of {months.told}."
    return replace(decision, reason=said, months=months.as_stored())


def _said_named(skills: Sequence[str], uses: SkillUses) -> str:
    """Say of which names the months are a sum: "Named" of a demand's one skill, “Spark” or “Flink” of several."""
    told: list[str] = []
    for skill in skills:
        itself, counted = uses.of([skill]).roles, uses.of([skill], ("same", "kind_of")).roles
        if counted:
            told.append(f"“{skill}”" if itself == counted else f"“{skill}” or a kind of it")
    if len(skills) == 1 and told == [f"“{skills[0]}”"]:
        return "Named"
    return f"{' or '.join(told)} is named"
