"""Three more pictures: every class under alpha, three classes at once, and who makes the total loss."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from playground.core.config import LossChoice
from playground.curves.path import grid
from playground.curves.share import Shares, beta_weights, shares
from playground.curves.simplex import simplex
from playground.figures.curve_classes import curve_classes
from playground.figures.curve_lines import nice_top
from playground.figures.curve_shares import curve_shares
from playground.figures.simplex import simplex as draw_simplex
from playground.figures.theme import Figure
from playground.losses import SPECS
from playground.ui.lab.look import CROSS_ENTROPY, Look, curve_of, full, share_words
from playground.ui.lab.views import EDGE, VIEWS, View, axes, x_of
from playground.ui.shell import engine

FINE, COARSE = 72, 20  # columns of the triangle; the second for losses that need a whole batch per point


def weighted(look: Look) -> np.ndarray:
    """alpha_c * loss of class c (C, N) along the grid."""
    classes = range(len(look.scene.counts))
    return np.stack([look.alpha[c] * curve_of(look, target=c).loss for c in classes])


def _classes(look: Look) -> Figure:
    curves, ghost = weighted(look), curve_of(look, CROSS_ENTROPY).loss
    top = nice_top([float(y[grid() >= EDGE].max()) for y in (*curves, ghost)])
    return curve_classes(x_of(look), curves, ghost, look.scene.counts, axes(look, "α<sub>c</sub> · loss (nats)", top))


def _say_classes(look: Look) -> str:
    at = weighted(look)[:, look.read]
    counts = np.array(look.scene.counts)
    rare, common = int(counts.argmin()), int(counts.argmax())
    if not at[common] > 0:
        return f"At p_t = {look.at:g} the commonest class {common} counts nothing."
    words = share_words(float(at[rare] / at[common]))
    return (
        f"At p_t = {look.at:g} a sample of the rarest class {rare} counts {words} one of the commonest class {common}."
    )


def _three(look: Look) -> tuple[int, int, int]:
    """Rarest, middle and commonest count: the true class is the rarest."""
    ordered = sorted(look.scene.counts)
    return ordered[0], ordered[len(ordered) // 2], ordered[-1]


def _triangle(look: Look) -> Figure:
    engine.need(look.choice.key)
    spec = SPECS[look.choice.key]
    counts = _three(look) if spec.needs_counts else (1, 1, 1)
    made = simplex(full(spec.key, look.choice.kwargs, 3), counts, COARSE if spec.batch_statistic else FINE)
    names = [f" (n = {n})" if spec.needs_counts else "" for n in counts]
    corners = [f"true class{names[0]}", f"second class{names[1]}", f"third class{names[2]}"]
    low = made.loss[round(0.05 * len(made.y))]
    return draw_simplex(
        made.x, made.y, made.loss, made.tails, made.steps, corners, nice_top(low[np.isfinite(low)].tolist())
    )


def _say_triangle(look: Look) -> str:
    engine.need(look.choice.key)
    sure, torn = _at_points(full(look.choice.key, look.choice.kwargs, 3), _three(look))
    return (
        f"Sure and right (p_t = 0.9) costs {sure:.3g} nats, torn between two classes (p_t = 0.45) {torn:.3g}. Arrows: "
        "where one gradient step moves the probabilities."
    )


@lru_cache(maxsize=2048)
def _at_points(choice: LossChoice, counts: tuple[int, ...]) -> tuple[float, float]:
    from playground.curves.evaluate import Scene, rows

    points = np.array([[0.9, 0.05, 0.05], [0.45, 0.45, 0.1]])
    z = np.log(points)
    values = rows(choice, Scene(counts), z - z.mean(axis=1, keepdims=True))[0]
    return float(values[0]), float(values[1])


def _shares(look: Look) -> Figure:
    baseline, made = _two_shares(look)
    top = nice_top([100 * float(s.max()) for s in (made.samples, made.loss, baseline.loss)])
    return curve_shares(made.centres, made.samples, baseline.loss, made.loss, SPECS[look.choice.key].title, top)


def _two_shares(look: Look) -> tuple[Shares, Shares]:
    engine.need(look.choice.key)
    weights = np.array(look.samples) if look.samples else beta_weights(*look.easy)
    choices = (full(c.key, c.kwargs, len(look.scene.counts)) for c in (CROSS_ENTROPY, look.choice))
    baseline, made = (shares(choice, look.scene, weights) for choice in choices)
    return baseline, made


def _say_shares(look: Look) -> str:
    baseline, made = _two_shares(look)
    return (
        f"Easy samples (p_t above 0.5: {made.easy_samples:.0%} of all) make {baseline.easy_loss:.0%} of "
        f"cross-entropy's total and {made.easy_loss:.0%} of this loss's."
    )


ALL_VIEWS: dict[str, View] = VIEWS | {
    "classes": View("Classes", _classes, _say_classes, "The loss of every class under its weight alpha."),
    "simplex": View("Triangle", _triangle, _say_triangle, "The loss over all probabilities of three classes.", False),
    "share": View("Easy or hard", _shares, _say_shares, "Who makes the total loss, by p_t.", False),
}
