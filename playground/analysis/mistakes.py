"""The samples behind a cell of the confusion matrix."""

from __future__ import annotations

from typing import NamedTuple

from playground.analysis.evaluation import Evaluation
from playground.metrics import galleries
from playground.metrics.probabilities import Array

ROWS = 200  # samples listed where there are no images


class Behind(NamedTuple):
    """The samples `picked` (K,) of one cell, the most confident first, and a `title` that counts them."""

    picked: Array
    title: str


def behind(evaluation: Evaluation, i: int, true: int, called: int) -> Behind:
    """What model i made of class `true` that it called `called`."""
    picked = galleries.cell(evaluation.logits[i], evaluation.labels, true, called)
    names = evaluation.classes
    what = f"{names[true]} called {names[called]}" if true != called else f"{names[true]}, recognised"
    return Behind(picked, f"{what}: {len(picked):,} of {int((evaluation.labels == true).sum()):,}")


def records(evaluation: Evaluation, i: int, picked: Array) -> list[dict[str, float]]:
    """Row numbers of samples, counted from 0, with model i's confidence, so that they can be looked up at home."""
    p, y = evaluation.scored[i].probabilities, evaluation.labels
    return [{"Row": int(n), "Confidence": float(p[n].max()), "p(true class)": float(p[n, y[n]])} for n in picked[:ROWS]]
