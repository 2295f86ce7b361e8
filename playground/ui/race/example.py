"""The finished race that the Race page shows before one's own."""

from __future__ import annotations

import streamlit as st

from playground import data
from playground.core.config import RaceConfig
from playground.core.snapshots import Snapshot
from playground.race import examples
from playground.race.digest import digest
from playground.ui.race import result, scene
from playground.ui.race.track import Places, moment
from playground.ui.shell import server


def shown(config: RaceConfig | None) -> tuple[RaceConfig, Snapshot] | None:
    """The finished race to look at before one's own: of the chosen data set, or of one that is here and has one."""
    key = examples.shown_for(config.dataset if config else "", data.availability(server.folder()))
    return examples.load(key) if key else None


def show(config: RaceConfig | None, chart: scene.ChartSettings, places: Places) -> None:
    """A finished race, so that the first screen already tells something."""
    example = shown(config)
    with places.head:
        st.caption(_about(config, example[0] if example else None))
    if example:
        found = digest(*example)
        with places.head:
            result.sentences(found)
        moment(found, chart, places)


def _about(config: RaceConfig | None, shown: RaceConfig | None) -> str:
    if shown is None:
        return "No finished example ships for the data sets of this machine; press Race for your own."
    if config is None or config.dataset == shown.dataset:
        same = config is not None and config.id == shown.id
        return "A finished example with these settings." if same else "An example; press Race for your own settings."
    own, other = data.SPECS[config.dataset].title, data.SPECS[shown.dataset].title
    return f"{own} has no finished example; this one is on {other}. Press Race for your own."
