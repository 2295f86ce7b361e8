"""Mean absolute error of the probabilities: the most forgiving loss, and the slowest to learn."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from playground.core.loss_spec import ClosedForm, LossSpec, Source, Worked
from playground.losses._ops import margin

if TYPE_CHECKING:
    from torch import Tensor

    from playground.losses.closed_forms.answers import Array


def of_margin(u: Tensor) -> Tensor:
    """2 (1 - p_t) of the margin u, of u's shape."""
    return 2 * u.sigmoid()


def per_sample(logits: Tensor, target: Tensor) -> Tensor:
    """sum_c |y_c - p_c| = 2 (1 - p_t). (N, C), (N,) -> (N,), in [0, 2]."""
    return of_margin(margin(logits, target))


def _factor(log_p: Array) -> Array:
    return 2 * np.exp(log_p)


SPEC = LossSpec(
    key="mae",
    title="Mean absolute error (MAE)",
    summary="Twice the probability given to wrong classes; its gradient vanishes for hopeless samples too.",
    formula=r"2\,(1 - p_t)",
    source=Source("Ghosh et al., Robust Loss Functions under Label Noise", 2017, "1712.09482", "section 4"),
    per_sample=per_sample,
    closed_form=ClosedForm(_factor),
    of_margin=of_margin,
    worked=(Worked((0.0, 0.0), 0, 1.0), Worked((0.0, 0.0, 0.0, 0.0), 2, 1.5)),
    family="robust",
    class_name="MAELoss",
    rank=42,
)
