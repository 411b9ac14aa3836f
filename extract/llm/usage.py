"""What a run has used so far, by prompt: what was paid for now, and what the cache gave."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from extract.llm.request.questions import Usage


@dataclass(slots=True)
class UsageLedger:
    """Totals of a client.

    `paid` holds what was sent to the model since the client was made, by prompt name; failed calls count too, as far as
    the server said what they used. `reused` holds the answers that came from the cache, with what they cost when they
    were asked.
    """

    paid: dict[str, Usage] = field(default_factory=dict[str, Usage])
    reused: dict[str, Usage] = field(default_factory=dict[str, Usage])
    failed: int = 0

    def add(self, prompt: str, usage: Usage) -> None:
        """Count one answer."""
        book = self.reused if usage.from_cache else self.paid
        known = book.get(prompt)
        book[prompt] = usage if known is None else known + usage

    def absorb(self, other: UsageLedger) -> None:
        """Add all that another ledger holds."""
        for mine, theirs in ((self.paid, other.paid), (self.reused, other.reused)):
            for prompt, usage in theirs.items():
                mine[prompt] = mine[prompt] + usage if prompt in mine else usage
        self.failed += other.failed

    @property
    def total(self) -> Usage:
        """The sum of what was paid for now."""
        return sum(self.paid.values(), Usage())

    @property
    def total_reused(self) -> Usage:
        """The sum of what the cache gave."""
        return replace(sum(self.reused.values(), Usage()), from_cache=True)
