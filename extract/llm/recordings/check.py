"""What must not stand in recordings that are shared: secrets, real people, files that nothing plays, too much of it."""

from __future__ import annotations

import ast
import gzip
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, cast

import yaml

from extract.llm.recordings.files import load_yaml

MAX_TOTAL_BYTES = 10_000_000

Code = Literal["orphan", "secret", "mail", "phone", "too_large", "unreadable"]

_SECRETS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("an API key", re.compile(r"\b(?:sk|pk|rk)-[A-Za-z0-9_-]{12,}|\bgsk_\w{12,}|\bhf_\w{12,}|\bAIza[\w-]{20,}")),
    (
        "an access token",
        re.compile(r"\bgh[pousr]_\w{20,}|\bgithub_pat_\w{20,}|\bAKIA[A-Z0-9]{12,}|\bxox[abp]-[\w-]{10,}"),
    ),
    ("a bearer token", re.compile(r"\bBearer\s+[A-Za-z0-9._~+/-]{8,}", re.IGNORECASE)),
    ("a JSON web token", re.compile(r"\beyJ[\w-]{10,}\.[\w-]{10,}\.[\w-]{5,}")),
    ("an organisation or project id", re.compile(r"\borg-[A-Za-z0-9]{8,}\b|\bproj_[A-Za-z0-9]{8,}\b")),
    ("a private key", re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY-----")),
)
_SECRET_FIELDS = re.compile(
    r"^(?:proxy-)?authorization$|^(?:set-)?cookie2?$|^x?-?api[-_]?key$|^openai-(?:organization|project)$|^x-request-id$",
    re.IGNORECASE,
)
# From the @ on: what stands before it is found by looking back one character, which keeps long texts linear.
_MAIL = re.compile(r"(?<=[\w.+-])@([A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+)")
# Domains that belong to nobody: RFC 2606 and RFC 6761.
_NOBODYS_DOMAIN = re.compile(r"(?:^|\.)example\.(?:com|org|net)$|\.(?:example|test|invalid|localhost)$", re.IGNORECASE)
# With a country code, or as the North American plan writes it. Digits alone are no phone number.
_PHONE = re.compile(
    r"(?<![\w.+/-])(?:\+\d{1,3}[ .-]?(?:\(?\d{1,4}\)?[ .-]?){2,5}\d{2,4}|\(?\d{3}\)?[ .-]{1,2}\d{3}[ .-]\d{4})(?![\w/-])"
)
# 555-0100 to 555-0199 belong to nobody: the numbering plan keeps them for fiction.
_FICTION = re.compile(r"55501\d\d$")


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong with one file (or with the folder); `message` never quotes what was found."""

    path: Path
    code: Code
    message: str


def check_cassettes(folder: Path, *, tests: Path | None = None) -> list[Problem]:
    """Return what is wrong with the recordings below `folder`, files in the order of their names.

    With `tests`, a recording belongs to a test: `MODULE/test_name.yaml` or `MODULE/test_name.CASE.yaml` to the function
    `test_name`, with a parameter named `cassette`, in `MODULE.py` somewhere below `tests`. One without is an orphan.
    """
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    problems = [problem for path in files for problem in _check_file(path)]
    if tests is not None:
        playing = _playing_tests(tests)
        problems += [
            Problem(path, "orphan", "no test plays this recording: delete it")
            for path in files
            if (path.parent.name, path.name.split(".")[0]) not in playing
        ]
    total = sum(path.stat().st_size for path in files)
    if total > MAX_TOTAL_BYTES:
        problems.append(Problem(folder, "too_large", f"{total} bytes of recordings, {MAX_TOTAL_BYTES} are allowed"))
    return sorted(problems, key=lambda problem: (str(problem.path), problem.code, problem.message))


def _check_file(path: Path) -> Iterator[Problem]:
    try:
        data = _read(path)
    except (OSError, ValueError, EOFError, yaml.YAMLError) as error:
        yield Problem(path, "unreadable", f"not a recording ({type(error).__name__})")
        return
    for place, name, text in _texts(data, ""):
        if _SECRET_FIELDS.match(name):
            yield Problem(path, "secret", f"a field {name!r} at {place}")
        for what, pattern in _SECRETS:
            if pattern.search(text):
                yield Problem(path, "secret", f"{what} at {place}")
        if any(not _NOBODYS_DOMAIN.search(found.group(1)) for found in _MAIL.finditer(text)):
            yield Problem(path, "mail", f"a mail address outside example.com, .org and .net at {place}")
        if any(not _FICTION.search(re.sub(r"\D", "", found.group())) for found in _PHONE.finditer(text)):
            yield Problem(path, "phone", f"a phone number outside 555-0100 to 555-0199 at {place}")


def _read(path: Path) -> object:
    """Return what a recording holds: YAML, or answers that are kept a line each in a compressed file."""
    if path.suffix == ".gz":
        return [json.loads(line) for line in gzip.decompress(path.read_bytes()).decode("utf-8").splitlines()]
    return load_yaml(path.read_text(encoding="utf-8"))


def _texts(value: object, place: str, name: str = "") -> Iterator[tuple[str, str, str]]:
    """Yield (place, name of the field, text) of every text and every field, fields without a text included."""
    if isinstance(value, dict):
        for key, child in cast("dict[object, object]", value).items():
            yield f"{place}/{key}", str(key), str(key)
            yield from _texts(child, f"{place}/{key}", "")
    elif isinstance(value, list):
        for index, child in enumerate(cast("list[object]", value)):
            yield from _texts(child, f"{place}/{index}", name)
    elif isinstance(value, str):
        yield place, name, value


def _playing_tests(tests: Path) -> set[tuple[str, str]]:
    """Return (module, function) of every test that takes a cassette."""
    found: set[tuple[str, str]] = set()
    for path in tests.rglob("test_*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                arguments = [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]
                if any(argument.arg == "cassette" for argument in arguments):
                    found.add((path.stem, node.name))
    return found
