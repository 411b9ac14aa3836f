"""Which engine runs a model: the faster one where it can, and the reason where it cannot."""

from __future__ import annotations

import importlib.metadata
import platform
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from extract.errors import ModelSetupError
from extract.llm.local.engines import CPU_FLAGS, IK_VERSION, EngineChoice, Wanted, choose_engine, why_not_ik
from extract.llm.local.llama import LlamaSettings, check_machine
from extract.llm.local.server import EmbeddedServer

Installed = Callable[..., None]

_ALL_FLAGS = f"flags\t\t: fpu sse4_2 {' '.join(CPU_FLAGS)} avx512f\n"


@pytest.fixture
def installed(monkeypatch: pytest.MonkeyPatch) -> Installed:
    """Make packages be of some version, or None for not installed, whatever is installed here."""
    real = importlib.metadata.version

    def install(**versions: str | None) -> None:
        named = {name.replace("_", "-"): version for name, version in versions.items()}

        def version(package: str) -> str:
            found = named.get(package, "")
            if found is None:
                raise importlib.metadata.PackageNotFoundError(package)
            return found or real(package)

        monkeypatch.setattr(importlib.metadata, "version", version)

    return install


@pytest.fixture
def suitable(monkeypatch: pytest.MonkeyPatch, installed: Installed, tmp_path: Path) -> Path:
    """Make this a machine that can run the faster engine; gives what it says of its processor."""
    monkeypatch.setattr(platform, "system", lambda: "Linux")
    monkeypatch.setattr(platform, "machine", lambda: "x86_64")
    installed(ik_llama_cpp_python=IK_VERSION, llguidance="1.7.0")
    cpuinfo = tmp_path / "cpuinfo"
    cpuinfo.write_text(f"processor\t: 0\nmodel name\t: Made-up\n{_ALL_FLAGS}\nprocessor\t: 1\n{_ALL_FLAGS}")
    return cpuinfo


# Where the faster engine can run


def test_faster_engine_runs_when_nothing_is_in_its_way(suitable: Path) -> None:
    assert why_not_ik(suitable) is None


@pytest.mark.parametrize("missing", CPU_FLAGS)
def test_faster_engine_does_not_run_when_the_processor_lacks_what_it_is_compiled_for(
    suitable: Path, missing: str
) -> None:
    suitable.write_text(_ALL_FLAGS.replace(f" {missing} ", f" {missing}_more "))
    assert why_not_ik(suitable) == f"the processor lacks {missing}"


@pytest.mark.parametrize("text", ["", "processor : 0\n", "flags :\n", "Features : asimd\n"], ids=repr)
def test_faster_engine_does_not_run_when_the_processor_names_none_of_its_abilities(suitable: Path, text: str) -> None:
    suitable.write_text(text)
    assert why_not_ik(suitable) == f"the processor lacks {', '.join(CPU_FLAGS)}"


def test_faster_engine_does_not_run_when_the_processor_tells_nothing(suitable: Path) -> None:
    assert why_not_ik(suitable.with_name("no-such-file")) == "what the processor can do is not known"
    assert why_not_ik(suitable.parent) == "what the processor can do is not known"


def test_processor_may_tell_what_is_no_plain_text(suitable: Path) -> None:
    suitable.write_bytes("model name : Künstlich\n".encode() + b"\xff\n" + _ALL_FLAGS.encode())
    assert why_not_ik(suitable) is None


@pytest.mark.parametrize("package", ["ik-llama-cpp-python", "llguidance"])
def test_faster_engine_does_not_run_when_a_package_is_missing(
    suitable: Path, installed: Installed, package: str
) -> None:
    versions: dict[str, str | None] = {"ik_llama_cpp_python": IK_VERSION, "llguidance": "1.7.0"}
    installed(**versions | {package.replace("-", "_"): None})
    assert why_not_ik(suitable) == f"the package {package!r} is not installed"


@pytest.mark.parametrize("version", ["0.1.4", "0.1.50", "0.2.0", f"{IK_VERSION}.post1"])
def test_faster_engine_does_not_run_when_its_library_is_of_another_version(
    suitable: Path, installed: Installed, version: str
) -> None:
    installed(ik_llama_cpp_python=version, llguidance="1.7.0")
    assert why_not_ik(suitable) == f"the package 'ik-llama-cpp-python' is of version {version}, not {IK_VERSION}"


