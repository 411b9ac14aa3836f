"""How an explanation of a fact is printed."""

from __future__ import annotations

import json

from rich.console import Console

from extract.explaining import Explanation
from extract.prompting import prompt_names

MAX_SHOWN_LINES = 8
"""Longest piece of a document that is printed as it was shown; of a longer one, how many lines it has."""


def print_explanation(console: Console, found: Explanation) -> None:
    """Print lines, values and questions, in words that a reader of profiles knows."""

    def say(text: str = "") -> None:
        console.print(text, soft_wrap=True)

    say(f"{found.fact_id} of {found.document}")
    for name, value in found.fact.items():
        if name != "id" and value not in (None, []):
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
        source = "answer kept from before" if question.from_cache else "asked now"
        file = f"prompts/{question.prompt}.yaml" if question.prompt in prompt_names() else f"the kind {question.prompt}"
        say(f"\nQuestion of {file} ({source})")
        shown = question.shown.split("\n")
        if len(shown) <= MAX_SHOWN_LINES:
            for line in shown:
                say(f"  shown:  {line}")
        else:
            say(f"  shown:  {len(shown)} lines, from {shown[0]!r} to {shown[-1]!r}")
        say(f"  asked:  {_last_lines(question.task, question.shown)}")
        say(f"  answer: {json.dumps(question.reply, ensure_ascii=False)}")


def _last_lines(task: str, shown: str) -> str:
    """Return what was asked, without the words of the document where they stand in the same message."""
    return " ".join(task.replace(shown, "…").split())
