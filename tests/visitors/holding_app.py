"""A page that holds something for every visitor, and says for how many it still does."""

import weakref

import numpy as np
import streamlit as st

from playground.ui.shell import housekeeper


class Upload:
    """Stands for what a visitor has given."""

    def __init__(self) -> None:
        self.data, self.itself = np.zeros(1000), self  # a cycle, as many objects are


@st.cache_resource
def held() -> "weakref.WeakSet[Upload]":
    """What is held for all visitors."""
    return weakref.WeakSet()


housekeeper.start()
if "upload" not in st.session_state:
    st.session_state["upload"] = Upload()
    held().add(st.session_state["upload"])
st.text(f"held: {len(held())}.")
