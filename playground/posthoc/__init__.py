"""What can be had without retraining: move the prior, rescale the confidence, undo focal's distortion. Numpy only.

The maps take logits (N, C) to logits (N, C) of the same type, so that they may follow one another.
"""

from playground.losses.closed_forms.answers import focal_posterior
from playground.posthoc.answers import argmax_unchanged
from playground.posthoc.prior import CouldHave, could_have, move_prior, tau_note
from playground.posthoc.temperature import (
    COLDEST,
    HOTTEST,
    HeldOut,
    apply_temperature,
    fit_temperature,
    halves,
    held_out_temperature,
)

__all__ = [
    "COLDEST",
    "HOTTEST",
    "CouldHave",
    "HeldOut",
    "apply_temperature",
    "argmax_unchanged",
    "could_have",
    "fit_temperature",
    "focal_posterior",
    "halves",
    "held_out_temperature",
    "move_prior",
    "tau_note",
]
