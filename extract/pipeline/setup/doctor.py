"""Whether everything is in place: the model and whether it answers, folders and their sizes, formats, settings."""

from __future__ import annotations

import importlib.util
import time
from contextlib import AsyncExitStack
from dataclasses import asdict, dataclass, field
from importlib.metadata import version
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict

from extract.documents import list_formats
from extract.documents.ocr.tesseract import find_tesseract
from extract.errors import DocumentError, KindError, ModelSetupError, PromptError, UserError, VouchlineError
from extract.extraction.custom.loading import load_kinds
from extract.llm.local.catalogue import EMBEDDED
from extract.llm.local.engines import choose_engine
from extract.llm.local.weights import installed, weights_path
from extract.llm.request.answer_schema import form_of
from extract.llm.request.keys import fingerprint
from extract.llm.request.questions import Message, Question
from extract.pipeline.setup.model_choice import ModelChoice, choose_model
from extract.pipeline.setup.prompt_check import check_prompts
from extract.pipeline.setup.session import open_client
from extract.pipeline.setup.shared_cache import answers_folder, open_cache
from extract.settings.load import Settings

State = Literal["ok", "wrong", "note"]


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at. `wrong` keeps Vouchline from working as it is set up; `note` does not."""

    topic: str
    state: State
    found: str
    remedy: str = ""


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """All that was looked at, in the order in which it is shown."""

    checks: tuple[Check, ...]
    settings: dict[str, str] = field(default_factory=dict[str, str])

    @property
    def healthy(self) -> bool:
        """Whether nothing is wrong."""
        return all(check.state != "wrong" for check in self.checks)

    def as_json(self) -> dict[str, Any]:
        """Return it for programs."""
        return {
            "vouchline": version("vouchline"), "healthy": self.healthy,
            "checks": [asdict(check) for check in self.checks], "settings": self.settings,
        }  # fmt: skip


async def diagnose(settings: Settings, *, ask: bool = True) -> Diagnosis:
    """Look at everything. With `ask` the model gets one tiny question, which starts the embedded one."""
    checks: list[Check] = []
    try:
        choice = choose_model(settings)
    except VouchlineError as error:
        checks.append(Check("model", "wrong", error.what, error.remedy))
    else:
        where = "run by Vouchline itself" if choice.embedded else f"at {choice.base_url}"
        name = choice.model or "the only one of the server"
        checks.append(Check("model", "ok", f"{name}, {where}, because {choice.why}"))
        if ask:
            checks.append(await _check_answer(settings))
    checks += [*_check_local(settings, choice if checks[0].state == "ok" else None), _check_cache(settings)]  # pyright: ignore[reportPossiblyUnboundVariable]
    checks += [*_check_formats(), *_check_recognition(settings), *_check_kinds(settings), *_check_prompts(settings)]
    shown = {name: f"{_shown(settings, name)} ({origin})" for name, origin in settings.origins.items()}
    return Diagnosis(tuple(checks), shown)


def _check_formats() -> list[Check]:
    """Name what can be read on one line, and what cannot on lines of its own."""
    formats = list_formats()
    readable = ", ".join(f"{one.name} ({' '.join(one.suffixes)})" for one in formats if not one.missing)
    missing = [
        Check("formats", "note", f"not {one.name} ({' '.join(one.suffixes)})", one.missing)
        for one in formats
        if one.missing
    ]
    return [Check("formats", "ok", readable), *missing]


def _check_recognition(settings: Settings) -> list[Check]:
    """Name what reads scans, with its version, since it decides what is read; where it is missing the formats say so."""
    if not settings.ocr:
        return [Check("recognition", "note", f"switched off ({settings.why('ocr')})")]
    if find_tesseract() is None:
        return []
    try:
        recogniser = settings.recognition.open()
    except DocumentError as error:
        return [Check("recognition", "wrong" if settings.ocr_languages else "note", error.what, error.remedy)]
    return [Check("recognition", "ok", f"{recogniser.name}, at {recogniser.program.path}")]


def _check_kinds(settings: Settings) -> list[Check]:
    """Name the kinds of facts of the user's own, where a folder of them is set."""
    try:
        kinds = load_kinds(settings.kinds)
    except KindError as error:
        return [Check("kinds", "wrong", error.what, error.remedy)]
    return [Check("kinds", "ok", f"{', '.join(kinds)} ({settings.why('kinds')})")] if kinds else []


