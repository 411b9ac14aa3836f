"""What models fill, as it is published: described, grounded field by field, and sent as it was recorded."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

import pytest
from jsonschema import Draft202012Validator
from pydantic import BaseModel, RootModel
from pydantic.fields import FieldInfo

from extract.llm.prompts.prompt import load_prompt, prompt_names
from extract.llm.request.answer_schema import form_of
from extract.pipeline.setup.prompt_check import BUILDERS
from schemas.answers import ANSWERS, Grounding, Reply, answer_schema
from testing.command_line import vouchline

PAGE = Path(__file__).parents[3] / "docs" / "answers.md"
SHOWN = {
    "document": "Cook, Blue Door, 2011 - 2012\nNurse, Acme Hospital, Jan 2020 – Present\n",
    "lines": "Lift Inspector, 2011 - 2012\nGas Fitter, Jan 2020 – Present\n",
    "line": "Cut waiting time from 49 to 31 minutes, and 12 % of the cost",
}
SENT = {
    "candidate": "2cd89c71b9537e75",
    "change_or_level": "d1e0db308cb2295a",
    "credential_kind": "b61c0de64cf3b666",
    "credentials": "67d080013405e349",
    "degree_level": "7a09fe647b6699bd",
    "demand_line": "7cc80acd24c1eab7",
    "demands": "fbe2b04ea4577d83",
    "direction": "1b11ae6e7be06c61",
    "education": "238d4e91f0196b6a",
    "entry_kind": "741743c6c1223b1b",
    "list_entry": "51db82efad6cc77e",
    "list_label": "2dc38d8d4aee5669",
    "metrics": "9284f72895b68d5d",
    "metrics_listed": "0e4d5cd1b40896b5",
    "named_skill": "43b06844acf44e70",
    "pastime": "31c84108625fdbfb",
    "posting": "013f1fe7144abb4b",
    "posting_heading": "28f360e7c2aa458c",
    "projects": "5d72015294da6da6",
    "publications": "d883fe4b42deae80",
    "qualifications": "e66a78b8351c2eae",
    "relevance": "84eb55e08e4168be",
    "repair": "ee0ec2ebc2320544",
    "resume_heading": "865d69f1bf424829",
    "role_gap": "32a0ca570c98826c",
    "roles": "4502369d86dc356f",
    "skill_alone": "7d1acf4394493870",
    "spoken_language": "7360b4e08a3db79b",
    "talks": "d4172b44f20e4782",
    "title_or_employer": "2bcace68388cc5b7",
    "trait": "65445e7d0b73d37c",
    "verdict": "9f7a9be255ee9395",
    "which_is_employer": "3c7c97201dc7ce3c",
}
"""The sha256 of what is sent of each published schema: a recording, and an answer that was paid for, are found by it."""


def fields_of(answer: type[BaseModel], before: str = "") -> Iterator[tuple[str, FieldInfo, Grounding | None]]:
    """Yield (name, field, grounding) of an answer, those of listed answers behind the list's name and a dot."""
    for name, field in answer.model_fields.items():
        item = next(iter(get_args(field.annotation)), None)
        stands_on = [*field.metadata, *getattr(item, "__metadata__", ())]
        yield before + (field.alias or name), field, next((m for m in stands_on if isinstance(m, Grounding)), None)
        if isinstance(item, type) and issubclass(item, BaseModel):
            yield from fields_of(item, f"{before}{name}.")


FIELDS = [
    (name, place, field, grounding)
    for name, answer in ANSWERS.items()
    if not issubclass(answer, RootModel)
    for place, field, grounding in fields_of(answer)
]


def test_every_prompt_that_asks_has_an_answer() -> None:
    assert sorted(ANSWERS) == [name for name in prompt_names() if name != "resume"]
    assert ANSWERS.keys() == BUILDERS.keys()


