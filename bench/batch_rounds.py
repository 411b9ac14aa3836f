"""How many rounds of batches the samples take, and how many questions are sent for nothing, from recorded answers.

    python -m bench.batch_rounds

Nothing is asked: every answer comes from cassettes/test_samples. Three ways of choosing what is sent are compared:
only the first open question of a document; every question behind one stand-in; those behind both stand-ins.
"""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from extract.comparison.compare import compare_profile
from extract.documents import read_document
from extract.extraction.posting import extract_posting
from extract.extraction.profile import extract_profile
from extract.llm.cache.answers import AnswerCache
from extract.llm.client import ModelClient
from extract.llm.exchange.batched import BatchedExchange
from extract.llm.exchange.recorded import RecordedExchange
from extract.llm.recordings.cassettes import use_cassette
from extract.llm.request.providers import resolve_endpoint
from extract.pipeline.batch.deferring import DeferringExchange, Foreseen
from extract.pipeline.batch.planner import foresee
from schemas import Posting, Profile

ROOT = Path(__file__).parents[1]
AS_OF = "2026-11-22"
MAX_ROUNDS = 100
WAYS = ("first question alone", "behind one stand-in", "behind both")
Work = Callable[[ModelClient], Awaitable[Any]]


def works() -> list[tuple[str, str, Work]]:
    """Return name, cassette and work of every sample that was recorded."""
    samples, cassettes = ROOT / "samples", ROOT / "cassettes" / "test_samples"
    places = {path.stem: path for folder in ("demo", "resumes", "postings") for path in (samples / folder).iterdir()}
    found: list[tuple[str, str, Work]] = []
    for file in sorted(cassettes.glob("*.yaml")):
        kind, _, name = file.stem.rpartition(".")
        if "--" in name:
            stored = ROOT / "tests" / "replay" / "stored"
            one, other = name.split("--")
            profile = Profile.model_validate_json((stored / f"{one}.profile.json").read_bytes())
            posting = Posting.model_validate_json((stored / f"{other}.posting.json").read_bytes())
            found.append(("comparison", str(file), _comparing(profile, posting, one, other)))
            continue
        document = read_document(places[name])
        what = "posting" if "posting" in kind or document.path.parent.name == "postings" else "résumé"
        found.append((what, str(file), _extracting(document, what)))
    return found


def _extracting(document: Any, what: str) -> Work:
    name = document.path.name
    if what == "posting":
        return lambda client: extract_posting(document, client, name=name)
    return lambda client: extract_profile(document, client, as_of=AS_OF, name=name)


def _comparing(profile: Profile, posting: Posting, one: str, other: str) -> Work:
    return lambda client: compare_profile(profile, posting, client, profile_name=one, posting_name=other, as_of=AS_OF)


async def choose(way: str, work: Work, client: ModelClient) -> Foreseen:
    """Return what came up, with the questions that this way sends."""
    if way == "behind both":
        return (await foresee(work, client))[0]
    deferring = DeferringExchange(client.exchange, "silent")
    try:
        await work(client.over(deferring))
    except Exception:  # noqa: BLE001 - behind a stand-in anything may happen
        deferring.foreseen.complete = False
    if way == "first question alone":
        deferring.foreseen.open = dict(list(deferring.foreseen.open.items())[:1])
    return deferring.foreseen


async def rounds_of(way: str, work: Work, endpoint: Any, known: AnswerCache, folder: Path) -> tuple[int, int, int]:
    """Return rounds, questions sent, and how many of them nobody would have asked."""
    sent = wasted = 0
    with AnswerCache(folder) as cache:
        client = ModelClient(endpoint, cache=cache, lowest=BatchedExchange())
        async with client:
            tried: set[str] = set()
            for done in range(MAX_ROUNDS):
                foreseen = await choose(way, work, client)
                if foreseen.complete:
                    return done, sent, wasted
                fresh = foreseen.open.keys() - tried
                assert fresh, "nothing is open, and it is not complete"
                tried |= fresh
                for key in fresh:
                    answer = known.get(key)
                    sent += 1
                    if answer is None:
                        wasted += 1
                    else:
                        cache.put(key, answer)
    raise AssertionError("too many rounds")


async def measure() -> None:
    """Print the table."""
    endpoint = resolve_endpoint(
        base_url="http://127.0.0.1:9/v1",
        api_key="none",
        model="qwen2.5-coder-1.5b-instruct-q4_k_m",
        provider="embedded",
    )
    totals: dict[tuple[str, str], list[tuple[int, int, int]]] = {}
    with tempfile.TemporaryDirectory() as folder:
        for number, (what, file, work) in enumerate(works()):
            with AnswerCache(Path(folder, f"known-{number}")) as known:
                with use_cassette(Path(file), "none") as cassette:
                    async with ModelClient(endpoint, cache=known, lowest=RecordedExchange(cassette)) as client:
                        await work(client)
                for place, way in enumerate(WAYS):
                    figures = await rounds_of(way, work, endpoint, known, Path(folder, f"{number}-{place}"))
                    totals.setdefault((what, way), []).append(figures)
    print("| of | sent | rounds, mean | rounds, most | questions | for nothing |\n|---|---|---|---|---|---|")
    for (what, way), figures in totals.items():
        rounds = [one for one, _, _ in figures]
        print(
            f"| {len(figures)} {what} | {way} | {sum(rounds) / len(rounds):.1f} | {max(rounds)} "
            f"| {sum(sent for _, sent, _ in figures)} | {sum(wasted for _, _, wasted in figures)} |"
        )


if __name__ == "__main__":
    asyncio.run(measure())
