"""One class's own threshold: what it gains and what the other classes pay, over all thresholds."""

from __future__ import annotations

from typing import NamedTuple

from playground.figures.numbers import Cells, plain
from playground.figures.theme import ACCENT, BAD, GOOD, MUTED, SHARE, Figure, frame
from playground.metrics.threshold import Sweep


class Threshold(NamedTuple):
    """Four lines over `at` (T,), all shares, and the threshold in use (None: the most probable class wins)."""

    name: str
    at: Cells
    lines: list[tuple[str, Cells]]
    now: float | None


def threshold(found: Sweep, name: str, now: float | None = None) -> Threshold:
    """Gather a `metrics.threshold.Sweep` of class `name`."""
    lines = (
        (f"found of class {name} (recall)", found.recall),
        (f"calls of {name} that are right (precision)", found.precision),
        ("found of the other classes (mean recall)", found.others),
        ("accuracy", found.accuracy),
    )
    return Threshold(name, plain(found.at), [(title, plain(y)) for title, y in lines], now)


def draw(info: Threshold, height: int = 360) -> Figure:
    """Four lines that also differ in their dash; a vertical line marks the threshold in use."""
    looks = zip(info.lines, (ACCENT, GOOD, BAD, MUTED), ("solid", "dash", "longdash", "dot"), strict=True)
    traces = [
        {
            "type": "scatter", "mode": "lines", "name": title, "x": info.at, "y": y,
            "line": {"color": hue, "width": 2, "dash": style}, "hovertemplate": "%{y:.1%}",
        }
        for (title, y), hue, style in looks
        if info.at
    ]  # fmt: skip
    rule = {"type": "line", "x0": info.now, "x1": info.now, "y0": 0, "y1": 1, "yref": "paper", "line": {"color": MUTED}}
    return frame(
        traces, f"Probability of class {info.name} from which it is called (%)", "Share (%)", height,
        xaxis={"tickformat": ".0%"}, yaxis=SHARE,
        shapes=[] if info.now is None else [rule], hovermode="x unified",
    )  # fmt: skip
