"""Field-level precision, recall and F1 of stored results against gold."""

from __future__ import annotations

from extract.evaluation.changes import Change, find_changes
from extract.evaluation.evaluate import Evaluation, evaluate
from extract.evaluation.tallies import FACT_KINDS, FieldResult, Outcome, Score

__all__ = ["FACT_KINDS", "Change", "Evaluation", "FieldResult", "Outcome", "Score", "evaluate", "find_changes"]