@pytest.mark.parametrize(
    ("system", "machine"), [("Darwin", "arm64"), ("Darwin", "x86_64"), ("Windows", "AMD64"), ("Linux", "aarch64")]
)
def test_faster_engine_does_not_run_when_there_is_no_wheel_for_the_machine(
    suitable: Path, monkeypatch: pytest.MonkeyPatch, system: str, machine: str
) -> None:
    monkeypatch.setattr(platform, "system", lambda: system)
    monkeypatch.setattr(platform, "machine", lambda: machine)
    assert why_not_ik(suitable) == "the faster engine runs on Linux on x86-64 processors alone"


# Which engine is taken


@pytest.mark.parametrize("wanted", ["auto", "ik", "llama.cpp"])
def test_engine_of_the_embedded_weights_is_the_faster_one_when_it_runs_here(wanted: Wanted) -> None:
    """Asked of the machine that the test runs on."""
    reason = why_not_ik()
    if wanted == "llama.cpp":
        assert choose_engine(wanted, is_catalogued=True) == EngineChoice("llama.cpp", "it is asked for")
    elif reason is None:
        why = "it is asked for" if wanted == "ik" else "it is the faster one and runs here"
        assert choose_engine(wanted, is_catalogued=True) == EngineChoice("ik", why)
    elif wanted == "auto":
        assert choose_engine(wanted, is_catalogued=True) == EngineChoice("llama.cpp", reason)
    else:
        with pytest.raises(ModelSetupError):
            choose_engine(wanted, is_catalogued=True)


def test_engine_is_that_of_llama_cpp_when_the_faster_one_cannot_run(suitable: Path, installed: Installed) -> None:
    installed(ik_llama_cpp_python=None)
    reason = "the package 'ik-llama-cpp-python' is not installed"
    assert choose_engine("auto", is_catalogued=True) == EngineChoice("llama.cpp", reason)


def test_engine_is_that_of_llama_cpp_when_the_weights_are_somebody_elses(suitable: Path) -> None:
    reason = "the faster engine knows the embedded weights alone"
    assert choose_engine("auto", is_catalogued=False) == EngineChoice("llama.cpp", reason)
    assert choose_engine("llama.cpp", is_catalogued=False) == EngineChoice("llama.cpp", "it is asked for")


def test_engine_that_cannot_run_is_a_clear_error_when_it_is_asked_for(suitable: Path, installed: Installed) -> None:
    installed(ik_llama_cpp_python="0.0.9")
    with pytest.raises(ModelSetupError) as caught:
        choose_engine("ik", is_catalogued=True)
    reason = f"the package 'ik-llama-cpp-python' is of version 0.0.9, not {IK_VERSION}"
    assert caught.value.what == f"The engine 'ik' cannot be used: {reason}."
    assert caught.value.remedy == "Set local_engine to auto or llama.cpp, or leave it out."


def test_engine_that_does_not_know_the_weights_is_a_clear_error_when_it_is_asked_for(suitable: Path) -> None:
    with pytest.raises(ModelSetupError, match="knows the embedded weights alone"):
        choose_engine("ik", is_catalogued=False)


# What the machine has to have


@pytest.fixture
def model(tmp_path: Path) -> Path:
    path = tmp_path / "tiny.gguf"
    path.write_bytes(b"GGUF")
    return path


def test_too_little_memory_is_the_same_error_for_both_engines(
    model: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "xllamacpp.py").touch()  # a wheel that is found; it is not imported
    monkeypatch.setattr(sys, "path", [str(tmp_path), *sys.path])
    huge = LlamaSettings(n_ctx=10**9)
    with pytest.raises(ModelSetupError, match=r"'tiny\.gguf' needs 28672\.7 GB of memory") as caught:
        check_machine(model, huge, "llama.cpp")
    with pytest.raises(ModelSetupError) as started:
        EmbeddedServer(model, tmp_path, huge, engine="ik").start()
    assert started.value.what.split(";")[0] == caught.value.what.split(";")[0]
    assert started.value.remedy == caught.value.remedy
    assert list((tmp_path / "server").glob("*.json")) == []


def test_faster_engine_needs_no_wheel_of_the_other(model: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "path", [])
    monkeypatch.setattr(sys, "path_importer_cache", {})
    monkeypatch.delitem(sys.modules, "xllamacpp", raising=False)
    few = LlamaSettings(n_ctx=512)
    with pytest.raises(ModelSetupError, match="xllamacpp"):
        check_machine(model, few, "llama.cpp")
    check_machine(model, few, "ik")
