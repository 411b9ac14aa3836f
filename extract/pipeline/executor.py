"""Where the work on a document is done: here, or on another machine that answers the same questions."""

from __future__ import annotations

from typing import Protocol

from extract.comparison.compare import CompareOptions, compare_profile
from extract.documents.model.document import Document
from extract.extraction.custom.loading import Kinds
from extract.extraction.engine.explain import Explainer
from extract.extraction.posting import extract_posting
from extract.extraction.profile import extract_profile
from extract.llm.client import ModelClient
from schemas import Comparison, Posting, Profile


class Executor(Protocol):
    """Makes results of documents. What was used is added to the ledger of `client`."""

    async def profile(
        self,
        document: Document,
        client: ModelClient,
        *,
        as_of: str,
        name: str,
        explainer: Explainer | None,
        kinds: Kinds,
    ) -> Profile:
        """Do what `extract_profile` does."""
        ...

    async def posting(self, document: Document, client: ModelClient, *, name: str) -> Posting:
        """Do what `extract_posting` does."""
        ...

    async def comparison(
        self, profile: Profile, posting: Posting, client: ModelClient, *, names: tuple[str, str], as_of: str,
        options: CompareOptions,
    ) -> Comparison:  # fmt: skip
        """Do what `compare_profile` does."""
        ...


class LocalExecutor:
    """Does the work in this process."""

    async def profile(
        self,
        document: Document,
        client: ModelClient,
        *,
        as_of: str,
        name: str,
        explainer: Explainer | None,
        kinds: Kinds,
    ) -> Profile:
        """Do what `extract_profile` does."""
        return await extract_profile(document, client, as_of=as_of, name=name, explainer=explainer, kinds=kinds)

    async def posting(self, document: Document, client: ModelClient, *, name: str) -> Posting:
        """Do what `extract_posting` does."""
        return await extract_posting(document, client, name=name)

    async def comparison(
        self, profile: Profile, posting: Posting, client: ModelClient, *, names: tuple[str, str], as_of: str,
        options: CompareOptions,
    ) -> Comparison:  # fmt: skip
        """Do what `compare_profile` does."""
        return await compare_profile(
            profile, posting, client, profile_name=names[0], posting_name=names[1], as_of=as_of, options=options
        )
