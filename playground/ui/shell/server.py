"""The one table of background jobs that all visitors of this server share."""

from __future__ import annotations

import os

import numpy as np
import streamlit as st

from playground import data
from playground.background.api import Jobs
from playground.ui.shell import held, housekeeper


def jobs() -> Jobs:
    """The server's jobs, which close themselves when it ends; every page warms them once it is drawn."""
    return held.hold(held.JOBS, lambda: Jobs(folder(), results=os.environ.get("PLAYGROUND_RESULTS")))


def close() -> None:
    """End the server's jobs; the next page that asks for some gets new ones."""
    found = held.release(held.JOBS)
    if found is not None:
        found.close()


def shrink() -> None:
    """The last visitor has gone: let the workers forget finished races."""
    found = held.held(held.JOBS)
    if found is not None:
        found.shrink()


housekeeper.when_empty(shrink)


def folder() -> str:
    """Where data sets lie: PLAYGROUND_DATA, else a cache folder of this user."""
    return data.default_folder()


@st.cache_resource(show_spinner=False, max_entries=8)
def class_sizes(dataset: str, folder: str) -> tuple[int, ...]:
    """Training images per class that this data set has, before it is thinned out."""
    return tuple(np.bincount(data.load(dataset, folder).train_labels, minlength=data.SPECS[dataset].classes).tolist())
