"""The server's interface as an OpenAPI document, for programs and for the tests that try it."""

from __future__ import annotations

from importlib.metadata import version
from typing import Any

from extract.review.decisions.orders import Batch, DecisionOrder, PairOrder

_TEXT: dict[str, Any] = {"type": "string", "minLength": 1, "maxLength": 1000}
_NUMBER: dict[str, Any] = {"type": "integer", "minimum": 0, "maximum": 999_999_999}
_PROBLEMS: dict[str, Any] = {
    "type": "object", "required": ["problems"],
    "properties": {"problems": {"type": "object", "additionalProperties": {"type": "string"}}},
}  # fmt: skip


def describe() -> dict[str, Any]:
    """Return the OpenAPI 3.1 document. Every address also answers 401, 403, 413 and 421, as the guard decides."""
    named = [_parameter("group", {"enum": ["profiles", "postings", "comparisons"]}), _parameter("name", _TEXT)]
    documents = [_parameter("group", {"enum": ["profiles", "postings"]}), _parameter("name", _TEXT)]
    page, key = _parameter("page", _NUMBER), _parameter("key", {**_TEXT, "maxLength": 200})
    listed = [
        _parameter("q", {"type": "string", "maxLength": 200}, required=False),
        _parameter("show", {"enum": ["all", "open", "under_way", "ask_again", "finished"]}, required=False),
        _parameter("first", _NUMBER, required=False),
    ]
    order = DecisionOrder.model_json_schema(ref_template="#/components/schemas/{model}")
    batch = Batch.model_json_schema(ref_template="#/components/schemas/{model}")
    pair = PairOrder.model_json_schema(ref_template="#/components/schemas/{model}")
    here = {"type": "object", "properties": {"group": {"enum": ["profiles", "postings", "comparisons"]}, "name": _TEXT,
            "window": _TEXT}, "required": ["group", "name", "window"]}  # fmt: skip
    person = {"type": "string", "pattern": r"\w", "minLength": 1, "maxLength": 80}
    named_self = {"type": "object", "required": ["reviewer"], "properties": {"reviewer": person}}
    return {
        "openapi": "3.1.0",
        "components": {"schemas": {**order.pop("$defs", {}), **batch.pop("$defs", {})}},
        "info": {"title": "Vouchline review", "version": version("vouchline")},
        "paths": {
            "/api/list": {"get": _operation("Profiles with their progress", listed, "application/json")},
            "/api/facts": {"get": _operation("All cards of a profile or comparison", named, "text/html")},
            "/api/across": {
                "get": _operation(
                    "One requirement across candidates",
                    [_parameter("name", _TEXT), _parameter("id", _TEXT), _parameter("first", _NUMBER)],
                    "text/html",
                )
            },
            "/api/card": {"get": _operation("One card", [*named, key], "text/html")},
            "/api/form": {"get": _operation("The form that corrects an item", [*named, key], "text/html")},
            "/api/date": {
                "get": _operation(
                    "What a written date says", [*documents, _parameter("text", _TEXT)], "application/json"
                )
            },
            "/api/text": {"get": _operation("The text of a document", documents, "text/html")},
            "/api/overlay": {"get": _operation("The lines of a page", [*documents, page], "text/html")},
            "/api/boxes": {
                "get": _operation(
                    "Where the words between two offsets stand on the pages",
                    [*documents, _parameter("start", _NUMBER), _parameter("end", _NUMBER)],
                    "application/json",
                )
            },
            "/api/picture": {"get": _operation("A page as a picture", [*documents, page], "image/png")},
            "/api/decisions": {"post": _operation("Decide", [], "application/json", order, stale=True)},
            "/api/batches": {"post": _operation("Decide on several", [], "application/json", batch, stale=True)},
            "/api/people": {"post": _operation("Tell two people apart, or not", [], "application/json", pair)},
            "/api/presence": {"post": _operation("Say who is here", [], "application/json", here)},
            "/api/reviewer": {"post": _operation("Give a name", [], "application/json", named_self)},
        },
    }


def _parameter(name: str, schema: dict[str, Any], *, required: bool = True) -> dict[str, Any]:
    return {"name": name, "in": "query", "required": required, "schema": schema}


def _operation(
    summary: str, parameters: list[dict[str, Any]], media_type: str, body: dict[str, Any] | None = None, *,
    stale: bool = False,
) -> dict[str, Any]:  # fmt: skip
    problems = {"description": "Refused, with the reason", "content": {"application/json": {"schema": _PROBLEMS}}}
    answers: dict[str, Any] = {
        "200": {"description": "Done", "content": {media_type: {}}},
        "404": {"description": "There is nothing of that name", "content": {"application/json": {}, "text/plain": {}}},
        "422": problems,
    }
    if stale:
        answers["409"] = {"description": "Decided by somebody else meanwhile", "content": {"application/json": {}}}
    operation: dict[str, Any] = {"summary": summary, "parameters": parameters, "responses": answers}
    if body is not None:
        operation["requestBody"] = {"required": True, "content": {"application/json": {"schema": body}}}
    return operation
