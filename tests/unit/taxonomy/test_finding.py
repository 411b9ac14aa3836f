from __future__ import annotations

import pytest

from extract.taxonomy.concepts import Concept, ConceptKind, Match, Source, Unmatched
from extract.taxonomy.loading import load_taxonomy
from extract.taxonomy.taxonomy import Taxonomy


@pytest.fixture(scope="module")
def esco() -> Taxonomy:
    taxonomy = load_taxonomy("esco")
    assert taxonomy is not None
    return taxonomy


def taxonomy_of(*concepts: Concept) -> Taxonomy:
    return Taxonomy(Source("house", "1", "0" * 16), concepts)


@pytest.mark.parametrize(
    ("name", "kind", "label", "how"),
    [
        ("Data  Scientist", "occupation", "data scientist", "label"),
        ("data-scientist", "occupation", "data scientist", "label"),
        ("bookkeeping", "skill", "accounting", "alias"),
        ("BIM", "skill", "building information modelling", "alias"),
        ("Python", "skill", "Python (computer programming)", "suffix"),
        ("Waitress", "occupation", "waiter/waitress", "slash"),
        ("Französisch", "skill", "French", "language"),
        ("Spanish (working)", "skill", "Spanish", "brackets"),
        ("pediatrics", "skill", "paediatrics", "spelling"),
        ("dental hygienists", "occupation", "dental hygienist", "plural"),
        ("communication skills", "skill", "communication", "filler"),
        ("flow cytometry", "skill", "carry out flow cytometry", "activity"),
        ("inventory management", "skill", "manage inventory", "verb_first"),
        ("menu planning", "skill", "plan menus", "verb_first"),
        ("Senior Accountant", "occupation", "accountant", "grade"),
        ("MS Office", "skill", "use microsoft office", "abbreviation+activity"),
    ],
)
def test_name_leads_to_its_concept_by_a_label_an_alias_or_a_rule(
    esco: Taxonomy, name: str, kind: ConceptKind, label: str, how: str
) -> None:
    found = esco.find(name, kind)
    assert isinstance(found, Match)
    assert (found.concept.label, found.how) == (label, how)
    assert found.concept.id.startswith(f"http://data.europa.eu/esco/{kind}/")


@pytest.mark.parametrize("name", ["", "  - ", "React", "Zymurgical frobnication", "Intern", "Go"])
def test_name_that_the_table_lacks_is_unknown(esco: Taxonomy, name: str) -> None:
    for kind in ("skill", "occupation"):
        assert esco.find(name, kind) == Unmatched("unknown")


@pytest.mark.parametrize("name", ["telemetry", "data entry", "Canva"])
def test_rule_leads_nowhere_when_the_concept_is_something_else(esco: Taxonomy, name: str) -> None:
    assert isinstance(esco.find(name, "skill"), Unmatched)


def test_name_of_several_concepts_leads_to_none_and_lists_them(esco: Taxonomy) -> None:
    found = esco.find("roofing", "skill")
    assert isinstance(found, Unmatched)
    assert found.reason == "ambiguous"
    assert len(found.candidates) > 1


def test_label_goes_before_an_alias_of_another_concept() -> None:
    taxonomy = taxonomy_of(Concept("a", "computer vision", ("MATLAB",)), Concept("b", "MATLAB"))
    found = taxonomy.find("matlab", "skill")
    assert isinstance(found, Match)
    assert found.concept.id == "b"


def test_skill_is_no_occupation_and_a_concept_without_kind_is_both() -> None:
    taxonomy = taxonomy_of(Concept("a", "welding", kind="skill"), Concept("b", "chairing"))
    assert isinstance(taxonomy.find("welding", "skill"), Match)
    assert isinstance(taxonomy.find("welding", "occupation"), Unmatched)
    assert isinstance(taxonomy.find("chairing", "occupation"), Match)


def test_two_aliases_of_one_concept_are_no_ambiguity() -> None:
    found = taxonomy_of(Concept("a", "welding", ("TIG welding", "tig-welding"))).find("TIG Welding", "skill")
    assert isinstance(found, Match)
    assert (found.concept.id, found.how) == ("a", "alias")
