"""Rules are named: what changes a fact stands in the list, what stands in the list acts, and each can be left out."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner

import extract
from extract.cli import main
from extract.errors import SettingsError
from extract.extraction.kinds.careers.careers import STEPS
from extract.llm.models.rules import NAMES, RULES
from extract.settings.load import Settings

CODE = Path(extract.__file__).parent


def test_every_rule_is_looked_for_and_every_rule_looked_for_is_listed() -> None:
    asked = {
        name for path in CODE.rglob("*.py") for name in re.findall(r'has_rule\("(\w+)"\)', path.read_text("utf-8"))
    }
    asked |= {rule for rule, _ in STEPS}
    assert asked == set(NAMES)
    assert len(set(NAMES)) == len(NAMES)


def test_rules_are_listed_with_the_error_that_each_mends() -> None:
    shown = json.loads(CliRunner().invoke(main, ["rules", "--json"]).stdout)["rules"]
    assert [rule["name"] for rule in shown] == list(NAMES)
    assert all(rule["mends"].endswith(".") and rule["kinds"] for rule in shown)
    plain = CliRunner().invoke(main, ["rules"]).stdout
    assert all(rule.mends in plain for rule in RULES)


def test_unknown_rule_stops_before_anything_is_read(tmp_path: Path) -> None:
    (tmp_path / "cv.txt").write_text("Zora Vance", "utf-8")
    found = CliRunner().invoke(
        main, ["extract", str(tmp_path / "cv.txt"), "-o", str(tmp_path / "out"), "--without", "luck"]
    )
    assert found.exit_code == 2
    assert "luck" in found.stderr
    assert NAMES[0] in found.stderr
    assert not (tmp_path / "out" / "profiles").exists()


@pytest.mark.parametrize("given", ['["minors", "own_period"]', '"minors,own_period"'])
def test_rules_to_leave_out_may_stand_in_a_settings_file(given: str, tmp_path: Path) -> None:
    (tmp_path / "vouchline.toml").write_text(f"without = {given}\n", "utf-8")
    assert Settings.load({}, folder=tmp_path).without == ("minors", "own_period")


def test_unknown_rule_in_a_settings_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "vouchline.toml").write_text('without = ["luck"]\n', "utf-8")
    with pytest.raises(SettingsError, match="luck"):
        Settings.load({}, folder=tmp_path)
