"""A run that uses the stand-in server: prints what it got as one JSON line, then does what it is told to do."""

from __future__ import annotations

import json
import signal
import sys
from pathlib import Path

from extract.llm.local.server import EmbeddedServer

_SERVER = (sys.executable, str(Path(__file__).with_name("local_tiny_server.py")))


def main() -> None:
    signal.signal(signal.SIGHUP, signal.SIG_DFL)  # whoever started the tests may have it ignored: nohup
    model, cache, ending = sys.argv[1:]
    with EmbeddedServer(Path(model), Path(cache), command=_SERVER) as server:
        got = {"pid": server.pid, "base_url": server.base_url, "api_key": server.api_key}
        sys.stdout.write(json.dumps(got) + "\n")
        sys.stdout.flush()
        if ending == "exception":
            raise RuntimeError("as asked")
        if ending == "wait":
            sys.stdin.read()


if __name__ == "__main__":
    main()
