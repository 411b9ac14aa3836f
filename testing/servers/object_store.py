"""An S3 server in a process of its own (moto), as the libraries for s3:// addresses see it."""

from __future__ import annotations

import importlib
import socket
import subprocess
import sys
import time
from collections.abc import Generator
from contextlib import contextmanager
from typing import Any

CREDENTIALS = {"AWS_ACCESS_KEY_ID": "made-up", "AWS_SECRET_ACCESS_KEY": "made-up", "AWS_DEFAULT_REGION": "us-east-1"}


@contextmanager
def serve_objects() -> Generator[str]:
    """Run the server, and give its address."""
    with serve_module("moto.server", "-H", "127.0.0.1", "-p", "{port}") as url:
        yield url


@contextmanager
def serve_module(*arguments: str) -> Generator[str]:
    """Run a Python module that serves at `{port}` of this machine, and give its address when it listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", *(argument.format(port=port) for argument in arguments)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        _await_port(port)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.kill()
        process.wait()


def _await_port(port: int) -> None:
    for _ in range(600):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise TimeoutError("the server did not come up")


class Bucket:
    """One bucket, seen by a client of its own."""

    def __init__(self, url: str, name: str) -> None:
        self.name = name
        boto3: Any = importlib.import_module("boto3")  # tells no types
        self._s3: Any = boto3.client(
            "s3",
            endpoint_url=url,
            aws_access_key_id="made-up",
            aws_secret_access_key="made-up",
            region_name="us-east-1",
        )
        self._s3.create_bucket(Bucket=name)

    def put(self, key: str, content: bytes) -> None:
        self._s3.put_object(Bucket=self.name, Key=key, Body=content)

    def get(self, key: str) -> bytes:
        return self._s3.get_object(Bucket=self.name, Key=key)["Body"].read()

    def drop(self, key: str) -> None:
        self._s3.delete_object(Bucket=self.name, Key=key)

    def keys(self, prefix: str = "") -> list[str]:
        pages = self._s3.get_paginator("list_objects_v2").paginate(Bucket=self.name, Prefix=prefix)
        return sorted(entry["Key"] for page in pages for entry in page.get("Contents", []))
