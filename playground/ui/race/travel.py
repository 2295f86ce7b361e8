"""Time travel: a slider under the curves moves matrices, samples and words back to any measured point."""

from __future__ import annotations

import streamlit as st

from playground.core.config import RaceConfig
from playground.core.snapshots import Snapshot
from playground.race.digest import Digest, digest_at


def travel(config: RaceConfig, snapshot: Snapshot, whole: Digest) -> Digest | None:
    """The race at the moment that was chosen; None while it is looked at as it stands now.

    The slider spans the whole way from the start, so that a race that trains on does not move it.
    """
    asked = st.slider(
        "Look back to", 0, whole.samples, whole.samples, max(1, whole.samples // 200), key=f"moment-{config.id}",
        format="%d images", label_visibility="collapsed", disabled=len(whole.moments) < 2,
        help="Matrices, samples and words as they stood then. At the right end they follow the race.",
    )  # fmt: skip
    if not whole.moments or asked >= min(whole.samples, whole.moments[-1]):
        return None
    return digest_at(config, snapshot, _measured(whole.moments, asked), whole.judge)


def _measured(moments: tuple[int, ...], asked: int) -> int:
    """The last measured moment that is not later than asked for."""
    return max(moment for moment in moments if moment <= asked)


def reached(found: Digest) -> int:
    """Training images seen at the newest point."""
    return found.moments[-1] if found.moments else 0
