"""Draw a digit | :material/draw: | Understand | Your own handwriting, answered by every model of the race at once."""

import streamlit as st

from playground.ui import shell

shell.open_page(__file__)

from playground.ui.understand import draw, source  # noqa: E402

st.title("Draw a digit", anchor=False)
draw.show(source.chosen())
