"""The table of names as data: read from YAML, checked entry by entry, and merged with the user's own."""

from __future__ import annotations

from dataclasses import dataclass, field
from importlib import resources
from pathlib import Path
from typing import Any, cast

import yaml

from extract.errors import SettingsError

# The safe loader, in C where PyYAML was built with it.
_Loader = cast("type[yaml.SafeLoader]", getattr(yaml, "CSafeLoader", yaml.SafeLoader))

_FAMILY_FIELDS = ("same", "kinds", "adjacent")
_SECTIONS = ("sources", "families", "stems", "stop", "filler", "heads", "exact", "words", "near", "hides")
_LISTS = ("sources", "stop", "filler", "heads", "exact", "words", "hides")
_FORM = "Write it as `name: {same: [...], kinds: [...], adjacent: [...]}`; every name is a text."


@dataclass(slots=True)
class Family:
    """One thing demanded: its names, names of things that are one of it, and names of things that go with it."""

    name: str
    same: list[str] = field(default_factory=list[str])
    kinds: list[str] = field(default_factory=list[str])
    adjacent: list[str] = field(default_factory=list[str])


@dataclass(slots=True)
class Table:
    """All that vocabulary.yaml and the user's file say; the fields are described in vocabulary.yaml."""

    families: dict[str, Family] = field(default_factory=dict[str, Family])
    stems: dict[str, list[str]] = field(default_factory=dict[str, list[str]])
    near: dict[str, list[str]] = field(default_factory=dict[str, list[str]])
    sources: list[str] = field(default_factory=list[str])
    stop: list[str] = field(default_factory=list[str])
    filler: list[str] = field(default_factory=list[str])
    heads: list[str] = field(default_factory=list[str])
    exact: list[str] = field(default_factory=list[str])
    words: list[str] = field(default_factory=list[str])
    hides: list[str] = field(default_factory=list[str])
    own: set[str] = field(default_factory=set[str])
    """Names in lists of families that came from the user's file."""

    def add(self, text: str, label: str) -> None:
        """Add the entries of a YAML text; `label` names it in errors.

        Raises:
            SettingsError: the text is not YAML of this form; the file and the entry are named.
        """
        for section, value in _mapping(_parse(text, label), label, "the file").items():
            if section not in _SECTIONS:
                raise SettingsError(
                    f"{label!r} has an unknown section {section!r}.", f"The sections are {', '.join(_SECTIONS)}."
                )
            if section == "families":
                for name, entry in _mapping(value, label, section).items():
                    self._add_family(name, entry, label)
            elif section in _LISTS:
                getattr(self, section).extend(_names(value, label, section))
            else:
                own: dict[str, list[str]] = getattr(self, section)
                for name, entry in _mapping(value, label, section).items():
                    own.setdefault(name, []).extend(_names(entry, label, name))

    def _add_family(self, name: str, entry: object, label: str) -> None:
        family = self.families.setdefault(name, Family(name))
        for key, value in _mapping(entry, label, name).items():
            if key not in _FAMILY_FIELDS:
                raise SettingsError(f"{label!r}: the entry {name!r} has an unknown field {key!r}.", _FORM)
            getattr(family, key).extend(_names(value, label, name))


def load_table(extra: Path | None = None) -> Table:
    """Return Vouchline's table with the user's file `extra` added to it.

    Raises:
        SettingsError: `extra` cannot be read or is not of the form of vocabulary.yaml.
    """
    table = Table()
    table.add(resources.files("extract.text.skills").joinpath("vocabulary.yaml").read_text("utf-8"), "vocabulary.yaml")
    if extra is not None:
        try:
            text = extra.read_text("utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise SettingsError(
                f"The table of names {str(extra)!r} cannot be read ({type(error).__name__}).",
                "Name a UTF-8 text file in the form of vocabulary.yaml.",
            ) from error
        known = {name for family in table.families.values() for name in _all_names(family)}
        table.add(text, str(extra))
        table.own = {name for family in table.families.values() for name in _all_names(family)} - known
    return table


def _all_names(family: Family) -> list[str]:
    return [*family.same, *family.kinds, *family.adjacent]


def _parse(text: str, label: str) -> object:
    try:
        return yaml.load(text, Loader=_Loader) or {}  # noqa: S506
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f" near line {mark.line + 1}" if mark is not None else ""
        raise SettingsError(f"{label!r} is not valid YAML{where}.", "Mend the line; see vocabulary.yaml.") from error


def _mapping(value: object, label: str, entry: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise SettingsError(f"{label!r}: {entry!r} is not a mapping.", _FORM)
    for key in cast("dict[object, object]", value):
        if not isinstance(key, str) or not key.strip():
            # YAML reads NO, on and 3.5 as something else than a name.
            raise SettingsError(f"{label!r}: {entry!r} holds the name {key!r}, which is no text.", "Put it in quotes.")
    return cast("dict[str, Any]", value)


def _names(value: object, label: str, entry: str) -> list[str]:
    if not isinstance(value, list):
        raise SettingsError(f"{label!r}: the entry {entry!r} holds no list where one belongs.", _FORM)
    for name in cast("list[object]", value):
        if not isinstance(name, str) or not name.strip():
            raise SettingsError(
                f"{label!r}: the entry {entry!r} lists {name!r}, which is no name.",
                "Put it in quotes, or leave it out.",
            )
    return cast("list[str]", value)
