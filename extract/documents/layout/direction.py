"""Right-to-left scripts: from the order on the page to the order in which the text is read."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from itertools import groupby


def is_right_to_left(text: str) -> bool:
    """Whether most letters of a text belong to a script written from right to left."""
    balance = 0
    for character in text:
        if character >= "\u0590":
            balance += unicodedata.bidirectional(character) in ("R", "AL")
        if character.isascii() and character.isalpha():
            balance -= 1
    return balance > 0


def reading_order(words: Sequence[str]) -> list[int]:
    """Return the numbers of a row's words in reading order, given the words from left to right.

    A row in a right-to-left script is read from its right end, with runs of other letters in their own direction; in
    other rows, runs of right-to-left words are turned. Numbers and signs go with the row.
    """
    turned = [is_right_to_left(word) for word in words]
    if not any(turned):
        return list(range(len(words)))
    base = is_right_to_left("".join(words))
    # In a right-to-left row only words with letters of another script keep their direction.
    foreign = [
        (not turned[number] and any(letter.isalpha() for letter in word)) if base else turned[number]
        for number, word in enumerate(words)
    ]
    order = range(len(words) - 1, -1, -1) if base else range(len(words))
    read: list[int] = []
    for is_foreign, run in groupby(order, key=lambda number: foreign[number]):
        numbers = list(run)
        read.extend(reversed(numbers) if is_foreign else numbers)
    return read
