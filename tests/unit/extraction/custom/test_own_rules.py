"""Rules of kinds of the user's own: what they leave out and cut, how they are listed and left out, and what is refused."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from extract.errors import KindError, SettingsError
from extract.extraction.custom.loading import load_kinds
from extract.extraction.custom.rules import check_rule_names
from extract.settings.load import Settings
from testing.command_line import run_at, set_up, vouchline
from testing.command_line import stored as stored_file
from testing.servers.fitting import serve_fitting
from tests.unit.extraction.custom.kinds_folder import (
    CLEARANCES,
    GUARD,
    ROOT,
    extract,
    guard_answer,
    stated,
    write_kinds,
)

RULES = """rules:
  - {name: no_yards, mends: A yard has no clearance., leave_out: {name: '(?i)^yard', fee: null}}
  - {name: bare_name, mends: The word behind the name is told with it., cut: {name: ' clearance$'}}
"""


def names(folder: Path, rules: str) -> list[str]:
    (folder / "guard.txt").write_text(GUARD, "utf-8")
    kinds = write_kinds(folder / "kinds", clearances=CLEARANCES + rules)
    return [fact["name"] for fact in stated(extract(folder / "guard.txt", kinds, guard_answer), "clearances")]


def test_rules_leave_facts_out_and_cut_words_off_in_their_order(tmp_path: Path) -> None:
    assert names(tmp_path, "") == ["Dock clearance", "Ministry clearance", "Yard clearance"]
    assert names(tmp_path, RULES) == ["Dock", "Ministry"]


def test_fact_stays_where_one_of_the_fields_differs_and_a_value_where_nothing_would_remain(tmp_path: Path) -> None:
    rules = "rules:\n  - {name: a, mends: x, leave_out: {name: Dock, fee: null}}\n  - {name: b, mends: x, cut: {name: '.*'}}\n"
    assert names(tmp_path, rules) == ["Dock clearance", "Ministry clearance", "Yard clearance"]


def test_rules_see_values_as_they_are_stored(tmp_path: Path) -> None:
    rules = "rules:\n  - {name: a, mends: x, leave_out: {start_date: '^2019'}}\n  - {name: b, mends: x, leave_out: {start_date: null}}\n"
    assert names(tmp_path, rules) == ["Ministry clearance"]
    assert names(tmp_path, "rules:\n  - {name: a, mends: x, leave_out: {fee: '^1200', fee_unit: EUR}}\n") == [
        "Ministry clearance", "Yard clearance"
    ]  # fmt: skip


def test_patterns_of_the_page_leave_out_a_trademark(tmp_path: Path) -> None:
    page = (ROOT / "docs" / "new-fact-kind.md").read_text("utf-8")
    kind, rules = re.findall(r"^```yaml\n(.*?)^```$", page, re.MULTILINE | re.DOTALL)
    kinds = write_kinds(tmp_path / "kinds", patents=kind + rules)
    (tmp_path / "ada.txt").write_text(
        "Ada Example\nada@example.com\nPATENTS\n- Tidal latch, No. 555\n- Trade mark Latchwell\n", "utf-8"
    )

    def answer(schema: str, _: list[str]) -> dict[str, list[dict[str, str | None]]] | None:
        facts = [{"title": "Tidal latch", "number": "No. 555"}, {"title": "Trade mark Latchwell"}]
        fields = ("title", "number", "office", "status", "date", "inventors", "url")
        return (
            {"patents": [{name: fact.get(name) for name in fields} for fact in facts]} if schema == "Patents" else None
        )

    found = stated(extract(tmp_path / "ada.txt", kinds, answer), "patents")
    assert [(fact["title"], fact["number"]) for fact in found] == [("Tidal latch", "555")]


def test_rules_are_listed_and_can_be_left_out_by_name(tmp_path: Path) -> None:
    kinds = write_kinds(tmp_path / "kinds", clearances=CLEARANCES + RULES)
    listed = vouchline("rules", "--kinds", str(kinds)).stdout
    assert "clearances.no_yards" in listed
    assert "A yard has no clearance." in listed
    assert "clearances" in vouchline("prompts", "--kinds", str(kinds)).stdout
    settings = Settings.load({"without": ["clearances.no_yards"]})
    check_rule_names(settings.without, load_kinds(kinds).values(), kinds)


def test_unknown_rule_of_a_kind_stops_a_run_before_it_asks(tmp_path: Path) -> None:
    kinds = write_kinds(tmp_path / "kinds", clearances=CLEARANCES + RULES)
    with pytest.raises(SettingsError, match=r"has a rule 'clearances\.no_yard'") as caught:
        check_rule_names(["clearances.no_yard"], load_kinds(kinds).values(), kinds)
    assert str(kinds) in str(caught.value)
    assert "clearances.no_yards" in str(caught.value.remedy)
    with pytest.raises(SettingsError) as caught:
        check_rule_names(["clearances.no_yards"], (), None)
    assert "--kinds" in str(caught.value.remedy)
    (tmp_path / "guard.txt").write_text(GUARD, "utf-8")
    run = vouchline(
        "extract", str(tmp_path), "-o", str(tmp_path / "out"), "--kinds", str(kinds), "--without", "clearances.no_yard"
    )  # fmt: skip
    assert run.exit_code == 2
    assert "has a rule 'clearances.no_yard'" in run.stderr
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("rule", "message"),
    [
        ("{name: a, mends: x}", "needs one of leave_out and cut"),
        ("{name: a, mends: x, leave_out: {age: '1'}}", "'age', which no value is stored as"),
        ("{name: a, mends: x, leave_out: {validity: null}}", "'validity', which no value is stored as"),
        ("{name: a, mends: x, cut: {start_date: '1'}}", "cuts 'start_date', which is no text"),
        ("{name: a, mends: x, cut: {fee: '1'}}", "cuts 'fee', which is no text"),
        ("{name: a, mends: x, leave_out: {name: '('}}", "no regular expression"),
        ("{name: A, mends: x, leave_out: {name: a}}", "field 'rules.0.name'"),
    ],
)
def test_wrong_rule_is_refused_with_its_line(rule: str, message: str, tmp_path: Path) -> None:
    kinds = write_kinds(tmp_path / "kinds", clearances=f"{CLEARANCES}rules:\n  - {rule}\n")
    with pytest.raises(KindError) as caught:
        load_kinds(kinds)
    assert "line 1" in str(caught.value)
    assert message in str(caught.value)


def test_changed_rule_works_on_kept_answers_and_can_be_left_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_up(tmp_path, monkeypatch)
    (tmp_path / "docs" / "ada.txt").write_text(GUARD, "utf-8")

    def named(*more: str) -> list[str]:
        done = run_at(server, "extract", "docs/ada.txt", "-o", "out", "--kinds", "kinds", "--quiet", *more)
        assert done.exit_code == 0, done.output
        return [fact["name"] for fact in stored_file("out/profiles/ada.profile.json")["additional"]["clearances"]]

    with serve_fitting(answer=guard_answer) as server:
        write_kinds(tmp_path / "kinds", clearances=CLEARANCES)
        assert len(named()) == 3
        asked = list(server.asked)
        write_kinds(tmp_path / "kinds", clearances=CLEARANCES + RULES)
        assert named() == ["Dock", "Ministry"]
        assert named("--without", "clearances.no_yards") == ["Dock", "Ministry", "Yard"]
        assert server.asked == asked
