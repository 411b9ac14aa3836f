"""What docs/new-fact-kind.md shows, done word for word: files written, commands run, results compared, on recorded answers.

To record again, with the embedded model at hand: `vouchline extract samples/patents -o out --kinds samples/kinds --model
embedded --record-mode all --cassettes cassettes/test_new_fact_kind`.
"""

from __future__ import annotations

import csv
import json
import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

from testing.command_line import quiet_error
from testing.command_line import vouchline as call

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "new-fact-kind.md").read_text("utf-8")
RECORDING = ROOT / "cassettes" / "test_new_fact_kind"


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)


def vouchline(cassette: Path, *arguments: str) -> Result:
    """Run a command of the page; the check of recordings knows by this function that vouchline.yaml is played."""
    played = ("--model", "embedded", "--cassettes", str(cassette), "--record-mode", "none")
    return call(*arguments, *(played if arguments[0] == "extract" else ()))


def run_commands() -> Iterator[tuple[str, Result]]:
    """Run the page's commands in their order."""
    for block in blocks("sh"):
        for line in block.splitlines():
            program, *arguments = shlex.split(line, comments=True)
            assert program == "vouchline"
            result = vouchline(RECORDING, *arguments)
            assert result.exit_code == 0, f"{line}\n{result.output}"
            yield line, result


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The working folder of somebody who follows the page: the samples, and the files that it says to write."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "samples").symlink_to(ROOT / "samples", target_is_directory=True)
    [kind, rules], [_, gold] = blocks("yaml"), blocks("json")
    for path, text in {"kinds/patents.yaml": kind + rules, "gold/sunniva_aldridge.profile.gold.json": gold}.items():
        assert f"`{path}`" in PAGE
        Path(path).parent.mkdir()
        Path(path).write_text(text, "utf-8")
    return tmp_path


@pytest.mark.usefixtures("project")
def test_page_gives_what_it_shows_when_it_is_followed() -> None:
    shown = dict(run_commands())
    profile: dict[str, Any] = json.loads(Path("out/profiles/sunniva_aldridge.profile.json").read_text("utf-8"))
    patents = profile["additional"]["patents"]
    values = [{k: v for k, v in fact.items() if k not in ("leaves", "evidence")} for fact in patents]
    assert values[0] == json.loads(blocks("json")[0])
    text = Path("samples/patents/sunniva_aldridge.txt").read_text("utf-8")
    for fact in patents:
        assert all(text[piece["start"] : piece["end"]] == piece["text"] for piece in fact["evidence"])
        assert fact["leaves"].keys() == {k for k, v in fact.items() if v and k not in ("id", "leaves", "evidence")}
    [unmended] = Path("unmended/profiles").glob("*.profile.json")
    numbers = [fact["number"] for fact in json.loads(unmended.read_text("utf-8"))["additional"]["patents"]]
    assert numbers[2] == "US application 17/555,140"
    assert values[2]["number"] == "17/555,140"
    listed = next(result for line, result in shown.items() if line.startswith("vouchline rules"))
    assert "patents.no_trademarks" in listed.stdout
    asked = next(result for line, result in shown.items() if line.startswith("vouchline prompts"))
    assert re.search(r"^patents +1 ", asked.stdout, re.MULTILINE)
    explained = next(result for line, result in shown.items() if "--explain" in line)
    assert "Question of the kind patents" in explained.stdout
    rows = list(csv.DictReader(Path("facts.patents.csv").read_text("utf-8").splitlines()))
    assert [row["number"] for row in rows] == [value["number"] for value in values]


@pytest.mark.usefixtures("project")
def test_every_patent_of_the_sample_is_found_as_gold_has_it() -> None:
    for _ in run_commands():
        pass
    found = json.loads(call("eval", "gold", "out", "--docs", "samples/patents", "--json").stdout)
    assert found["kinds"]["patents"]["f1"] == 1.0, found["wrong"]
    assert found["support"]["unsupported"] == found["support"]["evidence_errors"] == 0
    assert found["support"]["values"] > 0


@pytest.mark.usefixtures("project")
def test_message_is_the_one_on_the_page_when_a_type_is_misspelt() -> None:
    path = Path("kinds/patents.yaml")
    path.write_text(path.read_text("utf-8").replace("type: date", "type: day"), "utf-8")
    message = quiet_error(vouchline(RECORDING, "extract", "samples/patents", "-o", "out", "--kinds", "kinds"))
    [shown] = blocks("text")
    assert message.split() == shown.split()
    assert not Path("out").exists()


def test_kind_of_the_page_is_the_one_in_the_samples() -> None:
    assert blocks("yaml")[0] == (ROOT / "samples" / "kinds" / "patents.yaml").read_text("utf-8")
