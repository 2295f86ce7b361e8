"""The banner that says which digits are here, and fetches MNIST in the background when asked."""

from __future__ import annotations

import streamlit as st

from playground import data
from playground.background.api import Jobs


def banner(table: Jobs, folder: str) -> None:
    """Say that MNIST is not here, offer to fetch it, and show how that goes. Nothing is drawn once it is here."""
    if data.SPECS["mnist"].available(folder):
        return
    running = table.download("mnist").status == "running"
    st.fragment(_banner, run_every=0.5 if running else None)(table, folder)


def _banner(table: Jobs, folder: str) -> None:
    now = table.download("mnist")
    if data.SPECS["mnist"].available(folder) and now.status != "running":
        st.rerun()
    if now.status == "running":
        st.progress(now.fraction, f"Fetching MNIST: {now.done / 1e6:.1f} of {now.total / 1e6:.1f} MB")
        return
    failed = f"Fetching MNIST failed. {now.message} " if now.status == "failed" else ""
    st.info(
        f"{failed}These are scikit-learn's small digits, 8x8 pixels: the same lesson, with more luck in it. "
        "MNIST is not on this machine.", icon=":material/info:",
    )  # fmt: skip
    st.button(
        "Try MNIST again" if failed else "Fetch MNIST (11 MB)",
        icon=":material/download:",
        key="fetch",
        on_click=_fetch,
        args=(table,),
    )


def _fetch(table: Jobs) -> None:
    table.fetch_data("mnist")
    st.rerun()