@pytest.mark.parametrize("name", ANSWERS)
def test_answer_is_strict_and_its_schema_valid(name: str) -> None:
    answer, schema = ANSWERS[name], answer_schema(name)
    Draft202012Validator.check_schema(schema)
    assert schema["description"]
    assert issubclass(answer, RootModel) or (issubclass(answer, Reply) and schema["additionalProperties"] is False)


@pytest.mark.parametrize(("name", "place", "field", "grounding"), FIELDS, ids=[f"{n}.{p}" for n, p, *_ in FIELDS])
def test_field_is_described_and_grounded(name: str, place: str, field: FieldInfo, grounding: Grounding | None) -> None:
    assert field.description
    holds_answers = any(other.startswith(f"{place}.") for of, other, *_ in FIELDS if of == name)
    assert (grounding is None) == holds_answers


def properties_of(schema: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for part in (schema, *schema.get("$defs", {}).values()):
        yield from part.get("properties", {}).items()


CLOSED = [
    (name, place.rpartition(".")[2], grounding)
    for name, place, _, grounding in FIELDS
    if grounding in (Grounding.PERIOD, Grounding.NUMERAL, Grounding.CHOICE) and name != "metrics_listed"
]


@pytest.mark.parametrize(("name", "field", "grounding"), CLOSED, ids=[f"{n}.{f}" for n, f, _ in CLOSED])
def test_field_that_is_a_choice_is_one_for_the_document(name: str, field: str, grounding: Grounding) -> None:
    """And one that is a run of words is left to be found in the text: code has no list of those."""
    part = dict(properties_of(BUILDERS[name](SHOWN).schema))[field]
    options = next((each for each in part.get("anyOf", [part]) if "enum" in each), part)
    if grounding is Grounding.PERIOD:
        assert options["enum"] == ["2011 - 2012", "Jan 2020 – Present"]
        assert {"type": "null"} in part["anyOf"]
    elif grounding is Grounding.NUMERAL:
        assert options["enum"] == [2011, 2012, 2020]
    else:
        assert options["enum"] == dict(properties_of(answer_schema(name)))[field]["enum"]


def test_numbers_of_a_line_name_the_fields_of_the_answer_about_it() -> None:
    assert list(BUILDERS["metrics"](SHOWN).schema["properties"]) == ["49 to 31 minutes", "12 %"]


@pytest.mark.parametrize("name", ANSWERS)
def test_what_is_sent_is_what_was_recorded(name: str) -> None:
    sent = json.dumps(form_of(ANSWERS[name]).schema)
    assert "grounding" not in sent + json.dumps(ANSWERS[name].model_json_schema())  # which instructor sends
    assert hashlib.sha256(sent.encode()).hexdigest()[:16] == SENT[name]


def test_schema_prints_an_answer_with_its_grounding() -> None:
    assert json.loads(vouchline("schema", "answers/roles").stdout) == answer_schema("roles")
    job = answer_schema("roles")["$defs"]["Job"]["properties"]
    assert job["period"]["grounding"] == "period"
    assert job["employer"]["grounding"] == "words"
    assert vouchline("schema", "answers/nothing").exit_code == 2
    help_ = " ".join(vouchline("schema", "--help").stdout.split())
    assert all(f"answers/{name}" in help_ for name in ANSWERS)


@pytest.mark.parametrize(("name", "place", "field", "grounding"), FIELDS, ids=[f"{n}.{p}" for n, p, *_ in FIELDS])
def test_page_lists_the_field(name: str, place: str, field: FieldInfo, grounding: Grounding | None) -> None:
    row = f"| `{name}` | `{place}` | {grounding.value if grounding else 'list'} | {field.description} |"
    assert row in PAGE.read_text("utf-8").splitlines()


def test_page_lists_no_field_that_is_not_there() -> None:
    rows = [line for line in PAGE.read_text("utf-8").splitlines() if line.startswith("| `") and line.count("|") == 5]
    assert len(rows) == len(FIELDS)
    assert load_prompt("metrics").name == "metrics"  # whose fields are named for each line
