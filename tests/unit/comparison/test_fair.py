"""The same inputs give the same questions and verdicts, whoever the candidate is and in whatever order things stand."""

from __future__ import annotations

import asyncio
import json
import random
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any, cast

import pytest

from extract.comparison.compare import CompareOptions, compare_profile
from extract.comparison.retrieval.blinding import Blinding
from extract.llm.client import ModelClient
from schemas import Comparison, Posting, Profile
from testing.builders.profiles import AS_OF, MadeUpResume, posting
from testing.fake_client import Answering, Asked, Json, answering

STORED = Path(__file__).parents[2] / "replay" / "stored"
PROFILES = {path.name.split(".")[0]: path for path in sorted(STORED.glob("*.profile.json"))}
POSTINGS = sorted(STORED.glob("*.posting.json"))
PAIRS = [(name, POSTINGS[index % len(POSTINGS)].name.split(".")[0]) for index, name in enumerate(PROFILES)]
each_sample = pytest.mark.parametrize(("name", "wanted"), PAIRS, ids=[" and ".join(pair) for pair in PAIRS])


def profile_of(name: str) -> Profile:
    return Profile.model_validate_json(PROFILES[name].read_text("utf-8"))


def posting_of(name: str) -> Posting:
    return Posting.model_validate_json((STORED / f"{name}.posting.json").read_text("utf-8"))


def answer(asked: Asked) -> Json:
    """Answer as a model that looks at the question alone: the same question gets the same answer."""
    if asked.form == "RelevanceAnswer":
        return {"counts": "yes" if len(asked.task) % 2 else "no"}
    return {"shows": ("yes", "partly", "no")[len(asked.task) % 3]}


def compared(profile: Profile, wanted: Posting, server: Answering, options: CompareOptions | None = None) -> Comparison:
    async def compare() -> Comparison:
        async with ModelClient(server.endpoint(), cache=None) as client:
            return await compare_profile(
                profile, wanted, client, profile_name="one", posting_name="other", as_of=AS_OF, options=options
            )

    return asyncio.run(compare())


def asked_and_decided(
    profile: Profile, wanted: Posting, options: CompareOptions | None = None
) -> tuple[list[str], dict[str, str]]:
    """Return the questions that were sent over the wire, sorted, and the verdicts by requirement."""
    with answering(answer) as server:
        comparison = compared(profile, wanted, server, options)
        return server.bodies(), {each.requirement_id: each.verdict for each in comparison.verdicts}


SWAPS = {"he": "she", "she": "he", "his": "her", "her": "his", "him": "her", "himself": "herself", "herself": "himself",
         "He": "She", "She": "He", "His": "Her", "Her": "His", "Mr": "Ms", "Ms": "Mr"}  # fmt: skip


def with_another_name(profile: Profile, name: str) -> Profile:
    """Return the profile of a namesake of `name`: every part of the name replaced, every pronoun swapped."""
    old = [part.strip(".,") for part in (profile.candidate.name or "").split()]
    new = name.split()
    parts = {part: new[-1] if part == old[-1] else new[0] for part in old if len(part) > 2}
    parts |= {part.upper(): other.upper() for part, other in parts.items()} | {
        part.capitalize(): other for part, other in parts.items()
    }
    initials = {f"{part[0]}.": f"{other[0]}." for part, other in parts.items()}

    def swapped(text: str) -> str:
        if any(re.search(rf"\b{re.escape(part)}\b", text) for part in parts):
            for one, other in initials.items():
                text = (
                    re.sub(rf"(?<!\w){re.escape(one)}(?=,? |$)(?=.{{0,20}}|$)", other, text)
                    if _beside(text, one, parts)
                    else text
                )
        for one, other in parts.items():
            text = re.sub(rf"(?<!\w){re.escape(one)}(?!\w)", other, text)
        return re.sub(r"(?<!\w)(?:" + "|".join(SWAPS) + r")(?!\w)", lambda match: SWAPS[match[0]], text)

    def spaced(value: Any) -> Any:
        """Swap words in evidence, and spread all offsets so that longer words have room."""
        if isinstance(value, list):
            return [spaced(item) for item in cast("list[Any]", value)]
        if not isinstance(value, dict):
            return value
        fields: dict[str, Any] = {key: spaced(inner) for key, inner in cast("dict[str, Any]", value).items()}
        if "start" in fields and "end" in fields:
            fields["start"], fields["end"] = fields["start"] * 10, fields["end"] * 10
            if "text" in fields:
                fields["text"] = swapped(fields["text"])
                fields["end"] = fields["start"] + len(fields["text"])
        return fields

    changed: dict[str, Any] = spaced(profile.model_dump(mode="json", by_alias=True))
    changed["candidate"] = {**changed["candidate"], "name": name}
    return Profile.model_validate(changed)


