"""The way from the Loss Lab to a race: the loss as it stands joins the visitor's line-up."""

from __future__ import annotations

import streamlit as st

from playground.core.config import Entrant
from playground.exchange.link import entrants_from_text, entrants_to_text
from playground.exchange.race_link import ENTRANTS
from playground.race import presets
from playground.race.menus import MOST_ENTRANTS
from playground.ui.lab.state import LabState
from playground.ui.shell import links

FULL = f"The race has {MOST_ENTRANTS} losses already: remove one there to race this one."


def race_this(state: LabState) -> None:
    """Draw the way; alpha goes along where this view shows it."""
    entrants = joined_by(line_up(), Entrant(state.choice, state.weighting))
    full = len(entrants) > MOST_ENTRANTS
    text = entrants_to_text(entrants[:MOST_ENTRANTS])
    st.page_link(
        links.RACE_PAGE, label="Race this loss", icon=":material/sports_score:", disabled=full,
        query_params={ENTRANTS: text},
    )  # fmt: skip
    if full:
        st.caption(FULL)


def line_up() -> tuple[Entrant, ...]:
    """Who races on this visitor's Race page; the page's own losses where that was not opened or is not understood."""
    try:
        return entrants_from_text(st.session_state.get(ENTRANTS, ""))
    except ValueError:
        return presets.STORY


def joined_by(entrants: tuple[Entrant, ...], newcomer: Entrant) -> tuple[Entrant, ...]:
    """The entrants with one more, unless it is among them."""
    return entrants if newcomer in entrants else (*entrants, newcomer)
