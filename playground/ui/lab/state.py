"""Every choice of the Loss Lab as one frozen value. No streamlit."""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace

import numpy as np

from playground.core.config import AlphaChoice, LossChoice
from playground.curves.evaluate import Curve, Scene
from playground.curves.path import grid
from playground.losses import SPECS
from playground.race.names import GREEK
from playground.ui.shell import engine

CROSS_ENTROPY = LossChoice()


@dataclass(frozen=True, slots=True)
class LabState:
    """`others` and `fan` (the same loss at other values) are drawn behind `choice`; `at` is the p_t that the dot marks.

    `x` is "p" or "margin"; `alpha` (C,), as `weighting` gives it, weights the classes. The view of shares takes
    `samples`, weights (800,) of the fine steps of p_t, or else the Beta distribution `easy` = (a, b).
    """

    choice: LossChoice
    scene: Scene
    view: str = "loss"
    x: str = "p"
    log: bool = False
    log_x: bool = False
    at: float = 0.9
    others: tuple[LossChoice, ...] = ()
    fan: tuple[LossChoice, ...] = ()
    alpha: tuple[float, ...] = ()
    weighting: AlphaChoice = field(default_factory=AlphaChoice)
    easy: tuple[float, float] = (5.0, 1.5)
    samples: tuple[float, ...] = ()

    def with_param(self, name: str, value: float) -> LabState:
        """The same state with one parameter of the loss changed."""
        return replace(self, choice=LossChoice.of(self.choice.key, **self.choice.kwargs | {name: value}))

    @property
    def index(self) -> int:
        """Where p_t = `at` stands in the grid."""
        return int(np.abs(grid() - self.at).argmin())


def full(key: str, params: dict[str, float], classes: int = 10) -> LossChoice:
    """A choice with every parameter told, so that equal losses are equal keys; a class beyond the last becomes it."""
    fitted = SPECS[key].fitted(classes)
    return LossChoice.of(key, **{p.name: min(params.get(p.name, p.default), p.high) for p in fitted})


def curve_of(state: LabState, choice: LossChoice | None = None, target: int | None = None) -> Curve:
    """The curve of the state's loss (or another) for its true class (or another).

    Classes that the loss cannot tell apart share one curve, the first one's: counted classes those of equal count,
    and all of them where neither counts, neighbours nor the number of the class matter.
    """
    choice = state.choice if choice is None else choice
    spec = SPECS[choice.key]
    counts = state.scene.counts if spec.needs_counts else (1,) * len(state.scene.counts)
    target = state.scene.target if target is None else target
    scene = Scene(counts, target if spec.names_classes or spec.batch_statistic else counts.index(counts[target]))
    return engine.curve(full(choice.key, choice.kwargs, len(counts)), scene)


def short(choice: LossChoice, always: str = "") -> str:
    """ "Focal", or "Focal γ=0.5": the title, the parameters that are not the published ones, and `always`."""
    spec = SPECS[choice.key]
    told = [f"{GREEK.get(k, k)}={v:g}" for k, v in choice.params if v != spec.defaults[k] or k == always]
    return " ".join([spec.title, *told])


def ratio_words(ratio: float) -> str:
    """A ratio in words: "1/100 of", "0.81 of", "1.23 times", "24,600 times"."""
    if not math.isfinite(ratio):
        return "infinitely many times"
    if ratio <= 0 or ratio < 1e-9:
        return "practically nothing of"
    if ratio < 0.5:
        return f"1/{_round(1 / ratio)} of"
    if ratio < 0.995:
        return f"{ratio:.2f} of"
    return "as much as" if ratio < 1.005 else f"{_round(ratio)} times"


def _round(number: float) -> str:
    """Three significant digits without an exponent."""
    return f"{float(f'{number:.3g}'):,.10g}"
