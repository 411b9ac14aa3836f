"""Decisions on profiles: they hold over new extractions, and ask again where the text or the fact changed."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extract.review.decisions.subjects import comparison_items, profile_items
from extract.review.domain.applying import ReviewedSet, apply_decisions, last_undoable
from extract.review.domain.deciding import subject_of
from extract.review.domain.known_text import known_document
from extract.review.domain.lines import summary_lines
from extract.review.domain.reviewed import rebuild_profile
from schemas import Comparison, Decision, Evidence, Place, Profile
from testing.builders.reviews import PEOPLE, changed, correction, decide, item_of, profile_of, shifted, without
from testing.builders.strategies import profiles

ZOE = profile_of("zoe_lindqvist")


def review(profile: Profile, log: list[Decision]) -> ReviewedSet:
    return apply_decisions(profile_items(profile), log, known_document(profile).text)


def states(found: ReviewedSet, kind: str) -> list[str]:
    return [each.state for each in found.items if each.kind == kind]


def test_nothing_is_decided_when_the_log_is_empty() -> None:
    found = review(ZOE, [])
    assert {each.state for each in found.items} == {"open"}
    assert [each.key for each in found.items] == ["candidate", *(fact.id for fact in ZOE.facts())]
    assert found.finished is None


@given(data=st.data(), name=st.sampled_from(PEOPLE), by=st.integers(2, 40))
@settings(max_examples=25)
def test_every_decision_holds_when_the_same_facts_have_other_ids_and_offsets(
    data: st.DataObject, name: str, by: int
) -> None:
    profile = profile_of(name)
    log: list[Decision] = []
    for item in profile_items(profile):
        action = data.draw(st.sampled_from(["", "accept", "reject", "correct", "note"]))
        if action:
            more: dict[str, Any] = correction(location="Elsewhere") if action == "correct" else {}
            decide(log, action, item, note="why" if action == "note" else "", **more)
    before, after = review(profile, log), review(shifted(profile, by), log)
    assert [each.state for each in after.items] == [each.state for each in before.items]
    assert [each.values for each in after.items] == [each.values for each in before.items]
    assert [each.note for each in after.items] == [each.note for each in before.items]
    assert "ask_again" not in {each.state for each in after.items}


@given(profile=profiles, data=st.data())
@settings(max_examples=40)
def test_any_profile_takes_any_decisions_and_nobody_loses_one(profile: Profile, data: st.DataObject) -> None:
    log: list[Decision] = []
    items = profile_items(profile)
    chosen = data.draw(st.lists(st.sampled_from(items), max_size=6))
    for item in chosen:
        decide(log, data.draw(st.sampled_from(["accept", "reject", "restore"])), item)
    found = {each.key: each for each in review(profile, log).items}
    last = {(decision.subject.kind, decision.subject.id, decision.subject.nth): decision.action for decision in log}
    wanted = {"accept": "accepted", "reject": "rejected", "restore": "open"}
    for item in items:
        mine = [a for (kind, _, nth), a in last.items() if (kind, nth) == (item.kind, item.nth)]
        if item in chosen and len({each.id for each in items}) == len(items):
            assert found[item.id].state in {wanted[action] for action in mine}


def test_fact_is_asked_about_again_when_its_value_changed() -> None:
    log: list[Decision] = []
    decide(log, "accept", item_of(ZOE, "roles"))
    again = changed(ZOE, "roles", 0, start_date="1999")
    found = review(again, log).find(again.roles[0].id)
    assert found is not None
    assert (found.state, found.carried) == ("ask_again", True)
    assert found.decision is log[0]
    assert found.values["start_date"] == "1999"


def test_correction_is_carried_when_the_new_extraction_says_the_same() -> None:
    log: list[Decision] = []
    decide(log, "correct", item_of(ZOE, "roles"), **correction(start_date="1999"))
    found = review(changed(ZOE, "roles", 0, start_date="1999"), log).items[1]
    assert (found.state, found.decision, found.carried) == ("accepted", log[0], True)


def test_rejected_fact_stays_rejected_and_is_forgotten_when_it_is_no_longer_extracted() -> None:
    log: list[Decision] = []
    decide(log, "reject", item_of(ZOE, "metrics"))
    assert states(review(shifted(ZOE, 9), log), "metrics")[0] == "rejected"
    assert len(review(without(ZOE, "metrics", 0), log).items) == len(ZOE.facts())


def test_accepted_fact_is_kept_when_the_new_extraction_missed_it() -> None:
    log: list[Decision] = []
    decide(log, "accept", item_of(ZOE, "metrics"))
    missing = without(ZOE, "metrics", 0)
    found = review(missing, log)
    assert [each.key for each in found.items if each.state == "accepted"] == ["kept-1"]
    kept = rebuild_profile(missing, found).profile.metrics
    assert ZOE.metrics[0].name in [metric.name for metric in kept]


def test_skill_of_a_shared_line_does_not_take_the_decision_of_another() -> None:
    lines = [fact.evidence for fact in ZOE.qualifications]
    index = next(place for place, evidence in enumerate(lines) if lines.count(evidence) > 2)
    log: list[Decision] = []
    decide(log, "accept", item_of(ZOE, "qualifications", index))
    found = review(without(ZOE, "qualifications", index), log)
    assert [each.state for each in found.items if each.kind == "qualifications"].count("open") == (
        len(ZOE.qualifications) - 1
    )
    assert "kept-1" in [each.key for each in found.items]


def test_fact_is_asked_about_again_when_its_words_left_the_document() -> None:
    log: list[Decision] = []
    decide(log, "correct", item_of(ZOE, "metrics"), **correction(value=99.0))
    gone = without(ZOE, "metrics", 0)
    words = ZOE.metrics[0].evidence[0].text
    unread = [line for line in gone.unread_lines if line.text != words]
    facts = {kind: [fact for fact in getattr(gone, kind) if all(e.text != words for e in fact.evidence)]
             for kind in ("roles", "projects", "metrics", "qualifications")}  # fmt: skip
    found = review(gone.model_copy(update={"unread_lines": unread, **facts}), log).find("kept-1")
    assert found is not None
    assert found.state == "ask_again"


def added(log: list[Decision], profile: Profile = ZOE) -> Decision:
    unread = next(line for line in profile.unread_lines if len(line.text) > 5)
    evidence = Evidence(start=unread.start, end=unread.end, text=unread.text, line=unread.line, page=None)
    place = Place(how="exact", start=unread.start, end=unread.end, text=unread.text)
    subject = {"kind": "qualifications", "id": "new"}
    return decide(
        log, "add", None, subject=subject, values={"name": unread.text, "kind": "award"}, places={"name": place},
        evidence=[evidence],
    )  # fmt: skip


def test_added_fact_moves_with_its_words() -> None:
    log: list[Decision] = []
    decision = added(log)
    moved = shifted(ZOE, 30)
    found = review(moved, log).find("added-1")
    assert found is not None
    assert (found.state, found.evidence[0].start) == ("added", decision.evidence[0].start + 30)
    assert found.places is not None
    assert found.places["name"].start == decision.places["name"].start + 30
    rebuilt = rebuild_profile(moved, review(moved, log))
    fact = rebuilt.profile.qualifications[-1]
    assert (fact.name, fact.leaves["name"].start) == (decision.values["name"], found.places["name"].start)
    assert rebuilt.by_id[fact.id].key == "added-1"


def test_added_fact_is_one_with_the_extracted_when_the_next_extraction_finds_it() -> None:
    log: list[Decision] = []
    decision = added(log)
    rebuilt = rebuild_profile(ZOE, review(ZOE, log)).profile
    found = review(rebuilt, log)
    assert states(found, "qualifications").count("accepted") == 1
    assert len(found.items) == len(rebuilt.facts()) + 1
    assert found.items[-1].decision == decision


def test_added_fact_can_be_corrected_and_rejected() -> None:
    log: list[Decision] = []
    added(log)
    subject = {"kind": "qualifications", "id": "added-1", "added": 1}
    decide(log, "correct", None, subject=subject, values={"kind": "service"})
    found = review(ZOE, log).find("added-1")
    assert found is not None
    assert (found.state, found.values["kind"]) == ("added", "service")
    decide(log, "reject", None, subject=subject)
    assert states(review(ZOE, log), "qualifications")[-1] == "rejected"
    decide(log, "restore", None, subject=subject)
    assert states(review(ZOE, log), "qualifications")[-1] == "added"


def test_second_correction_of_an_added_fact_builds_on_the_first() -> None:
    log: list[Decision] = []
    key = f"added-{added(log).number}"
    for values in ({"kind": "tool"}, {"date": "2020"}):
        found = review(ZOE, log).find(key)
        assert found is not None
        decide(log, "correct", None, subject=subject_of(found), values=values, knowledge=list(values))
    found = review(ZOE, log).find(key)
    assert found is not None
    assert (found.values["kind"], found.values["date"]) == ("tool", "2020")
    assert set(found.knowledge) >= {"kind", "date"}


def test_chosen_role_of_a_project_is_found_again_under_its_new_id() -> None:
    log: list[Decision] = []
    role = item_of(ZOE, "roles", 1)
    decide(log, "correct", item_of(ZOE, "projects"), values={"role_id": role.id}, targets={"role_id": role.subject()})
    assert rebuild_profile(ZOE, review(ZOE, log)).profile.projects[0].role_id == role.id
    moved = shifted(ZOE, 30)
    found = review(moved, log)
    project = found.find(moved.projects[0].id)
    assert project is not None
    assert (project.state, project.links) == ("corrected", {"role_id": moved.roles[1].id})
    assert rebuild_profile(moved, found).profile.projects[0].role_id == moved.roles[1].id


def test_project_is_asked_about_again_when_its_chosen_role_is_no_longer_extracted() -> None:
    log: list[Decision] = []
    role = item_of(ZOE, "roles", 1)
    decide(log, "correct", item_of(ZOE, "projects"), values={"role_id": role.id}, targets={"role_id": role.subject()})
    assert states(review(without(ZOE, "roles", 1), log), "projects")[0] == "ask_again"


def test_fact_belongs_to_nothing_when_its_role_was_rejected() -> None:
    log: list[Decision] = []
    decide(log, "reject", item_of(ZOE, "roles"))
    assert ZOE.projects[0].role_id == ZOE.roles[0].id
    assert rebuild_profile(ZOE, review(ZOE, log)).profile.projects[0].role_id is None


def test_restore_opens_a_fact_and_undo_takes_it_back() -> None:
    log: list[Decision] = []
    item = item_of(ZOE, "roles")
    decide(log, "accept", item)
    decide(log, "restore", item)
    assert states(review(ZOE, log), "roles")[0] == "open"
    [last] = last_undoable(log, "Kim")
    assert last is log[1]
    decide(log, "undo", item, undoes=last.number)
    found = review(ZOE, log).find(item.id)
    assert found is not None
    assert (found.state, found.version) == ("accepted", 3)
    assert last_undoable(log, "Kim") == [log[0]]
    assert last_undoable(log, "Ben") == []


def test_lines_belong_to_the_role_that_somebody_named_and_results_in_them_follow() -> None:
    log: list[Decision] = []
    moved = ZOE.metrics[-1].evidence
    target = next(item for item in profile_items(ZOE) if item.kind == "roles" and item.id == "role-1")
    decide(log, "assign", target, evidence=moved)
    for profile, role, metric in ((ZOE, "role-1", ZOE.metrics[-1].id), (shifted(ZOE, 30), "role-8", "metric-12")):
        found = review(profile, log)
        owner, result = found.find(role), found.find(metric)
        assert owner is not None
        assert result is not None
        lines = {piece.line for piece in result.evidence}
        assert lines <= set(owner.lines)
        assert not any(lines & set(each.lines) for each in found.items if each.key != role)
        assert result.links["context_id"] == role
    decide(log, "undo", target, undoes=1)
    assert all(set(each.lines) == summary_lines(each) for each in review(ZOE, log).items)


def test_action_on_several_things_is_taken_back_as_one() -> None:
    log: list[Decision] = []
    for index in range(3):
        decide(log, "accept", item_of(ZOE, "metrics", index), batch="one" if index else None)
    decide(log, "accept", item_of(ZOE, "metrics", 3), by="Ben")
    assert last_undoable(log, "Kim") == [log[2], log[1]]


def test_undone_decision_on_a_changed_fact_asks_again() -> None:
    log: list[Decision] = []
    decide(log, "accept", item_of(ZOE, "roles"))
    again = changed(ZOE, "roles", 0, start_date="1999")
    decide(log, "reject", item_of(again, "roles"))
    assert states(review(again, log), "roles")[0] == "rejected"
    decide(log, "undo", item_of(again, "roles"), undoes=2)
    assert states(review(again, log), "roles")[0] == "ask_again"


def test_profile_is_finished_until_it_is_reopened() -> None:
    log: list[Decision] = []
    document = {"kind": "document", "id": "document"}
    decide(log, "finish", None, subject=document)
    assert review(ZOE, log).finished is log[0]
    decide(log, "reopen", None, subject=document)
    found = review(ZOE, log)
    assert (found.finished, found.document_version) == (None, 2)


def test_rejected_and_corrected_facts_make_the_reviewed_profile() -> None:
    log: list[Decision] = []
    decide(log, "reject", item_of(ZOE, "roles"))
    decide(log, "correct", item_of(ZOE, "roles", 1), **correction(start_date="1999"))
    decide(log, "correct", item_of(ZOE, "candidate"), **correction(name="Zoe Lindqvist"))
    rebuilt = rebuild_profile(ZOE, review(ZOE, log)).profile
    assert [role.id for role in rebuilt.roles] == [role.id for role in ZOE.roles[1:]]
    assert rebuilt.roles[0].start_date == "1999"
    assert "start_date" not in rebuilt.roles[0].leaves
    assert rebuilt.candidate.name == "Zoe Lindqvist"
    ids = {fact.id for fact in rebuilt.facts()}
    assert all(metric.context_id in {None, *ids} for metric in rebuilt.metrics)


COMPARISON: dict[str, Any] = {
    "profile": "zoe", "posting": "job", "as_of": "2026-11-22", "findings": [], "provenance": ZOE.provenance,
    "counts": {"required": {}, "preferred": {}, "responsibility": {}},
}  # fmt: skip


def compared(verdict: str, line: str, reason: str = "So it is.") -> Comparison:
    piece = {"start": 0, "end": len(line), "text": line, "line": 1, "page": None}
    demand = {"start": 0, "end": 6, "text": "Python", "line": 3, "page": None}
    shown = {"requirement_id": "requirement-1", "verdict": verdict, "decided_by": "model", "reason": reason,
             "evidence": [piece], "requirement_evidence": [demand], "needs_review": True}  # fmt: skip
    return Comparison.model_validate(COMPARISON | {"verdicts": [shown]})


@pytest.mark.parametrize(
    ("again", "state", "verdict"),
    [
        (compared("partial", "Wrote Python"), "corrected", "met"),
        (compared("partial", "Wrote  Python", "Said otherwise."), "corrected", "met"),
        (compared("partial", "Wrote Perl"), "ask_again", "partial"),
        (compared("not_shown", "Wrote Python"), "ask_again", "not_shown"),
        (compared("met", "Wrote Python"), "accepted", "met"),
    ],
    ids=["same", "other reason", "other line", "other verdict", "agrees now"],
)
def test_overruled_verdict_is_carried_over_by_its_lines(again: Comparison, state: str, verdict: str) -> None:
    log: list[Decision] = []
    [item] = comparison_items(compared("partial", "Wrote Python"), None)
    decide(log, "overrule", item, values={"verdict": "met"}, note="Ten years of it.")
    [found] = apply_decisions(comparison_items(again, None), log, "").items
    assert (found.state, found.values["verdict"]) == (state, verdict)
