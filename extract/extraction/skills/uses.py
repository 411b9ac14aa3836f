"""Where positions name a skill, by their own lines, and for how many months: from the stored facts alone, without a model."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from extract.extraction.skills.role_months import last_day_of, months_of
from extract.text.skills.vocabulary import NameMatch, Relation, Vocabulary
from schemas import Evidence, Project, Qualification, Role

USED_KINDS = ("skill", "tool", "method")
"""Kinds of qualifications that are used at work; an award or a language is held."""
_Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class SkillUse:
    """The positions that name a skill, in the order of the résumé, and the numbers of their lines that do."""

    roles: tuple[Role, ...]
    lines: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class _OwnText:
    """A position's words: its title, and the lines that describe it and its projects, with the number of each."""

    role: Role
    text: str
    starts: tuple[int, ...]
    numbers: tuple[int, ...]

    def line_at(self, offset: int) -> int:
        return self.numbers[bisect_right(self.starts, offset) - 1]


class SkillUses:
    """Looks skills up in the positions of a profile. Lines at the spans of `left_out` are not looked at."""

    def __init__(
        self,
        roles: Sequence[Role],
        projects: Sequence[Project],
        vocabulary: Vocabulary,
        left_out: frozenset[_Span] = frozenset(),
    ) -> None:
        self._vocabulary = vocabulary
        self._texts = [_own_text(role, projects, left_out) for role in roles]

    def of(self, names: Iterable[str], relations: Sequence[Relation] = ("same",)) -> SkillUse:
        """Return where one of some names stands, under any name that the vocabulary knows it by; never a part of a word."""
        roles: list[Role] = []
        lines: set[int] = set()
        wanted = tuple(names)
        for own in self._texts:
            found = [match for name in wanted for match in self._matches(name, own.text, relations)]
            if found:
                roles.append(own.role)
                lines |= {own.line_at(match.start) for match in found}
        return SkillUse(tuple(roles), tuple(sorted(lines)))

    def _matches(self, name: str, text: str, relations: Sequence[Relation]) -> Iterator[NameMatch]:
        for match in self._vocabulary.find(name, text):
            if match.relation in relations and (
                match.relation != "same" or self._vocabulary.is_name_of(match.found, match.demanded)
            ):
                yield match


def with_use(
    qualifications: Sequence[Qualification],
    roles: Sequence[Role],
    projects: Sequence[Project],
    vocabulary: Vocabulary,
    as_of: str,
) -> list[Qualification]:
    """Return the qualifications with their months, last use, positions and lines; null and empty where none names them."""
    uses = SkillUses(roles, projects, vocabulary)
    return [_with_use(each, uses, as_of) for each in qualifications]


def _with_use(qualification: Qualification, uses: SkillUses, as_of: str) -> Qualification:
    use = uses.of([qualification.name] if qualification.kind in USED_KINDS else [])
    months = months_of(use.roles, as_of)
    return qualification.model_copy(
        update={
            "months": (months.low, months.high) if months.role_ids else None,
            "last_used": last_day_of(use.roles, as_of),
            "used_in": [role.id for role in use.roles],
            "used_lines": list(use.lines),
        }
    )


def _own_text(role: Role, projects: Sequence[Project], left_out: frozenset[_Span]) -> _OwnText:
    told = {number: text for number, text in _lines(role.evidence, left_out) if number in role.summary_lines}
    for project in projects:
        if project.role_id == role.id:
            told.update(_lines(project.evidence, left_out))
    rows = [*([(_title_line(role), role.title)] if role.title else []), *sorted(told.items())]
    starts = [sum(len(text) + 1 for _, text in rows[:place]) for place in range(len(rows))]
    return _OwnText(role, "\n".join(text for _, text in rows), tuple(starts), tuple(number for number, _ in rows))


def _title_line(role: Role) -> int:
    first = role.evidence[0]
    if (leaf := role.leaves.get("title")) is None:
        return first.line
    piece = next((each for each in reversed(role.evidence) if each.start <= leaf.start), first)
    return piece.line + piece.text[: max(leaf.start - piece.start, 0)].count("\n")


def _lines(evidence: Sequence[Evidence], left_out: frozenset[_Span]) -> Iterator[tuple[int, str]]:
    for piece in evidence:
        if (piece.start, piece.end) not in left_out:
            yield from enumerate(piece.text.split("\n"), piece.line)
