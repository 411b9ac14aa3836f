"""Guesses of what a JSON answer says next, out of the texts that it copies from. The model checks every guess in one call.

A guess never changes an answer, but for what decides between two tokens that are as likely as each other: the library's
numbers differ a little between a call of one token and one of several. So guesses follow from the request alone, and never
from what was asked before it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from extract.llm.local.ik.cursor import Cursor
from extract.llm.local.ik.vocabulary import Vocabulary

LEAST = 0.2
"""A guess has to be right so often: reading one token more costs a seventh to a quarter of a call of its own, by machine."""
DECAY = 0.96
"""How much less sure each further token of a guess is."""
_MOST_PIECES = 12
_AHEAD = 110
"""Bytes of a text that are looked at behind a match."""

_STOPS = (
    b"\\n",
    b", ",
    b" \xe2\x80\x94 ",
    b" \xe2\x80\x93 ",
    b" \xc2\xb7 ",
    b"; ",
    b" | ",
    b" (",
    b". ",
    b"\\t",
    b": ",
    b" - ",
)
_WORDS = (b" and ", b" with ", b" for ", b" to ", b" in ", b" by ", b" from ")
_STOP = re.compile(b"|".join(map(re.escape, _STOPS)))
_LIST_STOP = re.compile(b"|".join(map(re.escape, _STOPS + _WORDS)))
_BETWEEN = re.compile(rb"(?:\\n|\\t|[ ,;:|()\-.]|\xe2\x80[\x93\x94\xa2]|\xc2\xb7|and )+")
_WORD_BYTE = re.compile(rb"[\w\x80-\xff]")
_STAYS, _STAYS_IN_LIST = 0.3, 0.25
"""How often a value goes on behind a comma or the like."""


class Guess(NamedTuple):
    """A piece of text that may come next, how likely, and whether its value ends with it."""

    chance: float
    text: bytes
    ends: bool


class Drafter:
    """Guesses for one answer. `messages` are those of the request; what is copied stands in the last or in the system's."""

    def __init__(self, vocabulary: Vocabulary, messages: Sequence[Mapping[str, str]]) -> None:
        self._vocabulary = vocabulary
        texts = [_escaped(message["content"]) for message in messages if message["role"] != "assistant"]
        # Of a question with examples the last message; else the longer one, which is the document.
        main = texts[-1] if len(texts) > 2 else max(texts, key=len, default=b"")
        self._texts = [main, *(text for text in reversed(texts) if text is not main)]
        self._cursor = Cursor()
        self._found: tuple[bytes, int, int] | None = None
        self._values: dict[bytes, list[bytes]] = {}

    def accept(self, data: bytes) -> None:
        """Take note of what was written."""
        self._cursor.feed(data, self._ended)

    def draft(self, matcher: Any, room: int) -> list[int]:
        """Return at most `room` tokens that may come next and that the grammar allows; the matcher is left as it was."""
        tokens: list[int] = []
        cursor, chance = self._cursor.copy(), 1.0
        try:
            for _ in range(_MOST_PIECES):
                if len(tokens) >= room or matcher.is_stopped():
                    break
                found, likely, is_sure = self._step(matcher, cursor)
                chance *= likely
                if not found or chance < LEAST:
                    break
                for token in found[: room - len(tokens)]:
                    chance *= 1.0 if is_sure else DECAY
                    if chance < LEAST or matcher.try_consume_tokens([token]) != 1:
                        return tokens
                    tokens.append(token)
                    cursor.feed(self._vocabulary.bytes[token])
            return tokens
        finally:
            if tokens:
                matcher.rollback(len(tokens))

    def _step(self, matcher: Any, cursor: Cursor) -> tuple[list[int], float, bool]:
        """Return the likeliest next tokens, how likely they are, and whether nothing else can come."""
        if forced := matcher.compute_ff_tokens():
            return forced, 1.0, True
        lead: bytes = matcher.compute_ff_bytes()  # forced too, and not yet a token of its own
        if lead:
            cursor = cursor.copy()
            cursor.feed(lead)
        for guess in sorted(self._guesses(cursor), key=lambda each: -each.chance)[:4]:
            if tokens := self._tokens(matcher, cursor, lead, guess):
                return tokens, guess.chance, False
        return (*self._structure(matcher, cursor, lead), False)

    def _structure(self, matcher: Any, cursor: Cursor, lead: bytes) -> tuple[list[int], float]:
        if cursor.expects == "separator" and not cursor.in_string:
            options = ((0.7, b","), (0.6, b"}"), (0.3, b"]}"), (0.3, b"]"))
        elif cursor.at_value:
            options = ((0.75, b'"'), (0.6, b'[{"'), (0.6, b'["'), (0.5, b"["))
        elif cursor.in_value and cursor.value and not lead:
            options = ((0.3, b'"'),)
        else:
            options = ()
        for chance, text in options:
            tokens = self._vocabulary.tokens(lead + text)
            if matcher.validate_tokens(tokens) == len(tokens):
                return tokens, chance
        return [], 0.0

    def _tokens(self, matcher: Any, cursor: Cursor, lead: bytes, guess: Guess) -> list[int]:
        """Return the tokens of a guess as far as the grammar allows them, with what ends the value where it does."""
        text = lead + guess.text
        if not guess.ends:
            tokens = self._vocabulary.tokens(text)
            return tokens[: matcher.validate_tokens(tokens)]
        if cursor.in_value or guess.text.startswith(b'"'):
            text += b'"'
        for tail in (b",", b"]", b"}", b""):  # the quote and what follows it are often one token
            tokens = self._vocabulary.tokens(text + tail)
            allowed = matcher.validate_tokens(tokens)
            if allowed == len(tokens) or not tail:
                return tokens[:allowed]
        return []

    def _guesses(self, cursor: Cursor) -> Iterator[Guess]:
        if cursor.at_value or (cursor.in_value and not cursor.value):
            quote = b'"' if cursor.at_value else b""
            for chance, start in self._beginnings(cursor):
                for guess in _cut(start, b"", in_list=cursor.in_list):
                    yield Guess(chance * guess.chance, quote + guess.text, guess.ends)
        elif cursor.in_value:
            yield from self._continuations(cursor)

    def _beginnings(self, cursor: Cursor) -> Iterator[tuple[float, bytes]]:
        """Yield where a new value may begin: at the start of the text, behind the last value, or on the next line."""
        if self._found is None:
            yield 0.3, self._texts[0][:_AHEAD]
            return
        text, start, end = self._found
        line = text.rfind(b"\\n", 0, start)
        for chance, at in ((0.5, end), (0.2, line + 2 if line >= 0 else 0), (0.15, text.find(b"\\n", end) + 2)):
            skipped = _BETWEEN.match(text, at)
            begin = skipped.end() if skipped else at
            if at > 1 or start > 0:
                yield chance, text[begin : begin + _AHEAD]
        if (earlier := self._values.get(cursor.key)) and earlier[-1].startswith(b'"'):
            yield 0.2, earlier[-1][1:-1] + b"\\n"

    def _continuations(self, cursor: Cursor) -> Iterator[Guess]:
        written = cursor.value
        for raw in reversed(self._values.get(cursor.key, ())):
            if len(written) > 2 and raw[1:-1].startswith(written):
                yield Guess(0.6, raw[1 + len(written) : -1], True)
                break
        probe, trust = written, 0.95 if len(written) > 3 else 0.8
        places = self._places(probe)
        while not places and (gap := re.search(rb"[ (/\-]", probe)) and len(probe) - gap.end() >= 3:
            probe, trust = probe[gap.end() :], 0.5
            places = self._places(probe)
        for share, ahead in zip((1.0 if len(places) < 2 else 0.7, 0.3, 0.15), places, strict=False):
            for guess in _cut(ahead, written, in_list=cursor.in_list):
                yield Guess(guess.chance * trust * share, guess.text, guess.ends)

    def _places(self, written: bytes) -> list[bytes]:
        """Return what stands behind the places of a text, the nearest to the last value first, each text once."""
        for text in self._texts:
            near = self._found[1] if self._found and self._found[0] is text else 0
            found: list[tuple[int, bytes]] = []
            at = text.find(written)
            while at >= 0 and len(found) < 24:
                if _begins_word(text, at):
                    end = at + len(written)
                    found.append((abs(at - near), text[end : end + _AHEAD]))
                at = text.find(written, at + 1)
            if found:
                found.sort(key=lambda each: each[0])
                return list({ahead[:12]: ahead for _, ahead in reversed(found)}.values())[::-1][:3]
        return []

    def _ended(self, key: bytes, raw: bytes) -> None:
        self._values.setdefault(key, []).append(raw)
        if raw.startswith(b'"') and len(raw) > 4:
            written = raw[1:-1]
            for text in self._texts:
                near = self._found[1] if self._found and self._found[0] is text else 0
                places = [at for at in _occurrences(text, written) if _begins_word(text, at)]
                if places:
                    at = min(places, key=lambda place: abs(place - near))
                    self._found = (text, at, at + len(written))
                    return


