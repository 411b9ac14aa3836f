"""Letters spaced out for looks ("E X P E R I E N C E") become words again."""

from __future__ import annotations

from itertools import pairwise
from statistics import median

from extract.documents.layout.glyphs import Word

_MIN_LETTERS = 4
_MAX_GAP_EM = 1.2


def close_up(words: list[Word]) -> list[Word]:
    """Join runs of single letters that stand at even distances on one line.

    In a run of at least four, a gap up to 1.4 times the usual one parts letters, a wider one parts words.
    """
    closed: list[Word] = []
    run: list[Word] = []
    for word in words:
        if run and not _goes_on(run[-1], word):
            closed.extend(_join(run))
            run = []
        if _is_letter(word):
            run.append(word)
        else:
            closed.append(word)
    return [*closed, *_join(run)]


def _is_letter(word: Word) -> bool:
    return word.upright and 0 < len(word.text) <= 2 and word.text[0].isalpha() and not word.text[1:].isalnum()


def _goes_on(last: Word, word: Word) -> bool:
    # Pages in right-to-left scripts come from right to left, also where their letters are Latin.
    gap = word.left - last.right if word.left >= last.left else last.left - word.right
    return (
        _is_letter(word)
        and abs(word.baseline - last.baseline) < 0.1 * word.size
        and abs(word.size - last.size) < 0.35 * word.size
        and -0.2 * word.size < gap < _MAX_GAP_EM * word.size
    )


def _join(run: list[Word]) -> list[Word]:
    if len(run) < _MIN_LETTERS:
        return run
    run = sorted(run, key=lambda word: word.left)
    usual = median(word.left - last.right for last, word in pairwise(run))
    limit = 1.4 * usual + 0.02 * run[0].size
    joined = [run[0]]
    for last, word in pairwise(run):
        if word.left - last.right <= limit:
            joined[-1].text += word.text
            joined[-1].edges = (*joined[-1].edges[:-1], *word.edges)
            joined[-1].right = word.right
        else:
            joined.append(word)
    return joined
