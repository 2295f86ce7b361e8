"""The pictures of the Loss Lab: each view builds a figure from a state, and says its number."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from playground.curves.evaluate import Curve
from playground.curves.path import P_LOW, grid, log_odds
from playground.figures.curve_lines import MARGIN_TITLE, P_TITLE, Axes, Line, curve_lines, nice_top
from playground.figures.theme import MARK, Figure
from playground.losses import SPECS
from playground.ui.lab.state import CROSS_ENTROPY, LabState, curve_of, ratio_words, short

EDGE = 0.02  # the y axis holds the curves from this p_t on; a logarithm has no top at 0


@dataclass(frozen=True, slots=True)
class View:
    """`build(state)` -> figure with numpy arrays; `sentence(state)` -> one sentence; `note` explains what is drawn."""

    title: str
    build: Callable[[LabState], Figure]
    sentence: Callable[[LabState], str]
    note: str
    axes: bool = True


def x_of(state: LabState) -> np.ndarray:
    """The grid in the units of the x axis (N,)."""
    return grid() if state.x == "p" else log_odds(grid())


def axes(state: LabState, title: str, top: float, low: float = -6.0) -> Axes:
    """The axes of a state; the y axis ends at `top`, and on a log axis begins at 10^`low`."""
    y = (low, float(np.ceil(np.log10(top)))) if state.log else (0.0, top)
    if state.x == "margin":
        return Axes(MARGIN_TITLE, title, (-8.0, 8.0), y, False, state.log)
    x = (float(np.log10(P_LOW)), 0.0) if state.log_x else (0.0, 1.0)
    return Axes(P_TITLE, title, x, y, state.log_x, state.log)


def _stack(state: LabState, number: Callable[[Curve], np.ndarray], title: str, main: str = "main") -> Figure:
    """Ghost, others and the chosen loss, by one number of their curves, with the read-out on the chosen one."""
    x, chosen = x_of(state), number(curve_of(state))
    lines = [Line("Cross-entropy", x, number(curve_of(state, CROSS_ENTROPY)), "ghost")]
    lines += [Line(short(c), x, number(curve_of(state, c)), "other", i) for i, c in enumerate(state.others)]
    first = SPECS[state.choice.key].params[0].name if state.fan else ""
    lines += [Line(short(c, first), x, number(curve_of(state, c)), "fan", i) for i, c in enumerate(state.fan)]
    lines += [Line(_main_name(state), x, chosen, main)]
    top = nice_top([float(line.y[grid() >= EDGE].max()) for line in lines])
    return curve_lines(lines, axes(state, title, top), (float(x[state.index]), float(chosen[state.index])))


def _main_name(state: LabState) -> str:
    """The plain title: its parameters move, and stand beside the sliders."""
    return SPECS[state.choice.key].title


def _loss(state: LabState) -> Figure:
    return _stack(state, lambda c: c.loss, "loss (nats)")


def _loss_sentence(state: LabState) -> str:
    c, i = curve_of(state), state.index
    words = ratio_words(float(c.factor[i]))
    return f"At p_t = {state.at:g} this sample counts {words} cross-entropy: {c.loss[i]:.3g} nats."


def _gradient(state: LabState) -> Figure:
    return _stack(state, lambda c: c.gradient, "gradient |∂L/∂z<sub>t</sub>|")


def _gradient_sentence(state: LabState) -> str:
    c, i = curve_of(state), state.index
    words = ratio_words(float(c.multiplier[i]))
    return f"At p_t = {state.at:g} this sample pulls {words} what it pulls under cross-entropy: {c.gradient[i]:.3g}."


def crossing(curve: Curve) -> float:
    """The largest p_t at which the gradient multiplier falls through 1; nan where it never does."""
    over = curve.multiplier - 1
    down = np.flatnonzero((over[:-1] > 1e-9) & (over[1:] <= 0))
    if not len(down):
        return float("nan")
    i = down[-1]
    t = over[i] / (over[i] - over[i + 1])
    return float(curve.p[i] + t * (curve.p[i + 1] - curve.p[i]))


def _multiplier(state: LabState) -> Figure:
    figure = _stack(state, lambda c: c.multiplier, "times cross-entropy")
    c, x = curve_of(state), x_of(state)
    factor = curve_lines([Line(f"{_main_name(state)}: loss", x, c.factor, "second")], axes(state, "", 1.0))["data"]
    figure["data"][0]["name"] = "Cross-entropy = 1"
    figure["data"][-2]["name"] = f"{_main_name(state)}: gradient"
    figure["data"][-2:-2] = factor
    highest = max(float(np.ravel(t["y"])[-len(x) :].max()) for t in figure["data"][:-1])
    figure["layout"]["yaxis"]["range"] = list(axes(state, "", nice_top([highest, 1.0])).y)
    cross = crossing(c)
    place = cross if state.x == "p" else float(log_odds(np.array(cross)))
    figure["data"].append(_crossing(place))
    return figure


def _crossing(x: float) -> Figure:
    return {
        "type": "scatter", "mode": "markers", "x": np.array([x]), "y": np.array([1.0]), "name": "equal pull",
        "marker": {"symbol": "diamond", "size": 13, "color": MARK}, "showlegend": True,
        "hovertemplate": "equal to cross-entropy at %{x:.3f}<extra></extra>",
    }  # fmt: skip


def _multiplier_sentence(state: LabState) -> str:
    c, i = curve_of(state), state.index
    cross = crossing(c)
    more = f" Below p_t = {cross:.3f} it pulls harder than cross-entropy." if np.isfinite(cross) else ""
    loss, pull = ratio_words(float(c.factor[i])), ratio_words(float(c.multiplier[i]))
    return f"At p_t = {state.at:g} the loss is {loss} cross-entropy, its gradient {pull} cross-entropy's.{more}"


CURVE_VIEWS: dict[str, View] = {
    "loss": View("Loss", _loss, _loss_sentence, "The loss of one sample against p_t."),
    "gradient": View("Gradient", _gradient, _gradient_sentence, "How hard one sample pulls on its true class's logit."),
    "multiplier": View(
        "Multiplier", _multiplier, _multiplier_sentence, "Loss and gradient divided by cross-entropy's."
    ),
}
