"""What several seeds say: the difference to the baseline, its interval, and whether it is more than luck."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pandas as pd
import streamlit as st

from playground.core.config import RaceConfig
from playground.core.snapshots import Lane, Matrix, Snapshot
from playground.data import rare_classes
from playground.metrics.matrix import accuracy, group_recall, macro_f1
from playground.metrics.seeds import compare
from playground.race.names import entrant_names

Measure = Callable[[Matrix], float]
ENDED = ("finished", "stopped")


def differences(config: RaceConfig, snapshot: Snapshot) -> None:
    """Draw the table of paired differences; nothing for a single seed."""
    rare = rare_classes(snapshot.counts)
    lanes = {(lane.entrant, lane.seed): lane for lane in snapshot.lanes if lane.status in ENDED and lane.points}
    seeds = sorted({seed for _, seed in lanes})
    if len(seeds) < 2 or len(config.entrants) < 2:
        return
    of = _measures(rare, [c for c in range(len(snapshot.counts)) if c not in rare])
    names = entrant_names(config.entrants)
    rows = [
        {"Loss": names[i]} | {title: _verdict(lanes, i, seeds, measure) for title, measure in of.items()}
        for i in range(1, len(names))
    ]
    st.markdown(f"**Against {names[0]}, seed by seed** (points, with the 95 % interval of {len(seeds)} paired seeds)")
    st.dataframe(pd.DataFrame(rows), hide_index=True)


def _measures(rare: Sequence[int], common: Sequence[int]) -> dict[str, Measure]:
    return {
        "Rare recall": lambda m: group_recall(m, rare),
        "Common recall": lambda m: group_recall(m, common),
        "Macro-F1": macro_f1,
        "Accuracy": accuracy,
    }


def _verdict(lanes: dict[tuple[int, int], Lane], entrant: int, seeds: list[int], measure: Measure) -> str:
    base, other = ([_value(lanes.get((i, seed)), measure) for seed in seeds] for i in (0, entrant))
    found = compare(base, other, "")
    if found.interval.n < 2:
        return "–"
    low, high = 100 * found.interval.low, 100 * found.interval.high
    return f"{100 * found.interval.mean:+.1f} ({low:+.1f} to {high:+.1f}) " + (
        "more than luck" if found.clear else "inside the noise"
    )


def _value(lane: Lane | None, measure: Measure) -> float:
    return measure(lane.points[-1].confusion) if lane else float("nan")
