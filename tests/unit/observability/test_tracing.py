"""Spans and metrics of a run, as OpenTelemetry's own SDK takes them in and as they arrive at a collector."""

from __future__ import annotations

import gzip
import shutil
import threading
from collections.abc import Generator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from opentelemetry.proto.collector.metrics.v1.metrics_service_pb2 import ExportMetricsServiceRequest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

from testing.command_line import one_job, set_up, vouchline
from testing.servers.fitting import serve_fitting
from testing.servers.server import Step

KEY = "sk-made-up-0000-secret"
TEXT = "Ada Example"


@contextmanager
def collector() -> Generator[tuple[str, dict[str, list[bytes]]]]:
    """Run a receiver of OTLP over HTTP; gives its address and what it was sent, by path."""
    received: dict[str, list[bytes]] = {}

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            if self.headers.get("content-encoding") == "gzip":
                body = gzip.decompress(body)
            received.setdefault(self.path, []).append(body)
            self.send_response(200)
            self.send_header("content-length", "0")
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - http.server's name
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}", received
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@pytest.fixture
def sent(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, list[bytes]]:
    """What a collector got of a run over two résumés and a posting, one of which fails."""
    set_up(tmp_path, monkeypatch)
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    refused = Step({"error": {"message": "Grace"}}, status=400)
    with collector() as (address, received), serve_fitting({"Grace Example": refused}, answer=one_job) as server:
        monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", address)
        result = vouchline("run", "docs", "-o", "out", "--base-url", server.base_url, "--model", "made-up", "--quiet")
    assert result.exit_code == 1, result.output
    assert result.stderr == ""
    return received


def attributes(item: Any) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for each in item.attributes:
        kind = each.value.WhichOneof("value")
        value = getattr(each.value, kind)
        found[each.key] = [part.string_value for part in value.values] if kind == "array_value" else value
    return found


def spans_of(sent: dict[str, list[bytes]]) -> list[Any]:
    requests = [ExportTraceServiceRequest.FromString(body) for body in sent["/v1/traces"]]
    return [s for request in requests for r in request.resource_spans for scope in r.scope_spans for s in scope.spans]


def test_spans_of_a_run_form_one_tree_with_the_names_of_the_conventions(sent: dict[str, list[bytes]]) -> None:
    spans = spans_of(sent)
    by_id = {span.span_id: span for span in spans}
    assert len({span.trace_id for span in spans}) == 1
    root = next(span for span in spans if not span.parent_span_id)
    assert root.name == "vouchline run"
    documents = [span for span in spans if span.name == "document"]
    assert {attributes(span)["vouchline.document.name"] for span in documents} == {"ada", "grace", "nurse"}
    assert sorted(attributes(span)["vouchline.outcome"] for span in documents) == ["extracted", "extracted", "failed"]
    chats = [span for span in spans if span.name == "chat made-up"]
    assert chats
    assert {by_id[span.parent_span_id].name for span in chats} == {"document", "comparison"}
    told = attributes(next(span for span in chats if "error.type" not in attributes(span)))
    assert told["gen_ai.operation.name"] == "chat"
    assert told["gen_ai.provider.name"] == "llama_cpp"
    assert told["gen_ai.request.model"] == "made-up"
    assert told["gen_ai.output.type"] == "json"
    assert (told["gen_ai.usage.input_tokens"], told["gen_ai.usage.output_tokens"]) == (100, 10)
    assert told["gen_ai.usage.cache_read.input_tokens"] == 60
    assert told["gen_ai.response.finish_reasons"] == ["stop"]
    assert told["server.address"] == "127.0.0.1"
    failed = [attributes(span) for span in chats if "error.type" in attributes(span)]
    assert [span["error.type"] for span in failed] == ["ModelCallError"]


def test_metrics_of_a_run_have_the_names_of_the_conventions(sent: dict[str, list[bytes]]) -> None:
    requests = [ExportMetricsServiceRequest.FromString(body) for body in sent["/v1/metrics"]]
    resources = [r for request in requests for r in request.resource_metrics]
    assert attributes(resources[0].resource)["service.name"] == "vouchline"
    metrics = {m.name: m for r in resources for scope in r.scope_metrics for m in scope.metrics}
    duration, tokens = metrics["gen_ai.client.operation.duration"], metrics["gen_ai.client.token.usage"]
    assert (duration.unit, tokens.unit) == ("s", "{token}")
    chats = [span for span in spans_of(sent) if span.name == "chat made-up"]
    assert sum(point.count for point in duration.histogram.data_points) == len(chats)
    by_type = {attributes(point)["gen_ai.token.type"]: point for point in tokens.histogram.data_points}
    answered = len(chats) - 1
    assert by_type["input"].sum == 100 * answered
    assert by_type["output"].sum == 10 * answered


def test_nothing_of_a_document_or_the_key_is_exported(sent: dict[str, list[bytes]]) -> None:
    everything = b"".join(body for bodies in sent.values() for body in bodies)
    for word in (TEXT, "Grace Example", "Acme", "Example University", KEY):
        assert word.encode() not in everything


def test_answers_of_the_cache_are_no_calls_to_the_model(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    set_up(tmp_path, monkeypatch)
    with collector() as (address, received), serve_fitting() as server:
        command = ("extract", "docs", "-o", "out", "--base-url", server.base_url, "--model", "made-up", "--quiet")
        vouchline(*command)
        shutil.rmtree("out")  # or nothing would be asked at all
        monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", address)
        vouchline(*command)
    assert {span.name for span in spans_of(received)} == {"vouchline extract", "document"}


def test_nothing_is_sent_when_telemetry_is_switched_off(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    set_up(tmp_path, monkeypatch)
    with collector() as (address, received), serve_fitting() as server:
        monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", address)
        monkeypatch.setenv("OTEL_SDK_DISABLED", "true")
        vouchline("extract", "docs", "-o", "out", "--base-url", server.base_url, "--model", "made-up", "--quiet")
    assert received == {}
