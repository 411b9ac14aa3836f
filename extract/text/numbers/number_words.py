"""Write the numbers of a line that stand in words as digits: "from fourteen to three"."""

from __future__ import annotations

import functools
import re

from num2words import CONVERTER_CLASSES, num2words

from extract.text.drafts import Span

_MOST = 1000
"""Numbers in words are looked for up to this one; larger ones are written in digits, or as digits with a word for the scale."""
_LEAST = 2
"""One is an article in most languages."""


def write_words(line: str, language: str | None) -> tuple[str, list[Span]]:
    """Return a line of the same length with digits at the right end of each number in words, and where these words stand.

    `language` is an ISO 639-1 code. The words of each language are those of num2words
    (https://github.com/savoirfairelinux/num2words); in a language that it does not know nothing is changed.
    """
    if language not in CONVERTER_CLASSES:
        return line, []
    pattern, values = _words_of(language)
    spans: list[Span] = []

    def digits(match: re.Match[str]) -> str:
        written = values[_key(match[0])]
        if len(written) > len(match[0]):
            return match[0]
        spans.append(match.span())
        return written.rjust(len(match[0]))

    return pattern.sub(digits, line), spans


def _key(words: str) -> str:
    return re.sub(r"[\s-]+", " ", words.casefold()).replace(" and ", " ")


@functools.cache
def _words_of(language: str) -> tuple[re.Pattern[str], dict[str, str]]:
    """Return what finds a number in words, the longest first, and the digits of each."""
    values = {_key(num2words(number, lang=language)): str(number) for number in range(_MOST, _LEAST - 1, -1)}
    spelt = sorted(values, key=lambda words: (-len(words), words))
    both = "|".join(re.escape(words).replace(r"\ ", r"(?:[\s-]| and )") for words in spelt)
    return re.compile(rf"(?i)(?<![\w-])(?:{both})(?![\w-])"), values
