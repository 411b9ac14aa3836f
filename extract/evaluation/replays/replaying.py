"""Extract documents again from answers that are kept: no model is asked, and what was never answered stays so."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from extract.documents import read_document
from extract.documents.discovery.paths import Named, find_documents
from extract.documents.model.document import Document
from extract.errors import DocumentError, UserError
from extract.evaluation.scoring.files import GoldProfile, find_gold, load
from extract.extraction.custom.loading import Kinds
from extract.extraction.engine.prompt_runner import Asked
from extract.extraction.profile import extract_profile
from extract.llm.cache.answers import AnswerCache
from extract.llm.client import ModelClient
from extract.llm.exchange.cached import CachedExchange
from extract.llm.exchange.interface import Request, Response
from extract.llm.request.providers import Endpoint, resolve_endpoint
from extract.pipeline.setup.model_choice import choose_model
from extract.pipeline.setup.prompt_check import check_prompts
from extract.pipeline.setup.session import remote_endpoint
from extract.settings.load import Settings
from schemas import Profile


@dataclass(slots=True)
class Replayed:
    """A document extracted again: its profile, what was asked, and how many questions had no answer kept."""

    document: Document | None = None
    profile: Profile | None = None
    asked: Sequence[Asked] = field(default_factory=tuple[Asked, ...])
    unanswered: int = 0

    def take(self, document: Document, profile: Profile, asked: Sequence[Asked]) -> None:
        """Keep what an extraction came to."""
        self.document, self.profile, self.asked = document, profile, asked


async def endpoint_of(settings: Settings) -> Endpoint:
    """Return the endpoint whose answers are kept; the embedded model is not started."""
    choice = choose_model(settings)
    if choice.weights is None:
        return await remote_endpoint(settings, choice)
    return resolve_endpoint(
        base_url=choice.base_url, api_key="none", model=choice.model, provider="embedded", mode=settings.mode,
        shape=settings.shape, models=settings.models,
    )  # fmt: skip


def documents_of(docs: Path, names: Iterable[str]) -> dict[str, Document]:
    """Return the documents of a folder that have one of these NAMEs, as they are read.

    Raises:
        UserError: the folder holds none of them.
    """
    wanted = set(names)
    found: dict[str, Document] = {}
    for each in find_documents([docs]):
        name = _wanted_name(each, wanted)
        if name is None:
            continue
        try:
            found[name] = read_document(each.path)
        except DocumentError:
            continue
    if not found:
        raise UserError(
            f"The folder {str(docs)!r} holds none of the documents with gold.",
            "Name the folder that the results were extracted from.",
        )
    return found


def _wanted_name(named: Named, wanted: set[str]) -> str | None:
    if named.name in wanted:
        return named.name
    last = named.name.rpartition("/")[2]
    return last if last in wanted else None


@dataclass(frozen=True, slots=True)
class GoldSet:
    """Documents with gold for their profiles, both by NAME."""

    gold: dict[str, GoldProfile]
    documents: dict[str, Document]

    @classmethod
    def load(cls, gold: Path, docs: Path) -> GoldSet:
        """Return what gold below one folder says about the documents of another.

        Raises:
            UserError: there is no gold for profiles, or none of the documents has any.
        """
        files = {file.name: file for file in find_gold(gold) if file.group == "profiles"}
        documents = documents_of(docs, files)
        return cls({name: load(files[name].path, GoldProfile) for name in documents}, documents)


class Nobody:
    """An exchange that gives no answer, as where time is up; `asked` counts the questions that came to it."""

    def __init__(self) -> None:
        self.asked = 0

    async def send(self, request: Request) -> Response:
        """Raise TimeoutError."""
        self.asked += 1
        raise TimeoutError

    async def close(self) -> None:
        """There is nothing to close."""


async def replay(
    documents: dict[str, Document], endpoint: Endpoint, cache: AnswerCache, settings: Settings, *,
    without: frozenset[str] = frozenset(), kinds: Kinds | None = None, on_each: Callable[[str], Any] | None = None,
) -> dict[str, Replayed]:  # fmt: skip
    """Extract documents from the answers in `cache`, with some rules left out; `on_each` is told each NAME when it is done."""
    found: dict[str, Replayed] = {}
    prompts = check_prompts(settings.prompts)
    for name, document in documents.items():
        nobody = Nobody()
        client = ModelClient(endpoint, cache=None, lowest=nobody, without=without, prompts=prompts).over(
            CachedExchange(nobody, cache)
        )
        replayed = Replayed()
        await extract_profile(document, client, as_of=settings.day, name=name, explainer=replayed, kinds=kinds)
        replayed.unanswered = nobody.asked
        found[name] = replayed
        if on_each:
            on_each(name)
    return found
