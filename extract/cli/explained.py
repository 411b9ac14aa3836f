"""How an explanation of a fact or of a verdict is printed."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from rich.console import Console

from extract.comparison.explain import SearchTold, VerdictExplanation
from extract.extraction.engine.explain import Explanation
from extract.llm.prompts.prompt import prompt_names

MAX_SHOWN_LINES = 8
"""Longest piece of a document that is printed as it was shown; of a longer one, how many lines it has."""


def print_explanation(console: Console, found: Explanation) -> None:
    """Print lines, values and questions, in words that a reader of profiles knows."""

    def say(text: str = "") -> None:
        console.print(text, soft_wrap=True)

    say(f"{found.fact_id} of {found.document}")
    for name, value in found.fact.items():
        if name != "id" and value not in (None, [], {}):
            say(f"  {name}: {json.dumps(value, ensure_ascii=False)}")
    say("\nLines that bear it out")
    for line in found.lines:
        say(f"  {line.number:>4}  {line.text.strip()}")
    say("\nHow each value was found")
    for leaf in found.leaves:
        how = f"{leaf.how} by rule {leaf.rule}" if leaf.rule else leaf.how
        say(f"  {leaf.field}: {how}, line {leaf.line}, {leaf.start}–{leaf.end}: {' '.join(leaf.text.split())}")
    if not found.questions:
        say("\nNo question: code read it from the lines alone.")
    for question in found.questions:
        say(f"\nQuestion of {_prompt_file(question.prompt)} ({_source(question.from_cache)})")
        for line in _shown(question.shown):
            say(f"  shown:  {line}")
        say(f"  asked:  {_last_lines(question.task, question.shown)}")
        say(f"  answer: {json.dumps(question.reply, ensure_ascii=False)}")


def print_verdict(console: Console, found: VerdictExplanation) -> None:
    """Print what was searched, found, asked and answered, and the verdict that came of it."""

    def say(text: str = "") -> None:
        console.print(text, soft_wrap=True, markup=False)

    verdict = found.verdict
    say(f"{verdict['requirement_id']} of {found.posting}, for {found.profile}")
    say(f"  {found.requirement['text']}")
    say(f"  {found.requirement['kind']}, {found.requirement['importance']}")
    say("\nSearched")
    say(
        f"  {found.lines} lines of the résumé that facts cite; {found.left_out} more were left out as copied or stuffed"
    )
    if found.search is None:
        say("  not searched for words: code looks for what this kind of demand asks about")
    else:
        for line in _search_lines(found.search):
            say(f"  {line}")
    if not found.questions:
        say("\nNo question: code decided alone.")
    for question in found.questions:
        again = f", sample {question.sample}" if question.sample else ""
        say(f"\nQuestion of {_prompt_file(question.prompt)} ({_source(question.from_cache)}{again})")
        for line in _shown(question.shown):
            say(f"  shown:  {line}")
        for name, text in question.asked.items():
            say(f"  {f'{name}:':<8}{text}")
        say(f"  answer: {question.reply}")
        say(f"  likely: {_chances(question.probabilities)}")
    say(f"\nVerdict: {verdict['verdict']}, decided by {verdict['decided_by']}" + _doubt(verdict))
    say(f"  {verdict['reason']}")
    for piece in verdict["evidence"]:
        say(f"  {piece['line']:>4}  {piece['text'].strip()}")
    for line in verdict["closest"]:
        say(f"  closest, line {line['line']}: {line['text'].strip()} — {line['why_not']}")


def _search_lines(search: SearchTold) -> Iterator[str]:
    yield f"for the words: {', '.join(search.words) or 'none'}"
    for place in search.named:
        yield f"named, line {place.line}: “{place.found}” for “{place.skill}” ({place.relation}): {place.text}"
    by_meaning = any(line.closeness is not None for line in search.found)
    yield f"lines that share a word{' or are close in meaning' if by_meaning else ''}: {search.found_in_all}"
    for line in search.found:
        close = "" if line.closeness is None else f"  meaning {line.closeness:>6.3f}"
        yield f"{line.score:>7.3f}{close}  line {line.line}{', asked about' if line.asked else ''}: {line.text}"


def _chances(probabilities: dict[str, float] | None) -> str:
    if probabilities is None:
        return "not known, since the endpoint gives no log-probabilities"
    return ", ".join(f"{option} {chance:.3f}" for option, chance in probabilities.items())


def _doubt(verdict: dict[str, Any]) -> str:
    known = "" if verdict["probability"] is None else f", probability {verdict['probability']:.3f}"
    return known + (", needs review" if verdict["needs_review"] else "")


def _prompt_file(prompt: str) -> str:
    return f"prompts/{prompt}.yaml" if prompt in prompt_names() else f"the kind {prompt}"


def _source(from_cache: bool) -> str:
    return "answer kept from before" if from_cache else "asked now"


def _shown(text: str) -> list[str]:
    lines = text.split("\n")
    return lines if len(lines) <= MAX_SHOWN_LINES else [f"{len(lines)} lines, from {lines[0]!r} to {lines[-1]!r}"]


def _last_lines(task: str, shown: str) -> str:
    """Return what was asked, without the words of the document where they stand in the same message."""
    return " ".join(task.replace(shown, "…").split())
