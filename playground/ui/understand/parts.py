"""Pieces that several pages share."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import streamlit as st

from playground import export
from playground.metrics.matrix import confusion
from playground.metrics.probabilities import Array
from playground.snapshots import Matrix
from playground.ui.understand.result import Looked

Figure = dict[str, Any]


def chart(figure: Figure, key: str, alt: str, **settings: Any) -> Any:
    """A native chart whose only button saves it as a PNG named after its key."""
    config = export.chart_config(key) | {"modeBarButtons": [["toImage"]]}
    return st.plotly_chart(figure, key=key, alt=alt, config=config, **settings)


def model(looked: Looked) -> int:
    """Choose one of the models; returns its index. The first choice is the one that finds the rare classes best."""
    if len(looked.names) == 1:
        return 0
    every = list(range(len(looked.names)))
    return st.segmented_control(
        "Model", every, default=favourite(looked), key="model", bind="query-params", required=True, wrap=True,
        format_func=looked.names.__getitem__, label_visibility="collapsed",
    )  # fmt: skip


def favourite(looked: Looked) -> int:
    """The model other than the baseline with the highest balanced accuracy."""
    each = [runs[looked.seed]["balanced_accuracy"] for runs in looked.scores]
    return max(range(1, len(each)), key=each.__getitem__) if len(each) > 1 else 0


def matrix_of(logits: Array, looked: Looked) -> Matrix:
    """The confusion matrix of logits (N, C) on the samples looked at."""
    found = confusion(looked.labels, logits.argmax(1), len(looked.classes))
    return tuple(map(tuple, found.tolist()))


def takeaway(looked: Looked, i: int, name: str, records: Sequence[Mapping[str, object]], figures: list[Figure]) -> None:
    """Download what a section shows: its table as CSV, its charts as one page, the model's logits as NPZ."""
    with st.popover("Download", icon=":material/download:"):
        _button("Table as CSV", lambda: export.csv_bytes(records), f"{name}.csv", "text/csv")
        _button("Charts as HTML", lambda: export.html_bytes(figures, looked.title), f"{name}.html", "text/html")
        arrays = (looked.logits[i], looked.labels, looked.counts, looked.classes)
        _button(
            "Logits and labels as NPZ", lambda: export.npz_bytes(*arrays), f"{name}.npz", "application/octet-stream"
        )
        st.caption("PNG: the camera at a chart's upper right corner.")


def _button(label: str, make: Callable[[], bytes], file: str, mime: str) -> None:
    st.download_button(label, make, file, mime, on_click="ignore", key=file, width="stretch")
