"""Profiles that look like one person's: found in a folder, decided about, and shown in the report and on the review page."""

from __future__ import annotations

from pathlib import Path

import pytest
from lxml import html

from extract.errors import UserError
from extract.people.matching import like_pairs
from extract.people.signs import signs_of
from extract.review.decisions.log import DamagedLogError, ReviewLog
from extract.review.decisions.people import PeopleLog
from extract.review.domain.people import PeopleIndex, find_people
from extract.review.state.reporting import read_reviewed, write_report
from extract.store.results import Results
from schemas import Profile
from testing.builders.results import made_up_run
from testing.builders.reviews import decide, profile_items, profile_of, shifted
from testing.command_line import quiet_error, vouchline
from testing.review_server import serve_review

PAIR = ("zoe_2026", "zoe_lindqvist")


def newer(profile: Profile) -> Profile:
    """Return the profile as of a newer document."""
    found = shifted(profile, 20)
    return found.model_copy(update={"document": found.document.model_copy(update={"sha256": "1" * 64})})


@pytest.fixture
def out(tmp_path: Path) -> Path:
    """Results of two people, one of them twice, as a run leaves them."""
    results = Results(tmp_path / "out")
    profiles = {"joao_tavares": profile_of("joao_tavares"), "zoe_lindqvist": profile_of("zoe_lindqvist")}
    profiles["zoe_2026"] = newer(profiles["zoe_lindqvist"])
    for name, profile in profiles.items():
        results.write_profile(name, profile)
    pairs = like_pairs(signs_of(name, profile) for name, profile in profiles.items()).pairs
    results.write_run(made_up_run(profiles["joao_tavares"]).model_copy(update={"same_people": list(pairs)}))
    return results.folder


def test_pair_of_a_folder_is_found_with_all_that_it_shares(out: Path) -> None:
    people = find_people(out)
    [pair] = people.found.pairs
    assert (pair.first, pair.second, pair.names_differ) == (*PAIR, False)
    assert [sign.kind for sign in pair.signs][:2] == ["email", "phone"]
    assert {sign.kind for sign in pair.signs} == {"email", "phone", "career"}
    [shown] = people.look_alikes(out)
    assert shown.first_label == shown.second_label == "Zoë Lindqvist"
    assert shown.likeness is None


def test_decision_stands_until_a_document_changes(out: Path) -> None:
    find_people(out).decide(out, ("zoe_lindqvist", "zoe_2026"), "same", "Kim")
    [shown] = find_people(out).look_alikes(out)
    assert (shown.likeness, shown.by) == ("same", "Kim")
    changed = newer(profile_of("zoe_lindqvist"))
    document = changed.document.model_copy(update={"sha256": "2" * 64})
    Results(out).write_profile("zoe_2026", changed.model_copy(update={"document": document}))
    [shown] = find_people(out).look_alikes(out)
    assert shown.likeness is None
    assert len(PeopleLog(out).file.read()) == 1


def test_decision_is_taken_back_by_another_line(out: Path) -> None:
    for likeness in ("different", "open"):
        find_people(out).decide(out, PAIR, likeness, "Kim")
    [shown] = find_people(out).look_alikes(out)
    assert shown.likeness is None
    assert [line.likeness for line in PeopleLog(out).file.read()] == ["different", "open"]


def test_unknown_name_is_told_with_the_closest(out: Path) -> None:
    people = find_people(out)
    with pytest.raises(UserError, match="Did you mean 'zoe_2026'"):
        people.decide(out, ("zoe_2025", "zoe_lindqvist"), "same", "Kim")
    with pytest.raises(UserError, match="named twice"):
        people.decide(out, ("zoe_2026", "zoe_2026"), "same", "Kim")
    assert PeopleLog(out).file.read() == []


def test_correction_of_a_contact_counts_and_damaged_profiles_do_not(out: Path) -> None:
    index = PeopleIndex(out)
    assert len(index.look().found.pairs) == 1
    profile = profile_of("joao_tavares")

    def correct(log: list[object], number: int, at: str) -> list[object]:
        made = decide([], "correct", profile_items(profile)[0], values={"email": "zoe.lindqvist@example.com"},
                      knowledge=["email"])  # fmt: skip
        return [made.model_copy(update={"number": number, "at": at})]

    ReviewLog(out).append("profiles", "joao_tavares", correct)  # pyright: ignore[reportArgumentType]
    assert {(pair.first, pair.second) for pair in index.look().found.pairs} == {
        ("joao_tavares", "zoe_2026"), ("joao_tavares", "zoe_lindqvist"), PAIR,
    }  # fmt: skip
    Results(out).profile_path("zoe_2026").write_text("{", "utf-8")
    assert [(pair.first, pair.second) for pair in index.look().found.pairs] == [("joao_tavares", "zoe_lindqvist")]


