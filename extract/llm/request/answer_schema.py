"""The answers that models are made to give: written as classes, then narrowed to what one document allows.

A class says which fields an answer has, and is what code reads. `narrowed` holds answers of the class to the choices and the
lengths of one document. No class is made for that: with pydantic, a class and its schema take milliseconds for each question
of each document.
"""

from __future__ import annotations

import contextlib
import copy
import functools
import itertools
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar, cast

from pydantic import BaseModel, RootModel, ValidationError, create_model, model_validator
from pydantic_core import InitErrorDetails, from_json

Json = dict[str, Any]
Place = tuple[str | int, ...]
"""Where in an answer something stands: names of fields, and places in lists."""
Faults = Iterator[InitErrorDetails]

R = TypeVar("R", bound=BaseModel)
_STRING: Json = {"type": "string"}
_NULL: Json = {"type": "null"}


class NamedFields(RootModel[dict[str, Any]]):
    """An answer whose very fields are named for one document, or by the user."""


@dataclass(frozen=True, slots=True)
class Shape:
    """What a field may hold: as JSON Schema, and as what is wrong with a value that is there, at a place.

    `definitions` are the schemas that `schema` refers to, by name.
    """

    schema: Json
    faults: Callable[[object, Place], Faults]
    definitions: Mapping[str, Json] = field(default_factory=dict[str, Json])


class AnswerForm(Generic[R]):
    """What a reply must be: an answer of a class, its fields held to what one document allows.

    `name` reaches the model where its server takes schemas by name. `fields` come in place of the class's own, and are of
    those alone; a class whose fields are `NamedFields` has no others. The classes are those of `schemas.answers`.
    """

    def __init__(self, answer: type[R], name: str = "", fields: Mapping[str, Shape] | None = None) -> None:
        self.answer = answer
        self.name = name or answer.__name__
        self._fields = fields or {}
        self._is_named = issubclass(answer, RootModel)
        if not self._is_named and (unknown := self._fields.keys() - answer.model_fields.keys()):
            raise TypeError(f"{answer.__name__} has no fields {sorted(unknown)}.")

    @functools.cached_property
    def schema(self) -> Json:
        """The JSON Schema in the strict form: nothing beyond what is named, everything required. Not to be changed.

        Titles are left out, since some providers count the schema as prompt tokens; defaults, since strict mode refuses
        them; and what a class says about itself to people.
        """
        whole = {} if self._is_named else schema_of_class(self.answer)
        definitions = dict(whole.get("$defs", {}))
        for shape in self._fields.values():
            definitions |= shape.definitions
        properties = whole.get("properties", {}) | {name: shape.schema for name, shape in self._fields.items()}
        defined = {"$defs": definitions} if definitions else {}
        return defined | {
            "additionalProperties": False, "properties": properties, "required": list(properties), "type": "object",
        }  # fmt: skip

    @functools.cached_property
    def choice(self) -> tuple[str, tuple[str, ...]] | None:
        """The name and the options of the answer's only field, where that is a closed choice of words; else None."""
        properties: Json = self.schema["properties"]
        if len(properties) != 1:
            return None
        ((name, field),) = properties.items()
        options = field.get("enum", [])
        return (name, tuple(options)) if options and all(isinstance(option, str) for option in options) else None

    def read(self, text: str) -> R:
        """Return the answer that a reply's text is: JSON, or one of the words that its only field may be.

        Raises:
            ValidationError: it is no answer of this form; names each field that is wrong.
        """
        if self.choice and text.strip() in self.choice[1]:
            return self._held(self.answer.model_validate({self.choice[0]: text.strip()}))
        return self._held(self.answer.model_validate_json(text, strict=True))

    def read_partial(self, text: str) -> R | None:
        """Return the answer that the beginning of a reply's text is, without what is not whole; None where nothing is.

        Of lists the last items go until the rest fits, and items that stand in them twice. A number at the very end may have
        lost digits, so it goes too.
        """
        try:
            value = from_json(re.sub(r"[-+.\deE]+\Z", "", text), allow_partial=True)
        except ValueError:
            return None
        if not isinstance(value, dict):
            return None
        answer = cast("Json", value)
        lists = [name for name, items in answer.items() if isinstance(items, list)]
        if len(lists) != 1:
            return None
        kept: list[object] = []
        for item in cast("list[object]", answer[lists[0]]):
            if item not in kept:
                kept.append(item)
        while kept:
            with contextlib.suppress(ValidationError):
                return self.check(answer | {lists[0]: kept})
            kept = kept[:-1]
        return None

    def check(self, value: object) -> R:
        """Return the answer that plain data is; raises as `read` does."""
        return self._held(self.answer.model_validate(value))

    def faults(self, value: object, at: Place) -> Faults:
        """Yield what is wrong with an answer that its class holds for right."""
        held = _fields_of(value)
        if held is None:
            yield _fault("model_type", at, value, class_name=self.name)
            return
        for name, shape in self._fields.items():
            if name in held:
                yield from shape.faults(held[name], (*at, name))
            else:
                yield _fault("missing", (*at, name), value)
        if self._is_named:
            for name in held.keys() - self._fields.keys():
                yield _fault("extra_forbidden", (*at, name), held[name])

    def as_class(self) -> type[R]:
        """Return a class of answers of this form alone, for instructor, which takes nothing else."""
        if not self._fields:
            return self.answer

        def hold(answer: R) -> R:
            return self._held(answer)

        held: Any = create_model(
            self.name, __base__=self.answer, __module__=self.answer.__module__,
            __validators__={"hold": cast("Any", model_validator(mode="after")(hold))},
        )  # fmt: skip
        held.model_json_schema = self._schema_for_instructor
        return held

    def _schema_for_instructor(self, **_: object) -> Json:
        return {"title": self.name, **copy.deepcopy(self.schema)}  # instructor writes into it

    def _held(self, answer: R) -> R:
        faults = list(self.faults(answer, ()))
        if faults:
            raise ValidationError.from_exception_data(self.name, faults)
        return answer


