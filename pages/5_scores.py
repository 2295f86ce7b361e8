"""Scores | :material/bar_chart: | Understand | How good is it for each class, in numbers that say what they mean."""

import streamlit as st

from playground.ui.shell import page

page.open_page(__file__)

from playground.ui.analysis import scores, thresholds  # noqa: E402
from playground.ui.widgets import source  # noqa: E402

st.title("How good is it for each class?", anchor=False)
evaluation = source.chosen()
thresholds.show(evaluation, scores.show(evaluation))
