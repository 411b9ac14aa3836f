"""Rounds of batches: send what is open, fetch what is done, until nothing is open that a batch can answer."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from extract.errors import SettingsError, UserError
from extract.llm.client import ModelClient
from extract.llm.exchange.batched import BatchedExchange
from extract.llm.exchange.interface import Request
from extract.llm.prices import find_price
from extract.llm.request.providers import Endpoint
from extract.pipeline.batch.folder import BatchFolder, BatchRecord, Plan
from extract.pipeline.batch.limits import POLL_S, BatchLimits
from extract.pipeline.batch.outputs import count_usage, read_replies
from extract.pipeline.batch.planner import BatchPlanner, KindChoice, Outlook
from extract.pipeline.batch.requests import RequestFiles
from extract.pipeline.batch.service import OVER, BatchService
from extract.pipeline.setup.model_choice import choose_model
from extract.pipeline.setup.prompt_check import check_prompts
from extract.pipeline.setup.session import remote_endpoint
from extract.pipeline.setup.shared_cache import open_cache
from extract.settings.load import Settings
from extract.store.results import Results

Say = Callable[[str], None]


@dataclass(slots=True)
class BatchReport:
    """How far the rounds are.

    `sent` counts questions sent by this command, `under_way` those that a provider is busy with, and `open` those that
    could be sent now. `left` counts replies that are no answers, by reason; the run asks those questions directly.
    `stopped` are batches that failed or were cancelled, with what the provider called it. Tokens and cost are those of
    all batches so far; None where the price is unknown.
    """

    folder: str
    as_of: str
    sent: int = 0
    batches_sent: list[str] = field(default_factory=list[str])
    under_way: int = 0
    batches_under_way: list[str] = field(default_factory=list[str])
    replies: int = 0
    open: int = 0
    left: dict[str, int] = field(default_factory=dict[str, int])
    left_questions: list[str] = field(default_factory=list[str])
    complete: int = 0
    waiting: int = 0
    unreadable: int = 0
    stopped: list[str] = field(default_factory=list[str])
    prompt_tokens: int = 0
    completion_tokens: int = 0
    cost_usd: float | None = None

    @property
    def done(self) -> bool:
        """Whether no batch can do more."""
        return not self.open and not self.under_way


async def submit_folder(
    folder: Path,
    out: Path,
    settings: Settings | None = None,
    *,
    kind: KindChoice = "auto",
    limits: BatchLimits | None = None,
) -> BatchReport:
    """Send every question of a folder that is open now and not under way; run it again for the next round.

    Raises:
        UserError: no such folder, nothing in it, `out` cannot be written to, the model has no batch service, or what was
            sent before is of another folder or model.
    """
    settings = settings or Settings.load()
    _check_folder(folder)
    Results(out).prepare()
    async with _opened(out, settings, folder, kind) as rounds:
        await rounds.settle()
        await rounds.look(limits or BatchLimits())
        return rounds.report()


async def collect_batches(
    out: Path,
    settings: Settings | None = None,
    *,
    wait: bool = False,
    poll_s: float = POLL_S,
    give_up: str | None = None,
    limits: BatchLimits | None = None,
    say: Say = lambda _: None,
) -> BatchReport:
    """Fetch what is done, check and store the answers, and see what is open next.

    With `wait`, polls every `poll_s` seconds and sends the next round by itself until nothing is open, or a batch failed
    or was cancelled. `give_up` is the id of a batch that is waited for no longer.

    Raises:
        UserError: nothing was submitted, another address is set than that which was asked, or a batch is unknown there.
    """
    settings = settings or Settings.load()
    while True:
        async with _opened(out, settings, None, "auto") as rounds:
            await rounds.settle()
            fetched = await rounds.fetch(give_up)
            give_up = None
            under_way = rounds.under_way()
            may_send = wait and not under_way and not rounds.stopped
            if fetched or not under_way:
                await rounds.look((limits or BatchLimits()) if may_send else None)
            report = rounds.report()
        if not wait or report.done or report.stopped:
            return report
        say(
            f"{report.under_way} questions are under way in {len(report.batches_under_way)} batches; {report.replies} replies so far."
        )
        await asyncio.sleep(poll_s)


class _Rounds:
    """What both commands do, inside the folder's lock."""

    def __init__(
        self, folder: BatchFolder, plan: Plan, settings: Settings, client: ModelClient, lowest: BatchedExchange,
        service: BatchService,
    ) -> None:  # fmt: skip
        self.folder = folder
        self.plan = plan
        self.stopped: list[str] = []
        self._settings = settings
        self._client = client
        self._lowest = lowest
        self._service = service
        self._sent: list[BatchRecord] = []
        self._outlook = Outlook()
        self._open = 0

    async def settle(self) -> None:
        """Put in order what a killed command left: a batch that was made is found, what was not made is forgotten."""
        self.folder.sweep()
        for record in self.folder.records():
            if record.state == "uploaded" and await self._service.find_sent(record):
                self.folder.write(record)
            elif record.state in ("prepared", "uploaded"):
                self.folder.drop(record)

    async def fetch(self, give_up: str | None) -> bool:
        """Fetch the files of every batch that is over; true where there was one."""
        fetched = False
        for record in self.folder.records():
            if record.state != "sent":
                continue
            if give_up is not None and record.batch_id == give_up:
                record.status = "given_up"
            else:
                batch = await self._service.poll(record)
                record.status = batch.status
                if batch.status not in OVER:
                    continue
                if batch.output_file_id:
                    await self._service.download(batch.output_file_id, self.folder.output_path(record.name))
                if batch.error_file_id:
                    await self._service.download(batch.error_file_id, self.folder.errors_path(record.name))
                errors = batch.errors.data if batch.errors else None
                record.error_codes = sorted({error.code for error in errors or () if error.code})
            self._note_usage(record)
            record.state = "fetched"
            self.folder.write(record)
            fetched = True
            if record.status in ("failed", "cancelled"):
                codes = f": {', '.join(record.error_codes)}" if record.error_codes else ""
                self.stopped.append(f"{record.batch_id} ({record.status}{codes})")
        return fetched

    async def look(self, send: BatchLimits | None) -> None:
        """Store what the batches answer, see what is open, and send it where limits for that are given."""
        records = self.folder.records()
        under_way = {key for record in records if record.state == "sent" for key in record.keys}
        self._lowest.replies = read_replies(self.folder, records)
        source = self.folder.out / self.plan.folder
        if send is None:
            await self._look(source, lambda question: self._count(question, under_way, None))
            return
        with RequestFiles(self.folder, send) as files:
            await self._look(source, lambda question: self._count(question, under_way, files))
        for record in files.prepared:
            await self._service.send(self.folder, record)
            self._sent.append(record)
        self._open = 0

    def under_way(self) -> list[BatchRecord]:
        """Return the batches that the provider is busy with."""
        return [record for record in self.folder.records() if record.state == "sent"]

    def report(self) -> BatchReport:
        """Return how far it is."""
        records, outlook = self.folder.records(), self._outlook
        under_way = [record for record in records if record.state == "sent"]
        costs = [record.cost_usd for record in records if record.state == "fetched"]
        known = [cost for cost in costs if cost is not None]
        return BatchReport(
            folder=str((self.folder.out / self.plan.folder).resolve()), as_of=self.plan.as_of,
            sent=sum(len(record.keys) for record in self._sent),
            batches_sent=[str(record.batch_id) for record in self._sent],
            under_way=sum(len(record.keys) for record in under_way),
            batches_under_way=[str(record.batch_id) for record in under_way],
            replies=sum(record.replies for record in records), open=self._open,
            left=dict(Counter(why for why, _, _ in outlook.unusable.values())),
            left_questions=[f"{prompt!r} about {document!r}: {why}" for why, prompt, document in outlook.unusable.values()],
            complete=outlook.complete, waiting=outlook.waiting, unreadable=outlook.unreadable, stopped=self.stopped,
            prompt_tokens=sum(record.prompt_tokens for record in records),
            completion_tokens=sum(record.completion_tokens for record in records),
            cost_usd=round(sum(known), 8) if len(known) == len(costs) else None,
        )  # fmt: skip

    async def _look(self, source: Path, take: Callable[[Request], None]) -> None:
        lookout = BatchPlanner(self._client, self._settings, self.plan.kind, take)
        self._outlook = await lookout.look(source, self.folder.out)

    def _count(self, question: Request, under_way: set[str], files: RequestFiles | None) -> None:
        if question.key in under_way:
            return
        self._open += 1
        if files is not None:
            files.add(question)

    def _note_usage(self, record: BatchRecord) -> None:
        record.replies, used = count_usage(self.folder.output_path(record.name), record.keys)
        record.prompt_tokens, record.cached_tokens = used.prompt_tokens, used.cached_tokens
        record.completion_tokens = used.completion_tokens
        endpoint = self._client.endpoint
        price = self._settings.price or find_price(endpoint.provider, endpoint.model)
        record.cost_usd = price.in_batch().cost_usd(used) if price else None


