"""One entrant's loss, its parameters and its alpha: widgets that edit the line of text in the link."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import streamlit as st

from playground.core.alpha import RULES, expand
from playground.core.config import AlphaChoice, Entrant, LossChoice
from playground.figures import theme
from playground.losses import SPECS
from playground.ui.race.custom_alpha import as_custom, custom_alpha
from playground.ui.race.entrant_text import change, entrants_now, pick
from playground.ui.widgets.controls import digits
from playground.ui.widgets.loss_curve import loss_curve


def entrant_editor(i: int, entrants: tuple[Entrant, ...], counts: Sequence[int], span: str) -> None:
    """Draw the widgets of entrant i; `counts` (C,) and `span` are the classes that its alpha vector is shown for."""
    entrant = entrants[i]
    spec = SPECS[entrant.loss.key]
    pick(f"e{i}.loss", spec.key)
    st.selectbox(
        "Loss", list(SPECS), key=f"e{i}.loss", format_func=lambda key: SPECS[key].title, on_change=_set_loss,
        args=(i, len(counts)),
    )  # fmt: skip
    st.caption(spec.summary)
    st.latex(spec.formula)
    sliders, curve = st.columns(2) if spec.params else (None, st.container())
    if sliders:
        with sliders:
            _params(i, entrant.loss, len(counts))
    with curve:
        loss_curve(entrant.loss, counts, theme.colour(i))
    _alpha(i, entrant.alpha, counts, span)


def _params(i: int, loss: LossChoice, classes: int) -> None:
    for param in SPECS[loss.key].fitted(classes):
        key = f"e{i}.{loss.key}.{param.name}"
        pick(key, min(loss.kwargs.get(param.name, param.default), param.high))
        st.slider(
            param.label, float(param.low), float(param.high), step=float(param.step), key=key, help=param.help,
            format=f"%.{digits(param.step)}f", on_change=_set_param, args=(i, param.name, key),
        )  # fmt: skip


def _alpha(i: int, alpha: AlphaChoice, counts: Sequence[int], span: str) -> None:
    pick(f"e{i}.alpha", alpha.rule)
    st.selectbox(
        "Alpha, the weight of each class", list(RULES), key=f"e{i}.alpha", format_func=lambda key: RULES[key].title,
        on_change=_set_rule, args=(i, tuple(counts)),
    )  # fmt: skip
    param = RULES[alpha.rule].param
    if param:
        key = f"e{i}.{alpha.rule}.value"
        pick(key, float(alpha.value))
        st.number_input(
            param.label, param.low, param.high, step=param.step, format="%.5g", key=key, help=param.help,
            on_change=_set_alpha_value, args=(i, key),
        )  # fmt: skip
    _vector(i, alpha, counts, span)


def _vector(i: int, alpha: AlphaChoice, counts: Sequence[int], span: str) -> None:
    """The expanded vector: to edit where it is one's own, to read where a rule gives it."""
    try:
        vector = expand(alpha, counts)
    except ValueError as error:
        st.error(str(error))
        vector = alpha.custom
    if alpha.rule == "custom":
        custom_alpha(i, vector, counts)
    elif vector:
        st.caption(f"alpha for {span}: " + ", ".join(f"{a:.3g}" for a in vector))


def _set_loss(i: int, classes: int) -> None:
    key = st.session_state[f"e{i}.loss"]
    change(i, loss=LossChoice.of(key, **SPECS[key].numbers({}, classes)))


def _set_param(i: int, name: str, key: str) -> None:
    old = entrants_now()[i].loss
    change(i, loss=LossChoice.of(old.key, **{**old.kwargs, name: round(st.session_state[key], 10)}))


def _set_rule(i: int, counts: Sequence[int]) -> None:
    """Take a rule with its default number; one's own vector begins as the one that stood before."""
    rule, old = RULES[st.session_state[f"e{i}.alpha"]], entrants_now()[i].alpha
    if rule.key == "custom":
        change(i, alpha=as_custom(old, counts))
    else:
        change(i, alpha=AlphaChoice(rule.key, rule.param.default if rule.param else 0.0))


def _set_alpha_value(i: int, key: str) -> None:
    old = entrants_now()[i].alpha
    change(i, alpha=replace(old, value=float(st.session_state[key])))
