"""Which open tab looks at which races: what an open tab looks at is not given up, however rarely it asks.

Browsers let a hidden tab's clock tick once a minute, so that its questions alone could not tell it from a closed one.
"""

from __future__ import annotations

from collections.abc import Iterable

from streamlit.runtime.scriptrunner import get_script_run_ctx

from playground.background.api import Jobs
from playground.ui.shell import held


def watch(runs: Iterable[str]) -> None:
    """This tab looks at these races from now on, and at no others."""
    run = get_script_run_ctx()
    if run is not None:
        _tabs()[run.session_id] = tuple(runs)


def see(connected: Iterable[str], known: Iterable[str]) -> None:
    """Tell the background what the connected sessions look at; forget those that are no longer known."""
    tabs = _tabs()
    for gone in set(tabs) - set(known):
        tabs.pop(gone, None)
    jobs: Jobs | None = held.held(held.JOBS)
    if jobs is None:
        return
    for run in {run for session in connected for run in tabs.get(session, ())}:
        jobs.seen(run)


def _tabs() -> dict[str, tuple[str, ...]]:
    tabs: dict[str, tuple[str, ...]] = held.hold("watched races", dict)
    return tabs
