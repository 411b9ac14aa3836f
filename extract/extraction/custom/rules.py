"""Rules of a kind of the user's own: facts left out, and words cut off, by patterns that its file gives."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

from extract.errors import SettingsError
from extract.extraction.custom.kind import FactKind, KindRule
from extract.extraction.engine.context import ExtractionContext
from extract.text.drafts import Draft


def apply_rules(reading: ExtractionContext, kind: FactKind, drafts: list[Draft]) -> list[Draft]:
    """Return the facts as the kind's rules leave them, in its order; a rule that `--without` names does not act."""
    for name, rule in kind.rule_names.items():
        if not reading.has_rule(name):
            continue
        if rule.leave_out:
            drafts = [draft for draft in drafts if not _matches(draft, rule)]
        for field, pattern in rule.cut.items():
            for draft in drafts:
                _cut(reading, draft, field, pattern)
    return drafts


def _matches(draft: Draft, rule: KindRule) -> bool:
    values = ((draft.values.get(field), pattern) for field, pattern in rule.leave_out.items())
    return all(
        value is None if pattern is None else value is not None and re.search(pattern, str(value)) is not None
        for value, pattern in values
    )


def _cut(reading: ExtractionContext, draft: Draft, field: str, pattern: str) -> None:
    """Take words off a value; it stays where what remains is nothing, or stands nowhere in its place."""
    leaf = draft.leaves.get(field)
    if leaf is None:
        return
    rest = re.sub(pattern, "", str(draft.values[field])).strip()
    anchor = reading.anchor(rest, (), (leaf.start, leaf.end)) if rest else None
    if anchor is not None:
        draft.put(field, reading.words(anchor, rest), anchor)


def check_rule_names(names: Iterable[str], kinds: Iterable[FactKind], folder: Path | None) -> None:
    """Check that rules with a kind's name before a dot are there; `folder` is where the kinds' files lie.

    Raises:
        SettingsError: a kind has no such rule, or there is no such kind.
    """
    known = [name for kind in kinds for name in kind.rule_names]
    for name in names:
        if "." in name and name not in known:
            if folder is None:
                raise SettingsError(f"No kind has a rule {name!r}.", "Name the folder of the kind's file with --kinds.")
            listed = f"Their rules are: {', '.join(known)}." if known else "They have no rules."
            raise SettingsError(
                f"No kind in {str(folder)!r} has a rule {name!r}.",
                f"{listed} `vouchline rules --kinds {folder}` lists them.",
            )
