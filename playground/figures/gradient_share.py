"""Where each loss sends its gradient: by class or by difficulty, beside the share of the images themselves."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from playground.figures.numbers import Cells, names_of, plain
from playground.figures.theme import MUTED, Figure, colour, frame
from playground.metrics.gradients import DIFFICULTY, Share

TITLES = {"class": "Class", "difficulty": "Difficulty (p = probability of the true class)"}


class GradientShare(NamedTuple):
    """Shares over `ticks` (K,) of each entrant; `images` (K,) its share of the images, by difficulty."""

    by: str
    ticks: list[str]
    names: list[str]
    shares: list[Cells]
    images: list[Cells]


def gradient_share(
    found: Sequence[Share], entrants: Sequence[str], by: str = "class", names: Sequence[str] = ()
) -> GradientShare:
    """Gather `metrics.gradients.Share`s. `by` is "class" or "difficulty"; `names` are the classes'."""
    if by not in TITLES:
        raise ValueError(f"by must be one of {', '.join(TITLES)}, not {by!r}.")
    if by == "class":
        ticks = names_of(names, len(found[0].classes)) if found else []
        return GradientShare(by, ticks, list(entrants), [plain(f.classes) for f in found], [])
    shares, images = [plain(f.difficulty) for f in found], [plain(f.samples) for f in found]
    return GradientShare(by, list(DIFFICULTY) if found else [], list(entrants), shares, images)


def draw(info: GradientShare, height: int = 320) -> Figure:
    """Bars in the entrants' colours; by difficulty a tick on each bar marks that entrant's share of the images."""
    return frame(
        _traces(info), TITLES[info.by], "Share of the gradient norm (%)", height,
        xaxis={"type": "category"}, yaxis={"tickformat": ".0%", "rangemode": "tozero"}, barmode="group",
        hovermode="x unified", bargap=0.25, scattermode="group",
    )  # fmt: skip


def _traces(info: GradientShare) -> list[Figure]:
    if not info.ticks:
        return []
    bars = [_bar(info, i) for i in range(len(info.names))]
    ticks = [_tick(info, i) for i in range(len(info.images))]
    return bars + ticks


def _bar(info: GradientShare, i: int) -> Figure:
    return {
        "type": "bar", "name": info.names[i], "x": info.ticks, "y": info.shares[i],
        "marker": {"color": colour(i)}, "offsetgroup": str(i), "hovertemplate": "%{y:.1%} of the gradient",
    }  # fmt: skip


def _tick(info: GradientShare, i: int) -> Figure:
    return {
        "type": "scatter", "mode": "markers", "name": f"{info.names[i]}: share of the images", "x": info.ticks,
        "y": info.images[i], "offsetgroup": str(i), "showlegend": False, "hovertemplate": "%{y:.1%} of the images",
        "marker": {"symbol": "line-ew", "size": 16, "line": {"width": 3, "color": MUTED}},
    }  # fmt: skip
