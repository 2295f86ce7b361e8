"""Mistakes | :material/grid_on: | Understand | Which images changed: the confusion matrix and the images behind it."""

import streamlit as st

from playground.ui import shell

shell.open_page(__file__)

from playground.ui.understand import mistakes, source  # noqa: E402

st.title("Which images changed?", anchor=False)
mistakes.show(source.chosen())
