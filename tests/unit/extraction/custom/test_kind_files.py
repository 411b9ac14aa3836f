"""Files that describe a kind: what is refused, and where they are looked for."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from extract.errors import KindError
from extract.extraction.custom.loading import load_kinds
from testing.command_line import vouchline
from tests.unit.extraction.custom.kinds_folder import ROOT, write_kinds

PATENTS = (ROOT / "samples" / "kinds" / "patents.yaml").read_text("utf-8")


def changed(before: str, after: str, text: str = PATENTS) -> str:
    assert before in text
    return text.replace(before, after, 1)


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        (changed("type: date", "type: day"), 19, "field 'fields.date.type': Input should be 'text'"),
        (changed("kind: patents", "kind: roles"), 1, "must be called like its file"),
        (changed("one: patent", "one: role"), 2, "'role' is taken by Vouchline itself"),
        (changed("one: patent", "one: patent_1"), 2, "small letters only"),
        (changed("  title:", "  evidence:"), 6, "'evidence' is taken"),
        (changed("names: title", "names: date"), 4, "'date' is no text"),
        (changed("names: title", "names: heading"), 4, "none of the fields"),
        (changed("{{ fields }}", "{{ resume }}"), 24, "'resume', which no prompt variable is called"),
        (changed(": {{ fields }}", ""), 24, "the task does not show the fields"),
        (changed("{{ fields }}", "{{ fields"), 24, "no template"),
        (changed("limits:", "limit:"), 35, "field 'limit': Extra inputs are not permitted"),
        (changed("facts: 40", "facts: 4000"), 35, "field 'limits.facts'"),
        (changed("headings:", "kind:"), 22, "'kind' stands twice"),
        (changed("about: Patents", "about: [Patents"), 4, "no YAML"),
        (re.sub(r"examples:.*?limits", "examples: []\nlimits", PATENTS, flags=re.DOTALL), 27, "Add at least one"),
        (re.sub(r"examples:.*?limits", "limits", PATENTS, flags=re.DOTALL), 1, "field 'examples': Field required"),
        (changed("title: Self-levelling easel,", "title: Self-rolling easel,"), 34, "the title of example 1 does not stand"),
        (changed('date: "2012"', 'date: "2013"'), 34, "the answer of example 1 is not possible"),
        (changed("status: pending,", "state: pending,"), 34, "'state' is none of the fields"),
        (changed("status: pending,", "status: granted,"), None, None),
        (changed("pending: [pending, filed,", "pending: [pending, submitted,"), 34, "no word that stands for 'pending'"),
        (changed("      us: [US, USPTO]", "      us: []"), 8, "a choice without words"),
        ("- a list", 1, "no list of 'name: value'"),
    ],
)  # fmt: skip
def test_kind_file_is_refused_with_its_line_when_it_is_wrong(
    text: str, line: int | None, message: str | None, tmp_path: Path
) -> None:
    folder = write_kinds(tmp_path / "kinds", patents=text)
    if message is None:
        assert list(load_kinds(folder)) == ["patents"]
        return
    with pytest.raises(KindError) as caught:
        load_kinds(folder)
    assert f"{folder / 'patents.yaml'!s}', line {line}:" in str(caught.value)
    assert message in str(caught.value)
    assert caught.value.remedy


def test_kinds_are_refused_when_two_share_a_word_for_one_or_a_heading(tmp_path: Path) -> None:
    twin = PATENTS.replace("kind: patents", "kind: inventions").replace("headings: [", "headings: [x, ")
    folder = write_kinds(tmp_path / "kinds", patents=PATENTS, inventions=twin)
    with pytest.raises(KindError, match="'patent' is that of the kind 'inventions' too"):
        load_kinds(folder)
    write_kinds(folder, inventions=twin.replace("one: patent", "one: invention"))
    with pytest.raises(KindError, match=r"the heading .* is one of the kind 'inventions' too"):
        load_kinds(folder)


def test_kind_is_refused_when_its_name_is_one_of_the_program(tmp_path: Path) -> None:
    with pytest.raises(KindError, match="the name 'roles' is taken by Vouchline itself"):
        load_kinds(write_kinds(tmp_path / "kinds", roles=PATENTS.replace("kind: patents", "kind: roles")))


@pytest.mark.parametrize(("make", "message"), [(False, "does not exist"), (True, "holds no kind")])
def test_folder_is_refused_when_it_holds_no_kind(make: bool, message: str, tmp_path: Path) -> None:
    if make:
        (tmp_path / "kinds").mkdir()
    result = vouchline("schema", "profile", "--kinds", str(tmp_path / "kinds"))
    assert result.exit_code == 2
    assert message in result.stderr


@pytest.mark.parametrize("source", ["variable", "file"])
def test_kinds_are_taken_from_the_environment_and_the_settings_file(
    source: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    write_kinds(tmp_path / "own", patents=PATENTS)
    if source == "variable":
        monkeypatch.setenv("VOUCHLINE_KINDS", "own")
    else:
        (tmp_path / "vouchline.toml").write_text('kinds = "own"\n', "utf-8")
    assert "AdditionalPatent" in vouchline("schema", "profile").stdout


def test_fingerprint_changes_when_the_words_of_a_choice_do(tmp_path: Path) -> None:
    before = load_kinds(write_kinds(tmp_path / "one", patents=PATENTS))["patents"]
    after = load_kinds(write_kinds(tmp_path / "two", patents=changed("erteilt", "bewilligt")))["patents"]
    assert before.question == after.question
    assert before.prompt.fingerprint != after.prompt.fingerprint
