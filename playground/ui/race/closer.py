"""What the first screen has no room for, drawn once it is asked for; the pages beside this one go deeper still."""

from __future__ import annotations

from typing import Any

import streamlit as st

from playground.core.config import RaceConfig
from playground.core.snapshots import Snapshot
from playground.data import SPECS
from playground.figures import confusion, recall_bars
from playground.metrics.words import EXPLAIN
from playground.race.digest import Digest, digest
from playground.race.judges import Judge
from playground.ui.race import seeds
from playground.ui.race.samples import samples
from playground.ui.race.scene import SHORT
from playground.ui.shell import links
from playground.ui.widgets import menus
from playground.ui.widgets.page_theme import text_colour

CLOSER, LOOK = "closer", "look"  # keys: whether it is open, and at what
KINDS = {
    "numbers": "All numbers",
    "matrices": "Confusion matrices",
    "classes": "Each {noun}",
    "samples": "Sample predictions",
}


def closer(config: RaceConfig, snapshot: Snapshot, judge: Judge) -> None:
    """Offer four looks at a finished race, judged under a mix of classes. A link that asks for one finds it open."""
    asked = bool(links.texts(LOOK))
    place = st.expander("Look closer", asked, key=CLOSER, icon=":material/zoom_in:", on_change="rerun")
    if place.open:
        with place:
            _looks(config, snapshot, judge)


def _looks(config: RaceConfig, snapshot: Snapshot, judge: Judge) -> None:
    noun = SPECS[config.dataset].noun
    kind = menus.segments(
        "Look at", list(KINDS), "numbers", LOOK, lambda kind: KINDS[kind].format(noun=noun),
        label_visibility="collapsed", wrap=True,
    )  # fmt: skip
    if kind == "samples":
        samples(config, snapshot)
    else:
        draw = {"numbers": _numbers, "matrices": _matrices, "classes": _classes}[kind]
        draw(digest(config, snapshot, judge))


def _numbers(found: Digest) -> None:
    """The newest numbers of every entrant, and its difference to the baseline, also seed by seed."""
    rows = [
        {"Loss": s.name, SHORT["rare_recall"]: s.rare, "Δ": s.gain, SHORT["common_recall"]: s.common,
         SHORT["macro_f1"]: s.macro_f1, SHORT["accuracy"]: s.accuracy}
        for s in found.standings
    ]  # fmt: skip
    st.caption(f"Judged {found.judge.place}.")
    st.dataframe(rows, hide_index=True, column_config=_columns())
    seeds.differences(found)


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


def _matrices(found: Digest) -> None:
    mode = menus.segments("Cells", list(confusion.MODES), "share", "cells", confusion.MODES.__getitem__, wrap=True)
    first = [runs[0] if runs else None for runs in found.matrices]
    with st.grid("auto", min_column_width=280):
        for i, (name, matrix) in enumerate(zip(found.names, first, strict=True)):
            if matrix:
                _matrix(i, name, confusion.confusion(matrix, mode, first[0], found.class_names))


def _matrix(i: int, name: str, info: confusion.Confusion) -> None:
    with st.container():
        st.markdown(f"**{name}**" + (" (baseline)" if i == 0 else ""))
        st.plotly_chart(
            confusion.draw(info, 320, text_colour()), key=f"matrix{i}", config={"displayModeBar": False},
            alt=f"Confusion matrix of {name} on the test set",
        )  # fmt: skip


def _classes(found: Digest) -> None:
    info = recall_bars.bars(found.matrices, found.names, found.counts, names=found.class_names)
    st.plotly_chart(
        recall_bars.draw(info), key="digits", config={"displayModeBar": False},
        alt=f"Recall of each {found.noun} under each loss, the rarest first",
    )  # fmt: skip
