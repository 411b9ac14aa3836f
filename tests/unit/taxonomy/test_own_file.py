from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from extract.errors import SettingsError
from extract.taxonomy.concepts import Match
from extract.taxonomy.loading import load_taxonomy, taxonomy_source
from extract.taxonomy.own import read_taxonomy

CSV = "id,label,aliases,kind\nS-1,TIG welding,WIG-Schweißen|TIG,skill\nJ-7,welder,Schweißer,occupation\n"


def written(path: Path, text: str | bytes) -> Path:
    path.write_bytes(text if isinstance(text, bytes) else text.encode("utf-8"))
    return path


def found_id(path: Path, name: str) -> str:
    taxonomy = load_taxonomy(str(path))
    assert taxonomy is not None
    found = taxonomy.find(name, "skill")
    assert isinstance(found, Match)
    return found.concept.id


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_csv_file_is_read_whatever_divides_its_cells(tmp_path: Path, delimiter: str) -> None:
    source, concepts = read_taxonomy(written(tmp_path / "Jobs.csv", "\ufeff" + CSV.replace(",", delimiter)))
    assert source.name == "jobs"
    assert [(each.id, each.label, each.aliases, each.kind) for each in concepts] == [
        ("S-1", "TIG welding", ("WIG-Schweißen", "TIG"), "skill"), ("J-7", "welder", ("Schweißer",), "occupation"),
    ]  # fmt: skip


def test_file_of_esco_is_read_as_it_is_published(tmp_path: Path) -> None:
    text = (
        'conceptType,conceptUri,preferredLabel,altLabels,extra\nKnowledgeSkillCompetence,u:1,Schweißen,"TIG\nWIG",x\n'
    )
    source, [concept] = read_taxonomy(written(tmp_path / "skills_de.csv", text))
    assert (source.name, concept.id, concept.kind, concept.aliases) == ("esco", "u:1", "skill", ("TIG", "WIG"))


def test_json_file_says_its_own_name_and_version(tmp_path: Path) -> None:
    data = {"name": "house", "version": "2026-11", "concepts": [{"id": 7, "label": "welding", "aliases": ["TIG"]}]}
    path = written(tmp_path / "x.json", json.dumps(data))
    source, [concept] = read_taxonomy(path)
    assert (source.name, source.version, concept.id, concept.aliases) == ("house", "2026-11", "7", ("TIG",))
    written(path, json.dumps(data["concepts"]))
    assert read_taxonomy(path)[0].name == "x"


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("t.csv", None, "cannot be read (FileNotFoundError)"),
        ("t.csv", "", "is empty"),
        ("t.csv", " \n", "is empty"),
        ("t.csv", "id,label,aliases\nä".encode("latin-1"), "is not UTF-8 (line 2)"),
        ("t.csv", "id,name,aliases\na,b,c\n", "has no column 'label'; it has 'id', 'name', 'aliases'"),
        ("t.csv", "id,label,aliases\n", "holds no concept"),
        ("t.csv", "id,label,aliases\na,b,\na,c,\n", "has the id 'a' twice (line 2 and line 3)"),
        ("t.csv", "id,label,aliases\na,,\n", "has an empty label (line 2)"),
        ("t.csv", "id,label,aliases\na,b\n", "has 2 cells on line 2, and 3 columns"),
        ("t.csv", 'id,label,aliases\na,"b" c,d\n', "is no CSV file"),
        ("t.csv", "id,label,aliases,kind\na,b,,job\n", "has the kind 'job' (line 2)"),
        ("9 t.csv", "id,label,aliases\na,b,\n", "has the name '9 t', which cannot be a key of ids"),
        ("t.json", "{", "is no JSON"),
        ("t.json", "{}", 'has no list "concepts"'),
        ("t.json", '["a"]', "holds no object as concept 1"),
        ("t.json", '[{"id": "a"}]', "has no 'label' in concept 1"),
        ("t.json", '{"name": "A b", "concepts": [{"id": "a", "label": "b"}]}', "has the name 'A b'"),
    ],
)
def test_file_that_cannot_be_used_is_named_with_what_is_wrong(
    tmp_path: Path, name: str, text: str | bytes | None, said: str
) -> None:
    path = tmp_path / name
    if text is not None:
        written(path, text)
    with pytest.raises(SettingsError) as caught:
        load_taxonomy(str(path))
    assert f"The taxonomy {str(path)!r} {said}" in caught.value.what
    assert caught.value.remedy


def test_file_is_read_again_once_it_was_changed(tmp_path: Path) -> None:
    path = written(tmp_path / "t.csv", "id,label,aliases\na,welding,\n")
    assert found_id(path, "welding") == "a"
    written(path, "id,label,aliases\nb,welding,\n")
    os.utime(path, ns=(1, 1))
    assert found_id(path, "welding") == "b"


def test_none_is_no_taxonomy() -> None:
    assert load_taxonomy("none") is None
    assert taxonomy_source("none") is None
