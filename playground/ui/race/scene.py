"""One moment of a race, live or finished: its curves and its standings."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd
import streamlit as st

from playground.core.config import RaceConfig
from playground.core.snapshots import Snapshot
from playground.data import rare_classes
from playground.figures import race_curves
from playground.metrics.words import EXPLAIN
from playground.metrics.yardsticks import YARDSTICKS, last_matrices
from playground.race.names import entrant_names
from playground.race.verdicts import scores
from playground.ui.live.enhancer import live_chart
from playground.ui.live.frames import movable

FIRST = ("rare_recall", "macro_f1", "common_recall", "accuracy", "nll")
SHORT = {
    "rare_recall": "Rare recall",
    "macro_f1": "Macro-F1",
    "common_recall": "Common recall",
    "accuracy": "Accuracy",
    "nll": "Test cross-entropy",
}


@dataclass(frozen=True, slots=True)
class View:
    """How the race is looked at; changing it redraws and never touches the race."""

    yardstick: str
    smoothing: float
    log: bool


def view() -> View:
    """The view controls, in one line."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        key = st.segmented_control(
            "Yardstick", FIRST, default=FIRST[0], key="see", bind="query-params", required=True,
            format_func=SHORT.__getitem__, label_visibility="collapsed", wrap=True,
        )  # fmt: skip
        with st.popover("View", icon=":material/tune:"):
            smoothing = st.slider("Smoothing", 0.0, 0.95, 0.0, 0.05, key="smooth", bind="query-params")
            log = st.toggle("Logarithmic scale", key="log", bind="query-params")
    return View(key, smoothing, log)


def curves(config: RaceConfig, snapshot: Snapshot, look: View) -> None:
    """The chart that all entrants share; it moves in place, so that zoom and hover survive while the race runs."""
    names = entrant_names(config.entrants)
    rare = rare_classes(snapshot.counts)
    info = race_curves.curves(snapshot.lanes, names, look.yardstick, rare, smoothing=look.smoothing)
    what = YARDSTICKS[look.yardstick]
    figure = movable(race_curves.draw(info, look.log))
    last = max([config.samples, *(lane.points[-1].samples for lane in snapshot.lanes if lane.points)])
    figure["layout"]["xaxis"]["range"] = [0, last]  # the whole way from the start: nothing rescales while it runs
    if what.unit != "nats" and not look.log:
        figure["layout"]["yaxis"]["range"] = [0, 1]
    alt = f"{what.title} on the balanced test set against training images seen, for {', '.join(names)}"
    live_chart(figure, key="race_chart", alt=alt)


def standings(config: RaceConfig, snapshot: Snapshot) -> None:
    """The newest numbers of every entrant, and its difference to the baseline."""
    names = entrant_names(config.entrants)
    table = scores(names, last_matrices(snapshot.lanes, len(names)), rare_classes(snapshot.counts))
    base = table[0].rare
    rows = [
        {"Loss": s.name, "Rare recall": s.rare, "Δ": 100 * (s.rare - base), "Common recall": s.common,
         "Macro-F1": s.macro_f1, "Accuracy": s.accuracy}
        for s in table
    ]  # fmt: skip
    st.dataframe(pd.DataFrame(rows), hide_index=True, column_config=_columns())


def facts(config: RaceConfig, snapshot: Snapshot) -> None:
    """What makes the comparison fair, in one line."""
    seeds = f"{len(snapshot.start)} seeds, each" if len(snapshot.start) > 1 else "All"
    starts = ", ".join(start[:8] for start in snapshot.start[:3]) + (" ..." if len(snapshot.start) > 3 else "")
    st.caption(
        f"{seeds} from the same initial weights (SHA-256 {starts}), on the same batches of {sum(snapshot.counts):,} "
        f"training images; {config.samples:,} seen. Tested on the whole balanced test set. {snapshot.device}."
    )


def _columns() -> dict[str, Any]:
    share, number = st.column_config.ProgressColumn, st.column_config.NumberColumn
    return {
        "Loss": st.column_config.TextColumn(width="medium", help="The first one is the baseline."),
        "Rare recall": share(min_value=0, max_value=1, format="percent", help=EXPLAIN["rare_recall"]),
        "Δ": number(format="%+.1f", width="small", help="Points of rare recall against the baseline."),
        "Common recall": number(format="percent", width="small", help=EXPLAIN["common_recall"]),
        "Macro-F1": number(format="%.3f", width="small", help=EXPLAIN["macro_f1"]),
        "Accuracy": number(format="percent", width="small", help=EXPLAIN["accuracy"]),
    }
