"""Who races: two to six losses, each with its own alpha. The line of text in the link is the truth, widgets edit it."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from playground.core.config import Entrant
from playground.exchange.link import entrants_from_text, entrants_to_text
from playground.exchange.race_link import ENTRANTS
from playground.race import presets
from playground.race.menus import MOST_ENTRANTS
from playground.race.names import entrant_names
from playground.ui.race.entrant_editor import entrant_editor
from playground.ui.widgets import linked
from playground.ui.widgets.colour_bar import colour_bar

STORY = entrants_to_text(presets.STORY)


def lineup(counts: Sequence[int], span: str, text_place: DeltaGenerator) -> tuple[Entrant, ...] | None:
    """Draw the editor and return the entrants, or None while the text in the link is not understood.

    `counts` (C,) and `span`, as "digits 0 to 9", are the classes that an alpha vector is shown for.
    `text_place` is where the line of text goes.
    """
    rows = st.container(gap="xsmall")
    buttons = st.container(horizontal=True, gap="small")
    with text_place.popover("As text, for copying", icon=":material/content_copy:", width="stretch"):
        text = linked.text("Losses", STORY, ENTRANTS, label_visibility="collapsed")
    with buttons:  # filled once the text is known: a link may bring a full line-up along
        st.button("Add a loss", icon=":material/add:", on_click=_add, disabled=is_full(text))
        st.menu_button("Line-ups", list(presets.PRESETS), key="lineup", on_click=_choose, icon=":material/groups:")
    try:
        entrants = entrants_from_text(text)
    except ValueError as error:
        rows.error(f"{error}")
        rows.button("Back to the default losses", on_click=lambda: st.session_state.update({ENTRANTS: STORY}))
        return None
    with rows:
        for i, name in enumerate(entrant_names(entrants)):
            _row(i, name, entrants, counts, span)
    return entrants


def is_full(text: str) -> bool:
    """Whether no loss can be added to this line-up; none can to a text that is not understood."""
    try:
        return len(entrants_from_text(text)) >= MOST_ENTRANTS
    except ValueError:
        return True


def _add() -> None:
    st.session_state[ENTRANTS] = f"{st.session_state[ENTRANTS]};focal,gamma=2"


def _choose() -> None:
    st.session_state[ENTRANTS] = entrants_to_text(presets.PRESETS[st.session_state.lineup])


def _row(i: int, name: str, entrants: tuple[Entrant, ...], counts: Sequence[int], span: str) -> None:
    with st.container(horizontal=True, wrap=False, gap="xsmall", vertical_alignment="center"):
        colour_bar(i)
        with st.popover(name, width="stretch", help="The baseline of all comparisons" if i == 0 else None):
            entrant_editor(i, entrants, counts, span)
        if len(entrants) > 1:
            close = ":material/close:"
            st.button("", f"drop{i}", "Remove", _drop, (i,), icon=close, type="tertiary")


def _drop(i: int) -> None:
    entrants = entrants_from_text(st.session_state[ENTRANTS])
    st.session_state[ENTRANTS] = entrants_to_text(entrants[:i] + entrants[i + 1 :])
