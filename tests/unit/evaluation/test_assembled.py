"""A fact put together from two entries is counted: a value on the line of another fact's names, or outside its own lines."""

from __future__ import annotations

from typing import Any

import pytest

from extract.evaluation.scoring.assembled import assembled_values
from extract.evaluation.scoring.files import StoredProfile

TEXT = "Experience\nTern Robots, Perth\nField Engineer, 2019 – 2021\nGull Freight, Hobart\nDeck Engineer, 2016 – 2019\n"


def role(entry: tuple[int, int] | None, shared: tuple[str, ...] = (), **values: str) -> dict[str, Any]:
    leaves = {
        name: {"how": "exact", "start": TEXT.index(value), "end": TEXT.index(value) + len(value), "shared": name in shared}
        for name, value in values.items()
    }  # fmt: skip
    return {"entry": entry, "leaves": leaves, **values}


FIRST = role((2, 3), employer="Tern Robots", title="Field Engineer", location="Perth", start_date="2019 – 2021")


@pytest.mark.parametrize(
    ("second", "strays"),
    [
        (role((4, 5), employer="Gull Freight", title="Deck Engineer", location="Hobart"), ()),
        (role((4, 5), employer="Gull Freight", title="Deck Engineer", location="Perth"), ("roles 2 location",)),
        (
            role((2, 5), employer="Gull Freight", title="Deck Engineer", start_date="2019 – 2021"),
            ("roles 2 start_date",),
        ),
        (role((5, 5), ("employer",), employer="Tern Robots", title="Deck Engineer"), ()),
        (role((5, 5), employer="Tern Robots", title="Deck Engineer"), ("roles 2 employer",)),
        (role(None, employer="Tern Robots", title="Deck Engineer"), ()),
    ],
    ids=["apart", "another's place", "another's dates", "a shared heading", "a heading not shared", "no entry told"],
)
def test_values_of_another_entry_are_counted(second: dict[str, Any], strays: tuple[str, ...]) -> None:
    assert assembled_values(StoredProfile(roles=[FIRST, second]), TEXT) == strays
