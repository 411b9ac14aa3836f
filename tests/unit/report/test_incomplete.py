"""Reports of results that are damaged, missing or out of date: named, and the rest is shown."""

from pathlib import Path

import pytest

from extract.errors import UserError
from extract.review.state.reporting import write_report
from tests.unit.report.made_up_run import made_up_profile, page_data, read_page, store, texts_of


def test_failed_documents_and_comparisons_are_named_with_their_reason(out: Path) -> None:
    trouble = texts_of(read_page(out), ".trouble li")
    assert trouble[:2] == [
        "scan.pdf It holds pictures and no text.",
        "people/zora with jobs/lock The reply was cut off.",
    ]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b'{"schema_version": "1", "docu', "not valid JSON"),
        (b"\xff\xfe", "not valid JSON"),
        (b"", "not valid JSON"),
        (b"{}", "does not follow its schema at document"),
        (b"[]", "does not follow its schema at the whole file"),
        (b'{"schema_version": "2"}', "another version of Vouchline"),
    ],
)
def test_damaged_file_is_named_and_the_rest_stays_on_the_page(out: Path, content: bytes, reason: str) -> None:
    (out / "profiles/people/zora.profile.json").write_bytes(content)
    page = read_page(out)
    (line,) = texts_of(page, "#unreadable li")
    assert line.startswith("profiles/people/zora.profile.json")
    assert reason in line
    assert texts_of(page, ".matrix .who") == ["Ábel Finch", "people/zora"]


def test_missing_files_are_named_and_requirements_come_from_the_comparison(out: Path) -> None:
    (out / "postings/jobs/river.posting.json").unlink()
    (out / "profiles/people/abel.profile.json").unlink()
    (out / "run.json").unlink()
    page = read_page(out)
    assert [line.split()[0] for line in texts_of(page, "#unreadable li")] == [
        "run.json",
        "postings/jobs/river.posting.json",
        "profiles/people/abel.profile.json",
    ]
    assert texts_of(page, ".matrix .demands th[data-d]")[2:] == ["3 Welsh is a plus.", "4 You will not smoke."]
    assert not page.cssselect("#run")


def test_comparison_is_named_when_its_profile_was_read_again_since(out: Path) -> None:
    profile = made_up_profile("Zora Quill", "people/zora.pdf").model_copy(update={"education": []})
    store(out / "profiles/people/zora.profile.json", profile)
    page = read_page(out)
    (line,) = texts_of(page, "#unreadable li")
    assert line.startswith("comparisons/people/zora--jobs/river.comparison.json It rests on education-1")


def test_profile_is_listed_when_it_was_compared_with_nothing(out: Path) -> None:
    store(out / "profiles/late.profile.json", made_up_profile(None, "late.pdf"))
    page = read_page(out)
    assert texts_of(page, ".posting > p.quiet") == ["Not compared with this posting: late."]
    assert [person["label"] for person in page_data(page)["people"] if person.get("nameless")] == ["late"]


def test_namesakes_are_told_apart_by_their_files(out: Path) -> None:
    store(out / "profiles/people/abel.profile.json", made_up_profile("Zora Quill", "people/abel.pdf"))
    assert texts_of(read_page(out), ".matrix .who") == ["Zora Quill (people/abel)", "Zora Quill (people/zora)"]


@pytest.mark.parametrize("make", [True, False], ids=["empty folder", "no folder"])
def test_run_first_is_the_advice_when_there_is_nothing_to_report(tmp_path: Path, make: bool) -> None:
    out = tmp_path / "out"
    if make:
        out.mkdir()
    with pytest.raises(UserError, match="vouchline run FOLDER") as raised:
        write_report(out)
    assert repr(str(out)) in str(raised.value)
    assert not (out / "report.html").exists()


def test_error_names_the_report_when_it_cannot_be_written(out: Path) -> None:
    (out / "report.html").mkdir()
    with pytest.raises(UserError, match=r"report\.html"):
        write_report(out)
    assert not list(out.glob(".vouchline-*"))
