"""Compare a profile with a posting: a verdict a demand, with the lines of both sides. Works from stored files alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from extract.comparison.comparing import Comparing
from extract.comparison.options import CompareOptions
from extract.comparison.retrieval.inputs import check_profile, findings_of
from extract.comparison.retrieval.pool import PoolLine
from extract.extraction.engine.patience import pair_patience_s
from extract.extraction.engine.prompt_runner import PromptRunner
from extract.extraction.engine.provenance import provenance
from extract.llm.client import ModelClient
from extract.text.skills.vocabulary import Vocabulary
from schemas import Comparison, Counts, Posting, Profile, Verdict, VerdictCounts


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
    about = profile.document.sha256, posting.document.sha256
    asking = PromptRunner(client, f"{profile_name}--{posting_name}", patience_s, about)
    comparing = Comparing(profile, posting, as_of, asking, options)
    verdicts = [await comparing.verdict(requirement) for requirement in posting.requirements]
    return Comparison(
        profile=profile_name, posting=posting_name, as_of=as_of, chosen=options.as_stored(), verdicts=verdicts, counts=_counts(posting, verdicts),
        findings=[*findings_of(profile, posting, as_of), *comparing.aside.findings, *comparing.asking.unanswered()],
        provenance=provenance(comparing.asking, "comparison"),
    )  # fmt: skip


def _counts(posting: Posting, verdicts: Sequence[Verdict]) -> Counts:
    importance = {requirement.id: requirement.importance for requirement in posting.requirements}
    counted = Counter((importance[verdict.requirement_id], verdict.verdict) for verdict in verdicts)

    def of(name: str) -> VerdictCounts:
        return VerdictCounts(**{kind: n for (group, kind), n in counted.items() if group == name})

    return Counts(required=of("required"), preferred=of("preferred"), responsibility=of("responsibility"))


__all__ = ["CompareOptions", "PoolLine", "Vocabulary", "compare_profile"]
