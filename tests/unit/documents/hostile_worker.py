"""The real process that reads documents, with a reader of plain text that does harm on a word.

The harm is real: it hangs, takes memory, crashes. What stands around it is the product's own code.
"""

from __future__ import annotations

import ctypes
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable

from extract.documents.formats import registry as formats
from extract.documents.formats import sniff
from extract.documents.model.assemble import DraftDocument
from extract.documents.ocr.options import ReadOptions
from extract.documents.sandbox.worker import main

_real = formats.reader_for(sniff.TEXT)


def sleep() -> None:
    time.sleep(3_600)


def backtrack() -> None:
    re.match(r"(a+)+$", "a" * 64 + "b")  # holds the interpreter: no other thread of the process gets a turn


def wait_for_program() -> None:  # as a reader that calls a recognition program which hangs
    subprocess.run([sys.executable, "-c", "import time; time.sleep(3600)"], check=False)


def start_heavy_programs() -> None:  # each stays below the limit that the system holds; both together do not
    for _ in range(2):
        subprocess.Popen([sys.executable, "-c", "import time; x = b'x' * 150_000_000; time.sleep(3600)"])
    sleep()


def eat() -> None:
    eaten = [bytearray(16_000_000) for _ in range(10_000)]
    raise AssertionError(len(eaten))


def segfault() -> None:
    ctypes.string_at(0)


def be_killed() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def leave() -> None:
    os._exit(0)


def fail() -> None:
    raise KeyError("Zara Quill")


def write_to_stdout() -> None:
    os.write(1, b"what native code prints\n")


def leak() -> None:
    leaked.append(b"x" * 120_000_000)


HARM: dict[bytes, Callable[[], None]] = {
    b"SLEEP": sleep,
    b"BACKTRACK": backtrack,
    b"PROGRAM": wait_for_program,
    b"HEAVY": start_heavy_programs,
    b"EAT": eat,
    b"SEGFAULT": segfault,
    b"KILLED": be_killed,
    b"EXIT": leave,
    b"FAULT": fail,
    b"PRINT": write_to_stdout,
    b"LEAK": leak,
}
leaked: list[bytes] = []


def read_text(data: bytes, options: ReadOptions) -> DraftDocument:
    if data in HARM:
        HARM[data]()
    assert _real is not None
    return _real(data, options)


formats._READERS[sniff.TEXT] = read_text  # pyright: ignore[reportPrivateUsage]

if __name__ == "__main__":
    main()
