"""Prompt files of the user's own: which take the place of which, and what stops a run before anything is asked."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from extract.errors import PromptError
from extract.extraction.custom.loading import load_kinds
from extract.llm.prompts.prompt import prompt_names, prompt_text, read_prompt
from extract.llm.prompts.prompt_set import built_in_prompts
from extract.pipeline.setup.prompt_check import check_prompts
from testing.command_line import quiet_error, run_at, set_up, stored, vouchline
from testing.servers.fitting import serve_fitting

TRAIT = prompt_text("trait")


def write(folder: Path, **files: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        (folder / f"{name}.yaml").write_text(text, "utf-8")
    return folder


def test_every_shipped_file_says_its_version() -> None:
    assert all(re.search(r"^version: [1-9]\d*$", prompt_text(name), re.MULTILINE) for name in prompt_names())


def test_every_shipped_prompt_shows_what_its_question_is_given() -> None:
    for name, prompt in built_in_prompts().loaded.items():
        assert prompt.used == prompt.variables, name


def test_file_takes_the_place_of_the_prompt_of_its_name_alone(tmp_path: Path) -> None:
    folder = write(tmp_path, trait=TRAIT.replace("version: 1", "version: 7").replace("It is a", "This is a"))
    (folder / "README.md").write_text("Ours.", "utf-8")
    built_in, found = built_in_prompts(), check_prompts(folder)
    changed = {n for n in prompt_names() if found.fingerprints[n] != built_in.fingerprints[n]}
    assert changed == {"trait"}
    assert (found["trait"].version, found.source("trait")) == (7, str(folder / "trait.yaml"))
    assert found.source("roles") == "built in"
    assert found["trait"].messages(demand="x")[-1].content.endswith("This is a")


def test_fingerprint_stays_when_only_the_version_changes(tmp_path: Path) -> None:
    found = check_prompts(write(tmp_path, trait=TRAIT.replace("version: 1", "version: 2")))
    assert found.fingerprints == built_in_prompts().fingerprints
    assert found.versions["trait"] == 2


def test_questions_behind_a_prefix_of_the_users_are_told_as_theirs(tmp_path: Path) -> None:
    found = check_prompts(write(tmp_path, resume=prompt_text("resume").replace("RESUME\n", "CV\n")))
    assert found.source("talks") == f"built in, behind {tmp_path / 'resume.yaml'}"
    assert found.fingerprints["talks"] != built_in_prompts().fingerprints["talks"]
    assert "talks" in found.own_among(["talks", "trait", "patents"])
    assert found["talks"].messages(document="Ada")[0].content.endswith("CV\nAda")


def test_questions_of_the_users_kinds_stand_behind_the_users_prefix(tmp_path: Path) -> None:
    write(tmp_path / "mine", resume=prompt_text("resume").replace("RESUME\n", "CV\n"))
    kinds = Path(__file__).parents[3] / "samples" / "kinds"
    own, built_in = load_kinds(kinds, check_prompts(tmp_path / "mine"))["patents"], load_kinds(kinds)["patents"]
    assert own.prompt.messages(document="Ada", task="x")[0].content.endswith("CV\nAda")
    assert own.prompt.fingerprint != built_in.prompt.fingerprint
    assert own.model_copy(update={"version": 2}).behind(read_prompt("resume")).prompt.version == 2


def test_version_of_a_kind_is_no_part_of_its_fingerprint(tmp_path: Path) -> None:
    text = (Path(__file__).parents[3] / "samples" / "kinds" / "patents.yaml").read_text("utf-8")
    write(tmp_path / "one", patents=text)
    write(tmp_path / "two", patents=text + "version: 2\n")
    one, two = (load_kinds(tmp_path / name)["patents"].prompt for name in ("one", "two"))
    assert (one.version, two.version) == (1, 2)
    assert one.fingerprint == two.fingerprint


def test_question_may_stand_without_the_shared_prefix(tmp_path: Path) -> None:
    text = 'name: talks\nversion: 2\nabout: Talks.\nuser: "{{ document }}\\n\\nThe talks:"\nvariables: [document]\n'
    found = check_prompts(write(tmp_path, talks=text))
    assert [message.content for message in found["talks"].messages(document="Ada")] == ["Ada\n\nThe talks:"]


OWN_ROLES = """name: roles
version: 2
about: Positions.
user: "{{ document }}\\n\\nThe jobs:"
variables: [document]
examples:
  - variables: {document: "Cook, Blue Door, 2011 - 2012"}
    answer: {jobs: [{employer: EMPLOYER, title: Cook, location: null, period: "PERIOD"}]}
