"""Spans and metrics of a run for OpenTelemetry, named by its conventions for generative AI.

https://opentelemetry.io/docs/specs/semconv/gen-ai/: run → document → chat {model}. Prompts and completions, which the
conventions leave to the user's choice, are never recorded.
"""

from __future__ import annotations

import importlib
from collections.abc import Generator, Mapping
from contextlib import ExitStack, contextmanager
from contextvars import ContextVar
from importlib.metadata import version
from typing import Any
from urllib.parse import urlsplit

from extract.errors import SettingsError
from extract.llm.calls import CallRecord
from extract.llm.request.providers import Endpoint
from extract.observability.events import RunRecord
from extract.pipeline.run_state import Account
from schemas.run import Outcome

_DURATION_S = (0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.28, 2.56, 5.12, 10.24, 20.48, 40.96, 81.92)
_TOKENS = tuple(4**power for power in range(14))
"""Bounds of the histograms, as the conventions set them."""
_PROVIDERS = {"azure": "azure.ai.openai"}
"""Where the conventions' name differs from ours."""


@contextmanager
def open_tracing() -> Generator[list[Tracing]]:
    """Give who records spans and metrics, sent to where the variables OTEL_* say; no one where that is nowhere.

    A program that has set up OpenTelemetry by itself keeps its own providers.

    Raises:
        SettingsError: OpenTelemetry is not installed.
    """
    try:
        trace, metrics = (
            importlib.import_module("opentelemetry.trace"),
            importlib.import_module("opentelemetry.metrics"),
        )
        with ExitStack() as stack:
            tracers: Any = trace.get_tracer_provider()
            meters: Any = metrics.get_meter_provider()
            if type(tracers).__name__ == "ProxyTracerProvider":
                tracers, meters = _exporting(stack)
            yield [Tracing(tracers, meters)]
    except ModuleNotFoundError as error:
        if not (error.name or "").startswith("opentelemetry"):
            raise
        raise SettingsError(
            f"The variables OTEL_* ask for telemetry, and the package {error.name!r} is not installed.",
            "Install it with `pip install 'vouchline[telemetry]'`, or set OTEL_SDK_DISABLED=true.",
        ) from error


def _exporting(stack: ExitStack) -> tuple[Any, Any]:
    """Return providers that send by OTLP over HTTP until `stack` closes; the SDK reads the addresses from OTEL_*."""
    sdk = "opentelemetry.sdk"
    trace, export = importlib.import_module(f"{sdk}.trace"), importlib.import_module(f"{sdk}.trace.export")
    metrics, reading = importlib.import_module(f"{sdk}.metrics"), importlib.import_module(f"{sdk}.metrics.export")
    spans = importlib.import_module("opentelemetry.exporter.otlp.proto.http.trace_exporter")
    figures = importlib.import_module("opentelemetry.exporter.otlp.proto.http.metric_exporter")
    resource = importlib.import_module(f"{sdk}.resources").Resource.create({"service.version": version("vouchline")})
    if resource.attributes.get("service.name", "").startswith("unknown_service"):
        resource = resource.merge(type(resource)({"service.name": "vouchline"}))
    tracers = trace.TracerProvider(resource=resource)
    tracers.add_span_processor(export.BatchSpanProcessor(spans.OTLPSpanExporter()))
    reader = reading.PeriodicExportingMetricReader(figures.OTLPMetricExporter())
    meters = metrics.MeterProvider([reader], resource=resource)
    stack.callback(tracers.shutdown)
    stack.callback(meters.shutdown)
    return tracers, meters


