"""A review server on loopback for tests, over results made from the samples, and a client that has its link."""

from __future__ import annotations

import asyncio
import shutil
import threading
import time
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx2

from extract.comparison.compare import compare_profile
from extract.llm.client import ModelClient
from extract.llm.exchange.recorded import RecordedExchange
from extract.llm.recordings.cassettes import use_cassette
from extract.llm.request.providers import resolve_endpoint
from extract.review.web.serving import listen, make_server
from extract.store.results import Results
from schemas import Comparison, Posting, Profile
from testing.builders.reviews import STORED, profile_of

ROOT = Path(__file__).parents[1]
DEMO = ROOT / "samples" / "demo"
PEOPLE = ("agnes_thibault", "joao_tavares", "zoe_lindqvist")
POSTING = "search_ranking_engineer"
ZOE_PAIR = f"zoe_lindqvist--{POSTING}"


@dataclass(frozen=True, slots=True)
class Running:
    """A server that answers: its link, its address, and where its results lie."""

    link: str
    base_url: str
    out: Path
    clients: list[httpx2.Client]

    def stranger(self) -> httpx2.Client:
        """Return a client that has not opened the link."""
        client = httpx2.Client(base_url=self.base_url, headers={"Origin": self.base_url}, timeout=300)
        self.clients.append(client)
        return client

    def client(self) -> httpx2.Client:
        """Return a client that opened the link."""
        client = self.stranger()
        assert client.get(self.link).status_code == 200
        return client


@contextmanager
def serve_review(out: Path, docs: Path | None = DEMO, reviewer: str = "Kim") -> Generator[Running]:
    """Serve a folder of results on a port of this machine."""
    listening = listen(out, docs, "127.0.0.1", 0, reviewer)
    server = make_server(listening.serving)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening.socket]}, daemon=True)
    thread.start()
    deadline = time.monotonic() + 300
    while not server.started:
        assert time.monotonic() < deadline, "the server did not start"
        time.sleep(0.02)
    clients: list[httpx2.Client] = []
    try:
        yield Running(listening.link, listening.link.partition("/?")[0], out, clients)
    finally:
        for client in clients:
            client.close()
        server.should_exit = True
        thread.join(300)
        listening.socket.close()
        assert not thread.is_alive()


def store_demo(out: Path) -> Path:
    """Write the results of the demo, as a real model gave them: profiles, posting, comparisons from recordings."""
    results = Results(out)
    for name in PEOPLE:
        results.write_profile(name, profile_of(name))
    posting = Posting.model_validate_json((STORED / f"{POSTING}.posting.json").read_text("utf-8"))
    results.write_posting(POSTING, posting)
    for name in PEOPLE:
        comparison = asyncio.run(_compared(name, profile_of(name), posting))
        results.write_comparison(f"{name}--{POSTING}", comparison)
    return out


async def _compared(name: str, profile: Profile, posting: Posting) -> Comparison:
    """Return the comparison as the model gave it when it was recorded."""
    test = "test_each_requirement_has_a_verdict_and_each_met_has_evidence"
    recording = ROOT / "cassettes" / "test_samples" / f"{test}.{name}--{POSTING}.yaml"
    endpoint = resolve_endpoint(
        base_url="http://127.0.0.1:9/v1",
        api_key="none",
        model="qwen2.5-coder-1.5b-instruct-q4_k_m",
        provider="embedded",
    )
    with use_cassette(recording, "none", record_with="pytest tests/replay/test_samples.py") as cassette:
        async with ModelClient(endpoint, cache=None, lowest=RecordedExchange(cassette)) as client:
            return await compare_profile(
                profile, posting, client, profile_name=name, posting_name=POSTING, as_of="2026-11-22"
            )


def copy_of(demo: Path, place: Path) -> Path:
    """Return a copy of stored results that a test may change."""
    return Path(shutil.copytree(demo, place))


def order(client: httpx2.Client, action: str, key: str, *, name: str = "zoe_lindqvist", **more: Any) -> httpx2.Response:
    """Send a decision, with the version and results as the page has them."""
    group = more.pop("group", "profiles")
    seen = client.post("/api/presence", json={"group": group, "name": name, "window": "test"}).json()
    version = seen["document_version"] if key == "document" else seen["versions"].get(key, 0)
    body = {"group": group, "name": name, "action": action, "key": key, "seen": version, "results": seen["results"]}
    return client.post("/api/decisions", json=body | more)
