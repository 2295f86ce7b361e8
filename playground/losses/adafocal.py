"""AdaFocal: every bin of p_t has its own gamma, corrected each epoch by how far off calibration was."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from playground.core.loss_spec import Becomes, LossSpec, Source, Worked
from playground.core.params import Param
from playground.losses._ops import log_sigmoid, margin, nll

if TYPE_CHECKING:
    from torch import Tensor

State = dict[str, "Tensor"]
BINS = 15


def _bin(probability: Tensor) -> Tensor:
    return (probability.detach() * BINS).long().clamp_max(BINS - 1)


def initial_state(gamma: float = 1.0, rate: float = 1.0, switch: float = 0.2, most: float = 20.0) -> State:
    """One gamma for each of the 15 bins of p_t."""
    import torch

    return {"gammas": torch.full((BINS,), float(gamma), dtype=torch.float64)}


def after_epoch(
    state: State, probabilities: Tensor, target: Tensor,
    gamma: float = 1.0, rate: float = 1.0, switch: float = 0.2, most: float = 20.0,
) -> State:  # fmt: skip
    """New gammas from held-out probabilities (N, C) and labels (N,); a bin without samples keeps its gamma.

    gamma * exp(+-rate * (confidence - accuracy)); where it falls below `switch` in size, its sign turns.
    """
    confidence, guess = probabilities.max(1)
    index, old = _bin(confidence), state["gammas"]
    gap = old.new_zeros(BINS).index_add(0, index, (confidence - (guess == target).to(confidence)).to(old))
    gap = gap / index.bincount(minlength=BINS).clamp_min(1)
    new = old * (old.sign() * rate * gap).exp()
    new = new.where(new.abs() >= switch, -switch * old.sign())
    return {"gammas": new.clamp(-2.0, most)}


def per_sample(
    logits: Tensor, target: Tensor, gamma: float = 1.0, rate: float = 1.0, switch: float = 0.2, most: float = 20.0,
    *, state: State | None = None,
) -> Tensor:  # fmt: skip
    """(1 - p_t)^g * -log p_t, or (1 + p_t)^-g * -log p_t where the bin's g < 0. (N, C), (N,) -> (N,) nats.

    Without `state` every bin has the initial gamma.
    """
    u = margin(logits, target)
    p = (-u).sigmoid()
    gammas = u.new_full((BINS,), gamma) if state is None else state["gammas"].to(u)
    g = gammas[_bin(p)]
    log_base = log_sigmoid(u).where(g >= 0, p.log1p())
    return (g.abs() * log_base).exp() * nll(u)


SPEC = LossSpec(
    key="adafocal",
    title="AdaFocal",
    summary="Raises gamma where held-out confidence exceeded accuracy; lowers it, even below 0, where it fell short.",
    formula=r"-(1 - p_t)^{\gamma_b}\log p_t,"
    r"\quad \gamma_b \leftarrow \gamma_b\,e^{\lambda(\mathrm{conf}_b - \mathrm{acc}_b)}",
    source=Source("Ghosh et al., AdaFocal: Calibration-aware Adaptive Focal Loss", 2022, "2211.11838", "algorithm 1"),
    per_sample=per_sample,
    initial_state=initial_state,
    after_epoch=after_epoch,
    params=(
        Param("gamma", "initial gamma", 1.0, 0.0, 5.0, 0.05, "gamma of every bin before the first epoch ends."),
        Param("rate", "lambda", 1.0, 0.0, 5.0, 0.1, "How strongly a calibration gap changes gamma."),
        Param("switch", "switch", 0.2, 0.0, 1.0, 0.05, "Below this size gamma changes its sign."),
        Param("most", "largest gamma", 20.0, 1.0, 20.0, 1.0, "gamma stays between -2 and this."),
    ),
    becomes=(Becomes({"gamma": 2.0}, "focal", {"gamma": 2.0}), Becomes({"gamma": 0.0}, "cross_entropy")),
    worked=(Worked((0.0, 0.0), 0, 0.5 * math.log(2), {"gamma": 1.0}),),
    family="focal",
    class_name="AdaFocalLoss",
    rank=32,
    conventions=(
        "Call `loss.after_epoch(probabilities, labels)` with held-out samples after every epoch; else it is focal.",
        "15 bins of equal width; the paper's have equal mass.",
        "It jumps at the bins' edges, as published.",
    ),
)
