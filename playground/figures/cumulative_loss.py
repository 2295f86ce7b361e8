"""The focal paper's figure 4: how few samples make up the loss, for rare and for common classes, as gamma moves."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from playground.figures.numbers import Cells, plain
from playground.figures.theme import ACCENT, BAD, SHARE, Figure, frame
from playground.metrics.gradients import cumulative

HUES = {"rare classes": BAD, "common classes": ACCENT}


class Group(NamedTuple):
    """One group of samples: its curve at gamma and at gamma = 0, and its hardest 20 %'s share of the loss at both."""

    title: str
    samples: Cells
    loss: Cells
    plain_loss: Cells
    hardest: float
    plain_hardest: float


class CumulativeLoss(NamedTuple):
    """Rare and common samples at one gamma."""

    gamma: float
    groups: list[Group]


def cumulative_loss(log_p: ArrayLike, rare: ArrayLike, gamma: float) -> CumulativeLoss:
    """Samples with log p_t (N,) of a fixed model; `rare` (N,) booleans. Groups without samples are left out."""
    own, marked = np.asarray(log_p), np.asarray(rare, dtype=bool)
    parts = zip(HUES, (own[marked], own[~marked]), strict=True)
    return CumulativeLoss(gamma, [_group(title, part, gamma) for title, part in parts if len(part)])


def _group(title: str, log_p: np.ndarray, gamma: float) -> Group:
    now, base = cumulative(log_p, gamma), cumulative(log_p, 0.0)
    return Group(title, plain(now.samples), plain(now.loss), plain(base.loss), now.hardest, base.hardest)


def sentence(info: CumulativeLoss) -> str:
    """The read-out: how much of each group's loss its hardest fifth carries."""
    parts = [
        f"{_told(g.hardest)} of the loss of the {g.title} (gamma = 0: {_told(g.plain_hardest)})" for g in info.groups
    ]
    if not parts:
        return "There is nothing to show: no samples."
    return f"At gamma = {info.gamma:g} the hardest 20 % of the images carry " + " and ".join(parts) + "."


def _told(share: float) -> str:
    """In per cent, or a dash: samples without any loss have no hardest part of it."""
    return f"{share:.0%}" if share == share else "–"


def draw(info: CumulativeLoss, height: int = 360) -> Figure:
    """Solid at gamma, dotted at gamma = 0. The lower a curve hangs, the fewer images make up the loss."""
    traces: list[Figure] = []
    for group in info.groups:
        hue = HUES[group.title]
        solid, dotted = {"color": hue, "width": 2.5}, {"color": hue, "width": 1.5, "dash": "dot"}
        traces += [
            _line(group.title, group.samples, group.loss, solid),
            _line(f"{group.title}, gamma = 0", group.samples, group.plain_loss, dotted),
        ]
    return frame(
        traces, "Images, easiest first (%)", "Cumulated share of the loss (%)", height,
        xaxis=SHARE, yaxis=SHARE, hovermode="closest",
    )  # fmt: skip


def _line(name: str, x: Cells, y: Cells, line: Figure) -> Figure:
    hover = "easiest %{x:.0%} of the images: %{y:.1%} of the loss"
    return {"type": "scatter", "mode": "lines", "name": name, "x": x, "y": y, "line": line, "hovertemplate": hover}
