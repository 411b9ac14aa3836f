"""Read a folder of kind files, one YAML file a kind, and say where a file is wrong before anything is asked."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, cast

import yaml
from pydantic import ValidationError

from extract.errors import KindError
from extract.extraction.custom.checking import Problem, clashes_of, problems_of
from extract.extraction.custom.kind import FactKind
from extract.llm.prompts.prompt_set import PromptSet, built_in_prompts
from extract.llm.prompts.yaml_lines import YamlFile

Kinds = Mapping[str, FactKind]
"""Kinds of the user's own by name, in the order of their files' names."""
MAX_FILE_BYTES = 200_000


def load_kinds(folder: Path | None, prompts: PromptSet | None = None) -> dict[str, FactKind]:
    """Return the kinds that the files of a folder describe, those ending in .yaml or .yml; none without a folder.

    Their questions share the prefix that the résumé's other questions have in `prompts`.

    Raises:
        KindError: there is no such folder, no file in it, or a file is not valid. The message names file and line.
    """
    if folder is None:
        return {}
    if not folder.is_dir():
        what = "is a file" if folder.exists() else "does not exist"
        raise KindError(
            f"The folder of kinds {str(folder)!r} {what}.", "Name a folder that holds one YAML file a kind."
        )
    paths = sorted(path for path in folder.iterdir() if path.suffix in (".yaml", ".yml"))
    if not paths:
        raise KindError(f"The folder {str(folder)!r} holds no kind.", "Put one YAML file a kind into it.")
    kinds: dict[str, FactKind] = {}
    for path in paths:
        if path.stem in kinds:
            raise KindError(
                f"The kind {path.stem!r} has two files in {str(folder)!r}.", f"Remove {path.name!r} or the other."
            )
        kinds[path.stem] = _load(path, kinds)
    prefix = (prompts or built_in_prompts()).read["resume"]
    return {name: kind.behind(prefix) for name, kind in kinds.items()}


def _load(path: Path, others: dict[str, FactKind]) -> FactKind:
    file = _read(path)
    for key, line in file.doubled_keys():
        raise _error(path, line, f"{key!r} stands twice", "Keep one of them.")
    data: object = file.data
    if not isinstance(data, dict):
        raise _error(path, 1, "it is no list of 'name: value'", "docs/new-fact-kind.md shows one.")
    try:
        kind = FactKind.model_validate(_spelt_out(cast("dict[str, Any]", data)))
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        place = first["loc"]
        named = ".".join(map(str, place))
        raise _error(
            path, file.line_of(place), f"field {named!r}: {first['msg']}", _REMEDIES.get(first["type"], "Mend it.")
        ) from None
    problem: Problem | None = next(iter([*problems_of(kind, path.stem), *clashes_of(kind, others)]), None)
    if problem is not None:
        place, what, remedy = problem
        raise _error(path, file.line_of(place), what, remedy)
    return kind


_REMEDIES = {
    "missing": "Add it.", "extra_forbidden": "Take it out, or correct its name.",
    "too_short": "Add at least one; examples are what a model learns the form from.",
    "string_pattern_mismatch": "Use small letters only; a kind may have digits and underscores too.",
}  # fmt: skip


def _spelt_out(data: dict[str, Any]) -> dict[str, Any]:
    """Return a file's content with short forms written out: "title: text" for a field."""
    fields = data.get("fields")
    if not isinstance(fields, dict):
        return data
    named = cast("dict[str, Any]", fields)
    return data | {"fields": {name: {"type": told} if isinstance(told, str) else told for name, told in named.items()}}


def _read(path: Path) -> YamlFile:
    try:
        data = path.read_bytes()
        if len(data) > MAX_FILE_BYTES:
            raise KindError(f"The kind file {str(path)!r} is too large.", f"It may have {MAX_FILE_BYTES:,} bytes.")
        return YamlFile(data.decode("utf-8"))
    except OSError as error:
        raise KindError(
            f"The kind file {str(path)!r} cannot be read: {error.strerror}.", "Check its permissions."
        ) from None
    except (UnicodeDecodeError, yaml.YAMLError) as error:
        mark: Any = getattr(error, "problem_mark", None)
        raise _error(
            path, mark.line + 1 if mark else 1, "it is no YAML", "Mend it: mind colons, quotes and indents."
        ) from None


def _error(path: Path, line: int, what: str, remedy: str) -> KindError:
    return KindError(f"Kind file {str(path)!r}, line {line}: {what}.", remedy)


def fingerprints_with(kinds: Kinds, prompts: PromptSet) -> dict[str, str]:
    """Return the fingerprint of every prompt, those of these kinds among them, by name."""
    return prompts.fingerprints | {name: kind.prompt.fingerprint for name, kind in kinds.items()}


def versions_with(kinds: Kinds, prompts: PromptSet) -> dict[str, int]:
    """Return the version of every prompt, those of these kinds among them, by name."""
    return prompts.versions | {name: kind.version for name, kind in kinds.items()}
