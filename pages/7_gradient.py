"""Gradient | :material/trending_down: | Understand | Which classes and which images each loss listens to."""

import streamlit as st

from playground.ui.shell import page

page.open_page(__file__)

from playground.ui.analysis import gradient  # noqa: E402
from playground.ui.widgets import source  # noqa: E402

st.title("Where did the gradient go?", anchor=False)
gradient.show(source.chosen())
