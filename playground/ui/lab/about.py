"""Below the chart: what the loss is, the code to take away, and the source that drew the curve."""

from __future__ import annotations

import streamlit as st

from playground.core.loss_spec import Becomes, LossSpec
from playground.curves.path import words
from playground.exchange.snippet import loss_code, source_code
from playground.losses import SPECS
from playground.ui.lab.state import LabState


def about(state: LabState) -> None:
    """Three tabs; only the open one is sent."""
    spec = SPECS[state.choice.key]
    what, code, source = st.tabs(["What it is", "Copy the code", "Source"], on_change="rerun", key="lab_about")
    if what.open:
        with what:
            _what(spec, len(state.scene.counts))
    if code.open:
        with code:
            st.caption("A file that runs on its own, with exactly these settings.")
            st.code(loss_code(state.choice, state.scene.counts, state.alpha), language="python", height=420)
    if source.open:
        with source:
            st.caption("The file that drew the curve and that trains in the race.")
            st.code(source_code(spec), language="python", height=420)


def _what(spec: LossSpec, classes: int) -> None:
    st.markdown(spec.summary)
    st.latex(spec.formula)
    paper = f"{spec.source.paper} ({spec.source.year})"
    cited = f"[{paper}]({spec.source.url})" if spec.source.url else paper
    st.caption(" ".join(filter(None, [cited + (f", {spec.source.equation}." if spec.source.equation else ".")])))
    notes = [*map(identity, spec.becomes), *spec.conventions, f"The chart: {words(classes)}"]
    st.caption("  \n".join(notes))


def identity(becomes: Becomes) -> str:
    """ "At gamma = 0 it is Cross-entropy." """
    at = ", ".join(f"{k} = {v:g}" for k, v in becomes.params.items())
    other = ", ".join(f"{k} = {v:g}" for k, v in becomes.other.items())
    times = f"{becomes.scale:g} times " if becomes.scale != 1 else ""
    return f"{f'At {at} it' if at else 'It'} is {times}{SPECS[becomes.key].title}{f' with {other}' if other else ''}."
