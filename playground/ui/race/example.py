"""The finished race that the Race page shows before one's own."""

from __future__ import annotations

from playground import data
from playground.core.config import RaceConfig
from playground.core.snapshots import Snapshot
from playground.race import examples
from playground.ui.shell import server


def shown(config: RaceConfig | None) -> tuple[RaceConfig, Snapshot] | None:
    """The finished race to look at before one's own: of the chosen data set, or of one that is here and has one."""
    key = examples.shown_for(config.dataset if config else "", data.availability(server.folder()))
    return examples.load(key) if key else None


def about(config: RaceConfig | None, shown: RaceConfig | None) -> str:
    """What is shown, for the settings `config`, in one sentence."""
    if shown is None:
        return "No finished example ships for the data sets of this machine; press Race for your own."
    if config is None or config.dataset == shown.dataset:
        same = config is not None and config.id == shown.id
        return "A finished example with these settings." if same else "An example; press Race for your own settings."
    own, other = data.SPECS[config.dataset].title, data.SPECS[shown.dataset].title
    return f"{own} has no finished example; this one is on {other}. Press Race for your own."
