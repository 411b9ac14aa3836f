"""How costs, numbers, periods and hidden characters are written."""

import pytest

from extract.report.content.wording import cost, duration, measure, period, show_hidden
from schemas import (
    Run,
)
from tests.unit.report.made_up_run import made_up_metric, made_up_run


@pytest.mark.parametrize(
    ("run", "words"),
    [
        (made_up_run(), "none – ran on this computer"),
        (made_up_run(base_url="https://models.example.com/v1"), "unknown"),
        (made_up_run(base_url="https://models.example.com/v1", cost_usd=0.0132), "0.0132 US dollars"),
    ],
    ids=["embedded", "no price", "priced"],
)
def test_cost_is_said_in_words_and_never_zero_when_unknown(run: Run, words: str) -> None:
    assert cost(run) == words


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"baseline": 49, "value": 71, "unit": "%"}, "from 49% to 71%"),
        ({"value": 2_000_000, "unit": "users", "bound": "at_least"}, "at least 2,000,000\u00a0users"),
        ({"change": 1980, "change_kind": "factor", "bound": "up_to"}, "up to 1,980×"),
        ({"change": -92, "change_kind": "percent", "approximate": True}, "about −92%"),
        ({"change": 9.62, "change_kind": "percentage_points"}, "9.62 percentage points"),
        ({"change": 25, "change_kind": "percent", "direction": "decrease"}, "down 25%"),
        ({"change": 25, "change_kind": "percent", "direction": "increase"}, "up 25%"),
        (
            {"change": 25, "change_kind": "percent", "direction": "decrease", "approximate": True, "bound": "at_least"},
            "down about at least 25%",
        ),
        ({"change": 3, "change_kind": "absolute", "unit": "s", "direction": "unknown"}, "3\u00a0s"),
        (
            {"baseline": 6, "value": 4, "unit": "minutes", "baseline_unit": "hours"},
            "from 6\u00a0hours to 4\u00a0minutes",
        ),
        ({"value": 3.5e10}, "35,000,000,000"),
        ({}, ""),
    ],
)
def test_metric_is_written_as_it_was_stated(changes: dict[str, object], words: str) -> None:
    assert measure(made_up_metric().model_copy(update=changes)) == words


def test_periods_say_what_is_open() -> None:
    assert period("2020-06", "2022-09") == "2020-06 – 2022-09"
    assert period("2020", None, is_current=True) == "2020 – present"
    assert period("2020", None) == "2020 – ?"
    assert period("2020", "2020") == "2020"
    assert period(None, "2022") == "until 2022"
    assert period(None, None) == ""


def test_seconds_are_said_in_minutes_when_there_are_many() -> None:
    assert duration(42.31) == "42.3\u00a0s"
    assert duration(185) == "3\u00a0min 05\u00a0s"


def test_characters_that_hide_or_turn_text_are_spelt_out() -> None:
    assert show_hidden("Ana\u202eenO\x00\nnext\tcol") == "Ana⟨U+202E⟩enO⟨U+0000⟩\nnext\tcol"
