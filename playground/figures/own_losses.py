"""Own losses against training: a solid line while training and a dotted one on test images, for every entrant."""

from __future__ import annotations

from collections.abc import Sequence

from playground.figures.numbers import plain
from playground.figures.race_curves import upright
from playground.figures.theme import Figure, colour, frame
from playground.race.own_losses import OwnLoss
from playground.race.trajectories import Trajectory


def draw(each: Sequence[OwnLoss], log: bool = False, height: int = 360, moment: int | None = None) -> Figure:
    """Shares of each entrant's first training loss: lines of different entrants are not to be compared in height.

    `moment`: training images seen where an upright line stands.
    """
    traces = [line for own in each for line in (_line(own, own.train, "solid"), _line(own, own.test, "dot"))]
    axis = {"type": "log"} if log else {"tickformat": ".0%", "rangemode": "tozero"}
    return frame(
        traces, "Training images seen", "Own loss (% of its first; dotted: test)", height, yaxis=axis,
        hovermode="x unified", shapes=[] if moment is None else [upright(moment)],
    )  # fmt: skip


def _line(own: OwnLoss, way: Trajectory, dash: str) -> Figure:
    where = "on test images" if dash == "dot" else "while training"
    return {
        "type": "scatter", "mode": "lines", "name": f"{way.name} (100% = {own.unit:.3g} nats)",
        "legendgroup": f"entrant{way.entrant}",
        "showlegend": dash == "solid", "x": way.x, "y": plain(way.mean),
        "line": {"color": colour(way.entrant), "width": 2 if dash == "solid" else 1.5, "dash": dash},
        "hovertemplate": f"%{{y:.0%}} {where}",
    }  # fmt: skip
