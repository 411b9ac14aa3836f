"""The server's interface as an OpenAPI 3.1 document, with the published schemas as its components."""

from __future__ import annotations

from importlib.metadata import version
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

import schemas

_REF = "#/components/schemas/{model}"
_TEXT: dict[str, Any] = {"type": "string"}
_NULL: dict[str, Any] = {"type": "null"}
_PROBLEM: dict[str, Any] = {
    "type": "object", "description": "RFC 9457 problem details.",
    "required": ["type", "title", "status", "code", "detail", "remedy"],
    "properties": {
        "type": {"const": "about:blank"}, "title": _TEXT, "status": {"type": "integer"},
        "code": {"type": "string", "description": "Stable, for programs."},
        "detail": {"type": "string", "description": "What happened, and to which thing."},
        "remedy": {"type": "string", "description": "What to do about it."},
    },
}  # fmt: skip
_REASONS = {
    400: "The request cannot be parsed", 401: "No token, or another one", 404: "There is nothing of that name",
    413: "Too large, or too many documents", 415: "Not a body of this kind, or no document that can be read",
    422: "A parameter, the body or the document cannot be used", 429: "Too much is under way; try again later",
    502: "The model gave no answer that can be used", 503: "The model is away, time ran out, or the server is ending",
}  # fmt: skip
_WORK = (400, 401, 413, 415, 422, 429, 502, 503)


def describe(pair: type[BaseModel]) -> dict[str, Any]:
    """Return the document. `pair` is the body of a comparison."""
    stored = [schemas.Profile, schemas.Posting, schemas.Comparison, schemas.Run]
    # What is taken and what is given differ in pydantic's eyes: given, every field is there.
    modes: list[Any] = [(model, "serialization") for model in stored] + [(pair, "validation")]
    refs, found = models_json_schema(modes, by_alias=True, ref_template=_REF)
    profile, posting, comparison, run, taken = (refs[mode] for mode in modes)
    job = _job_schema()
    by_name = {name: {"type": "object", "additionalProperties": ref} for name, ref in (
        ("profiles", profile), ("postings", posting), ("comparisons", comparison),
    )}  # fmt: skip
    ended = {
        "allOf": [{"$ref": _REF.format(model="Job")}], "type": "object", "required": ["run", *by_name],
        "properties": {"run": {"anyOf": [run, _NULL]}, **by_name},
    }  # fmt: skip
    job_ref = {"$ref": _REF.format(model="Job")}
    job_id = [_parameter("id", "path", _TEXT, "As POST /jobs answered.")]
    paths: dict[str, Any] = {
        "/extract": {"post": _operation(
            "A document into a profile or a posting", "The header Link names the schema of the answer.",
            {200: ("The profile or posting", {"anyOf": [profile, posting]})}, _WORK, [_KIND, _NAME], _ONE_DOCUMENT,
        )},
        "/compare": {"post": _operation(
            "A profile with a posting", "Verdicts with the lines of both sides.",
            {200: ("The comparison", comparison)}, _WORK, [], {"application/json": {"schema": taken}},
        )},
        "/jobs": {"post": _operation(
            "Begin a job with several documents", "Archives (.zip) are read like folders.",
            {202: ("The job; Location is its address", job_ref)}, _WORK, [_KIND, _COMPARE], _DOCUMENTS,
        )},
        "/jobs/{id}": {
            "get": _operation(
                "How far a job is, and what came of it", "Results are there once `status` is not running.",
                {200: ("The job", ended)}, (401, 404), job_id,
            ),
            "delete": _operation(
                "End a job and remove all of it", "Also what --keep kept.", {204: ("It is gone", None)}, (401, 404), job_id
            ),
        },
        "/schemas/{name}": {"get": _operation(
            "A JSON Schema by name", "profile, posting, comparison, run, review, or answers/NAME.",
            {200: ("The schema", {"type": "object"})}, (401, 404), [_parameter("name", "path", _TEXT, "Its name.")],
            media_type="application/schema+json",
        )},
        "/health": {"get": _operation(
            "Whether the server takes requests", "Needs no token.",
            {200: ("It does", {"type": "object", "required": ["status"], "properties": {"status": {"const": "ok"}}})},
            (), [],
        )},
    }  # fmt: skip
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Vouchline", "version": version("vouchline"),
            "description": "Résumés and job postings into profiles and comparisons with evidence. Every request may "
            "also be answered with 403 or 421, where a page of another site asks.",
        },
        "paths": paths, "security": [{"token": []}, {}],
        "components": {
            "schemas": {**found["$defs"], "Problem": _PROBLEM, "Job": job},
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
        },
    }  # fmt: skip


def _job_schema() -> dict[str, Any]:
    whole = {"type": "integer", "minimum": 0}
    return {
        "type": "object", "required": ["id", "status", "stage", "done", "total", "problem"],
        "properties": {
            "id": _TEXT, "status": {"enum": ["running", "done", "failed"]},
            "stage": {"enum": ["reading", "documents", "comparisons"]}, "done": whole, "total": whole,
            "problem": {"anyOf": [{"$ref": _REF.format(model="Problem")}, _NULL]},
        },
    }  # fmt: skip


def _operation(
    summary: str, description: str, answers: dict[int, tuple[str, dict[str, Any] | None]], refusals: tuple[int, ...],
    parameters: list[dict[str, Any]], body: dict[str, Any] | None = None, *, media_type: str = "application/json",
) -> dict[str, Any]:  # fmt: skip
    responses: dict[str, Any] = {}
    for status, (text, schema) in answers.items():
        content = {} if schema is None else {"content": {media_type: {"schema": schema}}}
        responses[str(status)] = {"description": text, **content}
    problem = {"application/problem+json": {"schema": {"$ref": _REF.format(model="Problem")}}}
    responses |= {str(status): {"description": _REASONS[status], "content": problem} for status in refusals}
    operation = {"summary": summary, "description": description, "parameters": parameters, "responses": responses}
    return operation if body is None else {**operation, "requestBody": {"required": True, "content": body}}


def _parameter(name: str, place: str, schema: dict[str, Any], description: str) -> dict[str, Any]:
    return {"name": name, "in": place, "required": place == "path", "schema": schema, "description": description}


_KIND = _parameter("kind", "query", {"enum": ["auto", "resume", "posting"]}, "What the documents are.")
_COMPARE = _parameter("compare", "query", {"enum": ["true", "false"]}, "Compare every résumé with every posting.")
_NAME = _parameter("name", "query", _TEXT, "What the document is called, such as cv.md, where its bytes are the body.")
_BYTES: dict[str, Any] = {"type": "string", "contentMediaType": "application/octet-stream"}
_ONE_DOCUMENT: dict[str, Any] = {
    "application/octet-stream": {"schema": {}},
    "multipart/form-data": {"schema": {"type": "object", "required": ["file"], "properties": {"file": _BYTES}}},
}
_DOCUMENTS: dict[str, Any] = {
    "multipart/form-data": {
        "schema": {
            "type": "object", "required": ["file"],
            "properties": {"file": {"type": "array", "minItems": 1, "items": _BYTES}},
        }
    }
}  # fmt: skip
