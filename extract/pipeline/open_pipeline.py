"""The pipeline held open for programs that stay: one model, warm readers, one document or pair at a time, or a folder."""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, Self

from extract.comparison.explain import VerdictExplanation, explain_verdict
from extract.documents.discovery.names import name_documents
from extract.documents.model.document import Document
from extract.documents.sandbox.reader import IsolatedReader
from extract.extraction.custom.kind import FactKind
from extract.extraction.custom.loading import Kinds, load_kinds
from extract.llm.client import ModelClient
from extract.pipeline.executor import Executor, LocalExecutor
from extract.pipeline.run import Done, OpenRun, RunOrder, carry_out, check_own_files
from extract.pipeline.setup.session import items_at_once, jobs_at, open_client, with_own_ledger
from extract.pipeline.watcher import Watcher
from extract.pipeline.worker import KindChoice, Task
from extract.settings.load import Settings
from extract.system.threads import finished_in_thread
from extract.taxonomy.assigning import assign_ids
from extract.text.sections.document_type import document_kind
from schemas import Comparison, Posting, Profile


@dataclass(frozen=True, slots=True)
class Extracted:
    """What a document was taken for, what came of it, and the document that its evidence points into."""

    kind: Literal["resume", "posting"]
    result: Profile | Posting
    document: Document


class OpenPipeline:
    """Does the work of the commands for many callers at once. Use as an async context manager.

    The model is started or found when the block begins. As many documents and pairs are under way at once as keep it
    busy; others wait. `record_with` is the command that a missing recording tells the user to run.

    Raises:
        UserError: the user's own files cannot be used, or the model cannot be used at all; when the block begins.
    """

    def __init__(self, settings: Settings, *, record_with: str = "") -> None:
        self.settings = settings
        self._record_with = record_with
        self._stack = AsyncExitStack()
        self._workplace: Executor = LocalExecutor()
        self._reader = IsolatedReader(settings.read_limits, settings.recognition)
        self._kinds: Kinds = dict[str, FactKind]()
        self._client: ModelClient | None = None
        self._places = asyncio.Semaphore(1)

    async def __aenter__(self) -> Self:
        check_own_files(self.settings)
        async with AsyncExitStack() as stack:
            client = await stack.enter_async_context(open_client(self.settings, record_with=self._record_with))
            await stack.enter_async_context(self._reader)
            self._kinds = load_kinds(self.settings.kinds, client.prompts)
            self._places = asyncio.Semaphore(items_at_once(jobs_at(client.endpoint, self.settings)))
            self._client, self._stack = client, stack.pop_all()
        return self

    async def __aexit__(self, *error: Any) -> None:
        await self._stack.__aexit__(*error)

    @property
    def client(self) -> ModelClient:
        """The same model, connections and cache, with a ledger of its own."""
        assert self._client is not None, "used outside of its block"
        return with_own_ledger(self._client)

    @property
    def reader(self) -> IsolatedReader:
        """What reads documents, in processes that can be ended. Its methods raise DocumentError."""
        return self._reader

    async def extract(self, document: Document, name: str, kind: KindChoice = "auto") -> Extracted:
        """Return what a document says. `name` is its path as results give it.

        Raises:
            ModelCallError: a question failed for good. UserError: the model cannot be used at all.
        """
        found = document_kind(document) if kind == "auto" else kind
        async with self._places:
            if found == "posting":
                return Extracted(found, await self._workplace.posting(document, self.client, name=name), document)
            profile = await self._workplace.profile(
                document, self.client, as_of=self.settings.day, name=name, explainer=None, kinds=self._kinds
            )
            profile = await finished_in_thread(assign_ids, profile, self.settings.taxonomy)
            return Extracted(found, profile, document)

    async def compare(self, profile: Profile, posting: Posting) -> Comparison:
        """Return how a profile stands to a posting. Raises as `extract.compare_profile`."""
        async with self._places:
            return await self._workplace.comparison(
                profile, posting, self.client, names=_names(profile, posting),
                as_of=self.settings.as_of or profile.as_of, options=self.settings.compare_options,
            )  # fmt: skip

    async def explain(self, profile: Profile, posting: Posting, requirement_id: str) -> VerdictExplanation:
        """Return what stands behind the verdict on one requirement. Raises as `explain_verdict`."""
        profile_name, posting_name = _names(profile, posting)
        async with self._places:
            return await explain_verdict(
                profile, posting, self.client, requirement_id, profile_name=profile_name, posting_name=posting_name,
                as_of=self.settings.as_of or profile.as_of, options=self.settings.compare_options,
            )  # fmt: skip

    async def run(self, folder: Path, out: Path, kind: KindChoice, watcher: Watcher, *, compare: bool) -> Done:
        """Do what `vouchline run` does, without comparisons where `compare` says so; every row is returned.

        Raises:
            UserError: as `extract.pipeline.run.carry_out`.
        """
        session = OpenRun(self.settings, watcher, record_with=self._record_with, client=self.client)
        return await carry_out(RunOrder([folder], out, Task(kind), compare), session, rows=True)


def _names(profile: Profile, posting: Posting) -> tuple[str, str]:
    """Return the NAMEs that the documents of both have by themselves."""
    return name_documents([profile.document.path])[0], name_documents([posting.document.path])[0]
