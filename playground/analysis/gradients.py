"""Where the gradient went: each model's share under its own loss, or what-if questions about a visitor's model."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np

from playground.analysis.evaluation import Evaluation
from playground.core.alpha import expand
from playground.core.params import Param
from playground.losses import SPECS
from playground.metrics import gradients
from playground.metrics.probabilities import Array, log_true, true_class

GAMMA = Param(
    "gamma", "γ", 2.0, 0.0, 5.0, 0.1,
    "The focal loss of the same answers with this γ. The higher, the more the easy images fall silent.",
)  # fmt: skip
WHAT_IF: dict[str, tuple[str, dict[str, float]]] = {
    "Cross-entropy": ("cross_entropy", {}), "Focal γ=1": ("focal", {"gamma": 1.0}),
    "Focal γ=2": ("focal", {"gamma": 2.0}), "Focal γ=5": ("focal", {"gamma": 5.0}),
}  # fmt: skip


class Asked(NamedTuple):
    """A question: where does this loss, weighted by `alpha` (C,), or () for none, send the gradient of model `i`?"""

    i: int
    name: str
    key: str
    params: Mapping[str, float]
    alpha: tuple[float, ...] = ()


@dataclass
class GradientShares:
    """The `shares` under each of the losses `names`, and sentences about losses that have no exact formula."""

    names: list[str] = field(default_factory=list)
    shares: list[gradients.Share] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)

    def records(self, classes: tuple[str, ...]) -> list[dict[str, str | float]]:
        """A row per loss, a column per class."""
        pairs = zip(self.names, self.shares, strict=True)
        return [{"Loss": name, **dict(zip(classes, share.classes.tolist(), strict=True))} for name, share in pairs]


def gradient_shares(evaluation: Evaluation) -> GradientShares:
    """Share out every model's gradient, samples weighed as often as their class occurs in training."""
    found = GradientShares()
    for asked in _questions(evaluation):
        spec = SPECS[asked.key]
        z, y = evaluation.logits[asked.i], evaluation.labels
        norm = gradients.norms(z, y, spec, asked.params, evaluation.counts, asked.alpha)
        if norm is None:
            found.unknown.append(gradients.unknown(spec.title))
            continue
        p_true = true_class(evaluation.scored[asked.i].probabilities, y)
        found.names.append(asked.name)
        found.shares.append(gradients.share(norm, y, p_true, evaluation.counts, len(evaluation.classes)))
    return found


def _questions(evaluation: Evaluation) -> Iterator[Asked]:
    """Each race model under its own loss; of a model whose loss is not known, the first one under four losses."""
    if not evaluation.entrants:
        for name, (key, params) in WHAT_IF.items():
            yield Asked(0, name, key, params)
    for i, entrant in enumerate(evaluation.entrants):
        weighted = entrant.alpha.rule != "none"
        alpha = tuple(expand(entrant.alpha, evaluation.counts)) if weighted else ()
        yield Asked(i, evaluation.names[i], entrant.loss.key, entrant.loss.kwargs, alpha)


def log_p(evaluation: Evaluation, i: int) -> Array:
    """log p_t (N,) of model i, in float64."""
    return log_true(evaluation.logits[i], evaluation.labels)


def is_rare(evaluation: Evaluation) -> Array:
    """Which samples are of a rare class, (N,) booleans."""
    return np.isin(evaluation.labels, evaluation.rare)
