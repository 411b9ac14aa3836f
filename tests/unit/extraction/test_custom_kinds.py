"""Kinds of facts that a user describes in files: clear errors, proved values, and the way through everything downstream."""

from __future__ import annotations

import asyncio
import csv
import importlib
import json
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any, cast

import pytest
from jsonschema import Draft202012Validator

import schemas
from extract.comparison.retrieval.pool import pool_of
from extract.documents import read_document
from extract.errors import KindError
from extract.evaluation import evaluate
from extract.extraction.custom.loading import load_kinds
from extract.extraction.profile import extract_profile
from extract.llm.client import ModelClient
from extract.llm.request.providers import Shape, resolve_endpoint
from extract.review.decisions.subjects import profile_items
from extract.review.domain.applying import apply_decisions
from extract.review.domain.reviewed import rebuild_profile
from extract.review.state.view_model import profile_sheet
from extract.review.web.pages import fragment
from extract.text.anchor import TextIndex
from schemas import Decision, Profile, Versions
from testing.command_line import run_at, set_up, stored, vouchline
from testing.servers.fitting import Answering, FittingServer, serve_fitting

ROOT = Path(__file__).parents[3]
PATENTS = (ROOT / "samples" / "kinds" / "patents.yaml").read_text("utf-8")
CLEARANCES = """kind: clearances
one: clearance
names: name
fields:
  name: text
  level: {type: choice, choices: {secret: [Secret], top_secret: [Top Secret, TS/SCI]}}
  validity: period
  fee: {type: number}
headings: [security clearances, Sicherheitsüberprüfungen, 보안 등급]
task: "List every security clearance: {{ fields }}."
examples:
  - text: Harbour pass, Secret, 2001 - 2002, fee 12 EUR
    answer: [{name: Harbour pass, level: secret, validity: 2001 - 2002, fee: 12 EUR}]
"""
GUARD = """Ada Example
ada@example.com · (212) 555-0142
EXPERIENCE
Guard, Acme Port, Jan 2020 – Present
보안 등급
- Dock clearance (TS/SCI), 2019 – 2021, fee 1.2k EUR
- Ministry clearance, Secret
  since March 2022, fee 80 EUR
- Yard clearance
SKILLS
Radio
"""
GUARD_ANSWER = {
    "clearances": [
        {"name": "Ministry clearance", "level": "top_secret", "validity": "2019 – 2021", "fee": "1.2k EUR"},
        {"name": "Dock clearance", "level": "secret", "validity": "2019 – 2021", "fee": "1.2k EUR"},
        {"name": "Yard clearance", "level": "secret", "validity": None, "fee": None},
    ]
}


def write_kinds(folder: Path, **files: str) -> Path:
    folder.mkdir(exist_ok=True)
    for name, text in files.items():
        (folder / f"{name}.yaml").write_text(text, "utf-8")
    return folder


def extract(path: Path, kinds: Path | None, answer: Answering, shape: Shape = "closed") -> Profile:
    with serve_fitting(answer=answer) as server:
        endpoint = resolve_endpoint(base_url=server.base_url, model="made-up", provider="llama_cpp", shape=shape)

        async def run() -> Profile:
            async with ModelClient(endpoint, cache=None) as client:
                return await extract_profile(
                    read_document(path), client, as_of="2026-11-22", kinds=load_kinds(kinds) if kinds else None
                )

        return asyncio.run(run())


def guard_answer(schema: str, _: list[str]) -> Any:
    return GUARD_ANSWER if schema == "Clearances" else None


@pytest.fixture(scope="module")
def guard_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("guard")
    (folder / "guard.txt").write_text(GUARD, "utf-8")
    write_kinds(folder / "kinds", clearances=CLEARANCES)
    return folder


@pytest.fixture(scope="module")
def guard(guard_folder: Path) -> Profile:
    return extract(guard_folder / "guard.txt", guard_folder / "kinds", guard_answer)


def stated(profile: Profile, kind: str) -> list[dict[str, Any]]:
    return [dict(fact.stated) for fact in profile.additional[kind]]


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


def test_comparison_searches_the_lines_of_own_facts_but_never_those_that_say_who_it_is(guard: Profile) -> None:
    labelled = [line.labelled for line in pool_of(guard)]
    assert any(line.startswith("Clearance: ") and "Dock" in line for line in labelled)
    contact = guard.additional["clearances"][0].evidence[0]
    person = guard.candidate.model_copy(update={"evidence": [contact]})
    blind = pool_of(guard.model_copy(update={"candidate": person}))
    assert not [line for line in blind if line.evidence.line == contact.line]


def decision(guard: Profile, number: int, fact_id: str, action: str) -> Decision:
    item = next(item for item in profile_items(guard) if item.id == fact_id)
    versions = Versions(vouchline="1", model="m", document="0" * 64, results="0" * 16)
    return Decision.model_validate(
        {"number": number, "at": "2026-01-01T00:00:00.000Z", "by": "Bo", "action": action,
         "subject": item.subject().model_dump(), "versions": versions.model_dump()}
    )  # fmt: skip


