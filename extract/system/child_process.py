"""What processes that Vouchline starts from its own modules have in common: how they are called, and what they get to see."""

from __future__ import annotations

import os
import sys
from importlib import resources
from pathlib import Path

_SECRET_SUFFIXES = ("_KEY", "_TOKEN", "_SECRET", "_PASSWORD")


def module_command(module: str) -> tuple[str, ...]:
    """Return the command that runs a module of this package.

    `-P`: a folder named `extract` where the user happens to be must not be taken for this package.
    """
    return (sys.executable, "-P", "-m", module)


def child_environment() -> dict[str, str]:
    """Return the environment of such a process: it finds this package where this process did, installed or not.

    Keys stay here: no process that Vouchline starts asks anybody for anything.
    """
    root = str(Path(str(resources.files("extract"))).resolve().parent)
    kept = {name: value for name, value in os.environ.items() if not name.upper().endswith(_SECRET_SUFFIXES)}
    return {**kept, "PYTHONPATH": os.pathsep.join(filter(None, [root, os.environ.get("PYTHONPATH")]))}
