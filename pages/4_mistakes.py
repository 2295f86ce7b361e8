"""Mistakes | :material/grid_on: | Understand | Which images changed: the confusion matrix and the images behind it."""

import streamlit as st

from playground.ui.shell import page

page.open_page(__file__)

from playground.ui.analysis import mistakes  # noqa: E402
from playground.ui.widgets import source  # noqa: E402

st.title("Which images changed?", anchor=False)
mistakes.show(source.chosen())
