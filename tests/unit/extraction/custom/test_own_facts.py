"""Facts of kinds of the user's own: asked for, proved against the text, kept to their own lines."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any, cast

import pytest
from jsonschema import Draft202012Validator

import schemas
from extract.extraction.custom.loading import load_kinds
from extract.llm.request.providers import Shape
from extract.text.anchor import TextIndex
from schemas import Profile
from testing.command_line import vouchline
from tests.unit.extraction.custom.kinds_folder import (
    CLEARANCES,
    GUARD,
    ROOT,
    extract,
    guard_answer,
    stated,
    write_kinds,
)


def test_choice_period_and_number_are_read_from_a_facts_own_lines_when_the_model_mixes_neighbours(
    guard: Profile,
) -> None:
    assert stated(guard, "clearances") == [
        {
            "name": "Dock clearance", "level": "top_secret", "start_date": "2019", "end_date": "2021", "is_current": False,
            "fee": 1200.0, "fee_unit": "EUR",
        },
        {
            "name": "Ministry clearance", "level": "secret", "start_date": "2022-03", "end_date": None,
            "is_current": True, "fee": 80.0, "fee_unit": "EUR",
        },
        {
            "name": "Yard clearance", "level": None, "start_date": None, "end_date": None, "is_current": False,
            "fee": None, "fee_unit": None,
        },
    ]  # fmt: skip
    assert [fact.id for fact in guard.additional["clearances"]] == ["clearance-1", "clearance-2", "clearance-3"]
    leaves = guard.additional["clearances"][0].leaves
    assert {name: (leaf.how, leaf.rule) for name, leaf in leaves.items()} == {
        "name": ("exact", None), "level": ("derived", "choice_words"), "start_date": ("derived", "year_to_year"),
        "end_date": ("derived", "year_to_year"), "fee": ("derived", "numeral"),
    }  # fmt: skip
    assert all(GUARD[leaf.start : leaf.end].strip() for leaf in leaves.values())
    assert [finding.code for finding in guard.findings].count("unsupported_value") == 1


def test_lines_of_own_facts_are_read_ones_and_their_headings_open_sections_in_any_script(guard: Profile) -> None:
    assert not {6, 7, 8, 9} & {line.line for line in guard.unread_lines}
    assert not [fact for fact in guard.qualifications if "clearance" in fact.name]


def test_profile_is_valid_by_the_exact_schema_and_by_the_published_one(guard: Profile, guard_folder: Path) -> None:
    kinds = guard_folder / "kinds"
    printed = vouchline("schema", "profile", "--kinds", str(kinds))
    exact, data = json.loads(printed.stdout), json.loads(schemas.dump(guard))
    Draft202012Validator.check_schema(exact)
    for schema in (exact, schemas.json_schema("profile")):
        validator = cast("Any", Draft202012Validator(schema))  # its stubs are partly unknown
        assert not list(validator.iter_errors(data))
    assert exact["$defs"]["AdditionalClearance"]["additionalProperties"] is False
    assert guard.provenance.answer_schema != schemas.fingerprint("profile")
    assert guard.provenance.prompts["clearances"] == load_kinds(kinds)["clearances"].prompt.fingerprint
    assert schemas.dump(Profile.model_validate_json(schemas.dump(guard))) == schemas.dump(guard)


def test_questions_and_files_are_the_same_as_before_when_no_kinds_are_given(tmp_path: Path) -> None:
    path = tmp_path / "guard.txt"
    path.write_text(GUARD, "utf-8")
    text = schemas.dump(extract(path, None, guard_answer))
    assert "additional" not in json.loads(text)
    assert json.loads(text)["provenance"]["schema"] == schemas.fingerprint("profile", {})


def test_nothing_is_asked_when_neither_heading_nor_cue_speaks_of_the_kind(tmp_path: Path) -> None:
    path = tmp_path / "guard.txt"
    path.write_text(GUARD.split("보안")[0], "utf-8")
    asked: list[str] = []

    def answer(schema: str, _: list[str]) -> Any:
        asked.append(schema)

    profile = extract(path, write_kinds(tmp_path / "kinds", clearances=CLEARANCES), answer)
    assert "Jobs" in asked
    assert "Clearances" not in asked
    assert profile.additional == {"clearances": []}


@pytest.mark.parametrize("shape", ["closed", "static"])
def test_nothing_lands_in_a_profile_when_the_model_repeats_the_examples_of_a_kind(shape: Shape) -> None:
    kind = load_kinds(ROOT / "samples" / "kinds")["patents"]
    path = ROOT / "samples" / "patents" / "sunniva_aldridge.txt"
    facts = [{name: fact.get(name) for name in kind.ordered} for each in kind.examples for fact in each.answer]

    def repeat(schema: str, _: list[str]) -> Any:
        if schema == "Patents":
            dates = {} if shape == "static" else {"date": None}
            real = dict.fromkeys(kind.ordered) | {"title": "Thermostat without a spring"}
            return {"patents": [*({**fact, **dates} for fact in facts), {**facts[0], **dates, "title": real["title"]}]}
        return {"value": facts[0]["title"]} if schema == "RepairAnswer" else None

    profile = extract(path, ROOT / "samples" / "kinds", repeat, shape)
    index = TextIndex(path.read_text("utf-8"))
    [fact] = profile.additional["patents"]
    assert fact.stated["title"] == "Thermostat without a spring"
    assert fact.stated["number"] is fact.stated["inventors"] is None
    words = [str(value) for each in facts for name, value in each.items() if value and name in ("title", "number")]
    assert not [word for word in words if index.find(word)]
    assert not [word for word in words if word in schemas.dump(profile)]
    assert "unsupported_value" in {finding.code for finding in profile.findings}


def test_words_of_one_field_are_not_taken_for_another_when_a_field_is_asked_again(tmp_path: Path) -> None:
    """A small model, asked again for what is not there, copies what it sees: the name, or another field's words."""
    path = ROOT / "samples" / "patents" / "sunniva_aldridge.txt"

    def answer(schema: str, _: list[str]) -> Any:
        if schema == "Patents":
            empty: dict[str, Any] = dict.fromkeys(load_kinds(ROOT / "samples" / "kinds")["patents"].fields)
            number = "DE 10 2016 555 143"
            return {
                "patents": [{**empty, "title": "Thermostat without a spring", "number": number, "inventors": "Nobody"}]
            }
        return {"value": "Thermostat without a spring"} if schema == "RepairAnswer" else None

    [fact] = extract(path, ROOT / "samples" / "kinds", answer, "static").additional["patents"]
    assert fact.stated["inventors"] is None
    assert (fact.stated["office"], fact.stated["status"]) == ("german", "granted")


