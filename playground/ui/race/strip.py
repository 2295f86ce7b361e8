"""The strip of rare test images, with what each entrant calls them."""

from __future__ import annotations

import streamlit as st

from playground.analysis.rare_sample import rare_sample
from playground.core.config import RaceConfig
from playground.figures import gallery, sample_strip
from playground.race.digest import Digest
from playground.ui.shell import server


def strip(config: RaceConfig, found: Digest) -> None:
    """Draw the same few images for all entrants of a race; without its data the place stays empty."""
    try:
        sample = rare_sample(config, found, server.folder())
    except ValueError as error:
        st.caption(str(error))
        return
    called = [[found.class_names[c] for c in own] for own in sample.called]
    images = [gallery.png(image) for image in sample.images]
    truths = [found.class_names[c] for c in sample.labels]
    st.html(sample_strip.draw(sample_strip.Strip(images, truths, found.names, called, sample.sure)))
