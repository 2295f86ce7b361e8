"""LDAM with deferred re-weighting: margins all along, class weights only at the end."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

from playground.core.loss_spec import Becomes, ClosedForm, LossSpec, Source, Worked
from playground.core.params import Param
from playground.losses import ldam
from playground.losses._ops import effective_weights
from playground.losses.closed_forms import gradients

if TYPE_CHECKING:
    from torch import Tensor

    from playground.losses.closed_forms.answers import Array


def per_sample(
    logits: Tensor, target: Tensor, max_m: float = 0.5, s: float = 30.0, beta: float = 0.9999, start: float = 0.8,
    *, counts: Tensor, progress: float = 1.0,
) -> Tensor:  # fmt: skip
    """LDAM, times the effective-number weight once `progress` in [0, 1] reaches `start`. (N, C), (N,) -> (N,) nats."""
    values = ldam.per_sample(logits, target, max_m, s, counts=counts)
    return values if progress < start else values * effective_weights(logits, counts, beta)[target]


def probabilities(logits: Tensor, s: float = 30.0, **_params: float) -> Tensor:
    """softmax(s z). (N, C) -> (N, C)."""
    return ldam.probabilities(logits, s=s)


def _weights(classes: int, counts: Sequence[int], beta: float, **_params: float) -> Array:
    """As at the end of training, when the class weights are on."""
    return gradients.effective_weights(classes, counts, beta)


SPEC = LossSpec(
    key="ldam_drw",
    title="LDAM-DRW",
    summary="LDAM that learns features first and re-weights the classes only in the last part of training.",
    formula=r"w_t\,\mathrm{LDAM},\quad w_c = 1 \text{ before } start, \ \tfrac{1-\beta}{1-\beta^{n_c}} \text{ after}",
    source=Source(ldam.SOURCE, 2019, "1906.07413", "algorithm 1"),
    per_sample=per_sample,
    probabilities=probabilities,
    answer=ldam.answer,
    closed_form=ClosedForm(ldam.factor, ldam.shift, _weights),
    params=(
        *ldam.PARAMS,
        Param("beta", "beta", 0.9999, 0.0, 0.99999, 0.0001, "Class weights after the start; 0 weights nothing."),
        Param("start", "start", 0.8, 0.0, 1.0, 0.05, "Share of training after which the class weights switch on."),
    ),
    becomes=(Becomes({"beta": 0.0, "s": 1.0}, "ldam", {"s": 1.0}),),
    # class weights 1.2 and 0.8 as in class-balanced focal; margins (1/2) (1, 2^-1/4)
    worked=(Worked((0.0, 0.0), 0, 1.2 * math.log1p(math.exp(0.5)), {"s": 1.0, "beta": 0.5, "max_m": 0.5}, (1, 2)),),
    needs_counts=True,
    needs_progress=True,
    head="cosine",
    family="margin",
    class_name="LDAMDRWLoss",
    rank=5,
    conventions=(
        *ldam.SPEC.conventions,
        "Set `loss.progress` (0 to 1) while training; the authors switch at 160 of 200 epochs.",
    ),
)