def _beside(text: str, initial: str, parts: dict[str, str]) -> bool:
    return any(f"{initial} {part}" in text or f"{part}, {initial}" in text for part in parts)


@each_sample
def test_questions_are_byte_identical_when_names_and_pronouns_are_swapped(name: str, wanted: str) -> None:
    profile = profile_of(name)
    other = with_another_name(profile, "Quentin Zzyzx")
    assert other != profile
    assert asked_and_decided(other, posting_of(wanted)) == asked_and_decided(profile, posting_of(wanted))


@each_sample
def test_no_part_of_the_name_reaches_a_question(name: str, wanted: str) -> None:
    profile = profile_of(name)
    candidate = profile.candidate
    own = [part for part in (candidate.name or "").split() if len(part) > 2]
    own += [text for text in (candidate.email, candidate.phone, *candidate.links) if text]
    with answering(answer) as server:
        compared(profile, posting_of(wanted), server)
        sent = "\n".join(each.whole for each in server.asked)
    assert [text for text in own if re.search(rf"(?<!\w){re.escape(text)}(?!\w)", sent)] == []


@each_sample
def test_nothing_changes_when_facts_and_requirements_are_shuffled(name: str, wanted: str) -> None:
    profile, posting = profile_of(name), posting_of(wanted)
    mixed = random.Random(5)
    kinds = ("roles", "projects", "education", "publications", "talks", "metrics", "qualifications")
    shuffled = profile.model_copy(
        update={kind: mixed.sample(getattr(profile, kind), len(getattr(profile, kind))) for kind in kinds}
    )
    requirements = mixed.sample(posting.requirements, len(posting.requirements))
    again = posting.model_copy(update={"requirements": requirements})
    assert asked_and_decided(shuffled, again) == asked_and_decided(profile, posting)


def test_nothing_changes_when_candidates_are_compared_in_another_order() -> None:
    names, wanted = list(PROFILES)[:3], posting_of("senior_accountant")

    def in_order(order: Sequence[str]) -> dict[str, Any]:
        with answering(answer) as server:
            return {name: compared(profile_of(name), wanted, server).verdicts for name in order}

    assert in_order(names) == in_order(names[::-1])


PERSONAL = [
    "Ms Ada Example led the ward; she trained her team herself.",
    "Date of birth: 12 March 1984 | Nationality: Hungarian | Ran budget reviews.",
    "Born 4 May 1979, married; cared for patients after surgery.",
    "Age: 42; wrote care plans with her sister ward.",
    "Chairwoman of the works council, on maternity leave in 2019.",
    "Reach me at ada@example.org about care plans.",
    "A. Example and B. Other. Care Plans That Work. 2020.",
    "Hungarian citizen.",
]
NEVER = (
    "Ada", "Example", "she", "She", "her", "herself", "Ms", "1984", "Hungarian", "1979", "42", "Chairwoman",
    "maternity", "ada@example.org",
)  # fmt: skip