def narrowed(answer: type[R], name: str = "", /, **fields: Shape) -> AnswerForm[R]:
    """Return the form of answers like `answer`, with these fields in place of its own."""
    return AnswerForm(answer, name, fields)


def form_of(answer: type[R] | AnswerForm[R]) -> AnswerForm[R]:
    """Return a form as it is, and a class as the form of all its answers."""
    return answer if isinstance(answer, AnswerForm) else cast("AnswerForm[R]", _form_of_class(answer))


@functools.cache
def _form_of_class(answer: type[BaseModel]) -> AnswerForm[BaseModel]:
    return AnswerForm(answer)


def one_of(values: Sequence[str | int]) -> Shape:
    """Return a field that holds one of some values of one type."""
    allowed = frozenset(values)
    expected = " or ".join(map(repr, values))

    def faults(value: object, at: Place) -> Faults:
        if not isinstance(value, str | int) or value not in allowed:
            yield _fault("literal_error", at, value, expected=expected)

    kind = "string" if isinstance(values[0], str) else "integer"
    choice = {"const": values[0]} if len(values) == 1 else {"enum": list(values)}
    return Shape(choice | {"type": kind}, faults)


def one_of_or_null(values: Sequence[str | int]) -> Shape:
    """Return a field that holds one of some values, or null; null alone where there are no values."""
    return or_null(one_of(values)) if values else Shape(_NULL, _null_faults)


def text(max_length: int | None = None) -> Shape:
    """Return a field that holds any text of at most so many code points."""

    def faults(value: object, at: Place) -> Faults:
        if not isinstance(value, str):
            yield _fault("string_type", at, value)
        elif max_length is not None and len(value) > max_length:
            yield _fault("string_too_long", at, value, max_length=max_length)

    return Shape(({} if max_length is None else {"maxLength": max_length}) | _STRING, faults)


def or_null(shape: Shape) -> Shape:
    """Return a field that holds what `shape` says, or null."""

    def faults(value: object, at: Place) -> Faults:
        if value is not None:
            yield from shape.faults(value, at)

    return Shape({"anyOf": [shape.schema, _NULL]}, faults, shape.definitions)


def row(*shapes: Shape) -> Shape:
    """Return a field that holds a list of exactly these values."""

    def faults(value: object, at: Place) -> Faults:
        values = _sequence(value)
        if values is None:
            yield _fault("tuple_type", at, value)
        elif len(values) != len(shapes):
            yield _fault("too_long", at, value, field_type="List", max_length=len(shapes), actual_length=len(values))
        else:
            for number, (shape, each) in enumerate(zip(shapes, values, strict=True)):
                yield from shape.faults(each, (*at, number))

    schema = {"maxItems": len(shapes), "minItems": len(shapes), "prefixItems": [shape.schema for shape in shapes]}
    return Shape(schema | {"type": "array"}, faults)


