"""The strip of rare test images, with what each entrant calls them."""

from __future__ import annotations

import streamlit as st

from playground import data
from playground.analysis.rare_sample import rare_sample
from playground.core.config import RaceConfig
from playground.core.snapshots import Snapshot
from playground.figures import gallery, sample_strip
from playground.race.names import entrant_names
from playground.ui.shell import server


def strip(config: RaceConfig, snapshot: Snapshot) -> None:
    """Draw the same few images for all entrants of a race; without its data the place stays empty."""
    try:
        found = rare_sample(config, snapshot, server.folder())
    except ValueError as error:
        st.caption(str(error))
        return
    names = data.SPECS[config.dataset].class_names
    called = [[names[c] for c in own] for own in found.called]
    images = [gallery.png(image) for image in found.images]
    truths = [names[c] for c in found.labels]
    st.html(sample_strip.draw(sample_strip.Strip(images, truths, entrant_names(config.entrants), called)))