def test_the_same_fact_twice_is_a_finding(tmp_path: Path) -> None:
    path = tmp_path / "guard.txt"
    path.write_text(GUARD.replace("- Yard clearance\n", "- Yard clearance\n\n- Yard clearance\n"), "utf-8")
    item = {"name": "Yard clearance", "level": None, "validity": None, "fee": None}
    profile = extract(
        path, write_kinds(tmp_path / "kinds", clearances=CLEARANCES),
        lambda schema, _: {"clearances": [item, item]} if schema == "Clearances" else None,
    )  # fmt: skip
    [finding] = [finding for finding in profile.findings if finding.code == "duplicate_fact"]
    assert finding.fact_ids == ["clearance-1", "clearance-2"]


IN_PROSE = """Ada Example
EXPERIENCE
Engineer, Acme Pumps, Jan 2020 – Present
- Inventor of a silent bearing, US 10,555,111, granted 2021
- Built the silent test rig
"""

IN_BLOCKS = """Ada Example
Patents
US 10,555,111
Silent bearing
Granted 4 May 2021
US 10,555,112
Dry bearing
Filed 2022
"""


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (IN_PROSE, [("silent bearing", "US 10,555,111", "granted", "2021")]),
        (
            IN_BLOCKS,
            [
                ("Silent bearing", "US 10,555,111", "granted", "2021-05-04"),
                ("Dry bearing", "US 10,555,112", "pending", "2022"),
            ],
        ),
    ],
    ids=["in prose", "in blocks"],
)
def test_facts_keep_to_their_own_lines_when_the_model_gives_a_neighbours_values(
    text: str, expected: list[tuple[str, ...]], tmp_path: Path
) -> None:
    path = tmp_path / "ada.txt"
    path.write_text(text, "utf-8")
    empty: dict[str, Any] = dict.fromkeys(load_kinds(ROOT / "samples" / "kinds")["patents"].fields)

    def answer(schema: str, messages: list[str]) -> Any:
        if schema == "Patents":
            # Names are right; the date and the status are those of the first fact, and one name is no patent.
            dates = re.findall(r"ted (.*\d)", text)
            first = {**empty, "number": expected[0][1], "status": "granted", "date": dates[0]}
            return {"patents": [{**first, "title": words[0]} for words in (*expected, ("silent test rig",))]}
        return {"value": "US 10,555,112" if "number of" in messages[-1] else None} if schema == "RepairAnswer" else None

    found = stated(extract(path, ROOT / "samples" / "kinds", answer, "static"), "patents")
    assert [(fact["title"], fact["number"], fact["status"], fact["date"]) for fact in found] == expected
