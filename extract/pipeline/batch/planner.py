"""One look over a folder: what the cache and the batches answer, and which questions are open now."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, TypeVar

from extract.comparison.compare import compare_profile
from extract.documents.discovery.paths import Named, find_documents_isolated
from extract.documents.model.document import Document
from extract.documents.sandbox.reader import MAX_WORKERS, IsolatedReader
from extract.errors import UserError, VouchlineError
from extract.extraction.custom.loading import load_kinds
from extract.extraction.posting import extract_posting
from extract.extraction.profile import extract_profile
from extract.llm.client import ModelClient
from extract.llm.exchange.batched import Unusable
from extract.llm.exchange.interface import Request
from extract.pipeline.batch.deferring import DeferringExchange, Foreseen
from extract.pipeline.batch.stubs import VARIANTS, Variant
from extract.settings.load import Settings
from extract.store.results import Results
from extract.text.sections.document_type import document_kind
from schemas import Posting, Profile

R = TypeVar("R")
KindChoice = Literal["auto", "resume", "posting"]

_ASKED_AFTER: dict[str, frozenset[str]] = {
    "repair": frozenset(), "role_gap": frozenset({"roles", "education"}), "entry_kind": frozenset({"roles", "education"}),
    "which_is_employer": frozenset({"roles"}), "title_or_employer": frozenset({"roles"}), "degree_level": frozenset({"education"}),
    "named_skill": frozenset({"qualifications"}), "skill_alone": frozenset({"qualifications"}),
    "direction": frozenset({"metrics", "metrics_listed"}),
}  # fmt: skip
"""Prompts that ask for what others leave empty, and which others; an empty set is any other."""


@dataclass(slots=True)
class Outlook:
    """What one look found. `open` are the keys of all open questions, those under way included.

    `waiting` counts documents and comparisons that lack an answer, `complete` those that lack none, and `unreadable`
    documents that cannot be read, or that a question fails for; a run names those. `unusable` says of replies that are
    no answers why, and of which prompt and document.
    """

    open: set[str] = field(default_factory=set[str])
    unusable: dict[str, tuple[Unusable, str, str]] = field(default_factory=dict[str, tuple[Unusable, str, str]])
    complete: int = 0
    waiting: int = 0
    unreadable: int = 0


async def foresee(work: Callable[[ModelClient], Awaitable[R]], client: ModelClient) -> tuple[Foreseen, R | None]:
    """Do some work with what is answered already; return what came up, and the result where nothing is missing.

    The work is done again with other stand-ins where something is missing. Only questions that come up both times are
    open: what they say does not hang on an answer that is not there yet. Those that ask for what an open one may bring
    are held back. The first that is missing is always open.
    """
    first, result = await _walk(work, client, VARIANTS[0])
    if first.complete:
        return first, result
    second, _ = await _walk(work, client, VARIANTS[1])
    both = [request for key, request in first.open.items() if key in second.open]
    first.open = {request.key: request for request in without_follow_ups(both)}
    return first, None


def without_follow_ups(requests: Sequence[Request]) -> list[Request]:
    """Return the requests, in order, that are asked whatever those before them bring."""
    kept: list[Request] = []
    for request in requests:
        after = _ASKED_AFTER.get(request.question.prompt)
        if after is not None and any(not after or earlier.question.prompt in after for earlier in kept):
            continue
        if not any(_asks_again(request, earlier) for earlier in kept):
            kept.append(request)
    return kept


def _asks_again(request: Request, earlier: Request) -> bool:
    """Whether a request asks the same of a piece of what the earlier one shows: for what that one may miss."""
    return request.question.prompt == earlier.question.prompt and _lines(request) <= _lines(earlier)


def _lines(request: Request) -> set[str]:
    return {line for message in request.wire["messages"] for line in str(message["content"]).split("\n")}


async def _walk(
    work: Callable[[ModelClient], Awaitable[R]], client: ModelClient, variant: Variant
) -> tuple[Foreseen, R | None]:
    deferring = DeferringExchange(client.exchange, variant)
    try:
        return deferring.foreseen, await work(client.over(deferring))
    except UserError:
        raise
    except Exception:  # noqa: BLE001 - behind a stand-in anything may happen; without one, the run names the failure
        deferring.foreseen.complete = False
        return deferring.foreseen, None


class BatchPlanner:
    """Looks over one folder. `take` gets every open question, each once, as it comes up."""

    def __init__(
        self, client: ModelClient, settings: Settings, kind: KindChoice, take: Callable[[Request], None]
    ) -> None:
        self.outlook = Outlook()
        self._client = client
        self._settings = settings
        self._kind = kind
        self._take = take
        self._kinds = load_kinds(settings.kinds, client.prompts)
        self._options = settings.compare_options
        self._profiles: dict[str, Profile] = {}
        self._postings: dict[str, Posting] = {}

    async def look(self, folder: Path, out: Path) -> Outlook:
        """Look at every document below `folder`, and at every comparison whose two sides are complete.

        Raises:
            UserError: there are no documents.
        """
        settings = self._settings
        async with IsolatedReader(settings.read_limits, settings.recognition) as reader:
            named = await find_documents_isolated([folder], reader, leave_out=Results(out).own_paths())
            if not named:
                raise UserError(f"There are no documents in {str(folder)!r}.", "Put résumés and job postings there.")
            rest = iter(named)
            async with asyncio.TaskGroup() as group:
                for _ in range(MAX_WORKERS):
                    group.create_task(self._look_at_each(rest, reader))
        await self._look_at_pairs([one.name for one in named])
        return self.outlook

    async def _look_at_each(self, rest: Iterator[Named], reader: IsolatedReader) -> None:
        for named in rest:
            await self._look_at(named, reader)

    async def _look_at(self, named: Named, reader: IsolatedReader) -> None:
        try:
            if named.problem is not None:
                raise named.problem
            document = await reader.read(named.path)
        except UserError:
            raise
        except VouchlineError:
            self.outlook.unreadable += 1
            return
        kind = self._kind if self._kind != "auto" else document_kind(document)
        if kind == "resume":
            await self._note(named.name, self._profiles, lambda client: self._profile(document, named, client))
        else:
            await self._note(
                named.name, self._postings, lambda client: extract_posting(document, client, name=named.shown)
            )

    async def _profile(self, document: Document, named: Named, client: ModelClient) -> Profile:
        return await extract_profile(document, client, as_of=self._settings.day, name=named.shown, kinds=self._kinds)

    async def _look_at_pairs(self, order: Sequence[str]) -> None:
        for profile_name in (name for name in order if name in self._profiles):
            for posting_name in (name for name in order if name in self._postings):
                profile, posting = self._profiles[profile_name], self._postings[posting_name]
                await self._note(
                    f"{profile_name}--{posting_name}",
                    dict[str, object](),
                    lambda client, one=profile, other=posting, names=(profile_name, posting_name): compare_profile(
                        one,
                        other,
                        client,
                        profile_name=names[0],
                        posting_name=names[1],
                        as_of=self._settings.day,
                        options=self._options,
                    ),
                )

    async def _note(self, name: str, complete: dict[str, R], work: Callable[[ModelClient], Awaitable[R]]) -> None:
        foreseen, result = await foresee(work, self._client)
        outlook = self.outlook
        outlook.unusable.update(foreseen.unusable)
        if result is not None:
            complete[name] = result
            outlook.complete += 1
        elif foreseen.open or foreseen.unusable:
            outlook.waiting += 1
        else:
            outlook.unreadable += 1
        for key, question in foreseen.open.items():
            if key not in outlook.open:
                outlook.open.add(key)
                self._take(question)
