"""Who races: two to six losses, each with its own alpha. The line of text in the link is the truth, widgets edit it."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from playground.core.config import Entrant, LossChoice
from playground.exchange.link import entrants_from_text, entrants_to_text
from playground.exchange.race_link import ENTRANTS
from playground.losses import SPECS
from playground.race import presets
from playground.race.menus import MOST_ENTRANTS
from playground.race.names import entrant_names
from playground.ui.race.entrant_editor import entrant_editor
from playground.ui.race.entrant_text import entrants_now, write
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
        st.button("Add a loss", icon=":material/add:", on_click=_add, args=(len(counts),), disabled=is_full(text))
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


def _add(classes: int) -> None:
    """Add the first loss of the menu that does not race yet, and open its editor."""
    entrants = entrants_now()
    write((*entrants, Entrant(newcomer(entrants, classes))))
    st.session_state[_open_key(len(entrants))] = True


def newcomer(entrants: Sequence[Entrant], classes: int) -> LossChoice:
    """The first loss of the menu that none of these has, with its published numbers for so many classes."""
    racing = {entrant.loss.key for entrant in entrants}
    key = next(key for key in SPECS if key not in racing)
    return LossChoice.of(key, **SPECS[key].numbers({}, classes))


def _choose() -> None:
    write(presets.PRESETS[st.session_state.lineup])


def _row(i: int, name: str, entrants: tuple[Entrant, ...], counts: Sequence[int], span: str) -> None:
    with st.container(horizontal=True, wrap=False, gap="xsmall", vertical_alignment="center"):
        colour_bar(i)
        with _popover(i, name, entrants[i].loss.key):
            entrant_editor(i, entrants, counts, span)
        if len(entrants) > 1:
            close = ":material/close:"
            st.button("", f"drop{i}", "Remove", _drop, (i,), icon=close, type="tertiary")


def _popover(i: int, name: str, loss: str) -> DeltaGenerator:
    """The place of an editor. Only one that code has opened tells when it is closed: that runs the page."""
    key = _open_key(i)
    if not st.session_state.get(key):
        return st.popover(name, width="stretch", help="The baseline of all comparisons" if i == 0 else None)
    # Under a new label it is a new widget: one that follows each number would take the slider out of a hand.
    st.session_state[key] = True
    return st.popover(SPECS[loss].title, width="stretch", key=key, on_change="rerun")


def _open_key(i: int) -> str:
    return f"e{i}.open"


def _drop(i: int) -> None:
    entrants = entrants_now()
    write(entrants[:i] + entrants[i + 1 :])
