"""What sliders do to trained logits: nothing is retrained, and every model is adjusted by the same rule."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np

from playground import posthoc
from playground.analysis.evaluation import Evaluation
from playground.core.config import LossChoice
from playground.losses import SPECS
from playground.metrics.probabilities import Array
from playground.metrics.scores import Scored, score

TAUS, TAU_STEP = np.round(np.linspace(0, 2, 41), 10), 0.05  # every step of the sliders: what moves with them is exact
TEMPERATURES, TEMPERATURE_STEP = np.round(np.linspace(0.2, 5, 49), 10), 0.1
REMEMBERED = 12  # slider walks of one evaluation, for visitors who look at it with different settings


@dataclass(frozen=True, slots=True)
class Adjustment:
    """`tau` times the log prior is taken off, logits are divided by `temperature` (None: fitted for each model).

    `undone[i]` is the loss whose distortion is undone in model i, None for none.
    """

    tau: float
    temperature: float | None
    undone: tuple[LossChoice | None, ...]


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


def knows_the_prior(evaluation: Evaluation, i: int) -> bool:
    """Whether model i's loss was weighted or shifted by the training counts."""
    if not evaluation.entrants:
        return False
    entrant = evaluation.entrants[i]
    return SPECS[entrant.loss.key].needs_counts or entrant.alpha.rule != "none"


def adjust(evaluation: Evaluation, adjustment: Adjustment) -> Adjusted:
    """Undo focal, then apply the temperature, then move the prior; a fitted temperature is judged on the other half."""
    judged = _half(evaluation, 1) if adjustment.temperature is None else np.arange(len(evaluation.labels))
    whole = adjustment.temperature is not None
    temperatures = tuple(_temperature(evaluation, i, adjustment) for i in range(len(evaluation.names)))
    before = tuple(z if whole else z[judged] for z in evaluation.logits)
    labels = evaluation.labels if whole else evaluation.labels[judged]
    logits = tuple(_adjusted(evaluation, z, i, adjustment, temperatures[i]) for i, z in enumerate(before))
    return Adjusted(judged, labels, before, logits, tuple(score(z, labels) for z in logits), temperatures)


def at_each(evaluation: Evaluation, adjustment: Adjustment, widget: str, values: Array) -> list[tuple[Scored, ...]]:
    """How every model is scored at each of the `values` of one slider, the others staying; [] where it is disabled."""
    if (widget == "free_tau" and not evaluation.counts) or (widget == "free_heat" and adjustment.temperature is None):
        return []
    key = ("at_each", widget, evaluation.seed, _turned(adjustment, widget, 1.0))
    if key not in evaluation.memory:
        for old in [k for k in evaluation.memory if k[0] == "at_each"][: -REMEMBERED + 1]:
            evaluation.memory.pop(old, None)
        evaluation.memory[key] = [adjust(evaluation, _turned(adjustment, widget, float(v))).scored for v in values]
    return evaluation.memory[key]


def _turned(adjustment: Adjustment, widget: str, value: float) -> Adjustment:
    return replace(adjustment, tau=value) if widget == "free_tau" else replace(adjustment, temperature=value)


def _half(evaluation: Evaluation, which: int) -> Array:
    if "halves" not in evaluation.memory:
        evaluation.memory["halves"] = posthoc.halves(evaluation.labels)
    return evaluation.memory["halves"][which]


def _temperature(evaluation: Evaluation, i: int, adjustment: Adjustment) -> float:
    if adjustment.temperature is not None:
        return adjustment.temperature
    key = ("temperature", evaluation.seed, i, adjustment.undone[i])
    if key not in evaluation.memory:
        fit = _half(evaluation, 0)
        evaluation.memory[key] = posthoc.fit_temperature(
            _undone(evaluation.logits[i][fit], adjustment.undone[i]), evaluation.labels[fit]
        )
    return evaluation.memory[key]


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


def prior_sentences(evaluation: Evaluation) -> list[str]:
    """For every loss but plain cross-entropy: could moving cross-entropy's prior have given the same?"""
    plain = [i for i, e in enumerate(evaluation.entrants) if e.loss.key == "cross_entropy" and e.alpha.rule == "none"]
    if not plain or not evaluation.rare:
        return []
    if "prior" not in evaluation.memory:
        base = [posthoc.move_prior(z, evaluation.counts, 1.0) for z in evaluation.runs[plain[0]]]
        others = [i for i in range(len(evaluation.names)) if i != plain[0]]
        evaluation.memory["prior"] = [_could(evaluation, base, i) for i in others]
    return evaluation.memory["prior"]


def _could(evaluation: Evaluation, base: Sequence[Array], i: int) -> str:
    moved, own = ([evaluation.matrix(z) for z in zs] for zs in (base, evaluation.runs[i]))
    return posthoc.could_have(moved, own, evaluation.rare, evaluation.names[i]).sentence
