"""The list of what there is to review, and the figures over what was decided."""

from __future__ import annotations

from pathlib import Path

import pytest

from extract.review.decisions.log import ReviewLog
from extract.review.state.index import Index
from extract.review.state.progress import figures_of
from extract.store.results import Results
from schemas import Decision
from testing.builders.reviews import PEOPLE, VERSIONS, correction, decide, item_of, profile_of

ZOE = profile_of("zoe_lindqvist")


@pytest.fixture
def out(tmp_path: Path) -> Path:
    for name in PEOPLE:
        Results(tmp_path).write_profile(f"people/{name}", profile_of(name))
    return tmp_path


def labels(index: Index, words: str = "", show: str = "all") -> list[str]:
    return [entry.label for entry in index.search("profiles", words, show)]


def test_profiles_are_listed_by_name_without_accents_and_found_by_part_of_it(out: Path) -> None:
    index = Index(out)
    index.refresh(force=True)
    assert labels(index) == ["Agnès Thibault", "Carla Benedetti", "DESMOND PRUITT", "João Tavares", "Zoë Lindqvist"]
    assert labels(index, "joao") == labels(index, "  JOÃO t") == ["João Tavares"]
    assert labels(index, "people/zoe") == ["Zoë Lindqvist"]
    assert labels(index, "nobody") == []
    assert index.entry("profiles", "people/zoe_lindqvist") is not None
    assert index.entry("profiles", "zoe_lindqvist") is None


def test_list_sees_decisions_new_files_and_files_that_are_gone(out: Path) -> None:
    index = Index(out)
    index.refresh(force=True)

    def accept(_: list[Decision], number: int, at: str) -> list[Decision]:
        subject = item_of(ZOE, "roles").subject()
        return [Decision(number=number, at=at, by="Kim", action="accept", subject=subject, versions=VERSIONS)]

    ReviewLog(out).append("profiles", "people/zoe_lindqvist", accept)
    Results(out).profile_path("people/carla_benedetti").unlink()
    Results(out).write_profile("new", profile_of("carla_benedetti"))
    index.refresh(force=True)
    entry = index.entry("profiles", "people/zoe_lindqvist")
    assert entry is not None
    assert (entry.decided, entry.progress, entry.people) == (1, "under_way", ("Kim",))
    assert labels(index, show="under_way") == ["Zoë Lindqvist"]
    assert index.counts("profiles") == {"under_way": 1, "open": 4}
    assert index.entry("profiles", "new") is not None
    assert index.entry("profiles", "people/carla_benedetti") is None


def test_figures_count_each_thing_once_and_leave_out_what_was_taken_back() -> None:
    log: list[Decision] = []
    first, second = item_of(ZOE, "roles", 0), item_of(ZOE, "roles", 1)
    decide(log, "accept", first)
    decide(log, "correct", first, **correction(start_date="1999"))
    decide(log, "accept", second, by="Ben")
    decide(log, "reject", item_of(ZOE, "metrics"))
    decide(log, "undo", item_of(ZOE, "metrics"), undoes=4)
    decide(log, "accept", item_of(ZOE, "education"))
    decide(log, "restore", item_of(ZOE, "education"))
    figures = figures_of([log, []])
    assert figures.people == {"Kim": 1, "Ben": 1}
    assert (figures.decisions, figures.documents) == (2, 1)
    assert figures.actions == {"correct": 1, "accept": 1}
    fields = {each.field: (each.seen, each.corrected) for each in figures.fields}
    assert fields["roles.start_date"] == (2, 1)
    assert fields["roles.employer"] == (2, 0)
    assert not [field for field in fields if not field.startswith("roles.")]
    assert figures.fields[0].field == "roles.start_date"
    assert figures.fields[0].right == 0.5


def test_what_was_accepted_with_others_is_counted_apart_and_flags_are_judged() -> None:
    log: list[Decision] = []
    for index in range(2):
        decide(log, "accept", item_of(ZOE, "qualifications", index), batch="one", flagged=False)
    decide(log, "reject", item_of(ZOE, "metrics", 0), flagged=True)
    decide(log, "accept", item_of(ZOE, "metrics", 1), flagged=False)
    figures = figures_of([log])
    named = next(each for each in figures.fields if each.field == "qualifications.name")
    assert (named.seen, named.together, named.right) == (0, 2, None)
    assert (figures.decisions, figures.together) == (4, 2)
    flags = figures.flags
    assert (flags.flagged, flags.flagged_wrong, flags.other, flags.other_wrong) == (1, 1, 1, 0)


def test_usual_time_leaves_pauses_out() -> None:
    log: list[Decision] = []
    item = item_of(ZOE, "roles")
    for second in (0, 4, 8, 12, 16, 20):
        number = len(log) + 1
        log.append(
            decide([], "accept", item).model_copy(update={"number": number, "at": f"2026-11-25T08:00:{second:02}.000Z"})
        )
    log.append(log[-1].model_copy(update={"number": 7, "at": "2026-11-25T11:00:00.000Z"}))
    assert figures_of([log]).seconds == 4.0
    assert figures_of([log[:3]]).seconds is None
