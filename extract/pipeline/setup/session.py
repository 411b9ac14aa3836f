"""From settings to a client that answers: the model started or found, the cache opened, recordings played."""

from __future__ import annotations

import asyncio
import importlib
import logging
from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from types import ModuleType
from typing import Any, Self

import openai

from extract.errors import ModelSetupError
from extract.llm.client import ModelClient
from extract.llm.exchange.live import LiveExchange, connect
from extract.llm.exchange.recorded import RecordedExchange
from extract.llm.local.engines import choose_engine
from extract.llm.local.weights import check_gguf, installed
from extract.llm.recordings.cassettes import use_cassette
from extract.llm.request.providers import Endpoint, resolve_endpoint
from extract.llm.retry.pacing import Pace
from extract.pipeline.setup.model_choice import ModelChoice, choose_model
from extract.pipeline.setup.prompt_check import check_prompts
from extract.pipeline.setup.shared_cache import open_cache
from extract.settings.load import Settings
from extract.system.open_files import jobs_within_files

logger = logging.getLogger(__name__)

RECORDING_NAME = "vouchline.yaml"
"""The file in the folder of --cassettes."""
LOCAL_JOBS, HOSTED_JOBS = 4, 8
"""Calls under way at once where neither the user nor the model's profile says."""
FEW_JOBS = 8
"""Calls at once from which on more documents than calls are under way."""
_LISTING_TIMEOUT_S = 15.0


@asynccontextmanager
async def open_client(settings: Settings | None = None, *, record_with: str = "") -> AsyncGenerator[ModelClient]:
    """Give a client of the model that the settings choose; the embedded one runs for as long as the block does.

    Without settings, those of the environment and the working folder hold. `record_with` is the command that a missing
    recording tells the user to run.

    Raises:
        ModelSetupError: no weights, no wheel, too little memory, or the server has several models and none is named.
        PromptError: a prompt file is not valid; nothing is asked then.
        SettingsError: the settings contradict each other.
        UserError: the recordings cannot be read.
    """
    settings = Settings.load() if settings is None else settings
    prompts = check_prompts(settings.prompts)
    async with AsyncExitStack() as stack:
        endpoint = await _endpoint(settings, stack)
        cache, lowest = None, None if plays_only(settings) else LiveExchange(endpoint, settings.timeout_s)
        if settings.cassettes is not None:
            # No cache then: an answer from the cache would be missing in the recording.
            file = settings.cassettes / RECORDING_NAME
            cassette = stack.enter_context(use_cassette(file, settings.record_mode, record_with=record_with))
            lowest = RecordedExchange(cassette, lowest)
        elif settings.cache:
            cache = stack.enter_context(open_cache(settings))
        client = ModelClient(
            endpoint, cache=cache, lowest=lowest, retry=settings.retry, pace=pace_of(settings, endpoint),
            max_document_s=settings.max_document_s, without=frozenset(settings.without), prompts=prompts,
        )  # fmt: skip
        yield await stack.enter_async_context(client)


def pace_of(settings: Settings, endpoint: Endpoint) -> Pace:
    """Return how fast the model may be asked."""
    return Pace(
        jobs_at(endpoint, settings),
        requests_per_minute=settings.requests_per_minute,
        tokens_per_minute=settings.tokens_per_minute,
    )


def jobs_at(endpoint: Endpoint, settings: Settings) -> int:
    """Return how many calls are under way at once: as many as wanted, if so many files may be open.

    Raises:
        UserError: not enough for one.
    """
    return jobs_within_files(wanted_jobs(endpoint, settings))


def wanted_jobs(endpoint: Endpoint, settings: Settings) -> int:
    """Return how many calls the settings want under way at once."""
    if settings.jobs is not None:
        return settings.jobs
    if endpoint.profile.calls is not None:
        return endpoint.profile.calls
    return LOCAL_JOBS if endpoint.is_local else HOSTED_JOBS


def items_at_once(jobs: int) -> int:
    """Return how many documents or pairs are under way at once for so many calls: more, where there are many.

    Documents are read, checked and stored between their calls, which others make meanwhile. With a few calls the next
    document would only come in between the questions of one whose words the server has just read.
    """
    return jobs + jobs // 4 if jobs >= FEW_JOBS else jobs


async def describe_endpoint(settings: Settings) -> Endpoint:
    """Return the endpoint that `open_client` would ask, without starting anything; the embedded model has no address then.

    Raises:
        ModelSetupError: no model is named, and the server does not say which one it has. SettingsError: as `open_client`.
    """
    return await _endpoint(settings, None)


class LateClient:
    """A client that is opened when it is first needed: where nothing has to be asked, no model has to be there.

    `client` is one that is open already; it is left open.
    """

    def __init__(self, settings: Settings, *, record_with: str = "", client: ModelClient | None = None) -> None:
        self._settings = settings
        self._record_with = record_with
        self._stack = AsyncExitStack()
        self._client = client

    async def __aenter__(self) -> Self:
        await self._stack.__aenter__()
        return self

    async def __aexit__(self, *error: Any) -> None:
        await self._stack.__aexit__(*error)

    async def open(self) -> ModelClient:
        """Return the client. Raises as `open_client`."""
        if self._client is None:
            self._client = await self._stack.enter_async_context(
                open_client(self._settings, record_with=self._record_with)
            )
        return self._client


