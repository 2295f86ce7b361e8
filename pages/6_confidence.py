"""Confidence | :material/balance: | Understand | How sure it is, and what can be had without retraining."""

import streamlit as st

from playground.ui.shell import page

page.open_page(__file__)

from playground.ui.analysis import confidence  # noqa: E402
from playground.ui.widgets import source  # noqa: E402

st.title("How sure is it, and what comes for free?", anchor=False)
confidence.show(source.chosen())
