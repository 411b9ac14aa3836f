"""Hypothesis strategies that build every published model, small but with all their variety: worked out from the fields."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from functools import cache
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, TypeVar, Union, cast, get_args, get_origin

from hypothesis import strategies as st
from pydantic import AfterValidator
from pydantic.fields import FieldInfo

from schemas import PUBLISHED, AdditionalFact, Decision, Evidence, Profile, ReviewAction, Stored, Value, Verdict

Json = dict[str, Any]
Strategy = st.SearchStrategy[Any]
S = TypeVar("S", bound=Stored)

MOST_ITEMS = 2
MOST_CHARACTERS = 12
MOST_COUNTED = 10**7
_BOUNDS = ("ge", "gt", "le", "lt", "min_length", "max_length", "pattern")


def models(kind: type[S]) -> st.SearchStrategy[S]:
    """Return a strategy that builds any model of a kind."""
    return cast("st.SearchStrategy[S]", _models(kind))


@cache
def _models(kind: type[Stored]) -> Strategy:
    fields = {name: _values(field.annotation, field.metadata) for name, field in kind.model_fields.items()}
    return st.fixed_dictionaries(fields | _bound_by_rules(kind)).map(lambda values: kind(**_ended(values)))


def _bound_by_rules(kind: type[Stored]) -> dict[str, Strategy]:
    """Return the fields that a rule of their model binds to others, or that no declaration tells."""
    if kind is AdditionalFact:
        return {"title": _values(str | None)}
    if kind is Profile:
        own_kinds = st.sampled_from(["patents", "grants"])
        return {"additional": st.dictionaries(own_kinds, _values(list[AdditionalFact]), max_size=MOST_ITEMS)}
    if kind is Verdict:
        return {"evidence": _some_evidence()}
    if kind is Decision:
        actions = [each for each in get_args(ReviewAction) if each not in ("undo", "overrule")]
        values = st.dictionaries(st.text(max_size=MOST_CHARACTERS), _values(Value), min_size=1, max_size=MOST_ITEMS)
        return {"action": st.sampled_from(actions), "undoes": st.none(), "values": values, "evidence": _some_evidence()}
    return {}


def _some_evidence() -> Strategy:
    return st.lists(models(Evidence), min_size=1, max_size=MOST_ITEMS)


def _ended(values: Json) -> Json:
    """Return the fields of a model with the end of its span behind the start, and as far as its text is long."""
    if "start" in values and "end" in values:
        values["end"] = values["start"] + (len(values["text"]) if "text" in values else values["end"])
    return values


def _values(annotation: Any, metadata: Iterable[Any] = ()) -> Strategy:
    """Return a strategy for what a field of this type may hold; `metadata` are pydantic's bounds."""
    origin, inner = get_origin(annotation), get_args(annotation)
    bounds = _bounds(metadata)
    if origin is Annotated:
        return _values(inner[0], [*metadata, *inner[1:]])
    if origin is Literal:
        return st.sampled_from(inner)
    if origin in (Union, UnionType):
        return st.one_of(*(_values(each, metadata) for each in sorted(inner, key=lambda each: each is not NoneType)))
    if origin is list:
        return st.lists(_values(*inner), min_size=bounds.get("min_length", 0), max_size=MOST_ITEMS)
    if origin is dict:
        return st.dictionaries(_values(inner[0]), _values(inner[1]), max_size=MOST_ITEMS)
    if origin is tuple and inner[-1] is ...:
        return st.lists(_values(inner[0]), max_size=MOST_ITEMS).map(tuple)
    if origin is tuple:
        return st.tuples(*map(_values, inner))
    if issubclass(annotation, Stored):
        return _models(annotation)
    return _PLAIN[annotation](bounds)


def _bounds(metadata: Iterable[Any]) -> Json:
    """Return the bounds by their names; `check` is that of a function."""
    found: Json = {}
    for each in metadata:
        if isinstance(each, FieldInfo):
            found |= _bounds(each.metadata)
        elif isinstance(each, AfterValidator):
            found["check"] = each.func
        else:
            found |= {name: getattr(each, name) for name in _BOUNDS if getattr(each, name, None) is not None}
    return found


def _with_precision(day: date, characters: int) -> str:
    return day.isoformat()[:characters]


def _texts(bounds: Json) -> Strategy:
    if "check" in bounds:  # partial dates are the only texts that a function checks
        return st.builds(_with_precision, st.dates(), st.sampled_from([4, 7, 10]))
    if "pattern" in bounds:
        pattern: str = bounds["pattern"]
        return st.from_regex(pattern.removeprefix("^").removesuffix("$"), fullmatch=True)
    return st.text(min_size=bounds.get("min_length", 0), max_size=MOST_CHARACTERS)


def _integers(bounds: Json) -> Strategy:
    least = bounds.get("ge", bounds.get("gt", -1) + 1)
    return st.integers(least, bounds.get("le", MOST_COUNTED))


def _floats(bounds: Json) -> Strategy:
    return st.floats(
        bounds.get("ge", bounds.get("gt")), bounds.get("le", bounds.get("lt")), allow_nan=False, allow_infinity=False,
        exclude_min="gt" in bounds, exclude_max="lt" in bounds,
    )  # fmt: skip


_PLAIN: dict[type, Callable[[Json], Strategy]] = {
    str: _texts,
    int: _integers,
    float: _floats,
    bool: lambda bounds: st.booleans(),
    NoneType: lambda bounds: st.none(),
}

profiles = models(Profile)
published = {name: models(kind) for name, kind in PUBLISHED.items()}
"""The strategy of each published model, by the name that `vouchline schema` takes."""
