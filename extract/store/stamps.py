"""When the files of a folder changed, told by the file system alone."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path


def file_stamps(folder: Path, suffix: str) -> Iterator[tuple[str, tuple[int, int]]]:
    """Yield name, time of change and size of the files below a folder whose names end in `suffix`."""
    stack = [(folder, "")]
    while stack:
        place, below = stack.pop()
        try:
            with os.scandir(place) as entries:
                for entry in entries:
                    if entry.is_dir(follow_symlinks=False):
                        stack.append((Path(entry.path), f"{below}{entry.name}/"))
                    elif entry.name.endswith(suffix):
                        status = entry.stat()
                        yield below + entry.name.removesuffix(suffix), (status.st_mtime_ns, status.st_size)
        except OSError:
            continue
