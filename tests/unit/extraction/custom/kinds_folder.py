"""Folders of fact kinds of a user's own, and what a model answers about them."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

from extract.documents import read_document
from extract.extraction.custom.loading import load_kinds
from extract.extraction.profile import extract_profile
from extract.llm.client import ModelClient
from extract.llm.request.providers import Shape, resolve_endpoint
from schemas import Profile
from testing.servers.fitting import Answering, serve_fitting

ROOT = Path(__file__).parents[4]

CLEARANCES = """kind: clearances
one: clearance
names: name
fields:
  name: text
  level: {type: choice, choices: {secret: [Secret], top_secret: [Top Secret, TS/SCI]}}
  validity: period
  fee: {type: number}
headings: [security clearances, Sicherheitsüberprüfungen, 보안 등급]
task: "List every security clearance: {{ fields }}."
examples:
  - text: Harbour pass, Secret, 2001 - 2002, fee 12 EUR
    answer: [{name: Harbour pass, level: secret, validity: 2001 - 2002, fee: 12 EUR}]
"""

GUARD = """Ada Example
ada@example.com · (212) 555-0142
EXPERIENCE
Guard, Acme Port, Jan 2020 – Present
보안 등급
- Dock clearance (TS/SCI), 2019 – 2021, fee 1.2k EUR
- Ministry clearance, Secret
  since March 2022, fee 80 EUR
- Yard clearance
SKILLS
Radio
"""

GUARD_ANSWER = {
    "clearances": [
        {"name": "Ministry clearance", "level": "top_secret", "validity": "2019 – 2021", "fee": "1.2k EUR"},
        {"name": "Dock clearance", "level": "secret", "validity": "2019 – 2021", "fee": "1.2k EUR"},
        {"name": "Yard clearance", "level": "secret", "validity": None, "fee": None},
    ]
}


def write_kinds(folder: Path, **files: str) -> Path:
    folder.mkdir(exist_ok=True)
    for name, text in files.items():
        (folder / f"{name}.yaml").write_text(text, "utf-8")
    return folder


def extract(path: Path, kinds: Path | None, answer: Answering, shape: Shape = "closed") -> Profile:
    with serve_fitting(answer=answer) as server:
        endpoint = resolve_endpoint(base_url=server.base_url, model="made-up", provider="llama_cpp", shape=shape)

        async def run() -> Profile:
            async with ModelClient(endpoint, cache=None) as client:
                return await extract_profile(
                    read_document(path), client, as_of="2026-11-22", kinds=load_kinds(kinds) if kinds else None
                )

        return asyncio.run(run())


def guard_answer(schema: str, _: list[str]) -> Any:
    return GUARD_ANSWER if schema == "Clearances" else None


def stated(profile: Profile, kind: str) -> list[dict[str, Any]]:
    return [dict(fact.stated) for fact in profile.additional[kind]]
