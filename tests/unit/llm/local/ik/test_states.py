"""What the faster engine has read already: kept in memory and on disk, and never wrong."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import numpy as np
import pytest

from extract.llm.local.grammar import compact_grammar, copying_grammar
from extract.llm.local.ik.engine import Engine
from extract.llm.local.ik.native import Library
from extract.llm.local.ik.prefixes import DISK_FILES, Prefixes, as_tokens
from tests.unit.llm.local.ik.engine_asking import (
    LIST,
    MISSING,
    RESUME,
    ask,
    ask_fixed,
    asked_of,
    engine_of,
    files,
    prompts,
)

pytestmark = pytest.mark.skipif(MISSING is not None, reason=f"the faster engine cannot run: {MISSING}")


# What was read before


def test_same_request_is_not_read_again(engine: Engine) -> None:
    first, second = (ask(engine, RESUME, compact_grammar(LIST)) for _ in range(2))
    assert first.text == second.text
    assert (first.read, second.read) == (first.prompt_tokens, 1)


def test_request_is_read_from_where_it_differs_from_the_one_before(engine: Engine) -> None:
    first, second = ask(engine, f"{RESUME} one"), ask(engine, f"{RESUME} two")
    assert first.prompt_tokens == second.prompt_tokens
    mark = 1
    assert second.read == len("two") + mark + len("\n") + mark + len("assistant\n")


def test_request_is_not_read_again_when_another_was_between(engine: Engine) -> None:
    text, other = prompts(2)
    grammar = copying_grammar(LIST, text)
    first = ask(engine, text, grammar)
    ask(engine, other)
    again = ask(engine, text, grammar)
    assert (again.text, again.read) == (first.text, 1)


def test_answer_is_right_when_the_library_refuses_a_state(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_: object) -> bool:
        library.forget(-1)
        return False

    text, other = prompts(2)
    engine = engine_of(library)
    first = ask(engine, text, compact_grammar(LIST))
    ask(engine, other)
    monkeypatch.setattr(library, "set_state", refuse)
    again = ask(engine, text, compact_grammar(LIST))
    assert (again.text, again.read) == (first.text, first.prompt_tokens)


def _fixed_tokens(engine: Engine) -> int:
    return sum(map(len, engine.vocabulary.conversation(asked_of(RESUME, '{"roles": []}'))[:3]))


def test_fixed_beginning_is_kept_on_disk_for_the_next_engine(library: Library, tmp_path: Path) -> None:
    folder = tmp_path / "states"
    text, other = prompts(2)
    first = ask_fixed(engine_of(library, folder), text)
    (file,) = files(folder)
    written = file.read_bytes()
    later = engine_of(library, folder)
    second, third = ask_fixed(later, text), ask_fixed(later, other)
    assert second.text == first.text
    assert first.read == first.prompt_tokens
    assert second.read == second.prompt_tokens - _fixed_tokens(later)
    assert third.read <= third.prompt_tokens - _fixed_tokens(later)
    assert files(folder) == [file]
    assert file.read_bytes() == written


def test_fixed_beginning_is_read_anew_when_model_or_settings_are_others(library: Library, tmp_path: Path) -> None:
    ask_fixed(engine_of(library, tmp_path), "x")
    other = ask_fixed(engine_of(library, tmp_path, basis="other"), "x")
    assert other.read == other.prompt_tokens
    assert len(files(tmp_path)) == 2


@pytest.mark.parametrize("damage", ["cut", "changed", "empty", "other"])
def test_damaged_state_is_ignored_and_written_again(library: Library, tmp_path: Path, damage: str) -> None:
    text = next(prompts(1))
    first = ask_fixed(engine_of(library, tmp_path), text)
    (file,) = files(tmp_path)
    whole = file.read_bytes()
    changed = bytearray(whole)
    changed[-1] ^= 1
    file.write_bytes({"cut": whole[:-9], "changed": bytes(changed), "empty": b"", "other": b"GGUF" * 99}[damage])
    again = ask_fixed(engine_of(library, tmp_path), text)
    assert (again.text, again.read) == (first.text, first.prompt_tokens)
    assert file.read_bytes() == whole


def test_damaged_state_is_removed(tmp_path: Path) -> None:
    prefixes, tokens = Prefixes(tmp_path, "tiny"), as_tokens(range(9))
    prefixes.store(tokens, np.arange(99, dtype=np.uint8))
    (file,) = files(tmp_path)
    file.write_bytes(file.read_bytes()[:-1])
    assert prefixes.load(tokens) is None
    assert files(tmp_path) == []


def test_nothing_is_written_when_no_beginning_is_fixed(library: Library, tmp_path: Path) -> None:
    engine = engine_of(library, tmp_path / "states")
    for text in prompts(4):
        ask_fixed(engine, text, fixed=0)
        ask(engine, text)
    assert files(tmp_path) == []


def test_no_word_of_a_document_is_on_disk(library: Library, tmp_path: Path) -> None:
    """States of two documents with the same beginning are one, to the last byte."""
    one, other = tmp_path / "one", tmp_path / "other"
    for folder, text in zip((one, other), prompts(2), strict=True):
        ask_fixed(engine_of(library, folder), text)
    assert [file.name for file in files(one)] == [file.name for file in files(other)]
    assert [file.read_bytes() for file in files(one)] == [file.read_bytes() for file in files(other)]


def test_answer_comes_also_when_states_cannot_be_written(library: Library, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    text = next(prompts(1))
    kept = ask_fixed(engine_of(library, tmp_path / "states"), text)
    not_kept = ask_fixed(engine_of(library, tmp_path / "file" / "states"), text)
    assert not_kept.text == kept.text


def test_states_are_for_their_owner_alone(library: Library, tmp_path: Path) -> None:
    ask_fixed(engine_of(library, tmp_path / "cache" / "states"), "x")
    (file,) = files(tmp_path)
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_states_that_were_used_least_lately_go_when_there_are_too_many(tmp_path: Path) -> None:
    prefixes, state = Prefixes(tmp_path, "tiny"), np.arange(9, dtype=np.uint8)
    beginnings = [as_tokens([number]) for number in range(DISK_FILES + 2)]
    for number, beginning in enumerate(beginnings[:DISK_FILES]):
        there = files(tmp_path)
        prefixes.store(beginning, state)
        (new,) = set(files(tmp_path)) - set(there)
        os.utime(new, (number, number))
    assert prefixes.load(beginnings[0]) is not None  # used now
    for beginning in beginnings[DISK_FILES:]:
        prefixes.store(beginning, state)
    assert len(files(tmp_path)) == DISK_FILES
    gone = [number for number, beginning in enumerate(beginnings) if prefixes.load(beginning) is None]
    assert gone == [1, 2]
