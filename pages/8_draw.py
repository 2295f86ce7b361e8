"""Draw a digit | :material/draw: | Understand | Your own handwriting, answered by every model of the race at once."""

import streamlit as st

from playground.ui.shell import page

page.open_page(__file__)

from playground.ui.analysis import draw  # noqa: E402
from playground.ui.widgets import source  # noqa: E402

st.title("Draw a digit", anchor=False)
draw.show(source.chosen())