def list_of(item: AnswerForm[Any] | type[str], *, at_most: int | None = None, at_least: int | None = None) -> Shape:
    """Return a field that holds a list; None sets no bound to its length."""

    def faults(value: object, at: Place) -> Faults:
        values = _sequence(value)
        if values is None:
            yield _fault("list_type", at, value)
            return
        bound = {"field_type": "List", "actual_length": len(values)}
        if at_most is not None and len(values) > at_most:
            yield _fault("too_long", at, value, max_length=at_most, **bound)
        if at_least is not None and len(values) < at_least:
            yield _fault("too_short", at, value, min_length=at_least, **bound)
        if isinstance(item, AnswerForm):
            for number, each in enumerate(values):
                yield from item.faults(each, (*at, number))

    bounds = {name: count for name, count in (("maxItems", at_most), ("minItems", at_least)) if count is not None}
    if not isinstance(item, AnswerForm):
        return Shape({"items": _STRING} | bounds | {"type": "array"}, faults)
    own = {name: part for name, part in item.schema.items() if name != "$defs"}
    definitions = {item.name: own} | item.schema.get("$defs", {})
    return Shape({"items": {"$ref": f"#/$defs/{item.name}"}} | bounds | {"type": "array"}, faults, definitions)


def free_texts(schema: Json, value: object) -> Iterator[tuple[str, str]]:
    """Yield (place, text) for every string of an answer that a model was free to write, closed choices left out.

    `value` is an answer of the form that has this `schema`, as plain data; a place is names and numbers between dots.
    """
    return _free_texts(schema, value, schema.get("$defs", {}), "")


def _free_texts(part: Json, value: object, definitions: Mapping[str, Json], place: str) -> Iterator[tuple[str, str]]:
    if "$ref" in part:
        part = definitions[part["$ref"].rsplit("/", 1)[-1]]
    if isinstance(value, dict):
        inner: list[tuple[str | int, Json, object]] = [
            (name, part["properties"][name], each) for name, each in cast("dict[str, object]", value).items()
        ]
    elif isinstance(value, list):
        parts = part.get("prefixItems") or itertools.repeat(part["items"])
        inner = [(number, *both) for number, both in enumerate(zip(parts, cast("list[object]", value), strict=False))]
    else:
        if isinstance(value, str) and not _is_choice(part):
            yield place, value
        return
    for name, each, held in inner:
        yield from _free_texts(each, held, definitions, f"{place}.{name}" if place else str(name))


def _is_choice(part: Json) -> bool:
    return "enum" in part or "const" in part or any(_is_choice(option) for option in part.get("anyOf", []))


@functools.cache
def schema_of_class(answer: type[BaseModel]) -> Json:
    """Return the schema of a class of answers, in the strict form that `AnswerForm.schema` tells of."""
    schema = cast("Json", _strict(answer.model_json_schema()))
    schema.pop("description", None)
    return schema


def _strict(node: object) -> object:
    if isinstance(node, list):
        return [_strict(item) for item in cast("list[object]", node)]
    if not isinstance(node, dict):
        return node
    source = cast("dict[str, object]", node)
    result: dict[str, object] = {}
    for key, value in source.items():
        if key in ("properties", "$defs") and isinstance(value, dict):
            named = cast("dict[str, object]", value)
            result[key] = {name: _strict(child) for name, child in named.items()}
        elif key in ("const", "enum"):
            result[key] = value
        elif key == "title" or key == "default":
            continue
        else:
            result[key] = _strict(value)
    if "properties" in result:
        result["additionalProperties"] = False
        result["required"] = list(cast("dict[str, object]", result["properties"]))
    return result


def _fields_of(value: object) -> Mapping[str, object] | None:
    if isinstance(value, RootModel):
        value = cast("RootModel[object]", value).root
    if isinstance(value, BaseModel):
        return value.__dict__
    return cast("dict[str, object]", value) if isinstance(value, dict) else None


def _sequence(value: object) -> Sequence[object] | None:
    return cast("Sequence[object]", value) if isinstance(value, list | tuple) else None


def _null_faults(value: object, at: Place) -> Faults:
    if value is not None:
        yield _fault("none_required", at, value)


def _fault(kind: str, at: Place, value: object, **context: object) -> InitErrorDetails:
    return InitErrorDetails(type=kind, loc=at, input=value, ctx=context)
