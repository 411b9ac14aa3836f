"""The process that documents are read in: `python -m extract.documents.sandbox.worker`, asked over stdin, answering on stdout.

It ends when its stdin closes, however the run that started it came to its end, and whatever it is doing then.
"""

from __future__ import annotations

import faulthandler
import os
import queue
import signal
import sys
import threading
from typing import BinaryIO, NoReturn

import psutil

from extract.documents.drawing import draw_page
from extract.documents.files.container import list_members
from extract.documents.read import read_document
from extract.documents.sandbox.wire import (
    pack_document,
    pack_error,
    pack_members,
    pack_picture,
    unpack_limits,
    unpack_request,
)
from extract.errors import DocumentError, InternalError
from extract.system.limits import ReadLimits

_GRACE_S = 30.0
"""The run ends this process when the time is up. So much later it ends itself, also where native code holds the
interpreter and nothing notices that the run has gone."""
_MOST = 1.5
"""Address space is asked for before it is used, so it may be larger than the memory that counts."""


def main() -> None:
    """Answer requests until stdin closes. Ctrl-C is ignored: the run on the terminal ends this process."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    requests, replies = _take_pipes()
    limits = unpack_limits(requests.readline())
    limit_memory(limits.memory_bytes)
    serve(requests, replies, limits)


def serve(requests: BinaryIO, replies: BinaryIO, limits: ReadLimits) -> NoReturn:
    """Say that all is ready by an empty reply, then answer one request after the other."""
    waiting: queue.SimpleQueue[bytes] = queue.SimpleQueue()
    threading.Thread(target=_listen, args=(requests, waiting), daemon=True).start()
    _send(replies, bytes(4))
    while True:
        request = waiting.get()
        faulthandler.dump_traceback_later(limits.seconds + _GRACE_S, exit=True)
        reply = answer(request, limits)
        faulthandler.cancel_dump_traceback_later()
        _send(replies, reply)


def answer(request: bytes, limits: ReadLimits) -> bytes:
    """Return the reply to one request, whatever reading comes to."""
    task, path, recognition, page = unpack_request(request)
    try:
        if task == "list":
            return pack_members(list_members(path, max_bytes=limits.max_bytes), path)
        if task == "draw":
            return pack_picture(draw_page(path, page, limits.max_bytes))
        document = read_document(path, max_bytes=limits.max_bytes, max_pages=limits.pages, recognition=recognition)
        return pack_document(document)
    except DocumentError as error:
        return pack_error(error)
    except MemoryError:
        pass  # what was read is let go of first
    except Exception as error:  # noqa: BLE001 - a fault in one document's reader never ends the process
        return pack_error(InternalError.of(error))
    return pack_error(
        DocumentError(
            "too_much_memory",
            f"{str(path)!r}: reading it takes more than {limits.memory_mb:,} MB of memory.",
            "Split the document, or raise --max-read-mb.",
        )
    )


def limit_memory(more_bytes: int) -> None:
    """Have the system stop what outruns the run, which looks at this process now and then; never dump its memory.

    More than `_MOST` times the bytes that reading may add cannot be had. macOS and Windows hold no such limit.
    """
    if sys.platform == "win32":
        return
    import resource

    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":
        _, hard = resource.getrlimit(resource.RLIMIT_AS)
        wanted = psutil.Process().memory_info().vms + int(_MOST * more_bytes)
        limit = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
        resource.setrlimit(resource.RLIMIT_AS, (limit, hard))


def _take_pipes() -> tuple[BinaryIO, BinaryIO]:
    """Keep the two pipes for this module: what native code prints, and programs that readers start, get none of them."""
    requests, replies = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    nothing = os.open(os.devnull, os.O_RDWR)
    os.dup2(nothing, 0)
    os.dup2(nothing, 1)
    return requests, replies


def _listen(requests: BinaryIO, waiting: queue.SimpleQueue[bytes]) -> None:
    for line in requests:
        waiting.put(line)
    _end_all()


def _end_all() -> NoReturn:
    """End this process and the programs that it started, at once."""
    if sys.platform != "win32" and os.getpgrp() == os.getpid():
        os.killpg(os.getpid(), signal.SIGKILL)
    os._exit(0)


def _send(replies: BinaryIO, reply: bytes) -> None:
    try:
        replies.write(reply)
        replies.flush()
    except BrokenPipeError:  # the run has gone
        _end_all()


if __name__ == "__main__":
    main()
