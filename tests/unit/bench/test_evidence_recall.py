"""The list of demands with the lines that show them: it fits the stored profiles, and the figures kept are those it gives."""

from __future__ import annotations

import json

from bench.evidence_recall import KEPT, Searches, figures_of, half_of, load_evidence


def test_each_piece_stands_in_a_line_of_its_profile() -> None:
    lines = Searches().lines
    for each in load_evidence():
        for piece in each.lines:
            shown = each.model_copy(update={"lines": [piece]})
            assert any(shown.is_shown_by(line) for line in lines[each.profile]), (each.profile, piece)


def test_halves_share_no_pair() -> None:
    sought = load_evidence()
    halves = [half_of(sought, which) for which in (0, 1)]
    assert sum(map(len, halves)) == len(sought)
    assert not {each.pair for each in halves[0]} & {each.pair for each in halves[1]}


def test_search_by_words_finds_what_was_measured() -> None:
    kept, searches = json.loads(KEPT.read_text("utf-8")), Searches()
    sought = load_evidence()
    assert kept["without a line that shares a word"] == sum(not searches.words(each) for each in sought)
    shown = [each for each in half_of(sought, 1) if each.posting]
    assert kept["reported"]["demands of postings"]["words"] == figures_of(shown, searches.words)
