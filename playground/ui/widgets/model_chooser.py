"""Which of an evaluation's models a page is about."""

from __future__ import annotations

import streamlit as st

from playground.analysis.evaluation import Evaluation


def choose_model(evaluation: Evaluation, first: int | None = None) -> int:
    """Choose one of the models; returns its index. Unless told, it begins with the favourite."""
    if len(evaluation.names) == 1:
        return 0
    every = list(range(len(evaluation.names)))
    start = evaluation.favourite if first is None else first
    return st.segmented_control(
        "Model", every, default=start, key="model", bind="query-params", required=True, wrap=True,
        format_func=evaluation.names.__getitem__, label_visibility="collapsed",
    )  # fmt: skip
