"""What sliders do to trained logits: nothing is retrained, and every model is adjusted by the same rule."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np

from playground import posthoc
from playground.analysis.cache import Cache
from playground.analysis.evaluation import Evaluation
from playground.core.config import LossChoice
from playground.core.params import Param
from playground.losses import SPECS
from playground.metrics.probabilities import Array
from playground.metrics.scores import Scored, Summary, score

TAU = Param(
    "tau", "Move the prior, τ", 0.0, 0.0, 2.0, 0.05,
    "Takes τ times the logarithm of each class's training share off its logit. τ = 1 aims at classes that "
    "count the same. It needs the training counts.",
)  # fmt: skip
TEMPERATURE = Param(
    "temperature", "Temperature, T", 1.0, 0.2, 5.0, 0.1,
    "Divides all logits by T: above 1 every answer is less sure, and none changes.",
)  # fmt: skip
REMEMBERED = 4  # slider walks of one evaluation, 0.3 MB for two models: every step of tau begins one of temperatures
WALKS: Cache[list[tuple[Summary, ...]]] = Cache(REMEMBERED)
_halves: Cache[tuple[Array, Array]] = Cache(1)
_temperatures: Cache[float] = Cache(100)  # of each model, for every loss that a visitor undoes


@dataclass(frozen=True, slots=True)
class Adjustment:
    """`tau` times the log prior is taken off, logits are divided by `temperature` (None: fitted for each model).

    `undone[i]` is the loss whose distortion is undone in model i, None for none.
    """

    tau: float
    temperature: float | None
    undone: tuple[LossChoice | None, ...]

    def at(self, field: str, value: float) -> Adjustment:
        """The same with "tau" or "temperature" at another value."""
        return replace(self, tau=value) if field == "tau" else replace(self, temperature=value)


class Adjusted(NamedTuple):
    """Every model's adjusted `logits` (M, C), how they are `scored`, and the `temperatures` that were used.

    All are of the samples `judged` (M,), with their `labels` (M,); `before` are their logits as trained.
    """

    judged: Array
    labels: Array
    before: tuple[Array, ...]
    logits: tuple[Array, ...]
    scored: tuple[Scored, ...]
    temperatures: tuple[float, ...]


def undoable(evaluation: Evaluation) -> tuple[LossChoice | None, ...]:
    """The loss of each model whose distortion can be undone, None where it has none or no way back is known."""
    losses = [entrant.loss for entrant in evaluation.entrants]
    return tuple(loss if SPECS[loss.key].undo else None for loss in losses)


def adjust(evaluation: Evaluation, adjustment: Adjustment) -> Adjusted:
    """Undo what a loss does to probabilities, apply the temperature, move the prior, in this order.

    A fitted temperature is judged on the other half of the samples.
    """
    judged = _half(evaluation, 1) if adjustment.temperature is None else np.arange(len(evaluation.labels))
    whole = adjustment.temperature is not None
    temperatures = tuple(_temperature(evaluation, i, adjustment) for i in range(len(evaluation.names)))
    before = tuple(z if whole else z[judged] for z in evaluation.logits)
    labels = evaluation.labels if whole else evaluation.labels[judged]
    logits = tuple(_adjusted(evaluation, z, i, adjustment, temperatures[i]) for i, z in enumerate(before))
    return Adjusted(judged, labels, before, logits, tuple(score(z, labels) for z in logits), temperatures)


def at_each(
    evaluation: Evaluation, adjustment: Adjustment, field: str, values: Sequence[float]
) -> list[tuple[Summary, ...]]:
    """How every model is scored at each of the `values` of one field, "tau" or "temperature", the other staying.

    [] where the field cannot be moved: tau without training counts, a temperature that is fitted.
    """
    if (field == "tau" and not evaluation.counts) or (field == "temperature" and adjustment.temperature is None):
        return []
    key = (field, len(values), evaluation.seed, adjustment.at(field, 1.0))
    return WALKS.get(evaluation, key, lambda: _walk(evaluation, adjustment, field, values))


def _walk(
    evaluation: Evaluation, adjustment: Adjustment, field: str, values: Sequence[float]
) -> list[tuple[Summary, ...]]:
    walked = (adjust(evaluation, adjustment.at(field, float(value))).scored for value in values)
    return [tuple(Summary(each.matrix, each.reliability) for each in scored) for scored in walked]


def _half(evaluation: Evaluation, which: int) -> Array:
    """Half the samples: 0 to fit a temperature on, 1 to judge it on."""
    return _halves.get(evaluation, "halves", lambda: posthoc.halves(evaluation.labels))[which]


def _temperature(evaluation: Evaluation, i: int, adjustment: Adjustment) -> float:
    if adjustment.temperature is not None:
        return adjustment.temperature
    loss = adjustment.undone[i]
    return _temperatures.get(evaluation, (evaluation.seed, i, loss), lambda: _fit(evaluation, i, loss))


def _fit(evaluation: Evaluation, i: int, loss: LossChoice | None) -> float:
    half = _half(evaluation, 0)
    return posthoc.fit_temperature(_undone(evaluation.logits[i][half], loss), evaluation.labels[half])


def _undone(z: Array, loss: LossChoice | None) -> Array:
    """Logits whose softmax is the posterior behind what this loss made the model answer."""
    if loss is None:
        return z
    spec = SPECS[loss.key]
    return spec.undo(z, **spec.numbers(loss.kwargs, z.shape[1])) if spec.undo else z


def _adjusted(evaluation: Evaluation, z: Array, i: int, adjustment: Adjustment, temperature: float) -> Array:
    z = _undone(z, adjustment.undone[i])
    z = posthoc.apply_temperature(z, temperature) if temperature != 1 else z
    return posthoc.move_prior(z, evaluation.counts, adjustment.tau) if adjustment.tau else z
