"""What can be had without retraining: move the prior, rescale the confidence, undo focal's distortion. Numpy only.

The maps take logits (N, C) to logits (N, C) of the same type, so that they may follow one another.
"""

from playground.losses.closed_forms.answers import focal_posterior
from playground.posthoc.prior import CouldHave, could_have, move_prior, tau_note
from playground.posthoc.temperature import (
    COLDEST,
    HOTTEST,
    apply_temperature,
    fit_temperature,
    halves,
)

__all__ = [
    "COLDEST",
    "HOTTEST",
    "CouldHave",
    "apply_temperature",
    "could_have",
    "fit_temperature",
    "focal_posterior",
    "halves",
    "move_prior",
    "tau_note",
]