def _cut(ahead: bytes, written: bytes, *, in_list: bool) -> Iterator[Guess]:
    """Yield how much of the text ahead belongs to the value: up to a comma or the like, or beyond."""
    left, stays = 1.0, _STAYS_IN_LIST if in_list else _STAYS
    stops = list((_LIST_STOP if in_list else _STOP).finditer(ahead))[:3]
    for stop in stops:
        goes_on = 0.0 if stop.group() == b"\\n" else stays
        text = ahead[: stop.start()]
        if text.endswith(b".") and len(text) > 3:
            text = text[:-1]
        if written or text:
            yield Guess(left * (1 - goes_on), text, True)
        left *= goes_on
        if left < LEAST:
            return
    if not stops:
        yield Guess(left, ahead, len(ahead) < _AHEAD)


def _occurrences(text: bytes, part: bytes) -> Iterator[int]:
    at = text.find(part)
    while at >= 0:
        yield at
        at = text.find(part, at + 1)


def _begins_word(text: bytes, at: int) -> bool:
    before = text[max(at - 3, 0) : at]
    return (
        not before
        or not _WORD_BYTE.match(before[-1:])
        or before.endswith((b"\\n", b"\\t"))
        or before[:2] == b"\xe2\x80"
    )


def _escaped(text: str) -> bytes:
    return json.dumps(text, ensure_ascii=False)[1:-1].encode()