def _check_prompts(settings: Settings) -> list[Check]:
    """Name the prompts of the user's own, where a folder of them is set."""
    try:
        own = check_prompts(settings.prompts).own
    except PromptError as error:
        return [Check("prompts", "wrong", error.what, error.remedy)]
    return [Check("prompts", "ok", f"{', '.join(own)} ({settings.why('prompts')})")] if own else []


class _Ready(BaseModel):
    model_config = ConfigDict(extra="forbid")
    answer: Literal["ready"]


async def _check_answer(settings: Settings) -> Check:
    """Ask something that a model of any size can answer; never from the cache, and never recorded."""
    messages = (Message("system", "Answer in JSON."), Message("user", 'Say that you are ready: {"answer": "ready"}'))
    question = Question("doctor", fingerprint("doctor"), messages, form_of(_Ready), max_tokens=40)
    alone = Settings(
        model=settings.model, base_url=settings.base_url, api_key=settings.api_key, provider=settings.provider,
        mode=settings.mode, shape=settings.shape, models=settings.models, cache=False, cache_dir=settings.cache_dir, timeout_s=60.0,
        origins=settings.origins,
    )  # fmt: skip
    started = time.monotonic()
    try:
        async with AsyncExitStack() as stack:
            client = await stack.enter_async_context(open_client(alone))
            ready_s = time.monotonic() - started
            await client.ask(question)
    except VouchlineError as error:
        return Check("answer", "wrong", error.what, error.remedy)
    seconds = time.monotonic() - started
    endpoint = client.endpoint
    start = f" (of which {ready_s:.1f} s to start)" if ready_s > 1 else ""
    return Check(
        "answer", "ok", f"{endpoint.model} answers, in {seconds:.1f} s{start}; asked by {endpoint.mode}, "
        f"{endpoint.shape} schemas",
    )  # fmt: skip


def _check_local(settings: Settings, choice: ModelChoice | None) -> list[Check]:
    """Look at the weights and the wheels of the embedded model; missing ones are wrong only where it would be used."""
    state: State = "wrong" if choice is not None and choice.is_catalogued else "note"
    path = weights_path(settings.cache_dir)
    if installed(settings.cache_dir):
        checks = [Check("weights", "ok", f"{path} ({_size(path.stat().st_size)})")]
    else:
        what = f"{EMBEDDED.name} is not on this machine; it would lie at {path}"
        checks = [Check("weights", state, what, f"Run `vouchline model pull` ({_size(EMBEDDED.bytes)}).")]
    engine = None
    if choice is not None and choice.embedded:
        try:
            engine = choose_engine(settings.local_engine, is_catalogued=choice.is_catalogued)
        except ModelSetupError as error:
            return [*checks, Check("engine", "wrong", error.what, error.remedy)]
        checks.append(Check("engine", "ok", f"{engine.name}, because {engine.why}"))
    if importlib.util.find_spec("xllamacpp") is None:
        wheels: State = "wrong" if engine is not None and engine.name == "llama.cpp" else "note"
        remedy = "Run `pip install 'vouchline[local]'`."
        checks.append(Check("packages", wheels, "xllamacpp missing, for the embedded model", remedy))
    return checks


def _check_cache(settings: Settings) -> Check:
    folder = answers_folder(settings)
    if not settings.cache:
        return Check("cache", "note", f"switched off ({settings.why('cache')})")
    if settings.cache_url is None and not folder.exists():
        return Check("cache", "ok", f"{folder} (nothing there yet)")
    try:
        with open_cache(settings) as cache:
            stats = cache.stats()
    except UserError as error:
        return Check("cache", "wrong", error.what, error.remedy)
    return Check("cache", "ok", f"{stats.place} ({stats.entries:,} answers, {_size(stats.bytes_used)})")


def _shown(settings: Settings, name: str) -> str:
    return str(getattr(settings, name))  # a SecretStr shows as asterisks


def _size(bytes_: int) -> str:
    return (
        f"{bytes_ / 1e9:.2f} GB"
        if bytes_ >= 1e9
        else f"{bytes_ / 1e6:.1f} MB"
        if bytes_ >= 1e5
        else f"{bytes_ / 1e3:.0f} kB"
    )
