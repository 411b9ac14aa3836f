"""What is done with recordings of a model's answers: play them alone, or record what is missing, or all."""

from __future__ import annotations

from typing import Literal, cast, get_args

from extract.errors import SettingsError

RecordMode = Literal["none", "once", "new_episodes", "all"]


def parse_record_mode(value: str) -> RecordMode:
    """Return `value` as a record mode.

    Raises:
        SettingsError: it is none of them.
    """
    if value not in get_args(RecordMode):
        raise SettingsError(f"Unknown record mode {value!r}.", f"Choose one of: {', '.join(get_args(RecordMode))}.")
    return cast("RecordMode", value)