def with_own_ledger(client: ModelClient) -> ModelClient:
    """Return the same client, connections and cache, with a ledger of its own: what one document uses is told apart."""
    return client.over(client.exchange)


def plays_only(settings: Settings) -> bool:
    """Whether every answer comes from recordings, so that no model is needed."""
    if settings.cassettes is None:
        return False
    return settings.record_mode == "none" or (
        settings.record_mode == "once" and (settings.cassettes / RECORDING_NAME).exists()
    )


async def _endpoint(settings: Settings, stack: AsyncExitStack | None) -> Endpoint:
    """Return the endpoint; the embedded model is started for as long as `stack` lives, where that is given."""
    choice, mode, shape = choose_model(settings), settings.mode, settings.shape
    if choice.weights is not None:
        base_url, key = choice.base_url, "none"
        if stack is not None and not plays_only(settings):
            server = await start_embedded(choice, settings, stack)
            base_url, key = server
        return resolve_endpoint(
            base_url=base_url, api_key=key, model=choice.model, provider="embedded", mode=mode, shape=shape,
            models=settings.models,
        )  # fmt: skip
    return await remote_endpoint(settings, choice)


async def remote_endpoint(settings: Settings, choice: ModelChoice) -> Endpoint:
    """Return the endpoint of a model behind an address; a server with just one model is asked which.

    Raises:
        ModelSetupError: no model is named, and the server has several or does not answer.
    """
    model = choice.model
    if not model:
        if plays_only(settings):
            raise ModelSetupError(
                "Recordings are played, and the model that they are of is not named.", "Name it with --model."
            )
        model = await find_only_model(choice.base_url, settings)
    return resolve_endpoint(
        base_url=choice.base_url,
        api_key=settings.api_key,
        model=model,
        provider=settings.provider,
        mode=settings.mode,
        shape=settings.shape,
        models=settings.models,
    )


async def start_embedded(choice: ModelChoice, settings: Settings, stack: AsyncExitStack) -> tuple[str, str]:
    """Run the embedded model for as long as `stack` lives, and return its address and key.

    Raises:
        ModelSetupError: no weights, no wheel, too little memory, or it did not come up.
    """
    weights = find_weights(choice, settings)
    engine = choose_engine(settings.local_engine, is_catalogued=choice.is_catalogued)
    load: Any = load_server().EmbeddedServer
    try:
        server = await stack.enter_async_context(load(weights, settings.cache_dir, engine=engine.name))
    except ModelSetupError:
        if engine.name == "llama.cpp" or settings.local_engine != "auto":
            raise
        logger.warning("the faster engine did not start; llama.cpp's is used")
        server = await stack.enter_async_context(load(weights, settings.cache_dir))
    return server.base_url, server.api_key


def find_weights(choice: ModelChoice, settings: Settings) -> Path:
    """Return the file of weights of a model that Vouchline runs itself.

    Raises:
        ModelSetupError: it is not there, or is no GGUF file.
    """
    assert choice.weights is not None
    if choice.is_catalogued and not installed(settings.cache_dir):
        raise ModelSetupError(
            f"The weights of the embedded model {choice.model!r} are not on this machine yet.",
            "Run `vouchline model pull` once (1.1 GB), or name another model with --base-url or OPENAI_API_KEY.",
        )
    return check_gguf(choice.weights)


def load_server() -> ModuleType:
    """Return the module that runs the embedded model; what it needs comes with an extra.

    Raises:
        ModelSetupError: the extra is not installed.
    """
    try:
        return importlib.import_module("extract.llm.local.server")
    except ModuleNotFoundError as error:
        raise ModelSetupError(
            f"The embedded model needs the package {error.name!r}, which is not installed.",
            "Install it with `pip install 'vouchline[local]'`, or name another model with --base-url and --model.",
        ) from error


async def find_only_model(base_url: str, settings: Settings) -> str:
    """Return the model that a server has, where it has just one.

    Raises:
        ModelSetupError: nobody answers, the key is refused, or there are several models, or none.
    """
    names = await list_models(base_url, settings)
    if len(names) == 1:
        return names[0]
    listed = f"It has: {', '.join(names[:12])}{'…' if len(names) > 12 else ''}. " if names else ""
    raise ModelSetupError(f"The server at {base_url!r} has {len(names)} models.", f"{listed}Name one with --model.")


async def list_models(base_url: str, settings: Settings) -> list[str]:
    """Return the names of the models that a server has.

    Raises:
        ModelSetupError: nobody answers, the key is refused, or it cannot list its models.
    """
    endpoint = resolve_endpoint(base_url=base_url, api_key=settings.api_key, model="any")
    client = connect(endpoint, _LISTING_TIMEOUT_S)
    try:
        async with client, asyncio.timeout(_LISTING_TIMEOUT_S):
            return sorted([model.id async for model in client.models.list()])
    except (openai.AuthenticationError, openai.PermissionDeniedError):
        what, remedy = (
            f"The server at {endpoint.host!r} does not accept the key.",
            "Set OPENAI_API_KEY to one that it does.",
        )
    except (openai.APIConnectionError, TimeoutError):
        what, remedy = f"Nobody answers at {endpoint.base_url!r}.", "Start the model server, or correct --base-url."
    except (openai.OpenAIError, ValueError, TypeError, AttributeError):
        what, remedy = f"The server at {endpoint.host!r} does not say which models it has.", "Name one with --model."
    raise ModelSetupError(what, remedy)
