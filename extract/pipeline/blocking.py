"""The same work for programs without asyncio: one object that waits for each result."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any, Self, TypeVar

from extract.comparison.compare import compare_profile
from extract.documents import Document
from extract.documents.discovery.names import name_documents
from extract.extraction.custom.loading import load_kinds
from extract.extraction.posting import extract_posting
from extract.extraction.profile import extract_profile
from extract.llm.client import ModelClient
from extract.pipeline.run import run_folder
from extract.pipeline.setup.session import open_client
from extract.pipeline.watcher import Watcher
from extract.pipeline.worker import KindChoice
from extract.settings.load import Settings
from extract.taxonomy.assigning import assign_ids
from schemas import Comparison, Posting, Profile, Run

_Result = TypeVar("_Result")


class Session:
    """A model, ready to be asked for as long as the `with` block lasts; every method waits for its result.

    The model is started, or found, when it is first needed. Not for use from several threads, nor where an event loop
    runs already (a notebook): use the async functions there.
    """

    def __init__(self, settings: Settings | None = None) -> None:
        self.settings = Settings.load() if settings is None else settings
        self._runner = asyncio.Runner()
        self._stack = AsyncExitStack()
        self._client: ModelClient | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Stop what was started."""
        self._client = None
        self._run(self._stack.aclose())
        self._runner.close()

    def extract_profile(self, document: Document, *, name: str | None = None) -> Profile:
        """Return what a résumé says. Raises as `extract.extract_profile`."""
        client = self.client
        kinds = load_kinds(self.settings.kinds, client.prompts)
        profile = self._run(extract_profile(document, client, as_of=self.settings.day, name=name, kinds=kinds))
        return assign_ids(profile, self.settings.taxonomy)

    def extract_posting(self, document: Document, *, name: str | None = None) -> Posting:
        """Return what a job posting asks for. Raises as `extract.extract_posting`."""
        return self._run(extract_posting(document, self.client, name=name))

    def compare_profile(self, profile: Profile, posting: Posting) -> Comparison:
        """Return how a profile stands to a posting. Raises as `extract.compare_profile`."""
        profile_name, posting_name = (name_documents([stored.document.path])[0] for stored in (profile, posting))
        work = compare_profile(
            profile,
            posting,
            self.client,
            profile_name=profile_name,
            posting_name=posting_name,
            as_of=self.settings.day,
            options=self.settings.compare_options,
        )
        return self._run(work)

    def run_folder(self, folder: Path, out: Path, *, kind: KindChoice = "auto", progress: Watcher | None = None) -> Run:
        """Do what `vouchline run` does. Raises as `extract.run_folder`."""
        return self._run(run_folder(folder, out, self.settings, kind=kind, progress=progress))

    @property
    def client(self) -> ModelClient:
        """The client of the model, which this opens."""
        if self._client is None:
            self._client = self._run(self._stack.enter_async_context(open_client(self.settings)))
        return self._client

    def _run(self, work: Coroutine[Any, Any, _Result]) -> _Result:
        return self._runner.run(work)
