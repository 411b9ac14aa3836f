"""Start the engine in this process, with its door open."""

from __future__ import annotations

import hashlib
import importlib
import json
import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

from extract.llm.local.engines import IK_VERSION
from extract.llm.local.ik.engine import Engine
from extract.llm.local.ik.native import BATCH, Library
from extract.llm.local.ik.prefixes import Prefixes
from extract.llm.local.llama import LlamaSettings, usable_cores, wait_until_healthy

if TYPE_CHECKING:
    from extract.llm.local.ik.door import Door

_HASHED_BYTES = 1 << 20
SPINS = "20000"
"""Rounds that a thread waits for the others before it lets go of its core. Without a bound, as the library has it, another
busy program makes an answer take two to three times as long; with none at all, threads are woken for each step."""


def start_ik(model: Path, settings: LlamaSettings, key: str, states: Path | None, port: int = 0) -> tuple[Door, str]:
    """Serve `model` on 127.0.0.1 and return the door with its address, once it answers.

    The context is that of one slot of `settings`. `states` is the folder for what was read of prompts, None for none.

    Raises:
        RuntimeError: the library cannot load the model, or the port cannot be used.
    """
    os.environ.setdefault("GOMP_SPINCOUNT", SPINS)  # read when the library is loaded
    n_ctx = settings.n_ctx // settings.n_parallel
    # The library reads the weights outside Python, so that the door's modules load meanwhile.
    door_module = ThreadPoolExecutor(1).submit(importlib.import_module, "extract.llm.local.ik.door")
    library = Library(model, n_ctx=n_ctx, n_threads=settings.n_threads or usable_cores())
    engine = Engine(library, Prefixes(states, _basis(model, n_ctx)))
    door: Door = door_module.result().Door(engine, model.stem, key, port)
    door.open()
    wait_until_healthy(door.address)
    return door, door.address


def _basis(model: Path, n_ctx: int) -> str:
    """Return what a state depends on beside its tokens. The whole file is not read again for it: its size and its head do."""
    with model.open("rb") as file:
        head = hashlib.sha256(file.read(_HASHED_BYTES)).hexdigest()
    return json.dumps([IK_VERSION, head, model.stat().st_size, n_ctx, BATCH])
