"""A batch service that misbehaves on command, in a process of its own: `python -m testing.servers.batch_server FOLDER`.

It speaks /v1/files and /v1/batches as OpenAI does, and /v1/chat/completions, with the smallest answer that fits each
schema. What it is told lies in FOLDER/orders.json and may change at any time; what it did, FOLDER/log.jsonl tells.
Batches and files outlive the process in FOLDER, so that it can be killed as well.
"""

from __future__ import annotations

import email.parser
import email.policy
import json
import subprocess
import sys
import threading
import time
import uuid
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from extract.system.child_process import child_environment, module_command
from testing.servers.fitting import smallest
from testing.servers.server import Speaker, Step, bind, completion, error

Json = dict[str, Any]

ORDERS: Json = {
    "polls_until_done": 0,
    "end": "completed",  # or failed, expired, cancelled, never
    "answer_share": 1.0,  # of an expired or cancelled batch
    "fault_word": "",  # a request that holds it gets `fault`
    "fault": "",  # error_500, error_400, refusal, length, invalid, no_choices, garbled
    "break_upload": 0,  # so many uploads are cut in the middle
    "lose_create": 0,  # so many batches are made, and the connection breaks before it is told
    "break_download": 0,
    "forget": [],  # ids of batches that are not known any more
    "no_service": False,
}
"""What the server does where the orders say nothing else."""


@dataclass(frozen=True)
class BatchServer:
    """A running server and its folder."""

    base_url: str
    folder: Path

    def order(self, **orders: Any) -> None:
        """Tell the server what to do from now on."""
        write_json(self.folder / "orders.json", ORDERS | orders)

    def log(self, event: str | None = None) -> list[Json]:
        """Return what it did, or only what is called `event`."""
        path = self.folder / "log.jsonl"
        lines = path.read_text("utf-8").splitlines() if path.exists() else []
        return [entry for line in lines if event in (None, (entry := json.loads(line))["event"])]

    def requests_run(self) -> list[str]:
        """Return the custom id of every request that was answered in a batch, and so paid for."""
        return [key for entry in self.log("ran") for key in entry["keys"]]

    def bodies_sent(self) -> dict[str, Json]:
        """Return the bodies of the requests of all batches that were made, by custom id."""
        found: dict[str, Json] = {}
        for entry in self.log("created"):
            text = (self.folder / f"{entry['file_id']}.file").read_text("utf-8")
            found |= {line["custom_id"]: line["body"] for line in map(json.loads, text.splitlines())}
        return found


@contextmanager
def serve_batches(folder: Path, **orders: Any) -> Generator[BatchServer]:
    """Run the server in a process of its own."""
    folder.mkdir(parents=True, exist_ok=True)
    write_json(folder / "orders.json", ORDERS | orders)
    process = subprocess.Popen(
        [*module_command("testing.servers.batch_server"), str(folder)],
        stdout=subprocess.PIPE, text=True, env=child_environment(),
    )  # fmt: skip
    try:
        assert process.stdout is not None
        yield BatchServer(f"http://127.0.0.1:{int(process.stdout.readline())}/v1", folder)
    finally:
        process.kill()
        process.wait()
        if process.stdout is not None:
            process.stdout.close()


def write_json(path: Path, value: object) -> None:
    unfinished = path.with_name(f"{path.name}.{uuid.uuid4().hex}")
    unfinished.write_text(json.dumps(value), encoding="utf-8")
    unfinished.replace(path)


