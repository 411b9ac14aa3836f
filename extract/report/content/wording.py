"""Stored values in words for readers: places, dates, numbers, costs, and characters that would hide or turn text."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

from schemas import AdditionalFact, Evidence, Metric, Run

VERDICT_WORDS = {"met": "Met", "partial": "Partial", "not_shown": "Not shown", "contradicted": "Contradicted"}
VERDICT_MEANINGS = {
    "met": "the résumé shows it",
    "partial": "part of it, or something close",
    "not_shown": "the résumé does not say",
    "contradicted": "the résumé says otherwise",
}
DECIDED_WORDS = {"computed": "Decided by code", "model": "Judged by the model"}

_TURNING = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""Characters that change the direction of the text around them, so that it reads as something else (UAX #9)."""


def show_hidden(text: str) -> str:
    """Return the text with control characters and direction marks spelt out, as in ⟨U+202E⟩; line feed and tab stay."""
    if text.isprintable():  # neither kind is, and most texts are
        return text
    return "".join(
        f"⟨U+{ord(char):04X}⟩"
        if char in _TURNING or (unicodedata.category(char) in ("Cc", "Cs") and char not in "\n\t")
        else char
        for char in text
    )


def sort_key(name: str) -> tuple[str, str]:
    """Return the key by which people's names are ordered: letters without accents and case, then the name itself."""
    letters = unicodedata.normalize("NFKD", name.casefold())
    return "".join(char for char in letters if not unicodedata.combining(char)), name


def place(evidence: Evidence) -> str:
    """Return where a quote stands: "page 2, line 31", or "line 31" where the format has no pages."""
    return f"line {evidence.line}" if evidence.page is None else f"page {evidence.page}, line {evidence.line}"


def distinct(evidence: Iterable[Evidence]) -> list[Evidence]:
    """Return the quotes in the order of the document, each once."""
    return sorted(set(evidence), key=lambda quote: (quote.start, quote.end))


def period(start: str | None, end: str | None, is_current: bool = False) -> str:
    """Return "2020-06 – 2022-09", with "present" or "?" for an end or a start that the text does not give; or "".

    A start that is the end too stands once.
    """
    last = "present" if is_current else end
    if start is None and last is None:
        return ""
    if start is None and end is not None:
        return f"until {end}"
    if start == last and start is not None:
        return start
    return f"{start or '?'} – {last or '?'}"


def number(value: float) -> str:
    """Return a number with separators at thousands and a true minus: 2,000,000, −3.5."""
    return f"{value:,.15g}".replace("-", "\u2212")


def measure(metric: Metric) -> str:
    """Return what a metric states: "from 49% to 71%", "up to 1,980×", "down 38%"; "" where it has no number."""
    unit = _with_glue(metric.unit)
    parts: list[str] = []
    if metric.baseline is not None:
        parts.append(f"from {number(metric.baseline)}{_with_glue(metric.baseline_unit) or unit}")
    if metric.value is not None:
        parts.append(("to " if metric.baseline is not None else "") + f"{number(metric.value)}{unit}")
    stated = " ".join(parts)
    if metric.change is not None:
        change = _change(metric, unit)
        stated = f"{stated} ({change})" if stated else change
    if not stated:
        return ""
    bound = {"up_to": "up to ", "at_least": "at least ", None: ""}[metric.bound]
    limits = f"{'about ' if metric.approximate else ''}{bound}"
    way = next((each for each in _WAYS.values() if stated.startswith(each)), "")
    return f"{way}{limits}{stated.removeprefix(way)}"


def _with_glue(unit: str | None) -> str:
    return f"{'' if unit in ('%', '×', 'x', '°') else chr(0xA0)}{unit}" if unit else ""


_WAYS = {"increase": "up ", "decrease": "down "}


def _change(metric: Metric, unit: str) -> str:
    """Return a change as it is stated, never with a sign that the text does not have: "down 25%", "−25%", "25%"."""
    assert metric.change is not None
    if metric.change_kind == "factor":
        return f"{number(metric.change)}×"
    way = _WAYS.get(metric.direction or "", "") if metric.change > 0 else ""
    match metric.change_kind:
        case "percent":
            return f"{way}{number(metric.change)}%"
        case "percentage_points":
            return f"{way}{number(metric.change)} percentage points"
        case _:
            return f"{way}{number(metric.change)}{unit}"


def words(code: str) -> str:
    """Return a stored name such as `full_time` in words: full time."""
    return "years of experience" if code == "years_experience" else code.replace("_", " ")


def stated(fact: AdditionalFact) -> list[str]:
    """Return what a fact of a user's own kind states besides its name and its period, a field a piece: "status: granted"."""
    values = fact.stated
    own = [name for name in values if name not in (*_PERIOD, next(iter(values)))]
    pieces: list[str] = []
    for name in own:
        value = values[name]
        if value is None or (name.removesuffix("_unit") in values and name.endswith("_unit")):
            continue
        unit = values.get(f"{name}_unit")
        shown = number(value) if isinstance(value, (int, float)) and not isinstance(value, bool) else str(value)
        pieces.append(f"{words(name)}: {shown}{f' {unit}' if unit else ''}")
    return pieces


_PERIOD = ("start_date", "end_date", "is_current")


def own_period(fact: AdditionalFact) -> str:
    """Return the period of a fact of a user's own kind; "" where its kind has none, or the text gives none."""
    start, end, current = (fact.stated.get(name) for name in _PERIOD)
    return period(str(start) if start else None, str(end) if end else None, current is True)


def cost(run: Run) -> str:
    """Return the cost of a run in US dollars; an unknown price is "unknown", never 0."""
    if run.base_url == "embedded":
        return "none – ran on this computer"
    if run.usage.cost_usd is None:
        return "unknown"
    return f"{run.usage.cost_usd:,.4f} US dollars"


def duration(seconds: float) -> str:
    """Return seconds as "42.3 s" or "3 min 05 s"."""
    if seconds < 60:
        return f"{seconds:.1f}\u00a0s"
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes:,}\u00a0min {rest:02d}\u00a0s"
