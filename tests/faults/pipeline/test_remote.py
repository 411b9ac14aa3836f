"""Documents and results at s3:// addresses, against a real S3 server in a process of its own."""

from __future__ import annotations

import importlib
import io
import json
import subprocess
import sys
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import Result

from extract.system.child_process import child_environment, module_command
from testing.command_line import ADA, GRACE, NURSE, quiet_error, run_at, vouchline
from testing.servers.fitting import FittingServer, serve_fitting
from testing.servers.object_store import CREDENTIALS, Bucket, serve_objects


@pytest.fixture(scope="module")
def store() -> Iterator[str]:
    with serve_objects() as url:
        yield url


@pytest.fixture
def bucket(store: str, request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Bucket:
    """A bucket with two résumés and a posting below `docs`."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("OPENAI_API_KEY", "sk-made-up")
    monkeypatch.setenv("VOUCHLINE_PROVIDER", "llama_cpp")
    for name, value in {**CREDENTIALS, "AWS_ENDPOINT_URL": store}.items():
        monkeypatch.setenv(name, value)
    made = Bucket(store, f"b{abs(hash(request.node.nodeid)) % 10**9}")  # pyright: ignore
    for name, text in {"ada.txt": ADA, "deep/grace.txt": GRACE, "nurse.md": NURSE}.items():
        made.put(f"docs/{name}", text.encode())
    return made


def run(server: FittingServer, bucket: Bucket, *more: str) -> Result:
    return run_at(server, "run", f"s3://{bucket.name}/docs", "-o", f"s3://{bucket.name}/out", *more)


def rows(bucket: Bucket) -> dict[str, str]:
    return {row["path"]: row["outcome"] for row in json.loads(bucket.get("out/run.json"))["documents"]}


def test_a_folder_at_an_address_becomes_results_at_an_address(bucket: Bucket) -> None:
    with serve_fitting() as server:
        result = run(server, bucket)
    assert result.exit_code == 0, result.output
    assert f"s3://{bucket.name}/out/report.html" in result.output
    keys = set(bucket.keys("out/"))
    assert {
        "out/run.json", "out/report.html", "out/profiles/ada.profile.json", "out/profiles/deep/grace.profile.json",
        "out/postings/nurse.posting.json", "out/comparisons/ada--nurse.comparison.json",
    } <= keys  # fmt: skip
    assert not [key for key in keys if "lock" in key or ".part" in key]


def test_results_at_an_address_are_those_of_a_folder_here(bucket: Bucket, tmp_path: Path) -> None:
    docs = tmp_path / "docs"
    (docs / "deep").mkdir(parents=True)
    for name, text in {"ada.txt": ADA, "deep/grace.txt": GRACE, "nurse.md": NURSE}.items():
        (docs / name).write_text(text, encoding="utf-8")
    with serve_fitting() as server:
        run(server, bucket)
        run_at(server, "run", "docs", "-o", "out")
    for path in [*Path("out/profiles").rglob("*.json"), *Path("out/comparisons").rglob("*.json")]:
        assert bucket.get(path.as_posix()) == path.read_bytes()


def test_a_second_run_asks_and_reads_nothing_and_a_changed_document_is_done_again(bucket: Bucket) -> None:
    with serve_fitting() as server:
        run(server, bucket)
        asked = server.seen
        run(server, bucket)
        assert server.seen == asked
        assert set(rows(bucket).values()) == {"unchanged"}
        bucket.put("docs/ada.txt", ADA.replace("Acme", "Other").encode())
        bucket.drop("docs/deep/grace.txt")
        assert run(server, bucket).exit_code == 0
    assert rows(bucket) == {"ada.txt": "extracted", "nurse.md": "unchanged"}
    assert b"Other" in bucket.get("out/profiles/ada.profile.json")


def test_another_machine_goes_on_with_what_is_there(bucket: Bucket, monkeypatch: pytest.MonkeyPatch) -> None:
    with serve_fitting() as server:
        run(server, bucket)
        asked = server.seen
        monkeypatch.setenv("VOUCHLINE_CACHE_DIR", str(Path("another").absolute()))  # no answers, no copy of the results
        assert run(server, bucket).exit_code == 0
        assert server.seen == asked
    assert set(rows(bucket).values()) == {"unchanged"}


def test_documents_of_an_archive_at_an_address_are_read(bucket: Bucket) -> None:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as file:
        file.writestr("one.txt", ADA)
        file.writestr("two.txt", GRACE)
    bucket.put("docs/batch.zip", archive.getvalue())
    with serve_fitting() as server:
        assert run(server, bucket).exit_code == 0
    same = (rows(bucket)["batch.zip/two.txt"], rows(bucket)["deep/grace.txt"])
    assert sorted(same) == ["duplicate", "extracted"]  # both are the same bytes


@pytest.mark.parametrize(
    ("chosen", "found"),
    [("docs/ada.txt", ["ada.txt"]), ("docs/*.txt", ["ada.txt"]), ("docs/**/*.txt", ["ada.txt", "deep/grace.txt"])],
)
def test_one_file_or_a_pattern_chooses_documents_at_an_address(bucket: Bucket, chosen: str, found: list[str]) -> None:
    with serve_fitting() as server:
        preview = run_at(server, "extract", f"s3://{bucket.name}/{chosen}", "-o", "out", "--dry-run", "--json")
    assert preview.exit_code == 0, preview.output
    assert sorted(item["path"] for item in json.loads(preview.stdout)["due"]) == found


def test_archives_stay_here_while_they_are_read(bucket: Bucket) -> None:
    for number in range(5):
        archive = io.BytesIO()
        with zipfile.ZipFile(archive, "w") as file:
            for member in "ab":
                file.writestr(f"{member}.txt", ADA.replace("Acme", f"Acme {number}{member}"))
        bucket.put(f"docs/batch{number}.zip", archive.getvalue())
    with serve_fitting() as server:
        result = run_at(server, "extract", f"s3://{bucket.name}/docs", "-o", "out", "--jobs", "8")
    assert result.exit_code == 0, result.output
    outcomes = {row["outcome"] for row in json.loads(Path("out/run.json").read_text("utf-8"))["documents"]}
    assert outcomes == {"extracted"}


def test_names_that_no_file_here_can_have_are_told_by_their_address(bucket: Bucket) -> None:
    bucket.put("docs/ada.txt/inside.txt", GRACE.encode())
    with serve_fitting() as server:
        assert f"s3://{bucket.name}/docs/ada.txt" in quiet_error(run(server, bucket))


def test_a_password_in_an_address_is_never_shown(bucket: Bucket) -> None:
    with serve_fitting() as server:
        address = f"s3://somebody:hunter2@{bucket.name}-not-there/docs"
        assert "hunter2" not in quiet_error(run_at(server, "run", address, "-o", "out"))


def test_a_document_that_cannot_be_read_is_named_by_its_address(bucket: Bucket) -> None:
    bucket.put("docs/empty.txt", b"")
    with serve_fitting() as server:
        assert run(server, bucket).exit_code == 1
    row = next(row for row in json.loads(bucket.get("out/run.json"))["documents"] if row["path"] == "empty.txt")
    assert row["code"] == "empty"
    assert f"s3://{bucket.name}/docs/empty.txt" in row["reason"]


def test_no_document_stays_on_this_machine(bucket: Bucket, home: Path) -> None:
    with serve_fitting() as server:
        run(server, bucket)
    left = [path for path in home.rglob("documents/**/*") if path.is_file()]
    assert len(left) == 3
    assert not any(path.read_bytes().strip(b"\0") for path in left)


def test_a_dry_run_over_an_address_asks_and_writes_nothing(bucket: Bucket) -> None:
    with serve_fitting() as server:
        result = run(server, bucket, "--dry-run", "--json")
        assert result.exit_code == 0, result.output
        assert len(json.loads(result.stdout)["due"]) >= 1
        assert not server.asked
    assert not bucket.keys("out/")


def test_a_place_that_cannot_be_written_to_is_named_before_anything_is_paid_for(bucket: Bucket) -> None:
    with serve_fitting() as server:
        result = run_at(server, "run", f"s3://{bucket.name}/docs", "-o", "s3://no-such-bucket/out")
        assert not server.asked
    assert "s3://no-such-bucket/out" in quiet_error(result)


def test_a_result_is_put_there_again_without_asking_when_it_was_removed_there(bucket: Bucket) -> None:
    with serve_fitting() as server:
        run(server, bucket)
        asked, before = server.seen, bucket.get("out/profiles/ada.profile.json")
        bucket.drop("out/profiles/ada.profile.json")
        assert run(server, bucket).exit_code == 0
        assert server.seen == asked
    assert bucket.get("out/profiles/ada.profile.json") == before


def test_an_empty_place_is_named(bucket: Bucket) -> None:
    with serve_fitting() as server:
        assert "no documents" in quiet_error(run_at(server, "run", f"s3://{bucket.name}/none", "-o", "out"))


def test_an_address_of_an_unknown_kind_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert "s3://" in quiet_error(vouchline("run", "gopher://x/y", "-o", "out"))


def test_a_server_that_refuses_is_told_without_the_password(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    message = quiet_error(vouchline("run", "ftp://somebody:hunter2@127.0.0.1:9/docs", "-o", "out"))
    assert "ftp://127.0.0.1:9/docs" in message
    assert "hunter2" not in message


@pytest.mark.parametrize(
    ("package", "address", "extra"),
    [("fsspec", "s3://bucket/docs", "s3"), ("gcsfs", "gs://bucket/docs", "gcs"), ("adlfs", "az://box/docs", "azure")],
)
def test_a_missing_package_is_named_with_its_extra(
    package: str, address: str, extra: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setitem(sys.modules, package, None)
    loaded = importlib.import_module("fsspec.registry")._registry  # what other tests have loaded
    monkeypatch.delitem(loaded, address.partition(":")[0], raising=False)
    assert f"vouchline[{extra}]" in quiet_error(vouchline("run", address, "-o", "out"))


@pytest.mark.slow
def test_a_run_killed_in_the_middle_goes_on_and_pays_nothing_twice(bucket: Bucket, store: str) -> None:
    for number in range(6):
        bucket.put(f"docs/more{number}.txt", ADA.replace("Acme", f"Acme {number}").encode())
    environment = child_environment() | CREDENTIALS | {"OPENAI_API_KEY": "sk-made-up", "AWS_ENDPOINT_URL": store}
    with serve_fitting(delay_s=0.1) as server:
        command = [
            *module_command("extract.cli"), "run", f"s3://{bucket.name}/docs", "-o", f"s3://{bucket.name}/out",
            "--base-url", server.base_url, "--model", "made-up", "--jobs", "1",
        ]  # fmt: skip
        process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        until = time.monotonic() + 600
        while len(server.asked) < 12 and time.monotonic() < until:
            time.sleep(0.05)
        process.kill()
        process.wait()
        assert len(server.asked) >= 12
        assert run(server, bucket).exit_code == 0
        assert len(server.asked) <= len(set(server.asked)) + 1  # the one under way at the kill
    assert len(bucket.keys("out/profiles/")) == 8
    assert len(rows(bucket)) == 9
