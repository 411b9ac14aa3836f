"""Facts that repeat another: a small model lists the same entry twice, or gives one entry the words of another."""

from __future__ import annotations

from collections.abc import Sequence

from extract.drafts import Draft, Span


def without_told_again(drafts: Sequence[Draft]) -> list[Draft]:
    """Return the drafts without those that say nothing but what another one says, in the same words of the text.

    Of two that say the same, the first stays.
    """
    places = [_places(draft) for draft in drafts]
    return [
        draft
        for number, draft in enumerate(drafts)
        if not any(
            places[number] < other or (places[number] == other and before < number)
            for before, other in enumerate(places)
            if before != number
        )
    ]


def _places(draft: Draft) -> set[tuple[str, Span]]:
    return {(name, (leaf.start, leaf.end)) for name, leaf in draft.leaves.items()}
