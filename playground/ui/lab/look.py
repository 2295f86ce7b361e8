"""What is being looked at: every choice of the Loss Lab as one frozen value. No streamlit."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np

from playground.config import LossChoice
from playground.curves.evaluate import Curve, Scene
from playground.curves.path import grid
from playground.losses import SPECS
from playground.names import GREEK
from playground.ui import engine

CROSS_ENTROPY = LossChoice()


@dataclass(frozen=True, slots=True)
class Look:
    """`others` are drawn behind `choice`; `at` is the p_t read aloud; `alpha` (C,) weights the classes.

    `x` is "p" or "margin"; `easy` = (a, b) of the Beta distribution of p_t for the view of shares.
    """

    choice: LossChoice
    scene: Scene
    view: str = "loss"
    x: str = "p"
    log: bool = False
    at: float = 0.9
    others: tuple[LossChoice, ...] = ()
    alpha: tuple[float, ...] = ()
    easy: tuple[float, float] = (5.0, 1.5)

    def turned(self, name: str, value: float) -> Look:
        """The same look with one parameter of the loss changed."""
        return replace(self, choice=LossChoice.of(self.choice.key, **self.choice.kwargs | {name: value}))

    @property
    def read(self) -> int:
        """Where p_t = `at` stands in the grid."""
        return int(np.abs(grid() - self.at).argmin())


def full(key: str, params: dict[str, float]) -> LossChoice:
    """A choice with every parameter told, so that equal losses are equal keys."""
    return LossChoice.of(key, **SPECS[key].defaults | params)


def curve_of(look: Look, choice: LossChoice | None = None, target: int | None = None) -> Curve:
    """The curve of the look's loss (or another) for its true class (or another).

    A loss that knows neither counts nor neighbours is the same for all classes: then one curve serves them all.
    """
    choice = look.choice if choice is None else choice
    scene = look.scene if target is None else Scene(look.scene.counts, target)
    spec = SPECS[choice.key]
    if not (spec.needs_counts or spec.batch_statistic):
        scene = Scene((1,) * len(scene.counts))
    return engine.curve(full(choice.key, choice.kwargs), scene)


def short(choice: LossChoice) -> str:
    """ "Focal", or "Focal γ=0.5": the title, and the parameters that are not the published ones."""
    spec = SPECS[choice.key]
    told = [f"{GREEK.get(k, k)}={v:g}" for k, v in choice.params if v != spec.defaults[k]]
    return " ".join([spec.title, *told])


def share_words(ratio: float) -> str:
    """A ratio read aloud: "1/100 of", "0.81 of", "1.23 times"."""
    if not math.isfinite(ratio):
        return "infinitely many times"
    if ratio <= 0 or ratio < 1e-9:
        return "practically nothing of"
    if ratio < 0.5:
        return f"1/{_round(1 / ratio)} of"
    return f"{ratio:.2f} of" if ratio < 0.995 else "as much as" if ratio < 1.005 else f"{ratio:.2f} times"


def _round(number: float) -> str:
    """Three significant digits without an exponent."""
    return f"{float(f'{number:.3g}'):,.10g}"
