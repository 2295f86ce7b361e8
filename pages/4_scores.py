"""Scores | :material/bar_chart: | Understand | How good is it for each class, in numbers that say what they mean."""

import streamlit as st

from playground.ui import shell

shell.open_page(__file__)

from playground.ui.understand import classes, source, thresholds  # noqa: E402

st.title("How good is it for each class?", anchor=False)
looked = source.chosen()
thresholds.show(looked, classes.show(looked))
