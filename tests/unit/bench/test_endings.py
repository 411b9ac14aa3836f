"""The documents of the bench of endings are the same each time and keep their promises, and its figures are those of what lies there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from rapidfuzz import fuzz

from bench.ending_documents import HONEST, KINDS, Document, choose, make_documents
from bench.endings import ALIKE, count_found, describe, figures_of, read_endings, write_documents
from extract.documents.discovery.names import name_documents
from extract.store.results import Results
from schemas import Evidence, Finding, Publication, Run, RunDocument, Usage
from schemas.base import Tokens
from schemas.run import Outcome
from testing.builders.profiles import AS_OF, MadeUpResume


@pytest.fixture(scope="module")
def documents() -> list[Document]:
    return make_documents()


def folded(text: str) -> str:
    return " ".join(text.split())


def test_documents_have_the_same_bytes_when_made_again(documents: list[Document]) -> None:
    assert [each.text.encode() for each in make_documents()] == [each.text.encode() for each in documents]
    assert make_documents(seed=2) != documents


def test_documents_are_300_and_no_two_share_a_name_or_a_text(documents: list[Document]) -> None:
    assert len(documents) == 300
    assert len(set(name_documents([each.name for each in documents]))) == 300
    assert not [each.name for each in documents if "." in name_documents([each.name])[0]]
    assert len({each.text for each in documents}) == 300
    assert {each.name.rpartition(".")[2] for each in documents} == {"txt", "md"}


def test_each_kind_has_its_share_and_most_documents_are_short(documents: list[Document]) -> None:
    counts = {kind: sum(each.kind == kind for each in documents) for kind in KINDS}
    assert counts == {"repeats": 85, "pages": 64, "lists": 60, "letters": 75, HONEST: 16}
    assert sum(len(each.text) <= 1_500 for each in documents) >= 240
    assert max(each.text.count("\n") for each in documents) >= 2_000


def test_honest_titles_stand_in_their_text(documents: list[Document]) -> None:
    for each in documents:
        assert len(each.publications) == (40 if each.kind == HONEST else 0)
        text = folded(each.text)
        assert [title for title in each.publications if folded(title) not in text] == []


def test_no_honest_title_counts_as_found_when_another_one_is_held(documents: list[Document]) -> None:
    for each in documents:
        titles = [title.casefold() for title in each.publications]
        pairs = [(one, other) for number, one in enumerate(titles) for other in titles[:number]]
        assert [pair for pair in pairs if fuzz.ratio(*pair) >= ALIKE] == []


def test_people_are_made_up(documents: list[Document]) -> None:
    for each in documents:
        assert set(re.findall(r"@([\w.-]+\w)", each.text)) <= {"example.com"}, each.name
        assert set(re.findall(r"https?://([^/\s]+)", each.text)) <= {"example.com"}, each.name
        assert all(number.startswith("555-01") for number in re.findall(r"\b\d{3}[-.]\d{4}\b", each.text)), each.name
        assert each.kind != HONEST or "@example.com" in each.text


@pytest.mark.parametrize("count", [5, 20, 60, 300])
def test_every_kind_is_there_when_some_are_chosen(documents: list[Document], count: int) -> None:
    chosen = choose(documents, count)
    assert abs(len(chosen) - count) <= 1
    assert len({each.name for each in chosen}) == len(chosen)
    assert {each.kind for each in chosen} == set(KINDS)


def test_endings_of_many_recipes_are_seen_when_some_are_chosen(documents: list[Document]) -> None:
    chosen = [each.name.rpartition(".")[0] for each in choose(documents, 60)]
    assert {name[-1] for name in chosen if not name.startswith(HONEST)} == set("12345")


def test_documents_of_an_earlier_choice_are_taken_away(documents: list[Document], tmp_path: Path) -> None:
    write_documents(documents[:3], tmp_path)
    kept = tmp_path / documents[0].name
    written_ns = kept.stat().st_mtime_ns
    write_documents(documents[:1], tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == [documents[0].name]
    assert kept.stat().st_mtime_ns == written_ns


def test_title_is_found_when_case_and_white_space_differ() -> None:
    titles = ["Rivers That Stop", "What Counts as a Book?", "Forty Minutes a Day"]
    assert count_found(titles, ["RIVERS  that\nstop", "What counts as a book", "Thirty Minutes"]) == 2
    assert count_found(titles, []) == 0


def test_figures_are_those_of_the_folder(documents: list[Document], tmp_path: Path) -> None:
    honest = [each for each in documents if each.kind == HONEST][:2]
    chosen = [*honest, *documents[:3]]
    store(tmp_path, honest[0], honest[0].publications[:30])
    rows = [
        row(honest[0], "extracted", seconds=20.0, calls=9, name=honest[0].name.rpartition(".")[0]),
        row(honest[1], "failed", code="reply_cut_off", seconds=5.0),
        row(documents[0], "extracted", seconds=1.0),
        row(documents[1], "skipped", code="interrupted"),
    ]
    figures = figures_of(read_endings(chosen, run_of(rows), tmp_path))
    assert (figures["documents"], figures["ended"], figures["failed"], figures["cut_off"]) == (5, 3, 1, 1)
    assert figures["outcomes"] == {"extracted": 2, "failed": 1, "missing": 1, "skipped": 1}
    assert figures["not_ended"] == [documents[1].name, documents[2].name]
    assert figures["failed_with"] == {honest[1].name: "reply_cut_off"}
    assert figures["seconds_longest"] == 20.0
    assert next(iter(figures["longest"])) == honest[0].name
    assert figures["kinds"][HONEST]["seconds"] == 25.0
    assert figures["publications"]["share"] == 30 / 80
    assert f"{honest[0].name}: 30 of 40 publications found" in describe(figures)


def store(out: Path, document: Document, titles: tuple[str, ...]) -> None:
    publications = [
        Publication(id=f"publication-{number}", title=title, venue=None, year=None, candidate_authorship=None, url=None,
                    evidence=[Evidence(start=0, end=len(title), text=title, line=1, page=None)])
        for number, title in enumerate(titles, 1)
    ]  # fmt: skip
    finding = Finding(code="cut_off", severity="error", message="The list did not end.")
    profile = MadeUpResume().profile().model_copy(update={"publications": publications, "findings": [finding]})
    Results(out).write_profile(document.name.rpartition(".")[0], profile)


def row(document: Document, outcome: Outcome, **more: object) -> RunDocument:
    return RunDocument.model_validate(
        {"path": document.name, "name": None, "kind": "resume", "outcome": outcome, **more}
    )


def run_of(rows: list[RunDocument]) -> Run:
    usage = Usage(calls=0, cached_calls=0, reasks=0, tokens=Tokens(), seconds=0.0, cost_usd=None)
    return Run(vouchline="0", as_of=AS_OF, model="made-up", base_url="embedded", provider="embedded", mode="json_schema",
               shape="closed", prompts={}, schemas={}, usage=usage, usage_by_prompt={}, price="unknown", seconds=1.0,
               finished=True, documents=rows, comparisons=[])  # fmt: skip
