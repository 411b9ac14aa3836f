"""What is compared, looked at first: a profile that contradicts itself is refused, an empty one is said to be so."""

from __future__ import annotations

from extract.errors import UserError
from extract.text.dates.partial_date import PartialDate
from schemas import Fact, Finding, Posting, Profile


def check_profile(profile: Profile, name: str) -> None:
    """Refuse a profile that was changed by hand so that it does not hold together.

    Raises:
        UserError: two facts share an id, a project or number belongs to a fact that is not there, or two pieces of
            evidence give different words for the same place of the text.
    """
    ids = [fact.id for fact in profile.facts()]
    twice = next((each for each in ids if ids.count(each) > 1), None)
    if twice is not None:
        raise _broken(name, f"has two facts {twice!r}")
    named = [each.role_id for each in profile.projects] + [each.context_id for each in profile.metrics]
    named += [each for finding in profile.findings for each in finding.fact_ids]
    missing = next((each for each in named if each is not None and each not in ids), None)
    if missing is not None:
        raise _broken(name, f"names the fact {missing!r}, which it does not hold")
    if (fact := _contradicting(profile)) is not None:
        raise _broken(name, f"gives other words for a place in the text at {fact.id!r} than elsewhere")


def _broken(name: str, what: str) -> UserError:
    return UserError(f"The profile {name!r} {what}: it was edited or damaged.", "Extract the document again.")


def _contradicting(profile: Profile) -> Fact | None:
    """Return a fact whose evidence overlaps another's with other letters; the document itself may be gone."""
    letters: dict[int, str] = {}
    for fact in profile.facts():
        for piece in fact.evidence:
            for offset, letter in enumerate(piece.text, piece.start):
                if letters.setdefault(offset, letter) != letter:
                    return fact
    return None


def findings_of(profile: Profile, posting: Posting, as_of: str) -> list[Finding]:
    """Return what is odd about the two: nothing asked, nothing shown, or an as-of date before all positions."""
    found: list[Finding] = []
    if not posting.requirements:
        found.append(_warning("no_requirements", "The posting asks for nothing that could be checked."))
    if not profile.facts():
        found.append(_warning("no_facts", "The profile holds no facts."))
    starts = [role.start_date for role in profile.roles if role.start_date]
    if starts and all(PartialDate.parse(start) > PartialDate.parse(as_of) for start in starts):
        message = f"The as-of date {as_of} lies before all dated positions, so none of them counts."
        found.append(_warning("as_of_before_roles", message))
    return found


def _warning(code: str, message: str) -> Finding:
    return Finding(code=code, severity="warning", message=message)
