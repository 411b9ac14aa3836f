"""Kept answers in one file: the same answers come back, the same bytes are written, and a damaged file is named."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from extract.errors import UserError
from extract.evaluation.replays.answer_files import open_answers, write_answers
from extract.llm.cache.answers import AnswerCache, StoredAnswer, StoredToken
from extract.settings.load import Settings

ANSWER = StoredAnswer(
    text='{"kind": "job"}', finish_reason="stop", prompt_tokens=120, cached_tokens=80, completion_tokens=2, calls=1, reasks=0,
    logprobs=(StoredToken(token="job", logprob=-0.1, top=(("job", -0.1), ("degree", -2.4))),),
)  # fmt: skip


def test_answers_come_back_and_the_same_bytes_are_written(tmp_path: Path) -> None:
    file, again = tmp_path / "one.jsonl.gz", tmp_path / "two.jsonl.gz"
    with AnswerCache(tmp_path / "cache") as cache:
        cache.put_all([("b", ANSWER), ("a", ANSWER)])
        assert write_answers(file, cache, ["b", "a", "missing"]) == 2
        assert write_answers(again, cache, ["a", "b"]) == 2
    assert file.read_bytes() == again.read_bytes()
    with open_answers(file, Settings()) as kept:
        found = kept.get("a")
        assert found is not None
        assert (found.text, found.logprobs) == (ANSWER.text, ANSWER.logprobs)
        assert kept.get("missing") is None


@pytest.mark.parametrize(
    "content",
    [b"no gzip", gzip.compress(b"no json"), gzip.compress(b'{"key": "a"}')],
    ids=["no gzip", "no JSON", "no answer"],
)
def test_damaged_file_is_named(content: bytes, tmp_path: Path) -> None:
    file = tmp_path / "answers.jsonl.gz"
    file.write_bytes(content)
    with pytest.raises(UserError, match=r"answers\.jsonl\.gz"), open_answers(file, Settings()):
        pass
