"""Which of an evaluation's models a page is about."""

from __future__ import annotations

from playground.analysis.evaluation import Evaluation
from playground.ui.widgets import menus


def choose_model(evaluation: Evaluation, first: int | None = None) -> int:
    """Choose one of the models; returns its index. Unless told, it begins with the favourite."""
    if len(evaluation.names) == 1:
        return 0
    every = list(range(len(evaluation.names)))
    start = evaluation.favourite if first is None else first
    return menus.segments(
        "Model", every, start, "model", evaluation.names.__getitem__, wrap=True, label_visibility="collapsed"
    )