def test_report_shows_pairs_but_for_those_told_apart(out: Path) -> None:
    page = html.fromstring(write_report(out).read_text("utf-8"))
    [notice] = page.cssselect(".look-alikes li")
    assert "Nobody has decided yet." in notice.text_content()
    find_people(out).decide(out, PAIR, "same", "Kim")
    [notice] = html.fromstring(write_report(out).read_text("utf-8")).cssselect(".look-alikes li")
    assert "The same person, says Kim." in notice.text_content()
    find_people(out).decide(out, PAIR, "different", "Kim")
    assert not html.fromstring(write_report(out).read_text("utf-8")).cssselect(".look-alikes")


def test_report_names_a_log_that_cannot_be_read(out: Path) -> None:
    path = PeopleLog(out).file.path
    path.parent.mkdir()
    path.write_text("{}\n", "utf-8")
    assert "reviews/people.reviews.jsonl" in [trouble.file for trouble in read_reviewed(out).troubles]
    with pytest.raises(DamagedLogError):
        find_people(out).look_alikes(out)


def test_review_page_asks_about_a_pair_and_keeps_the_answer(out: Path) -> None:
    with serve_review(out) as running:
        client = running.client()
        running_index = client.get("/api/card", params={"group": "profiles", "name": PAIR[0], "key": "candidate"})
        assert running_index.status_code == 200
        order = {"first": PAIR[0], "second": PAIR[1], "likeness": "same"}
        answer = client.post("/api/people", json=order)
        assert answer.status_code == 200, answer.text
        assert "The same person, says Kim." in html.fromstring(answer.json()["pairs"]).text_content()
        [row] = html.fromstring(client.get("/").text).cssselect("#look-alikes li")
        assert [button.get("data-likeness") for button in row.cssselect("button")] == ["open"]
        assert client.post("/api/people", json={**order, "second": "nobody"}).status_code == 404
        assert client.post("/api/people", json={**order, "second": PAIR[0]}).status_code == 422
        assert client.post("/api/people", json={**order, "likeness": "twins"}).status_code == 422
    assert [line.likeness for line in PeopleLog(out).file.read()] == ["same"]


def test_list_stays_of_use_when_the_log_is_damaged(out: Path) -> None:
    path = PeopleLog(out).file.path
    path.parent.mkdir()
    path.write_text("{}\n", "utf-8")
    with serve_review(out) as running:
        client = running.client()
        assert (
            client.get("/api/card", params={"group": "profiles", "name": PAIR[0], "key": "candidate"}).status_code
            == 200
        )
        order = {"first": PAIR[0], "second": PAIR[1], "likeness": "same"}
        refused = client.post("/api/people", json=order)
        assert (refused.status_code, "is no decision" in refused.text) == (422, True)
        page = html.fromstring(client.get("/").text)
    assert "is no decision that follows the one before" in page.cssselect("#look-alikes .callout")[0].text_content()
    assert len(page.cssselect("table.rows")[0].cssselect("tbody tr")) == 3


def test_command_lists_pairs_and_takes_decisions(out: Path) -> None:
    listed = vouchline("same", str(out))
    assert "zoe_2026 and zoe_lindqvist: not decided" in listed.stdout
    decided = vouchline("same", str(out), "--deny", *PAIR, "--reviewer", "Kim")
    assert "zoe_2026 and zoe_lindqvist: different people, says Kim" in decided.stdout
    assert '"likeness": "different"' in vouchline("same", str(out), "--json").stdout
    assert "not decided" in vouchline("same", str(out), "--reopen", *PAIR).stdout
    assert "More than one decision" in quiet_error(vouchline("same", str(out), "--deny", *PAIR, "--confirm", *PAIR))
    assert "There is no folder" in quiet_error(vouchline("same", str(out / "elsewhere")))


def test_command_says_so_when_nobody_is_there_twice(out: Path) -> None:
    Results(out).profile_path("zoe_2026").unlink()
    assert vouchline("same", str(out)).stdout == "No two profiles look like the same person.\n"
