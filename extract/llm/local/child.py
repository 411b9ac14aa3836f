"""The process that the embedded model runs in: `python -m extract.llm.local.child`, its order as one JSON line on stdin.

It is a process of its own so that a crash of native code never takes a run down with it. Its output is a log file.
"""

from __future__ import annotations

import importlib
import json
import os
import signal
import sys
import threading
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, TextIO

from extract.llm.local.engines import EngineName
from extract.llm.local.hosting import Users, host
from extract.llm.local.llama import LlamaSettings, start_llama

EXIT_NO_MODEL = 3
"""Exit status: llama.cpp could not load the model."""
EXIT_ORPHANED = 4
"""Exit status: the run that started this process ended before it could use it."""


@dataclass(frozen=True, slots=True)
class ServeOrder:
    """What the child is to serve. It comes by stdin: a command line can be read by every user of the machine.

    `states` is the folder in which the faster engine keeps what it has read of prompts, "" for nowhere.
    """

    model: str
    settings: LlamaSettings
    key: str
    state_path: str
    linger_s: float
    port: int = 0
    engine: EngineName = "llama.cpp"
    states: str = ""

    def to_json(self) -> str:
        """Return the order as one line."""
        return json.dumps(asdict(self)) + "\n"

    @classmethod
    def read(cls, stream: TextIO) -> ServeOrder:
        """Read the order from `stream`."""
        found: dict[str, Any] = json.loads(stream.readline())
        found["settings"] = LlamaSettings(**found["settings"])
        return cls(**found)


def begin(stdin: TextIO) -> tuple[ServeOrder, Users]:
    """Read the order, and see to it that this process ends if the run that gave it is gone before it could join.

    That run keeps stdin open until it has joined, so its end is noticed also while the weights are read. Ctrl-C is
    ignored: it is meant for the run on the terminal, and other runs may use this server too.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    order = ServeOrder.read(stdin)
    users = Users(order.linger_s)

    def watch() -> None:
        stdin.read()
        if not users.ever_joined():
            os._exit(EXIT_ORPHANED)

    threading.Thread(target=watch, daemon=True).start()
    return order, users


def _start(order: ServeOrder) -> tuple[Any, str]:
    """Start the engine, and return it with its address. Raises RuntimeError where it does not come up."""
    model = Path(order.model)
    if order.engine == "llama.cpp":
        return start_llama(model, order.settings, order.key, order.port)
    # An extra, and native code: imported only where it is used.
    start = importlib.import_module("extract.llm.local.ik.start")
    return start.start_ik(model, order.settings, order.key, Path(order.states) if order.states else None, order.port)


def main() -> None:
    """Serve the model until nobody uses it."""
    order, users = begin(sys.stdin)
    try:
        server, address = _start(order)
    except RuntimeError:
        os._exit(EXIT_NO_MODEL)
    host(f"{address}/v1", order.key, Path(order.state_path), users)
    del server
    os._exit(0)  # native threads may still be in a request of somebody who is gone


if __name__ == "__main__":
    main()
