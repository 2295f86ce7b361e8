"""Who races: two to six losses, each with its own alpha. The line of text in the link is the truth, widgets edit it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import streamlit as st

from playground.core.alpha import RULES, expand
from playground.core.config import AlphaChoice, Entrant, LossChoice
from playground.exchange.link import entrants_from_text, entrants_to_text
from playground.exchange.race_link import ENTRANTS
from playground.figures.theme import colour
from playground.losses import SPECS
from playground.race import presets
from playground.race.menus import MOST_ENTRANTS
from playground.race.names import entrant_names
from playground.ui.widgets import linked

STORY = entrants_to_text(presets.STORY)


def lineup(counts: Sequence[int], span: str) -> tuple[Entrant, ...] | None:
    """Draw the editor and return the entrants, or None while the text in the link is not understood.

    `counts` (C,) and `span`, as "digits 0 to 9", are the classes that an alpha vector is shown for.
    """
    rows = st.container(gap="xsmall")
    buttons = st.container(horizontal=True, gap="small")
    with st.expander("As text, for copying"):
        text = linked.text("Losses", STORY, ENTRANTS, label_visibility="collapsed")
    with buttons:  # filled once the text is known: a link may bring a full line-up along
        st.button("Add a loss", icon=":material/add:", on_click=_add, disabled=is_full(text))
        st.menu_button("Line-ups", list(presets.PRESETS), key="lineup", on_click=_choose, icon=":material/groups:")
    try:
        entrants = entrants_from_text(text)
    except ValueError as error:
        rows.error(f"{error}")
        rows.button("Back to the default losses", on_click=lambda: st.session_state.update(losses=STORY))
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
    st.session_state.losses = f"{st.session_state.losses};focal,gamma=2"


def _choose() -> None:
    st.session_state.losses = entrants_to_text(presets.PRESETS[st.session_state.lineup])


def _row(i: int, name: str, entrants: tuple[Entrant, ...], counts: Sequence[int], span: str) -> None:
    with st.container(horizontal=True, gap="xsmall", vertical_alignment="center"):
        bar = f"width:.5rem;height:2rem;background:{colour(i)}"
        st.html(f'<div aria-hidden="true" style="{bar}"></div>', width="content")
        with st.popover(name, width="stretch", help="The baseline of all comparisons" if i == 0 else None):
            _editor(i, entrants, counts, span)
        if len(entrants) > 1:
            close = ":material/close:"
            st.button("", f"drop{i}", "Remove", _drop, (i,), icon=close, type="tertiary")


def _drop(i: int) -> None:
    entrants = entrants_from_text(st.session_state.losses)
    st.session_state.losses = entrants_to_text(entrants[:i] + entrants[i + 1 :])


def _editor(i: int, entrants: tuple[Entrant, ...], counts: Sequence[int], span: str) -> None:
    entrant = entrants[i]
    spec = SPECS[entrant.loss.key]
    _pick(f"e{i}.loss", spec.key)
    st.selectbox(
        "Loss", list(SPECS), key=f"e{i}.loss", format_func=lambda key: SPECS[key].title, on_change=_set_loss,
        args=(i, len(counts)),
    )  # fmt: skip
    st.caption(spec.summary)
    for param in spec.fitted(len(counts)):
        key = f"e{i}.{spec.key}.{param.name}"
        _pick(key, min(entrant.loss.kwargs.get(param.name, param.default), param.high))
        st.slider(
            param.label, float(param.low), float(param.high), step=float(param.step), key=key, help=param.help,
            on_change=_set_param, args=(i, param.name, key),
        )  # fmt: skip
    _alpha(i, entrant.alpha, counts, span)


def _alpha(i: int, alpha: AlphaChoice, counts: Sequence[int], span: str) -> None:
    _pick(f"e{i}.alpha", alpha.rule)
    st.selectbox(
        "Alpha, the weight of each class", list(RULES), key=f"e{i}.alpha", format_func=lambda key: RULES[key].title,
        on_change=_set_rule, args=(i, len(counts)),
    )  # fmt: skip
    param = RULES[alpha.rule].param
    if param:
        key = f"e{i}.{alpha.rule}.value"
        _pick(key, float(alpha.value))
        st.number_input(
            param.label, param.low, param.high, step=param.step, format="%.5g", key=key, help=param.help,
            on_change=_set_alpha_value, args=(i, key),
        )  # fmt: skip
    try:
        vector = expand(alpha, counts)
    except ValueError as error:
        st.error(str(error))
        return
    st.caption(f"alpha for {span}: " + ", ".join(f"{a:.3g}" for a in vector))


def _pick(key: str, value: object) -> None:
    """Give a widget the value that the text says, before it is drawn."""
    st.session_state[key] = value


def _change(i: int, **changes: object) -> None:
    entrants = list(entrants_from_text(st.session_state.losses))
    entrants[i] = replace(entrants[i], **changes)  # type: ignore[arg-type]
    st.session_state.losses = entrants_to_text(tuple(entrants))


def _set_loss(i: int, classes: int) -> None:
    key = st.session_state[f"e{i}.loss"]
    _change(i, loss=LossChoice.of(key, **SPECS[key].numbers({}, classes)))


def _set_param(i: int, name: str, key: str) -> None:
    old = entrants_from_text(st.session_state.losses)[i].loss
    _change(i, loss=LossChoice.of(old.key, **{**old.kwargs, name: round(st.session_state[key], 10)}))


def _set_rule(i: int, classes: int) -> None:
    rule = RULES[st.session_state[f"e{i}.alpha"]]
    custom = (1.0,) * classes if rule.key == "custom" else ()
    _change(i, alpha=AlphaChoice(rule.key, rule.param.default if rule.param else 0.0, custom))


def _set_alpha_value(i: int, key: str) -> None:
    old = entrants_from_text(st.session_state.losses)[i].alpha
    _change(i, alpha=replace(old, value=float(st.session_state[key])))
