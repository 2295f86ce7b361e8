"""Pieces that several pages share."""

from __future__ import annotations

import streamlit as st

from playground.ui.understand.result import Looked


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
