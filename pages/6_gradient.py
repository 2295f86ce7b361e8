"""Gradient | :material/trending_down: | Understand | Which classes and which images each loss listens to."""

import streamlit as st

from playground.ui import shell

shell.open_page(__file__)

from playground.ui.understand import gradient, source  # noqa: E402

st.title("Where did the gradient go?", anchor=False)
gradient.show(source.chosen())
