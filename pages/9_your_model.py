"""Your model | :material/upload_file: | Understand | Your own model's answers, seen as a race's are."""

from playground.ui.shell import page

page.open_page(__file__)

import streamlit as st  # noqa: E402

from playground.ui.analysis import own_model  # noqa: E402

st.title("Bring your own model", anchor=False)
own_model.show()
