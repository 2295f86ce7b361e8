"""What sliders do to trained logits: nothing is retrained, and every model is moved by the same rule."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np

from playground import posthoc
from playground.analysis.evaluation import Looked
from playground.losses import SPECS
from playground.metrics.probabilities import Array
from playground.metrics.scores import View, view

TAUS, TAU_STEP = np.round(np.linspace(0, 2, 41), 10), 0.05  # every step of the sliders: what moves with them is exact
HEATS, HEAT_STEP = np.round(np.linspace(0.2, 5, 49), 10), 0.1
REMEMBERED = 12  # walks of one result, for visitors who look at it with different settings
UNDOABLE = ("focal", "class_balanced_focal")


@dataclass(frozen=True, slots=True)
class Moves:
    """`tau` times the log prior is taken off, logits are divided by `temperature` (None: fitted for each model).

    `gammas[i]` is the focal gamma that is undone in model i, 0 for none.
    """

    tau: float
    temperature: float | None
    gammas: tuple[float, ...]


class Moved(NamedTuple):
    """The moved `logits` and `views` of every model, on the samples `judged` (M,), with their `labels` (M,).

    `before` are the logits as trained, on the same samples; `temperatures` one per model.
    """

    judged: Array
    labels: Array
    before: tuple[Array, ...]
    logits: tuple[Array, ...]
    views: tuple[View, ...]
    temperatures: tuple[float, ...]


def gammas(looked: Looked) -> tuple[float, ...]:
    """The gamma that each model was trained with, 0 where its loss is not focal."""
    values = [SPECS[e.loss.key].defaults | e.loss.kwargs for e in looked.entrants]
    keys = [e.loss.key for e in looked.entrants]
    return tuple(float(v["gamma"]) if k in UNDOABLE else 0.0 for k, v in zip(keys, values, strict=True))


def knows_the_prior(looked: Looked, i: int) -> bool:
    """Whether model i's loss was weighted or shifted by the training counts."""
    if not looked.entrants:
        return False
    entrant = looked.entrants[i]
    return SPECS[entrant.loss.key].needs_counts or entrant.alpha.rule != "none"


def move(looked: Looked, moves: Moves) -> Moved:
    """Undo focal, then apply the temperature, then move the prior; a fitted temperature is judged on the other half."""
    judged = _half(looked, 1) if moves.temperature is None else np.arange(len(looked.labels))
    whole = moves.temperature is not None
    temperatures = tuple(_temperature(looked, i, moves) for i in range(len(looked.names)))
    before = tuple(z if whole else z[judged] for z in looked.logits)
    labels = looked.labels if whole else looked.labels[judged]
    logits = tuple(_moved(looked, z, i, moves, temperatures[i]) for i, z in enumerate(before))
    return Moved(judged, labels, before, logits, tuple(view(z, labels) for z in logits), temperatures)


def walk(looked: Looked, moves: Moves, widget: str, values: Array) -> list[tuple[View, ...]]:
    """The views of every model at each of the `values` of one slider, the others staying; [] where it is disabled."""
    if (widget == "free_tau" and not looked.counts) or (widget == "free_heat" and moves.temperature is None):
        return []
    key = ("walk", widget, looked.seed, _turned(moves, widget, 1.0))
    if key not in looked.memory:
        for old in [k for k in looked.memory if k[0] == "walk"][: -REMEMBERED + 1]:
            looked.memory.pop(old, None)
        looked.memory[key] = [move(looked, _turned(moves, widget, float(v))).views for v in values]
    return looked.memory[key]


def _turned(moves: Moves, widget: str, value: float) -> Moves:
    return replace(moves, tau=value) if widget == "free_tau" else replace(moves, temperature=value)


def _half(looked: Looked, which: int) -> Array:
    if "halves" not in looked.memory:
        looked.memory["halves"] = posthoc.halves(looked.labels)
    return looked.memory["halves"][which]


def _temperature(looked: Looked, i: int, moves: Moves) -> float:
    if moves.temperature is not None:
        return moves.temperature
    key = ("temperature", looked.seed, i, moves.gammas[i])
    if key not in looked.memory:
        fit = _half(looked, 0)
        looked.memory[key] = posthoc.fit_temperature(
            _undone(looked.logits[i][fit], moves.gammas[i]), looked.labels[fit]
        )
    return looked.memory[key]


def _undone(z: Array, gamma: float) -> Array:
    return posthoc.focal_posterior(z, gamma) if gamma else z


def _moved(looked: Looked, z: Array, i: int, moves: Moves, temperature: float) -> Array:
    z = _undone(z, moves.gammas[i])
    z = posthoc.heat(z, temperature) if temperature != 1 else z
    return posthoc.move_prior(z, looked.counts, moves.tau) if moves.tau else z


def prior_sentences(looked: Looked) -> list[str]:
    """For every loss but plain cross-entropy: could moving cross-entropy's prior have given the same?"""
    plain = [i for i, e in enumerate(looked.entrants) if e.loss.key == "cross_entropy" and e.alpha.rule == "none"]
    if not plain or not looked.rare:
        return []
    if "prior" not in looked.memory:
        base = [posthoc.move_prior(z, looked.counts, 1.0) for z in looked.runs[plain[0]]]
        others = [i for i in range(len(looked.names)) if i != plain[0]]
        looked.memory["prior"] = [_could(looked, base, i) for i in others]
    return looked.memory["prior"]


def _could(looked: Looked, base: Sequence[Array], i: int) -> str:
    moved, own = ([looked.matrix(z) for z in zs] for zs in (base, looked.runs[i]))
    return posthoc.could_have(moved, own, looked.rare, looked.names[i]).sentence
