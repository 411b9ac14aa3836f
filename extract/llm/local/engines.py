"""Which engine runs a model on this machine: the faster one where it can, llama.cpp's server everywhere else."""

from __future__ import annotations

import importlib.metadata
import platform
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, get_args

from extract.errors import ModelSetupError

Wanted = Literal["auto", "ik", "llama.cpp"]
EngineName = Literal["ik", "llama.cpp"]
WANTED: tuple[str, ...] = get_args(Wanted)

IK_VERSION = "0.1.5"
"""The version of `ik-llama-cpp-python` whose struct layouts were checked."""
FIXED_HEADER = "x-fixed-messages"
"""How many of the first messages are the same for all documents. A header, so that it is no part of what is asked."""
CPU_FLAGS = ("avx2", "fma", "f16c")
"""What that wheel is compiled for; it does not ask at run time, and would die of an illegal instruction."""


@dataclass(frozen=True, slots=True)
class EngineChoice:
    """The engine that is used, and why, in one clause."""

    name: EngineName
    why: str


def choose_engine(wanted: Wanted, *, is_catalogued: bool) -> EngineChoice:
    """Return the engine for a model; `is_catalogued` tells that its weights are those of `vouchline model pull`.

    Raises:
        ModelSetupError: the faster engine is asked for by name, and cannot run here.
    """
    if wanted == "llama.cpp":
        return EngineChoice("llama.cpp", "it is asked for")
    reason = why_not_ik() if is_catalogued else "the faster engine knows the embedded weights alone"
    if reason is None:
        return EngineChoice("ik", "it is asked for" if wanted == "ik" else "it is the faster one and runs here")
    if wanted == "ik":
        raise ModelSetupError(
            f"The engine 'ik' cannot be used: {reason}.", "Set local_engine to auto or llama.cpp, or leave it out."
        )
    return EngineChoice("llama.cpp", reason)


def why_not_ik(cpuinfo: Path = Path("/proc/cpuinfo")) -> str | None:
    """Return why this machine cannot run the faster engine, in one clause; None where it can."""
    if platform.system() != "Linux" or platform.machine() != "x86_64":
        return "the faster engine runs on Linux on x86-64 processors alone"
    for package, version in (("ik-llama-cpp-python", IK_VERSION), ("llguidance", "")):
        try:
            found = importlib.metadata.version(package)
        except importlib.metadata.PackageNotFoundError:
            return f"the package {package!r} is not installed"
        if version and found != version:
            return f"the package {package!r} is of version {found}, not {version}"
    try:
        lines = cpuinfo.read_text("ascii", "replace").splitlines()
    except OSError:
        return "what the processor can do is not known"
    flags = next((line.split() for line in lines if line.startswith("flags")), list[str]())
    missing = [flag for flag in CPU_FLAGS if flag not in flags]
    return f"the processor lacks {', '.join(missing)}" if missing else None
