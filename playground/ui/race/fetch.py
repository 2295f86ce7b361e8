"""The banner that says which data are here, and fetches those that are not in the background when asked."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from playground import data
from playground.background.api import Jobs
from playground.core.specs import DataSpec


def banners(jobs: Jobs, folder: str, available: Mapping[str, bool]) -> None:
    """For every data set that can be fetched and is not here: say so, offer to fetch it, and show how that goes."""
    here = next((data.SPECS[key] for key, there in available.items() if there), None)
    for key, spec in data.SPECS.items():
        if spec.fetch and not available[key]:
            running = jobs.download(key).status == "running"
            st.fragment(_banner, run_every=0.5 if running else None)(jobs, folder, key, here)


def _banner(jobs: Jobs, folder: str, key: str, here: DataSpec | None) -> None:
    """`here` is what every page works on meanwhile."""
    spec, now = data.SPECS[key], jobs.download(key)
    if spec.available(folder) and now.status != "running":
        st.rerun()
    if now.status == "running":
        st.progress(now.fraction, f"Fetching {spec.title}: {now.done / 1e6:.1f} of {now.total / 1e6:.1f} MB")
        return
    failed = f"Fetching {spec.title} failed. {now.message}" if now.status == "failed" else ""
    meanwhile = f"Meanwhile every page works on {here.title}." if failed and here else ""
    said = (failed, meanwhile, here.note if here else "", f"{spec.title} is not on this machine.")
    st.info(" ".join(filter(None, said)), icon=":material/info:")
    st.button(
        f"Try {spec.title} again" if failed else f"Fetch {spec.title} ({spec.megabytes} MB)",
        icon=":material/download:", key=f"fetch_{key}", on_click=_fetch, args=(jobs, key),
    )  # fmt: skip


def _fetch(jobs: Jobs, key: str) -> None:
    jobs.fetch_data(key)
    st.rerun()
