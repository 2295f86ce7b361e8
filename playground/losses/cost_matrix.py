"""Cost matrix: what a mistake costs depends on the true class and on what it was taken for."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from playground.core.loss_spec import Becomes, LossSpec, Source, Worked
from playground.core.params import ClassParam, Param
from playground.losses._ops import margin, nll

if TYPE_CHECKING:
    from torch import Tensor


def _costs(logits: Tensor, true: float, read: float, cost: float) -> Tensor:
    """A 0-1 cost matrix (C, C), except that `true` read as `read` costs `cost`."""
    import torch

    classes = torch.arange(logits.shape[1], device=logits.device)
    pair = (classes == true).unsqueeze(1) & (classes == read)
    return (1 + (cost - 1) * pair.to(logits)) * (1 - torch.eye(len(classes)).to(logits))


def per_sample(
    logits: Tensor, target: Tensor, true: float = 9.0, read: float = 4.0, cost: float = 10.0, mix: float = 1.0,
    *, matrix: Tensor | None = None,
) -> Tensor:  # fmt: skip
    """mix * -log p_t + sum_j C[t, j] p_j, the expected cost. (N, C), (N,), matrix (C, C) -> (N,)."""
    costs = (_costs(logits, true, read, cost) if matrix is None else matrix.to(logits))[target]
    diagonal = costs.gather(1, target.unsqueeze(1)).squeeze(1)
    u = margin(logits, target)
    wrong = (logits.softmax(1) * costs.scatter(1, target.unsqueeze(1), 0.0)).sum(1)
    return mix * nll(u) + wrong + diagonal * (-u).sigmoid()


SPEC = LossSpec(
    key="cost_matrix",
    title="Cost matrix (expected cost)",
    summary="Cross-entropy plus what the prediction is expected to cost: a 9 read as a 4 may cost 10, the rest 1.",
    formula=r"-\mathrm{mix}\,\log p_t + \sum_j C_{tj}\,p_j",
    source=Source("Elkan, The Foundations of Cost-Sensitive Learning", 2001, equation="(1)"),
    per_sample=per_sample,
    params=(
        ClassParam("true", "true class", 9.0, help="The class whose mistake is dear."),
        ClassParam("read", "read as", 4.0, help="What it must not be taken for."),
        Param("cost", "cost", 10.0, 0.0, 100.0, 0.5, "What that mistake costs; every other costs 1."),
        Param("mix", "cross-entropy", 1.0, 0.0, 2.0, 0.1, "Weight of cross-entropy; 0 is expected cost alone."),
    ),
    tensors={"matrix": "cost of taking true class i for class j, (C, C); replaces `true`, `read` and `cost`"},
    becomes=(
        Becomes({"cost": 1.0, "mix": 0.0}, "mae", scale=0.5),
        Becomes({"cost": 1.0, "mix": 1.0}, "poly1", {"epsilon": 1.0}),
    ),
    worked=(
        Worked((0.0, 0.0), 0, math.log(2) + 5.0, {"true": 0.0, "read": 1.0, "cost": 10.0, "mix": 1.0}),
        Worked((0.0, 0.0), 1, math.log(2) + 0.5, {"true": 0.0, "read": 1.0, "cost": 10.0, "mix": 1.0}),
    ),
    family="cost",
    class_name="CostMatrixLoss",
    rank=71,
    conventions=("The cost is expected under the model's own softmax; cross-entropy keeps hopeless samples learning.",),
)
