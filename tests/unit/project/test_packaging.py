"""The wheel that users install: what is in it, and that it runs by itself where nothing else of the project is."""

from __future__ import annotations

import ast
import configparser
import email
import json
import os
import re
import site
import subprocess
import sys
import tomllib
import venv
import zipfile
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
PACKAGES = ("extract", "schemas", "prompts")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
EXTRAS: dict[str, list[str]] = PROJECT["optional-dependencies"]


def run(*command: str | Path, folder: Path) -> str:
    """Run a program in `folder`, where no module of the project lies, and return what it prints."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("PIP_", "PYTHON", "COV_"))}
    environment["PYTHONUTF8"] = "1"
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, encoding="utf-8")
    assert done.returncode == 0, f"{command[-1]}: {done.stdout[-2000:]}{done.stderr[-2000:]}"
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    flags = ("--isolated", "--no-deps", "--no-index", "--no-build-isolation", "--quiet")
    run(sys.executable, "-m", "pip", "wheel", *flags, "--wheel-dir", folder, ROOT, folder=folder)
    [built] = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The bin folder of an environment with the wheel and its dependencies, which stay where they are already."""
    place = tmp_path_factory.mktemp("installed")
    venv.create(place, with_pip=False)
    programs = place / ("Scripts" if os.name == "nt" else "bin")
    python = programs / Path(sys.executable).name
    flags = ("--isolated", "--no-deps", "--no-index", "--quiet")
    run(sys.executable, "-m", "pip", "--python", python, "install", *flags, wheel, folder=place)
    code = "import sysconfig; print(sysconfig.get_path('purelib'))"
    libraries = Path(run(python, "-c", code, folder=place).strip())
    # A plain path line: the .pth files over there, the editable project among them, are not read.
    (libraries / "dependencies.pth").write_text("\n".join(site.getsitepackages()), encoding="utf-8")
    return programs


def test_wheel_holds_every_file_of_the_packages_and_nothing_else(wheel: Path) -> None:
    expected = {
        path.relative_to(ROOT).as_posix()
        for package in PACKAGES
        for path in (ROOT / package).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    with zipfile.ZipFile(wheel) as archive:
        held = {name for name in archive.namelist() if ".dist-info/" not in name}
    assert held == expected
    assert {"extract/py.typed", "schemas/py.typed"} <= held
    assert any(name.startswith("prompts/") and not name.endswith(".py") for name in held)


def test_wheel_names_its_command_python_and_extras(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        texts = {Path(name).name: archive.read(name).decode() for name in archive.namelist() if ".dist-info/" in name}
    metadata = email.message_from_string(texts["METADATA"])
    commands = configparser.ConfigParser()
    commands.read_string(texts["entry_points.txt"])
    assert (metadata["Name"], metadata["Version"]) == ("vouchline", PROJECT["version"])
    assert metadata["Requires-Python"] == PROJECT["requires-python"]
    assert set(metadata.get_all("Provides-Extra", [])) == set(EXTRAS)
    assert dict(commands["console_scripts"]) == {"vouchline": "extract.cli:main"}


def imported_modules(package: str) -> Iterator[tuple[Path, str]]:
    for path in (ROOT / package).rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                yield from ((path, alias.name.partition(".")[0]) for alias in node.names)
            elif isinstance(node, ast.ImportFrom) and node.module:
                yield path, node.module.partition(".")[0]


def test_every_library_that_is_imported_is_a_declared_dependency() -> None:
    """What only comes along with another library may be gone tomorrow."""
    declared = {
        re.split(r"[\[<>=~! ;]", text, maxsplit=1)[0].lower().replace("_", "-")
        for text in [*PROJECT["dependencies"], *(text for extra in EXTRAS.values() for text in extra)]
    }
    own = {*sys.stdlib_module_names, *PACKAGES}
    distributions = packages_distributions()
    undeclared = [
        f"{path.relative_to(ROOT)}: {module}"
        for package in PACKAGES
        for path, module in imported_modules(package)
        if module not in own
        and not declared & {name.lower().replace("_", "-") for name in distributions.get(module, [module])}
    ]
    assert undeclared == []


def test_packages_come_from_the_wheel_when_it_is_installed(installed: Path) -> None:
    code = "import extract, schemas, prompts; print(extract.__file__, schemas.__file__, prompts.__file__, sep='\\n')"
    for place in run(installed / "python", "-c", code, folder=installed).split("\n")[:3]:
        assert Path(place).is_relative_to(installed.parent)


def test_command_tells_its_version_when_it_is_installed(installed: Path) -> None:
    assert PROJECT["version"] in run(installed / "vouchline", "--version", folder=installed)


def test_command_prints_the_documented_schema_when_it_is_installed(installed: Path) -> None:
    printed = run(installed / "vouchline", "schema", "profile", folder=installed)
    documented = (ROOT / "docs" / "schemas" / "profile.schema.json").read_text(encoding="utf-8")
    assert json.loads(printed) == json.loads(documented)
