"""Field-level precision, recall and F1 of stored results against gold.

In: stored results and gold files.
Out: scores, as data and as tables.
Must not know: how results are shown or reviewed in a browser.
"""

from __future__ import annotations

from extract.evaluation.changes import Change, find_changes
from extract.evaluation.scoring.evaluate import Evaluation, evaluate
from extract.evaluation.scoring.tallies import FACT_KINDS, FieldResult, Outcome, Score

__all__ = ["FACT_KINDS", "Change", "Evaluation", "FieldResult", "Outcome", "Score", "evaluate", "find_changes"]
