"""Online hard example mining: only the hardest samples of each batch teach."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from playground.core.loss_spec import Becomes, LossSpec, Source, Worked
from playground.core.params import Param
from playground.losses._ops import margin, nll

if TYPE_CHECKING:
    from torch import Tensor


def per_sample(logits: Tensor, target: Tensor, keep: float = 0.25) -> Tensor:
    """Cross-entropy of the hardest `keep` of the batch, times N / kept; 0 for the rest. (N, C), (N,) -> (N,) nats."""
    values = nll(margin(logits, target))
    kept = math.ceil(keep * len(target))
    hardest = values.detach().topk(kept).indices
    weights = values.new_zeros(len(target)).index_fill(0, hardest, len(target) / max(1, kept))
    return values * weights


SPEC = LossSpec(
    key="ohem",
    title="Hard example mining (OHEM)",
    summary="Keeps the hardest part of each batch and forgets the rest: a hard cut where focal fades.",
    formula=r"-\frac{N}{k}\,[\text{among the } k \text{ largest}]\,\log p_t,"
    r"\quad k = \lceil \mathrm{keep} \cdot N \rceil",
    source=Source(
        "Shrivastava et al., Training Region-based Object Detectors with OHEM", 2016, "1604.03540", "section 4"
    ),
    per_sample=per_sample,
    params=(Param("keep", "keep", 0.25, 0.05, 1.0, 0.05, "Share of the batch that is kept."),),
    becomes=(Becomes({"keep": 1.0}, "cross_entropy"),),
    worked=(Worked((0.0, 0.0), 0, math.log(2)),),
    batch_statistic=True,
    family="focal",
    class_name="OHEMLoss",
    rank=35,
    conventions=(
        "A share of the batch is kept; the paper keeps a number of image regions. The mean is over the kept.",
    ),
)