def test_who_the_candidate_is_never_reaches_a_question_when_lines_say_it() -> None:
    resume = MadeUpResume("Ada Example").role("Nurse", "2015-01", "2024-01", *PERSONAL)
    demands = ["Experience with care plans and budget reviews for patients", "5 years of experience in care", "Experience as chair of a works council",
               "Experience training a ward team", "Hungarian citizenship matters"]  # fmt: skip
    with answering(answer) as server:
        compared(resume.profile(), posting(*demands), server)
        sent = "\n".join(re.sub(r"(?s)Demand: .*|Does this job.*", "", each.task) for each in server.asked)
    assert len(server.asked) > 2
    assert "care plans" in sent
    assert [word for word in NEVER if re.search(rf"(?<!\w){re.escape(word)}(?!\w)", sent)] == []


KEPT = [
    (
        "a skill that is also a first name",
        "Julia Braun",
        ["Wrote solvers in Julia and Python."],
        "Skills: Julia, Python",
    ),
    ("a month", "May Chen", ["Closed the books from May to June; may also audit."], "Skills: Audit"),
    ("the field women's health", "Ada Example", ["Midwife in women's health."], "Skills: Midwifery"),
    ("ages of pupils", "Ada Example", ["Taught pupils aged 11 to 18."], "Skills: Teaching"),
    ("years of work", "Ada Example", ["Acme, 2018 - 2020, 2,000 users."], "Skills: Excel"),
]


@pytest.mark.parametrize(("name", "lines", "skills"), [case[1:] for case in KEPT], ids=[case[0] for case in KEPT])
def test_words_that_only_look_personal_stay(name: str, lines: list[str], skills: str) -> None:
    profile = MadeUpResume(name).role("Worker", "2018", "2020", *lines).listed(skills).profile()
    blinding = Blinding(profile)
    assert [blinding(line) for line in lines] == lines


def test_names_of_schools_stay_out_when_that_is_asked_for() -> None:
    resume = MadeUpResume().study("BSc", "bachelor", "Chemistry", institution="Quill University")
    resume.role("Chemist", "2015", "2024", "Ran assays of food with Quill  University.")
    demands = posting("Bachelor's degree in Chemistry", "Experience with mass spectrometry assays in the food industry")
    sent: list[str] = []
    for blind in (False, True):
        with answering(answer) as server:
            comparison = compared(resume.profile(), demands, server, CompareOptions(blind_schools=blind))
            sent.append(json.dumps([each.whole for each in server.asked]))
        assert comparison.verdicts[0].verdict == "met"
    assert "Quill" in sent[0]
    assert "Quill" not in sent[1]
    assert "[school]" in sent[1]


def test_verdict_needs_review_when_asking_again_gives_another() -> None:
    profile = MadeUpResume().role("Nurse", "2015", "2024", "Planned care for patients at night.").profile()
    demands = posting("Experience with complex discharges of elderly patients")
    answers = iter(["yes", "yes", "partly", "yes"])
    with answering(lambda _: {"shows": next(answers)}) as server:
        verdict = compared(profile, demands, server, CompareOptions(repeat=3)).verdicts[0]
    assert (verdict.verdict, verdict.samples, verdict.agreeing, verdict.needs_review) == ("met", 3, 2, True)
    assert "Asked 3 times more: 2 gave the same." in verdict.reason
    assert [each.body["temperature"] for each in server.asked] == [0, 0.7, 0.7, 0.7]
    assert len({each.body["seed"] for each in server.asked}) == 4


def test_what_code_decides_is_not_asked_again() -> None:
    profile = MadeUpResume().study("BSc", "bachelor", "Chemistry").profile()
    with answering(answer) as server:
        verdict = compared(
            profile, posting("Bachelor's degree in Chemistry"), server, CompareOptions(repeat=3)
        ).verdicts[0]
    assert (verdict.verdict, verdict.samples, server.asked) == ("met", None, [])