def test_own_facts_are_accepted_and_rejected_like_others_in_review(guard: Profile) -> None:
    log = [decision(guard, 1, "clearance-1", "accept"), decision(guard, 2, "clearance-2", "reject")]
    review = apply_decisions(profile_items(guard), log, GUARD)
    states = {each.key: each.state for each in review.items if each.kind == "clearances"}
    assert states == {"clearance-1": "accepted", "clearance-2": "rejected", "clearance-3": "open"}
    rebuilt = rebuild_profile(guard, review)
    assert [fact.id for fact in rebuilt.profile.additional["clearances"]] == ["clearance-1", "clearance-3"]
    sheet = profile_sheet("guard", guard, "0", review)
    html = fragment("sheet.html.j2", sheet=sheet)
    shown = html[html.index('data-section="clearances"') :]
    assert shown.count('data-act="reject"') == 2
    assert 'data-act="edit"' not in shown
    section = next(s for s in sheet.sections if s.kind == "clearances")
    assert [card.title for card in section.cards] == ["Dock clearance", "Ministry clearance", "Yard clearance"]
    assert not section.cards[0].correctable
    assert {field.name for field in section.cards[0].filled} >= {"name", "level", "fee"}


@pytest.fixture
def results(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    set_up(tmp_path, monkeypatch)
    (tmp_path / "docs" / "ada.txt").write_text(GUARD, "utf-8")
    write_kinds(tmp_path / "kinds", clearances=CLEARANCES)
    return tmp_path


def run_guard(server: FittingServer, *more: str) -> str:
    done = run_at(server, "extract", "docs/ada.txt", "-o", "out", "--kinds", "kinds", "--quiet", *more)
    assert done.exit_code == 0, done.output
    return done.stdout


@pytest.mark.usefixtures("results")
def test_report_exports_and_explanation_show_own_facts_when_a_folder_is_extracted() -> None:
    with serve_fitting(answer=guard_answer) as server:
        run_guard(server)
        explained = run_guard(server, "--explain", "clearance-1")
    assert "Question of the kind clearances" in explained
    assert "level: derived by rule choice_words, line 6" in explained
    assert stored("out/run.json")["prompts"]["clearances"]
    page = Path("out/report.html").read_text("utf-8")
    assert '"Clearances",[{' in page
    assert "fee: 1,200 EUR" in page
    assert vouchline("export", "out", "--format", "csv", "-o", "facts.csv").exit_code == 0
    rows = list(csv.DictReader(Path("facts.clearances.csv").read_text("utf-8").splitlines()))
    assert tuple(rows[0][name] for name in ("id", "level", "fee", "fee_unit")) == (
        "clearance-1", "top_secret", "1200.0", "EUR",
    )  # fmt: skip
    assert "clearance" not in {row["fact"] for row in csv.DictReader(Path("facts.csv").read_text("utf-8").splitlines())}
    refused = vouchline("export", "out", "--format", "csv")
    assert refused.exit_code == 2
    assert "Name a file with -o" in refused.stderr
    lines = vouchline("export", "out", "--format", "jsonl").stdout.splitlines()
    assert [json.loads(line)["name"] for line in lines if json.loads(line)["fact"] == "clearances"] == [
        "Dock clearance", "Ministry clearance", "Yard clearance",
    ]  # fmt: skip


@pytest.mark.usefixtures("results")
def test_excel_has_a_sheet_and_parquet_a_file_a_kind() -> None:
    import openpyxl

    pq: Any = importlib.import_module("pyarrow.parquet")  # carries few types
    with serve_fitting(answer=guard_answer) as server:
        run_guard(server)
    for form in ("xlsx", "parquet"):
        assert vouchline("export", "out", "--format", form, "-o", f"facts.{form}").exit_code == 0
    book = openpyxl.load_workbook("facts.xlsx")
    assert book.sheetnames == ["Facts", "Clearances", "Quotes"]
    assert book["Clearances"].max_row == 4
    table = pq.read_table("facts.clearances.parquet")
    types = {field.name: str(field.type) for field in table.schema}
    assert (types["fee"], types["is_current"], types["level"]) == ("double", "bool", "string")


@pytest.mark.parametrize(
    ("change", "outcomes"),
    [
        ({}, []),
        ({"level": "secret"}, ["wrong"]),
        ({"fee": 1201}, ["wrong"]),
        ({"start_date": "2018"}, ["wrong"]),
        ({"name": "Dock clearance 2"}, ["wrong"]),
        ({"fee": None}, ["extra"]),
    ],
)
def test_eval_scores_own_facts_field_by_field_when_an_error_is_planted(
    change: dict[str, Any], outcomes: Sequence[str], guard: Profile, guard_folder: Path, tmp_path: Path
) -> None:
    out, gold = tmp_path / "out", tmp_path / "gold"
    (out / "profiles").mkdir(parents=True)
    gold.mkdir()
    (out / "profiles" / "guard.profile.json").write_text(schemas.dump(guard), "utf-8")
    facts = stated(guard, "clearances")
    facts[0] |= change
    (gold / "guard.profile.gold.json").write_text(json.dumps({"additional": {"clearances": facts}}), "utf-8")
    found = evaluate(gold, out, guard_folder)
    wrong = [result.outcome for result in found.wrong]
    assert wrong == outcomes or (change.get("name") and {"missing", "extra"} == set(wrong))
    assert "clearances" in found.kinds
    assert found.support is not None
    assert not any(each.unsupported or each.misplaced for each in found.support.values())


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
