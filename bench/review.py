"""How fast the review page answers: a folder of many profiles, one profile, and a document of many pages.

    python bench/review.py [--profiles 10000] [--pages 300]

Everything is made here from the samples; nothing is asked of a model.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import httpx2
import pypdfium2

import schemas
from extract.documents import read_document
from extract.extraction.engine.provenance import document_info, unread_lines
from extract.store.results import Results
from extract.text.drafts import evidence_at
from schemas import Profile, Qualification
from testing.builders.reviews import profile_of
from testing.review_server import ROOT, Running, order, serve_review

SAMPLE = ROOT / "samples" / "resumes" / "maeve_okonkwo.pdf"


def make_many(out: Path, count: int) -> None:
    """Write so many profiles, alike but for their names."""
    profile = profile_of("zoe_lindqvist")
    for number in range(count):
        person = profile.candidate.model_copy(update={"name": f"Person {number:05}"})
        path = Results(out).profile_path(f"people/{number // 100:03}/person_{number:05}")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(schemas.dump(profile.model_copy(update={"candidate": person})), "utf-8")


def make_long(out: Path, docs: Path, pages: int) -> None:
    """Write a document of so many pages, and a profile in which every tenth line is a fact."""
    library: Any = pypdfium2  # it carries no types
    with library.PdfDocument.new() as made, library.PdfDocument(SAMPLE) as sample:
        for _ in range(pages):
            made.import_pages(sample, [0])
        made.save(docs / "long.pdf")
    started = time.perf_counter()
    document = read_document(docs / "long.pdf")
    print(f"reading the {pages} pages by itself: {time.perf_counter() - started:.1f} s")
    facts: list[Qualification] = []
    for line in document.lines[::10]:
        piece = evidence_at(document, line.start, line.end)
        if piece is not None:
            name = f"qualification-{len(facts) + 1}"
            facts.append(Qualification(id=name, evidence=[piece], name=piece.text[:60], kind="skill", date=None))
    cited = {fact.evidence[0].line for fact in facts}
    empty = profile_of("zoe_lindqvist").model_copy(
        update={kind: [] for kind in ("roles", "projects", "education", "publications", "talks", "metrics", "findings")}
    )
    update = {"document": document_info(document, "long.pdf"), "qualifications": facts,
              "unread_lines": unread_lines(document, cited)}  # fmt: skip
    candidate = empty.candidate.model_copy(update={"leaves": {}, "evidence": []})
    profile = Profile.model_validate(empty.model_copy(update=update | {"candidate": candidate}).model_dump())
    Results(out).write_profile("long", profile)
    print(f"a profile of {len(facts)} facts over {len(document.lines)} lines")


def measure(running: Running, what: str, path: str, times: int = 15, **parameters: str | int) -> None:
    """Print the first and the median time of an address."""
    client = running.clients[0]
    print_times(what, [lambda: client.get(path, params=parameters, timeout=300)] * times)


def measure_news(running: Running, what: str, about: dict[str, str]) -> None:
    """Print how long the question takes that an open page asks every five seconds."""
    client = running.clients[0]
    print_times(what, [lambda: client.post("/api/presence", json=about | {"window": "bench"})] * 5)


def measure_decisions(running: Running, what: str, name: str) -> None:
    """Print how long a decision takes."""
    client = running.clients[0]
    print_times(
        what, [partial(order, client, "accept", f"qualification-{number}", name=name) for number in range(1, 6)]
    )


def print_times(what: str, asked: Sequence[Callable[[], httpx2.Response]]) -> None:
    """Ask, and print the first and the median time, and the work of server and client: what it takes where nothing else runs."""
    spent: list[float] = []
    work: list[float] = []
    size = 0.0
    for ask in asked:
        started, worked = time.perf_counter(), time.process_time()
        answer = ask()
        spent.append(1000 * (time.perf_counter() - started))
        work.append(1000 * (time.process_time() - worked))
        assert answer.status_code == 200, answer.text
        size = len(answer.content) / 1000
    print(
        f"{what:<44} first {spent[0]:6.0f} ms ({work[0]:4.0f} of work)   "
        f"median {statistics.median(spent):6.0f} ms ({statistics.median(work):4.0f} of work)   {size:6.0f} kB"
    )


def main() -> None:
    """Make the folders, serve them, and measure."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--profiles", type=int, default=10_000)
    parser.add_argument("--pages", type=int, default=300)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        out, docs = Path(folder) / "out", Path(folder) / "docs"
        docs.mkdir()
        make_many(out, arguments.profiles)
        with serve_review(out, ROOT / "samples" / "demo") as running:
            client, started = running.client(), time.perf_counter()
            while not client.get("/api/list").json()["complete"]:
                time.sleep(0.2)
            print(f"first look at {arguments.profiles} profiles: {time.perf_counter() - started:.1f} s")
            measure(running, "list of profiles (page)", "/")
            measure(running, "list of profiles, searched", "/", q="person 09")
            measure(running, "list of profiles (data)", "/api/list", first=5000)
            measure(running, "one profile (page)", "/profiles/people/000/person_00000")
        with tempfile.TemporaryDirectory() as other:
            out = Path(other) / "out"
            make_long(out, docs, arguments.pages)
            with serve_review(out, docs) as running:
                running.client()
                about = {"group": "profiles", "name": "long"}
                measure(running, "profile of the long document (page)", "/profiles/long", times=5)
                measure(running, "its facts, document still being read", "/api/facts", 5, **about)
                measure_news(running, "who is there and what changed, meanwhile", about)
                measure_decisions(running, "accepting a fact, meanwhile", "long")
                measure(running, "its last page as a picture", "/api/picture", 1, **about, page=arguments.pages)
                measure(running, "its text", "/api/text", 5, **about)
                measure(running, "lines of its last page", "/api/overlay", 5, **about, page=arguments.pages)


if __name__ == "__main__":
    main()
