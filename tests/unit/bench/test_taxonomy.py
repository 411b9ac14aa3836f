from __future__ import annotations

import csv

from bench.esco_table import Edges, apart, initials, occupation
from bench.taxonomy import HALVES, NAMES, look_up, summary
from extract.taxonomy.esco import esco_concepts
from extract.taxonomy.loading import load_taxonomy


def test_names_are_two_halves_of_a_hundred_whose_concepts_the_table_has() -> None:
    labels = {concept.id: concept.label for concept in esco_concepts()}
    with NAMES.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [sum(row["half"] == half for row in rows) for half in HALVES] == [100, 100]
    assert len({row["name"] for row in rows}) == 200
    for row in rows:
        assert [labels[each] for each in row["ids"].split("|") if each] == [
            each for each in row["labels"].split("|") if each
        ]


def test_precision_of_both_halves_is_what_the_decision_says() -> None:
    taxonomy = load_taxonomy("esco")
    assert taxonomy is not None
    looked = look_up(taxonomy)
    for half, right, found in (("development", 46, 46), ("test", 45, 47)):
        told = summary([each for each in looked if each.half == half])
        assert (told["right"], told["found"]) == (right, found)


def test_label_of_an_occupation_is_told_from_the_plural_that_its_description_begins_with() -> None:
    run = "head of workshop workshop supervisor Heads of workshop coordinate the work. Heads of workshop also plan."
    assert occupation("x", run) == ("head of workshop", "workshop supervisor")


def test_run_of_names_is_parted_only_where_an_edge_is_sure() -> None:
    edges = Edges([f"{what} {who}" for what in ("sales", "bank", "office") for who in ("clerk", "manager")] * 5)
    assert edges.part("sales clerk bank manager", 0.9) == ["sales clerk", "bank manager"]
    assert edges.part("sales of clerk bank manager", 0.9)[-1] == "bank manager"
    assert "odd word" not in edges.part("sales clerk odd word bank manager", 0.9)


def test_first_letters_of_a_label_are_an_alias_where_its_text_prints_them() -> None:
    assert initials("building information modelling", "bim BIM software") == ["BIM"]
    assert initials("data mining", "DM") == []


def test_aliases_stand_on_lines_or_between_commas() -> None:
    assert apart("one, two\nthree\n") == ["one, two", "three"]
    assert apart("one, two") == ["one", "two"]
