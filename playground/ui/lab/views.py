"""The pictures of the Loss Lab: each view builds a figure from a look, and reads its number aloud."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from playground.curves.evaluate import Curve
from playground.curves.path import P_LOW, grid, log_odds
from playground.figures.curve_lines import MARGIN_TITLE, P_TITLE, Axes, Line, curve_lines, nice_top
from playground.figures.theme import MARK, Figure
from playground.losses import SPECS
from playground.ui.lab.look import CROSS_ENTROPY, Look, curve_of, share_words, short

EDGE = 0.02  # the y axis holds the curves from this p_t on; a logarithm has no top at 0


@dataclass(frozen=True, slots=True)
class View:
    """`build(look)` -> figure with numpy arrays; `say(look)` -> one sentence; `note` explains what is drawn."""

    title: str
    build: Callable[[Look], Figure]
    say: Callable[[Look], str]
    note: str
    axes: bool = True


def x_of(look: Look) -> np.ndarray:
    """The grid in the units of the x axis (N,)."""
    return grid() if look.x == "p" else log_odds(grid())


def axes(look: Look, title: str, top: float, low: float = -6.0) -> Axes:
    """The axes of a look; the y axis ends at `top`, and on a log axis begins at 10^`low`."""
    y = (low, float(np.ceil(np.log10(top)))) if look.log else (0.0, top)
    if look.x == "margin":
        return Axes(MARGIN_TITLE, title, (-8.0, 8.0), y, False, look.log)
    x = (float(np.log10(P_LOW)), 0.0) if look.log_x else (0.0, 1.0)
    return Axes(P_TITLE, title, x, y, look.log_x, look.log)


def _stack(look: Look, number: Callable[[Curve], np.ndarray], title: str, main: str = "main") -> Figure:
    """Ghost, others and the chosen loss, by one number of their curves, with the read-out on the chosen one."""
    x, chosen = x_of(look), number(curve_of(look))
    lines = [Line("Cross-entropy", x, number(curve_of(look, CROSS_ENTROPY)), "ghost")]
    lines += [Line(short(c), x, number(curve_of(look, c)), "other", i) for i, c in enumerate(look.others)]
    first = SPECS[look.choice.key].params[0].name if look.fan else ""
    lines += [Line(short(c, first), x, number(curve_of(look, c)), "fan", i) for i, c in enumerate(look.fan)]
    lines += [Line(_main_name(look), x, chosen, main)]
    top = nice_top([float(line.y[grid() >= EDGE].max()) for line in lines])
    return curve_lines(lines, axes(look, title, top), (float(x[look.read]), float(chosen[look.read])))


def _main_name(look: Look) -> str:
    """The plain title: its parameters move, and stand beside the sliders."""
    return SPECS[look.choice.key].title


def _loss(look: Look) -> Figure:
    return _stack(look, lambda c: c.loss, "loss (nats)")


def _say_loss(look: Look) -> str:
    c, i = curve_of(look), look.read
    words = share_words(float(c.factor[i]))
    return f"At p_t = {look.at:g} this sample counts {words} cross-entropy: {c.loss[i]:.3g} nats."


def _gradient(look: Look) -> Figure:
    return _stack(look, lambda c: c.gradient, "gradient |∂L/∂z<sub>t</sub>|")


def _say_gradient(look: Look) -> str:
    c, i = curve_of(look), look.read
    words = share_words(float(c.multiplier[i]))
    return f"At p_t = {look.at:g} this sample pulls {words} what it pulls under cross-entropy: {c.gradient[i]:.3g}."


def crossing(curve: Curve) -> float:
    """The largest p_t at which the gradient multiplier falls through 1; nan where it never does."""
    over = curve.multiplier - 1
    down = np.flatnonzero((over[:-1] > 1e-9) & (over[1:] <= 0))
    if not len(down):
        return float("nan")
    i = down[-1]
    t = over[i] / (over[i] - over[i + 1])
    return float(curve.p[i] + t * (curve.p[i + 1] - curve.p[i]))


def _multiplier(look: Look) -> Figure:
    figure = _stack(look, lambda c: c.multiplier, "times cross-entropy")
    c, x = curve_of(look), x_of(look)
    factor = curve_lines([Line(f"{_main_name(look)}: loss", x, c.factor, "second")], axes(look, "", 1.0))["data"]
    figure["data"][0]["name"] = "Cross-entropy = 1"
    figure["data"][-2]["name"] = f"{_main_name(look)}: gradient"
    figure["data"][-2:-2] = factor
    highest = max(float(np.ravel(t["y"])[-len(x) :].max()) for t in figure["data"][:-1])
    figure["layout"]["yaxis"]["range"] = list(axes(look, "", nice_top([highest, 1.0])).y)
    cross = crossing(c)
    place = cross if look.x == "p" else float(log_odds(np.array(cross)))
    figure["data"].append(_crossing(place))
    return figure


def _crossing(x: float) -> Figure:
    return {
        "type": "scatter", "mode": "markers", "x": np.array([x]), "y": np.array([1.0]), "name": "equal pull",
        "marker": {"symbol": "diamond", "size": 13, "color": MARK}, "showlegend": True,
        "hovertemplate": "equal to cross-entropy at %{x:.3f}<extra></extra>",
    }  # fmt: skip


def _say_multiplier(look: Look) -> str:
    c, i = curve_of(look), look.read
    cross = crossing(c)
    more = f" Below p_t = {cross:.3f} it pulls harder than cross-entropy." if np.isfinite(cross) else ""
    loss, pull = share_words(float(c.factor[i])), share_words(float(c.multiplier[i]))
    return f"At p_t = {look.at:g} the loss is {loss} cross-entropy, its gradient {pull} cross-entropy's.{more}"


VIEWS: dict[str, View] = {
    "loss": View("Loss", _loss, _say_loss, "The loss of one sample against p_t."),
    "gradient": View("Gradient", _gradient, _say_gradient, "How hard one sample pulls on its true class's logit."),
    "multiplier": View("Multiplier", _multiplier, _say_multiplier, "Loss and gradient divided by cross-entropy's."),
}