"""


def test_examples_are_taken_where_the_question_shows_its_own_text(tmp_path: Path) -> None:
    good = OWN_ROLES.replace("EMPLOYER", "Blue Door").replace("PERIOD", "2011 - 2012")
    assert len(check_prompts(write(tmp_path, roles=good))["roles"].messages(document="x")) == 3


WRONG = [
    ("unknown name", {"role": TRAIT}, ["role.yaml", "Do you mean 'roles.yaml'", "Known prompts: candidate"]),
    ("variable left out", {"trait": TRAIT.replace("{{ demand }}", "x")},
     ["trait.yaml", "'trait'", "Missing variables: demand", "{{ name }}"]),
    ("two variables left out", {"which_is_employer": "name: which_is_employer\nversion: 2\nabout: x\nuser: '{{ lines }}'\nvariables: [lines]\n"},
     ["Missing variables: one, other"]),
    ("unknown variable", {"trait": TRAIT.replace("{{ demand }}", "{{ demand }} {{ posting }}").replace("[demand]", "[demand, posting]")},
     ["trait.yaml", "Unknown variables: posting", "is given: demand"]),
    ("variable that is not declared", {"trait": TRAIT.replace("{{ demand }}", "{{ demand }} {{ posting }}")},
     ["trait.yaml", "'user'", "Missing variables: posting"]),
    ("filter that is not there", {"trait": TRAIT.replace("{{ demand }}", "{{ demand | shout }}")}, ["trait.yaml", "'user'", "shout"]),
    ("expression that fails", {"trait": TRAIT.replace("{{ demand }}", "{{ demand }}{{ 1 // 0 }}")}, ["trait.yaml", "ZeroDivisionError"]),
    ("no YAML", {"trait": TRAIT + "examples: ["}, ["trait.yaml", "not YAML", "line"]),
    ("field that stands twice", {"trait": TRAIT + "version: 2\n"}, ["trait.yaml", "'version' stands twice"]),
    ("another name inside", {"trait": TRAIT.replace("name: trait", "name: traits")}, ["trait.yaml", "'name'", "name: trait"]),
    ("unknown prefix", {"talks": prompt_text("talks").replace("extends: resume", "extends: cv")}, ["talks.yaml", "'extends'", "'cv'"]),
    ("prefix without the document", {"resume": prompt_text("resume").replace("{{ document }}", "")},
     ["resume.yaml", "Missing variables: document"]),
    ("answer that is not possible", {"trait": TRAIT.replace("kind: trait}", "kind: virtue}")}, ["trait.yaml", "example", "'kind'"]),
    ("example that does not align", {"roles": OWN_ROLES.replace("EMPLOYER", "Red Door").replace("PERIOD", "2011 - 2012")},
     ["roles.yaml", "example 1", "'jobs.0.employer'", "not in the example"]),
    ("period that is not in the example", {"roles": OWN_ROLES.replace("EMPLOYER", "Blue Door").replace("PERIOD", "2013")},
     ["roles.yaml", "example 1", "'jobs.0.period'"]),
    ("example without its text", {"talks": prompt_text("talks") + "examples:\n  - variables: {}\n    answer: {talks: []}\n"},
     ["talks.yaml", "example 1", "no text of its own"]),
    ("example with another variable", {"trait": TRAIT.replace("variables: {demand:", "variables: {line: a, demand:", 1)},
     ["trait.yaml", "example 1", "Unknown variables: line"]),
]  # fmt: skip


@pytest.mark.parametrize(("files", "named"), [c[1:] for c in WRONG], ids=[c[0] for c in WRONG])
def test_wrong_file_is_refused_with_file_name_and_what_to_do(
    files: dict[str, str], named: list[str], tmp_path: Path
) -> None:
    with pytest.raises(PromptError) as caught:
        check_prompts(write(tmp_path, **files))
    assert all(word in str(caught.value) for word in named), str(caught.value)
    assert caught.value.remedy
    assert "Red Door" not in str(caught.value)


def test_file_that_ends_otherwise_is_refused(tmp_path: Path) -> None:
    (tmp_path / "trait.yml").write_text(TRAIT, "utf-8")
    with pytest.raises(PromptError, match=r"trait\.yml.*'trait\.yaml'"):
        check_prompts(tmp_path)


def test_file_of_another_encoding_is_refused(tmp_path: Path) -> None:
    (tmp_path / "trait.yaml").write_bytes("name: é".encode("latin-1"))
    with pytest.raises(PromptError, match=r"trait\.yaml' is not UTF-8"):
        check_prompts(tmp_path)


def test_folder_without_a_prompt_is_refused(tmp_path: Path) -> None:
    with pytest.raises(PromptError, match="holds no prompt"):
        check_prompts(tmp_path)


@pytest.mark.parametrize(
    "command", [("run", "docs", "-o", "out"), ("extract", "docs", "-o", "out"), ("submit", "docs", "-o", "out")]
)
def test_command_stops_before_any_call_when_the_folder_is_not_there(
    command: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_up(tmp_path, monkeypatch)
    with serve_fitting() as server:
        options = ("--base-url", server.base_url, "--model", "made-up", "--prompts", "nowhere")
        message = quiet_error(vouchline(*command, *options))
    assert "'nowhere' does not exist" in message
    assert "vouchline prompts --write nowhere" in message
    assert server.seen == 0
    assert not Path("out/profiles").exists()


def test_run_asks_what_the_users_files_say_and_stores_which_they_are(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_up(tmp_path, monkeypatch)
    write(
        tmp_path / "mine",
        roles=prompt_text("roles").replace("version: 1", "version: 3").replace("every job", "each job"),
    )
    with serve_fitting() as server:
        assert run_at(server, "run", "docs", "-o", "out", "--prompts", "mine").exit_code == 0
        assert any("List each job" in asked for asked in server.asked)
        assert not any("List every job" in asked for asked in server.asked)
        made, run = stored("out/profiles/ada.profile.json")["provenance"], stored("out/run.json")
        for told in (made, run):
            assert told["prompt_versions"]["roles"] == 3
            assert told["own_prompts"] == ["roles"]
        assert made["prompts"].keys() == made["prompt_versions"].keys()
        assert made["prompts"]["roles"] == run["prompts"]["roles"] != built_in_prompts().fingerprints["roles"]
        again = json.loads(run_at(server, "run", "docs", "-o", "out", "--dry-run", "--json").stdout)
        assert {due["why"] for due in again["due"]} == {"prompt 'roles' changed"}
        monkeypatch.setenv("VOUCHLINE_PROMPTS", "mine")
        assert json.loads(run_at(server, "run", "docs", "-o", "out", "--dry-run", "--json").stdout)["due"] == []


def test_prompts_of_a_settings_file_are_listed_with_their_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert vouchline("prompts", "trait", "--write", "mine").exit_code == 0
    assert Path("mine/trait.yaml").read_text("utf-8") == TRAIT
    Path("vouchline.toml").write_text('prompts = "mine"\n', "utf-8")
    rows = {row["name"]: row for row in json.loads(vouchline("prompts", "--json").stdout)["prompts"]}
    assert list(rows) == list(prompt_names())
    assert rows["trait"]["source"] == "mine/trait.yaml"
    assert rows["roles"] == {
        "name": "roles", "version": 1, "fingerprint": built_in_prompts().fingerprints["roles"], "source": "built in",
        "about": "Positions held.",
    }  # fmt: skip
    assert "mine/trait.yaml" in vouchline("prompts", "trait").stdout


def test_writing_prompts_never_overwrites(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    write(tmp_path / "mine", trait="ours")
    assert "'mine/trait.yaml' already" in quiet_error(vouchline("prompts", "--write", "mine"))
    assert [path.name for path in Path("mine").iterdir()] == ["trait.yaml"]
    assert "no prompt 'nothing'" in quiet_error(vouchline("prompts", "nothing"))