@asynccontextmanager
async def _opened(out: Path, settings: Settings, folder: Path | None, kind: KindChoice) -> AsyncGenerator[_Rounds]:
    """Open everything that a round needs; without a folder, the plan says which one it is."""
    if settings.cassettes is not None or not settings.cache:
        raise SettingsError(
            "A batch fills the answer cache, and recordings and --no-cache do without it.",
            "Leave out --cassettes and --no-cache.",
        )
    batches = BatchFolder(out)
    known = batches.read_plan()
    if folder is None and known is None:
        raise UserError(f"Nothing was submitted from {str(out)!r}.", f"Begin with `vouchline submit FOLDER -o {out}`.")
    if known is not None:
        # A day later "today" is another day, and another day asks other questions.
        settings = replace(settings, as_of=settings.as_of or known.as_of, model=settings.model or known.model)
    if known is not None and folder is None:
        settings = replace(
            settings, kinds=_path(known.kinds), prompts=_path(known.prompts), synonyms=_path(known.synonyms),
            blind_schools=known.blind_schools, repeat=known.repeat, search=known.search,
        )  # fmt: skip
    prompts = check_prompts(settings.prompts)
    endpoint = await _batch_endpoint(settings)
    plan = known if folder is None else None
    plan = plan or _plan(Results(out).path_to(folder or Path()), kind, settings, endpoint)
    if known is not None:
        _check_same(known, plan, endpoint)
    settings = replace(settings, as_of=plan.as_of)
    async with batches.locked():
        if plan != known:
            batches.write_plan(plan)
        with open_cache(settings) as cache:
            lowest = BatchedExchange()
            client = ModelClient(
                endpoint, cache=cache, lowest=lowest, without=frozenset(settings.without), prompts=prompts
            )
            async with client, BatchService(endpoint, timeout_s=settings.timeout_s) as service:
                yield _Rounds(batches, plan, settings, client, lowest, service)


