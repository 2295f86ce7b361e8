"""One moment of a race, live or finished: its curves and its standings."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd
import streamlit as st

from playground.figures import race_curves
from playground.metrics.names import METRICS
from playground.metrics.words import EXPLAIN
from playground.race.digest import Digest
from playground.ui.live.enhancer import live_chart
from playground.ui.live.frames import movable
from playground.ui.widgets import linked, menus

FIRST = ("rare_recall", "macro_f1", "common_recall", "accuracy", "nll")
SHORT = {key: METRICS[key].short for key in FIRST} | {"nll": METRICS["nll"].title}  # as its axis calls it


@dataclass(frozen=True, slots=True)
class ChartSettings:
    """How the race is looked at; changing it redraws and never touches the race."""

    yardstick: str
    smoothing: float
    log: bool


def chart_settings() -> ChartSettings:
    """The controls of the chart, in one line."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        key = menus.segments(
            "Yardstick", FIRST, FIRST[0], "see", SHORT.__getitem__, label_visibility="collapsed", wrap=True
        )
        with st.popover("View", icon=":material/tune:"):
            smoothing = linked.slider("Smoothing", 0.0, 0.95, 0.0, 0.05, "smooth")
            log = linked.toggle("Logarithmic scale", "log")
    return ChartSettings(key, smoothing, log)


def curves(found: Digest, chart: ChartSettings) -> None:
    """The chart that all entrants share; it moves in place, so that zoom and hover survive while the race runs."""
    info = found.along(chart.yardstick, smoothing=chart.smoothing)
    figure = movable(race_curves.draw(info, chart.log))
    figure["layout"]["xaxis"]["range"] = [0, found.samples]  # the whole way from the start: nothing rescales on it
    if info.yardstick.unit != "nats" and not chart.log:
        figure["layout"]["yaxis"]["range"] = [0, 1]
    what = f"{info.yardstick.title} on the balanced test set against training images seen"
    live_chart(figure, key="race_chart", alt=f"{what}, for {', '.join(found.names)}")


def standings(found: Digest) -> None:
    """The newest numbers of every entrant, and its difference to the baseline."""
    rows = [
        {"Loss": s.name, SHORT["rare_recall"]: s.rare, "Δ": s.gain, SHORT["common_recall"]: s.common,
         SHORT["macro_f1"]: s.macro_f1, SHORT["accuracy"]: s.accuracy}
        for s in found.standings
    ]  # fmt: skip
    st.dataframe(pd.DataFrame(rows), hide_index=True, column_config=_columns())


def _columns() -> dict[str, Any]:
    share, number = st.column_config.ProgressColumn, st.column_config.NumberColumn
    return {
        "Loss": st.column_config.TextColumn(width="medium", help="The first one is the baseline."),
        SHORT["rare_recall"]: share(min_value=0, max_value=1, format="percent", help=EXPLAIN["rare_recall"]),
        "Δ": number(format="%+.1f", width="small", help="Points of rare recall against the baseline."),
        SHORT["common_recall"]: number(format="percent", width="small", help=EXPLAIN["common_recall"]),
        SHORT["macro_f1"]: number(format="%.3f", width="small", help=EXPLAIN["macro_f1"]),
        SHORT["accuracy"]: number(format="percent", width="small", help=EXPLAIN["accuracy"]),
    }
