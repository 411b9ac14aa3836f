"""Who is told what happens in a run beside the one who watches it: a log of JSON lines, OpenTelemetry, or nobody."""

from __future__ import annotations

from collections import Counter
from collections.abc import Generator, Sequence
from contextlib import ExitStack, contextmanager

from extract.llm.calls import CallObserver, observers
from extract.observability.event_log import open_event_log
from extract.observability.events import RunObserver, RunRecord
from extract.observability.progress import BarWatcher
from extract.observability.tracing import open_tracing
from extract.pipeline.run_state import Account
from extract.pipeline.watcher import Nobody, Watcher
from extract.settings.load import Settings, telemetry_configured
from schemas.run import Outcome


@contextmanager
def observed(watcher: Watcher, settings: Settings, command: str) -> Generator[Watcher]:
    """Give the watcher for a run that tells those who observe it, as the settings and the environment choose.

    Raises:
        SettingsError: the log cannot be written.
    """
    with ExitStack() as stack:
        found: list[RunObserver] = []
        # A bar names the question that is being asked.
        told: tuple[CallObserver, ...] = (watcher,) if isinstance(watcher, BarWatcher) else ()
        if settings.log_json is not None:
            found.append(stack.enter_context(open_event_log(settings.log_json)))
        if telemetry_configured():
            found += stack.enter_context(open_tracing())
        if not found:
            token = observers.set(told)
            try:
                yield watcher
            finally:
                observers.reset(token)
            return
        # Lines of progress between those of the log would be no JSON.
        watching = ObservedWatcher(Nobody() if settings.log_json == "-" else watcher, found, RunRecord(command))
        token = observers.set((*found, *told))
        try:
            yield watching
        except BaseException as error:
            watching.run.error = type(error).__name__
            raise
        finally:
            observers.reset(token)
            for observer in found:
                observer.run_ended(watching.run)


class ObservedWatcher:
    """Passes on to a watcher what it is told, and to those who observe the run."""

    def __init__(self, inner: Watcher, told: Sequence[RunObserver], run: RunRecord) -> None:
        self.run = run
        self._inner = inner
        self._told = told
        self._stage = ""
        for observer in told:
            observer.run_began(run)

    def begin(self, stage: str, total: int, account: Account) -> None:
        """Note the stage."""
        self._stage, self.run.account = stage, account
        self.run.outcomes[stage] = Counter()
        for observer in self._told:
            observer.stage_began(stage, total, account)
        self._inner.begin(stage, total, account)

    def start(self, item: str) -> None:
        """Pass it on."""
        for observer in self._told:
            observer.item_began(self._stage, item)
        self._inner.start(item)

    def expect(self, item: str, characters: int, seconds: float) -> None:
        """Pass it on."""
        self._inner.expect(item, characters, seconds)

    def end(self, item: str, outcome: Outcome, note: str) -> None:
        """Count the outcome."""
        self.run.outcomes[self._stage][outcome] += 1
        for observer in self._told:
            observer.item_ended(self._stage, item, outcome, note if outcome == "failed" else "")
        self._inner.end(item, outcome, note)

    def say(self, text: str) -> None:
        """Pass it on to the watcher; those who observe the run learn it from what happens."""
        self._inner.say(text)

    def finish(self) -> None:
        """Pass it on."""
        self._inner.finish()
