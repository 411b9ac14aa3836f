from __future__ import annotations

from pathlib import Path

import schemas
from extract.export.rows import fact_rows
from extract.review.domain.reviewed import apply_to_profile
from extract.taxonomy.assigning import assign_ids
from schemas import Profile
from testing.builders.profiles import MadeUpResume
from testing.builders.reviews import correction, decide, item_of


def profile() -> Profile:
    resume = MadeUpResume().role("Senior Accountant", "2020", "2022").role("Head of Zymurgy", "2022")
    return resume.listed("Skills: bookkeeping, frobnication").listed("Accounting", "award").profile()


def test_ids_say_what_led_to_them_and_are_empty_where_nothing_does() -> None:
    found = assign_ids(profile(), "esco")
    accountant, zymurgist = found.roles
    assert accountant.ids["esco"].startswith("http://data.europa.eu/esco/occupation/")
    assert accountant.ids_from["esco"].model_dump() == {"label": "accountant", "how": "grade", "entry": "accountant"}
    bookkeeping, unknown, award = found.qualifications
    assert bookkeeping.ids_from["esco"].model_dump() == {"label": "accounting", "how": "alias", "entry": "bookkeeping"}
    for fact in (zymurgist, unknown, award):
        assert (fact.ids, fact.ids_from) == ({}, {})
    assert found.taxonomy is not None
    assert (found.taxonomy.name, found.taxonomy.version) == ("esco", "1.2.0")
    assert Profile.model_validate_json(schemas.dump(found)) == found


def test_profile_stays_as_it_is_without_a_taxonomy() -> None:
    plain = profile()
    assert assign_ids(plain, "none") == plain
    assert '"taxonomy"' not in schemas.dump(plain)


def test_own_file_gives_ids_under_its_name(tmp_path: Path) -> None:
    path = tmp_path / "house.csv"
    path.write_text("id,label,aliases\nS-1,frobnication,\nJ-1,brewer,head of zymurgy\n", "utf-8")
    found = assign_ids(profile(), str(path))
    assert [role.ids for role in found.roles] == [{}, {"house": "J-1"}]
    assert [fact.ids for fact in found.qualifications] == [{}, {"house": "S-1"}, {}]


def test_table_has_a_column_of_the_taxonomy(tmp_path: Path) -> None:
    path = tmp_path / "level.csv"  # the name of a column that is there already
    path.write_text("id,label,aliases\nS-1,frobnication,\n", "utf-8")
    rows = [row.cells() for row in fact_rows("ada", apply_to_profile(assign_ids(profile(), str(path)), []))]
    assert [row["level_id"] for row in rows if row["fact"] == "qualifications"] == [None, "S-1", None]
    rows = [row.cells() for row in fact_rows("ada", apply_to_profile(assign_ids(profile(), "esco"), []))]
    assert str(rows[0]["esco"]).startswith("http://data.europa.eu/esco/occupation/")
    assert not {"ids", "ids_from"} & rows[0].keys()


def test_name_that_a_person_corrected_loses_the_id_of_the_words_before() -> None:
    found = assign_ids(profile(), "esco")
    item = item_of(found, "qualifications")
    log = [decide([], "correct", item, **correction(name="frobnication"))]
    [corrected, *_] = apply_to_profile(found, log).profile.qualifications
    assert (corrected.name, corrected.ids, corrected.ids_from) == ("frobnication", {}, {})