class Tracing:
    """Records what it is told as spans and metrics of the two providers."""

    def __init__(self, tracers: Any, meters: Any) -> None:
        self._trace: Any = importlib.import_module("opentelemetry.trace")
        self._tracer = tracers.get_tracer("vouchline", version("vouchline"))
        meter = meters.get_meter("vouchline", version("vouchline"))
        self._duration = meter.create_histogram(
            "gen_ai.client.operation.duration", unit="s", description="GenAI operation duration.",
            explicit_bucket_boundaries_advisory=_DURATION_S,
        )  # fmt: skip
        self._tokens = meter.create_histogram(
            "gen_ai.client.token.usage", unit="{token}", description="Number of input and output tokens used.",
            explicit_bucket_boundaries_advisory=_TOKENS,
        )  # fmt: skip
        self._run: Any = None
        self._items: dict[tuple[str, str], Any] = {}
        self._current: ContextVar[Any] = ContextVar("current_span", default=None)

    def run_began(self, run: RunRecord) -> None:
        """Begin the run's span."""
        self._run = self._tracer.start_span(f"vouchline {run.command}")

    def stage_began(self, stage: str, total: int, account: Account) -> None:
        """Note how much there is to do."""
        self._run.set_attribute(f"vouchline.{stage}", total)

    def item_began(self, stage: str, item: str) -> None:
        """Begin a document's span, or a comparison's; calls of this task are below it from now on."""
        kind = stage.removesuffix("s")
        span = self._tracer.start_span(
            kind, context=self._below(self._run), attributes={f"vouchline.{kind}.name": item}
        )
        self._items[stage, item] = span
        self._current.set(span)

    def item_ended(self, stage: str, item: str, outcome: Outcome, reason: str) -> None:
        """End its span."""
        self._current.set(None)
        if span := self._items.pop((stage, item), None):
            span.set_attribute("vouchline.outcome", outcome)
            if outcome == "failed":
                span.set_status(self._trace.StatusCode.ERROR)
            span.end()

    def call_began(self, prompt: str, document: str) -> None:
        """Do nothing: what came of it is told when it has ended."""

    def call_ended(self, call: CallRecord) -> None:
        """Record a call to the model; an answer of the cache is none."""
        if call.usage.from_cache:
            return
        ended_ns = call.began_ns + int(call.seconds * 1e9)
        common = _common(call.endpoint)
        failed = {"error.type": call.error} if call.error else {}
        span = self._tracer.start_span(
            f"chat {call.endpoint.model}", context=self._below(self._current.get() or self._run),
            kind=self._trace.SpanKind.CLIENT, start_time=call.began_ns, attributes={**common, **failed, **_details(call)},
        )  # fmt: skip
        if call.error:
            span.set_status(self._trace.StatusCode.ERROR)
        span.end(ended_ns)
        self._duration.record(call.seconds, {**common, **failed})
        if call.usage.calls:
            self._tokens.record(call.usage.prompt_tokens, {**common, "gen_ai.token.type": "input"})
            self._tokens.record(call.usage.completion_tokens, {**common, "gen_ai.token.type": "output"})

    def run_ended(self, run: RunRecord) -> None:
        """End the run's span, and those that an error left open."""
        for span in (*self._items.values(), self._run):
            if run.error:
                span.set_attribute("error.type", run.error)
                span.set_status(self._trace.StatusCode.ERROR)
            span.end()
        self._items.clear()

    def _below(self, span: Any) -> Any:
        return self._trace.set_span_in_context(span)


def _common(endpoint: Endpoint) -> dict[str, str | int]:
    address = urlsplit(endpoint.base_url)
    return {
        "gen_ai.operation.name": "chat",
        "gen_ai.provider.name": _PROVIDERS.get(endpoint.provider, endpoint.provider),
        "gen_ai.request.model": endpoint.model,
        "server.address": address.hostname or "",
        "server.port": address.port or (443 if address.scheme == "https" else 80),
    }


def _details(call: CallRecord) -> Mapping[str, Any]:
    usage = call.usage
    details: dict[str, Any] = {
        "gen_ai.output.type": "json",
        "gen_ai.request.max_tokens": call.max_tokens,
        "gen_ai.request.seed": call.seed,
        "gen_ai.usage.input_tokens": usage.prompt_tokens,
        "gen_ai.usage.output_tokens": usage.completion_tokens,
        "gen_ai.usage.cache_read.input_tokens": usage.cached_tokens,
        "vouchline.prompt": call.prompt,
        "vouchline.calls": usage.calls,
        "vouchline.retries": list(call.retries),
    }
    if call.endpoint.profile.temperature:
        details["gen_ai.request.temperature"] = 0.0
    if call.finish_reason:
        details["gen_ai.response.finish_reasons"] = [call.finish_reason]
    return details
