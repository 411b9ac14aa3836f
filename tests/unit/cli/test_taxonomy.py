from __future__ import annotations

import json
from pathlib import Path

from testing.command_line import vouchline


def test_taxonomy_command_says_what_a_name_is_and_what_led_there() -> None:
    text = vouchline("taxonomy", "Senior Accountant", "roofing").stdout
    assert "accountant, by grade 'accountant': http://data.europa.eu/esco/occupation/" in text
    assert "none: no label or alias of this name" in text
    assert "none: a name of several concepts, 'lay non-interlocking roof tiles', 'lay interlocking roof tiles'" in text


def test_taxonomy_command_names_the_taxonomy_and_says_what_esco_asks_for() -> None:
    text = vouchline("taxonomy").stdout
    assert text.startswith("esco 1.2.0 (")
    assert "16973 concepts" in text
    assert "This service uses the ESCO classification of the European Commission." in text


def test_taxonomy_command_prints_one_object_with_json(tmp_path: Path) -> None:
    file = tmp_path / "house.csv"
    file.write_text("id,label,aliases\nS-1,brewing,\nS-2,Brewing,\nS-3,tasting,sipping\n", "utf-8")
    done = vouchline("taxonomy", "Brewing", "sipping", "--kind", "skill", "--taxonomy", str(file), "--json")
    told = json.loads(done.stdout)
    assert (told["taxonomy"]["name"], told["concepts"]) == ("house", 3)
    assert told["names"] == [
        {"name": "Brewing", "skill": {"id": None, "reason": "ambiguous", "candidates": [{"id": "S-1", "label": "brewing"}, {"id": "S-2", "label": "Brewing"}]}},
        {"name": "sipping", "skill": {"id": "S-3", "label": "tasting", "how": "alias", "entry": "sipping"}},
    ]  # fmt: skip


def test_taxonomy_command_refuses_none_and_a_file_that_is_missing() -> None:
    assert vouchline("taxonomy", "x", "--taxonomy", "none").exit_code == 2
    done = vouchline("taxonomy", "x", "--taxonomy", "missing.csv")
    assert done.exit_code == 2
    assert "The taxonomy 'missing.csv' cannot be read (FileNotFoundError)." in done.stderr


def test_run_refuses_a_taxonomy_that_cannot_be_used_before_anything_is_written(tmp_path: Path) -> None:
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "cv.txt").write_text("Ada Example\n", "utf-8")
    (tmp_path / "t.csv").write_text("id,label\n", "utf-8")
    out = tmp_path / "out"
    done = vouchline("run", str(tmp_path / "docs"), "-o", str(out), "--taxonomy", str(tmp_path / "t.csv"))
    assert done.exit_code == 2
    assert "has no column 'aliases'" in done.stderr
    assert not list(out.rglob("*.json"))
