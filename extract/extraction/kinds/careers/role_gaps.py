"""Periods of work that no position found so far has: asked about once more, over the lines around them alone."""

from __future__ import annotations

import re

from extract.extraction.engine.context import Reading
from extract.extraction.kinds.careers.role_words import names_time_off
from extract.text.dates.periods import Period


def is_time_off(reading: Reading, period: Period) -> bool:
    """Whether a period is one of leave or of a break, by the words of its line, or of the one above where it has none."""
    line = reading.document.line_at(period.start)
    words = reading.document.line_text(line)
    if not re.search(r"[^\W\d_]{3}", words.replace(period.text, "")) and line.number > 1:
        words = reading.document.line_text(reading.document.lines[line.number - 2])
    return names_time_off(words)
