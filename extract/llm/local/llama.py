"""llama.cpp's own HTTP server inside this process, by the `xllamacpp` wheel, and what it needs of the machine."""

from __future__ import annotations

import importlib
import importlib.util
import os
import time
import urllib.error
import urllib.request
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil

from extract.errors import ModelSetupError
from extract.llm.local.engines import EngineName

_KV_BYTES_PER_TOKEN = 28_672
"""Of the embedded model: 28 layers, keys and values, 256 numbers each, 2 bytes a number. Larger models take more."""
_WORK_BYTES = 700_000_000
"""Compute buffers and the process itself, measured with the settings below: 2.7 GB resident in all."""
_PREFIX_CACHE_MIB = 256
"""For prompts that lost their slot to others: some 9,000 tokens. The server's own default is 8 GiB."""


@dataclass(frozen=True, slots=True)
class LlamaSettings:
    """How the server is set up.

    `n_ctx` tokens are shared out evenly among `n_parallel` slots; a longer prompt is refused with HTTP status 400 and
    the type `exceed_context_size_error`. Each slot keeps the last prompt that it read, so that as many different
    prefixes stay read. `n_threads` is None for one a physical core.
    """

    n_ctx: int = 32_768
    n_parallel: int = 4
    n_threads: int | None = None


def check_machine(model: Path, settings: LlamaSettings, engine: EngineName = "llama.cpp") -> None:
    """Raise ModelSetupError if the wheel is missing or there is too little memory for `model`."""
    if engine == "llama.cpp" and importlib.util.find_spec("xllamacpp") is None:
        raise ModelSetupError(
            "The embedded model needs the package 'xllamacpp', which is not installed.",
            "Install it with `pip install 'vouchline[local]'`, or name another model with --base-url and --model.",
        )
    needed = model.stat().st_size + settings.n_ctx * _KV_BYTES_PER_TOKEN + _WORK_BYTES
    available = psutil.virtual_memory().available
    if available < needed:
        raise ModelSetupError(
            f"The model {model.name!r} needs {needed / 1e9:.1f} GB of memory; {available / 1e9:.1f} GB are free.",
            "Close other programs, or name another model with --base-url and --model.",
        )


def usable_cores() -> int:
    """Return the number of physical cores that this process may use, at least 1.

    More threads than that slow llama.cpp down, since they wait for one another by spinning. A container's share of
    processor time counts too (https://docs.kernel.org/admin-guide/cgroup-v2.html, cpu.max).
    """
    allowed = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    cores = min(allowed, psutil.cpu_count(logical=False) or allowed)
    try:
        quota, period = Path("/sys/fs/cgroup/cpu.max").read_text("ascii").split()
        if quota != "max":
            cores = min(cores, int(quota) // int(period))
    except (OSError, ValueError):
        pass  # not a container, or not Linux
    return max(cores, 1)


def start_llama(model: Path, settings: LlamaSettings, key: str, port: int = 0) -> tuple[Any, str]:
    """Start the server on 127.0.0.1 and return it with its address, once it answers.

    The server runs in native threads for as long as the returned object lives. With `port` 0 the system picks one.

    Raises:
        RuntimeError: llama.cpp could not load the model or listen on the port; its log says why.
    """
    threads = settings.n_threads or usable_cores()
    # An extra without type information, and tens of megabytes of native code: imported only where it is used.
    xllamacpp: Any = importlib.import_module("xllamacpp")
    params = xllamacpp.CommonParams()
    params.model.path = str(model)
    params.model_alias = {model.stem}  # else every answer, and so every recording, names the path
    params.n_ctx = settings.n_ctx
    params.n_parallel = settings.n_parallel
    params.cpuparams.n_threads = threads
    params.cpuparams_batch.n_threads = threads
    params.hostnames = ["127.0.0.1"]
    params.port = port
    params.api_keys = [key]
    params.ctx_shift = False  # a prompt that is too long is an error, never cut
    params.endpoint_slots = False  # it would show the prompts
    params.ui = False
    params.fit_params = False  # nothing is made smaller in silence
    params.cache_ram_mib = _PREFIX_CACHE_MIB
    params.verbosity = 1  # errors alone: the log must not hold prompts
    server = xllamacpp.Server(params)
    address = str(server.listening_address)
    wait_until_healthy(address)
    return server, address


def wait_until_healthy(address: str, timeout_s: float = 120.0) -> None:
    """Return when the server at `address` ("http://host:port") says that it is ready.

    Raises:
        RuntimeError: it did not within `timeout_s`.
    """
    deadline = time.monotonic() + timeout_s
    while not is_healthy(address):
        if time.monotonic() > deadline:
            raise RuntimeError(f"the server did not become ready within {timeout_s:.0f} seconds")
        time.sleep(0.05)


def is_healthy(address: str, timeout_s: float = 5.0) -> bool:
    """Tell whether the server at `address` ("http://host:port") answers that it is ready."""
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))  # a proxy cannot reach our loopback
    try:
        with opener.open(f"{address}/health", timeout=timeout_s) as answer:
            return answer.status == 200
    except (OSError, urllib.error.URLError):
        return False
