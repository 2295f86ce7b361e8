"""How the losses of a batch become one number: the names that losses, races and pages share."""

from __future__ import annotations

from typing import NamedTuple


class Reduction(NamedTuple):
    """`title` in a menu, `short` beside a number, `help`: what the sum is divided by."""

    key: str
    title: str
    short: str
    help: str


_WEIGHTED = "Divide by the sum of their weights, as nn.CrossEntropyLoss(weight=) does."
_ROWS = (
    Reduction("mean", "Mean over samples", "Mean", "Divide by the number of samples in the batch."),
    Reduction("weighted_mean", "Weighted mean", "Weighted mean", _WEIGHTED),
    Reduction("sum", "Sum", "Sum", "Divide by nothing: the batch size then acts on the step."),
)
REDUCTIONS = {row.key: row for row in _ROWS}
