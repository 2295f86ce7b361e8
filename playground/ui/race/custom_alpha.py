"""An entrant's own alpha vector: bars to drag, and a line to type it in. What cannot be read is kept for mending."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from playground.core.alpha import expand
from playground.core.config import AlphaChoice
from playground.core.numbers import joined, numbers
from playground.ui.race.entrant_text import change, pick
from playground.ui.shell import session_keys
from playground.ui.widgets.alpha_bars import alpha_bars, moved

DIGITS = 12  # that the line shows of a typed number


def as_custom(alpha: AlphaChoice, counts: Sequence[int]) -> AlphaChoice:
    """The vector that a choice gives for these counts (C,), as one of one's own: three digits, as the bars keep them.

    All ones where it gives none.
    """
    try:
        vector = expand(alpha, counts)
    except ValueError:
        vector = (1.0,) * len(counts)
    return own(tuple(float(f"{weight:.3g}") for weight in vector))


def own(vector: tuple[float, ...]) -> AlphaChoice:
    """A vector (C,) taken as it stands, and not scaled to average 1."""
    return AlphaChoice("custom", custom=vector, normalise=False)


def custom_alpha(i: int, vector: tuple[float, ...], counts: Sequence[int]) -> None:
    """Draw the editor of entrant i's vector; one that does not fit these counts (C,) has a line, but no bars yet."""
    stands = joined(vector, DIGITS)
    if not _problem(stands, counts):
        alpha_bars(f"e{i}.bars", vector, counts, _moved, (i, stands, counts), owner=f"e{i}-", narrow=True)
    typed = _refused(i, stands)
    pick(f"e{i}.vector", stands if typed is None else typed)
    st.text_input(
        "Its numbers, one per class", key=f"e{i}.vector", on_change=_typed, args=(i, stands, counts),
        help="Drag a bar, type below it, or paste the whole vector here. It is taken as it stands.",
    )  # fmt: skip
    if typed is not None:
        st.error(_problem(typed, counts))


def _refused(i: int, stands: str) -> str | None:
    """What was typed in vain beside the vector that stands; None after the vector has changed."""
    beside, typed = st.session_state.get(session_keys.ALPHA_REFUSED, {}).get(i, (None, None))
    return typed if beside == stands else None


def _moved(i: int, stands: str, counts: Sequence[int]) -> None:
    vector = moved(f"e{i}.bars")
    if vector:
        _take(i, joined(vector, DIGITS), stands, counts)


def _typed(i: int, stands: str, counts: Sequence[int]) -> None:
    _take(i, st.session_state[f"e{i}.vector"], stands, counts)


def _take(i: int, text: str, stands: str, counts: Sequence[int]) -> None:
    """Race the vector that the text says; where it says none, keep the text beside the vector that stands."""
    refused = st.session_state.setdefault(session_keys.ALPHA_REFUSED, {})
    refused.pop(i, None)
    if _problem(text, counts):
        refused[i] = [stands, text]
    else:
        change(i, alpha=own(numbers(text)))


def _problem(text: str, counts: Sequence[int]) -> str:
    """Why a text is no alpha vector for these classes; "" where it is one."""
    try:
        expand(own(numbers(text, len(counts), len(counts))), counts)
    except ValueError as error:
        return str(error)
    return ""