async def _batch_endpoint(settings: Settings) -> Endpoint:
    choice = choose_model(settings)
    if choice.weights is not None:
        raise UserError(
            f"The model {choice.model!r} runs on this computer and has no batch service ({choice.why}).",
            "Ask it with `vouchline run`; for a provider's batch service set OPENAI_API_KEY, or --base-url and --model.",
        )
    return await remote_endpoint(settings, choice)


def _check_folder(folder: Path) -> None:
    if not folder.is_dir():
        raise UserError(f"There is no folder {str(folder)!r}.", "Check how it is written.")


def _plan(folder: str, kind: KindChoice, settings: Settings, endpoint: Endpoint) -> Plan:
    return Plan(
        folder=folder, kind=kind, as_of=settings.day, model=endpoint.model, base_url=endpoint.base_url,
        provider=endpoint.provider, mode=endpoint.mode, shape=endpoint.shape,
        kinds=_text(settings.kinds), prompts=_text(settings.prompts), synonyms=_text(settings.synonyms), blind_schools=settings.blind_schools,
        repeat=settings.repeat, search=settings.compare_options.search,
    )  # fmt: skip


def _path(text: str | None) -> Path | None:
    return Path(text) if text else None


def _text(path: Path | None) -> str | None:
    return str(path.absolute()) if path else None


def _check_same(known: Plan, plan: Plan, endpoint: Endpoint) -> None:
    """Raise where the questions that were sent are not those that would be asked now."""
    now = {"model": endpoint.model, "base_url": endpoint.base_url, "mode": endpoint.mode, "shape": endpoint.shape}
    for name, value in now.items():
        if getattr(known, name) != value:
            raise UserError(
                f"The batches were sent with {name} {getattr(known, name)!r}, and it is {value!r} now.",
                "Set it as it was, or submit to another folder with -o.",
            )
    if known.folder != plan.folder:
        raise UserError(
            f"The batches are of the folder {known.folder!r}, and {plan.folder!r} is named now.",
            "Name the same folder, or submit to another one with -o.",
        )
