"""GHM-C: samples count by how rare their gradient norm is, so very easy and hopeless ones both fade."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from playground.core.loss_spec import Becomes, LossSpec, Source, Worked
from playground.core.params import Param
from playground.losses._ops import nll, sigmoid_probabilities, signed
from playground.losses.closed_forms.answers import sigmoid_answer

if TYPE_CHECKING:
    from torch import Tensor

State = dict[str, "Tensor"]


def _bins(logits: Tensor, target: Tensor, bins: float) -> Tensor:
    """Bin of |sigmoid(z) - y| of every yes-no question, (N, C) integers in 0 .. bins - 1."""
    norms = (-signed(logits.detach(), target)).sigmoid()
    return (norms * bins).long().clamp_max(int(bins) - 1)


def _histogram(index: Tensor, bins: float) -> Tensor:
    return index.flatten().bincount(minlength=int(bins))


def initial_state(bins: float = 30.0, momentum: float = 0.75) -> State:
    """An empty histogram, (bins,)."""
    import torch

    return {"histogram": torch.zeros(int(bins), dtype=torch.float64)}


def observe(state: State, logits: Tensor, target: Tensor, bins: float = 30.0, momentum: float = 0.75) -> State:
    """Blend this batch's histogram into the running one; a bin seen for the first time starts at its count."""
    seen = _histogram(_bins(logits, target, bins), bins).to(state["histogram"])
    old = state["histogram"]
    blended = (momentum * old + (1 - momentum) * seen).where(old > 0, seen)
    return {"histogram": blended.where(seen > 0, old)}


def per_sample(
    logits: Tensor, target: Tensor, bins: float = 30.0, momentum: float = 0.75, *, state: State | None = None
) -> Tensor:
    """Binary cross-entropies weighted by 1 / (density of their gradient norm), summed. (N, C), (N,) -> (N,) nats.

    Without `state` the density is this batch's own.
    """
    index = _bins(logits, target, bins)
    seen = _histogram(index, bins)
    density = (seen if state is None else state["histogram"]).to(logits)
    weights = logits.numel() / (density[index].clamp_min(1e-30) * (seen > 0).sum())
    return (weights * nll(-signed(logits, target))).sum(1)


SPEC = LossSpec(
    key="ghm",
    title="GHM-C",
    summary="Evens out the histogram of gradient norms: crowds of easy samples and of outliers both count less.",
    formula=r"\sum_c \frac{N C}{M\,D(g_c)}\,\mathrm{BCE}_c,\quad g_c = |\sigma(z_c) - y_c|",
    source=Source("Li et al., Gradient Harmonized Single-stage Detector", 2019, "1811.05181", "section 3, GHM-C"),
    per_sample=per_sample,
    initial_state=initial_state,
    observe=observe,
    probabilities=sigmoid_probabilities,
    answer=sigmoid_answer,
    params=(
        Param("bins", "bins", 30.0, 1.0, 60.0, 1.0, "Bins of the histogram of gradient norms."),
        Param("momentum", "momentum", 0.75, 0.0, 0.99, 0.05, "How much of the running histogram each batch keeps."),
    ),
    becomes=(Becomes({"bins": 1.0}, "binary_cross_entropy"),),
    # both answers share one bin: weight 2 / (2 * 1) = 1 each
    worked=(Worked((0.0, 0.0), 0, 2 * math.log(2), {"bins": 30.0}),),
    batch_statistic=True,
    detached=True,
    shift_invariant=False,
    family="sigmoid",
    class_name="GHMLoss",
    rank=60,
    conventions=(
        "Summed over the classes; mmdetection divides by C as well.",
        "The density is a constant for the gradient; the module keeps its running histogram while training.",
        "A bin's running count starts at its first count; mmdetection starts at 1 - momentum of it.",
        "Probabilities are sigmoid(z_c) divided by their sum.",
    ),
)