class _Service:
    """The state, all of it in files, and what is done to it under one lock."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.lock = threading.RLock()
        self.broken: dict[str, int] = {}

    @property
    def orders(self) -> Json:
        return json.loads((self.folder / "orders.json").read_text("utf-8"))

    def note(self, event: str, **what: Any) -> None:
        with self.lock, (self.folder / "log.jsonl").open("a", encoding="utf-8") as file:
            file.write(json.dumps({"event": event} | what) + "\n")

    def breaks_now(self, what: str) -> bool:
        with self.lock:
            done = self.broken.get(what, 0)
            self.broken[what] = done + 1
            return done < self.orders[what]

    def store_file(self, content: bytes) -> str:
        file_id = f"file-{uuid.uuid4().hex[:16]}"
        (self.folder / f"{file_id}.file").write_bytes(content)
        return file_id

    def create(self, asked: Json) -> Json:
        batch: Json = {
            "id": f"batch_{uuid.uuid4().hex[:16]}", "object": "batch", "endpoint": asked["endpoint"],
            "input_file_id": asked["input_file_id"], "completion_window": asked["completion_window"],
            "created_at": int(time.time()), "status": "validating", "metadata": asked.get("metadata"), "polls": 0,
        }  # fmt: skip
        self.save(batch)
        self.note("created", id=batch["id"], file_id=batch["input_file_id"])
        return batch

    def save(self, batch: Json) -> None:
        write_json(self.folder / f"{batch['id']}.batch", batch)

    def batches(self) -> list[Json]:
        found = [json.loads(path.read_text("utf-8")) for path in self.folder.glob("*.batch")]
        return [batch for batch in found if batch["id"] not in self.orders["forget"]]

    def poll(self, batch_id: str) -> Json | None:
        with self.lock:
            batch = next((batch for batch in self.batches() if batch["id"] == batch_id), None)
            if batch is None or batch["status"] in ("completed", "failed", "expired", "cancelled"):
                return batch
            batch["polls"] += 1
            batch["status"] = "in_progress"
            orders = self.orders
            if batch["polls"] > orders["polls_until_done"] and orders["end"] != "never":
                self._end(batch, orders)
            self.save(batch)
            return batch

    def _end(self, batch: Json, orders: Json) -> None:
        batch["status"] = orders["end"]
        if orders["end"] == "failed":
            error = {"code": "token_limit_exceeded", "message": "quotes Ada Example", "line": 1, "param": None}
            batch["errors"] = {"object": "list", "data": [error]}
            return
        text = (self.folder / f"{batch['input_file_id']}.file").read_text("utf-8")
        requests = [json.loads(line) for line in text.splitlines()]
        share = 1.0 if orders["end"] == "completed" else orders["answer_share"]
        ran = requests[: round(share * len(requests))]
        output, errors = list[str](), list[str]()
        for request in reversed(ran):  # another order than they came in
            line = json.dumps(_answer_line(request, orders))
            if orders["fault"] == "garbled" and _is_hit(request, orders):
                line = line[: len(line) // 2]
            hit = orders["fault"].startswith("error_") and _is_hit(request, orders)
            (errors if hit else output).append(line)
        for request in requests[len(ran) :]:
            error = {"code": "batch_expired", "message": "This request could not be executed in time."}
            line = {"id": "x", "custom_id": request["custom_id"], "response": None, "error": error}
            errors.append(json.dumps(line))
        if output:
            batch["output_file_id"] = self.store_file(("\n".join(output) + "\n").encode())
        if errors:
            batch["error_file_id"] = self.store_file(("\n".join(errors) + "\n").encode())
        self.note("ran", id=batch["id"], keys=[request["custom_id"] for request in ran])


def _is_hit(request: Json, orders: Json) -> bool:
    return bool(orders["fault_word"]) and orders["fault_word"] in json.dumps(request["body"], ensure_ascii=False)


def _answer_line(request: Json, orders: Json) -> Json:
    fault = orders["fault"] if _is_hit(request, orders) else ""
    body = answer_to(request["body"], fault)
    status = int(fault.removeprefix("error_")) if fault.startswith("error_") else 200
    if status != 200:
        body = {"error": {"message": "quotes Ada Example", "type": "error", "code": None}}
    response = {"status_code": status, "request_id": "r", "body": body}
    return {"id": "x", "custom_id": request["custom_id"], "response": response, "error": None}


def answer_to(body: Json, fault: str = "") -> Json:
    """Return the completion for a request: the smallest answer that fits, or one that does not."""
    content = json.dumps(smallest(body["response_format"]["json_schema"]["schema"]))
    if fault == "invalid":
        content = '{"quotes": "Ada Example"}'
    step = completion(
        None if fault == "refusal" else content,
        finish_reason="length" if fault == "length" else "stop",
        refusal="I cannot help with Ada Example." if fault == "refusal" else None,
    )
    answer = cast("Json", step.body)
    if fault == "no_choices":
        answer["choices"] = []
    return answer


class _Handler(Speaker):
    service: _Service

    def answer_get(self) -> None:
        path = self.path.partition("?")[0].removeprefix("/v1")
        if self.service.orders["no_service"]:
            self.take(error(404))
        elif path == "/batches":
            self.take(Step({"object": "list", "data": self.service.batches(), "has_more": False}))
        elif path.startswith("/batches/"):
            batch = self.service.poll(path.rsplit("/", 1)[-1])
            self.take(Step(batch) if batch else error(404))
        elif path.endswith("/content"):
            content = (self.service.folder / f"{path.split('/')[2]}.file").read_bytes()
            self.take(Step(content, action="cut" if self.service.breaks_now("break_download") else "reply"))
        else:
            self.take(error(404))

    def answer_post(self) -> None:
        if self.path == "/v1/files" and self.service.breaks_now("break_upload"):
            self.rfile.read(100)
            self.take(Step(action="reset"))
            return
        body = self.read_body()
        if self.path == "/v1/chat/completions":
            self.service.note("asked", body=json.loads(body))
            self.take(Step(answer_to(json.loads(body))))
        elif self.service.orders["no_service"]:
            self.take(error(404))
        elif self.path == "/v1/files":
            head = f"Content-Type: {self.headers['content-type']}\r\n\r\n".encode()
            form = email.parser.BytesParser(policy=email.policy.HTTP).parsebytes(head + body)
            content = next(part for part in form.iter_parts() if part.get_filename())  # pyright: ignore
            file_id = self.service.store_file(cast("bytes", content.get_payload(decode=True)))  # pyright: ignore
            self.service.note("uploaded", file_id=file_id)
            stored: Json = {
                "id": file_id, "object": "file", "bytes": 1, "created_at": 1, "filename": "x", "purpose": "batch",
                "status": "processed",
            }  # fmt: skip
            self.take(Step(stored))
        elif self.path == "/v1/batches":
            batch = self.service.create(json.loads(body))
            self.take(Step(action="reset") if self.service.breaks_now("lose_create") else Step(batch))
        else:
            self.take(error(404))


def main() -> None:
    _Handler.service = _Service(Path(sys.argv[1]))
    server = bind(_Handler)
    print(server.server_address[1], flush=True)  # noqa: T201 - whoever started it reads the port
    server.serve_forever()


if __name__ == "__main__":
    main()
