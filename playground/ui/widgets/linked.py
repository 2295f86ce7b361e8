"""Numbers, switches and texts that stand in the page's link, under the control's key; menus are in menus.py.

No module but these two binds a control to the link. A number that a link asks for in vain is told in one sentence.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import streamlit as st

from playground.core.numbers import compact, joined, numbers
from playground.ui.shell import links


def slider(label: str, low: Any, high: Any, default: Any, step: Any, key: str, **more: Any) -> Any:
    """A slider over a range, of whole numbers where its step is an int."""
    whole_only = isinstance(step, int)
    _refuse_unless(key, lambda text: _within(text, low, high) and (float(text).is_integer() or not whole_only))
    found = st.slider(label, low, high, default, step, key=key, bind="query-params", **more)
    kind = "a whole number" if whole_only else "a number"
    links.tell_refused(key, label, f"{found:g}", f"{kind} from {low:g} to {high:g}")
    return found


def whole(label: str, low: int, high: int, default: int, key: str, **more: Any) -> int:
    """A box for a whole number. Streamlit's own binding ends a page at "inf" and reads 1.5 as 1: this one is ours."""
    asked = links.read(key)
    if asked is not None:
        st.session_state[key] = _whole(asked, low, high, default)
        if asked and not _is_whole(asked[-1], low, high):
            links.refuse(key, asked[-1])
    st.session_state.setdefault(key, default)
    found = int(st.number_input(label, low, high, key=key, persist_state="session", **more))
    stands = links.texts(key)
    known = not stands or _is_whole(stands[-1], low, high)
    links.keep(key, _unless(default, found), _unless(default, _whole(stands, low, high, default)) if known else None)
    links.tell_refused(key, label, str(found), f"a whole number from {low} to {high}")
    return found


def whole_below(key: str, low: int, high: int, default: int) -> int:
    """The value of a box `whole` that is drawn further down the page, also in its very first run."""
    if key in st.session_state:
        return int(st.session_state[key])
    return _whole(links.texts(key), low, high, default)


def number(label: str, low: float, high: float, default: float, key: str, **more: Any) -> float:
    """A box for a number with a fraction; `whole` is for one without."""
    _refuse_unless(key, lambda text: _within(text, low, high))
    found = st.number_input(label, low, high, default, key=key, bind="query-params", **more)
    links.tell_refused(key, label, f"{found:g}", f"a number from {low:g} to {high:g}")
    return found


def toggle(label: str, key: str, default: bool = False, **more: Any) -> bool:
    """A switch."""
    _refuse_unless(key, lambda text: text.lower() in ("true", "false"))
    found = st.toggle(label, default, key=key, bind="query-params", **more)
    links.tell_refused(key, label, str(found).lower(), "true or false")
    return found


def text(label: str, default: str, key: str, **more: Any) -> str:
    """A line of text, as it stands; whoever reads it says what is wrong with it.

    Streamlit's own binding does not write what a button of a fragment has set, as the name of a race is: this one is
    ours.
    """
    return _text(st.text_input, label, default, key, more)


def text_area(label: str, default: str, key: str, **more: Any) -> str:
    """Lines of text, as they stand."""
    return _text(st.text_area, label, default, key, more)


def _text(control: Callable[..., Any], label: str, default: str, key: str, more: Mapping[str, Any]) -> str:
    asked = links.read(key)
    if asked is not None:
        st.session_state[key] = asked[-1] if asked else default
    st.session_state.setdefault(key, default)
    typed = str(control(label, key=key, persist_state="session", **more))
    stands = links.texts(key)[-1:]
    links.keep(key, [] if typed == default else [typed], [] if stands == [default] else stands)
    return typed


def vector(label: str, key: str, **more: Any) -> str:
    """A line for numbers, empty at first. In the link they take few characters: ten of four digits fit into 80."""
    asked = links.read(key)
    if asked is not None:
        st.session_state[key] = _vector_shown(asked[-1]) if asked else ""
    st.session_state.setdefault(key, "")
    typed = st.text_input(label, key=key, persist_state="session", **more)
    links.keep(key, _vector_texts([typed]), _vector_texts(links.texts(key)))
    return typed


def _vector_texts(found: Sequence[str]) -> list[str]:
    """Numbers with blanks between them, which a link writes as one character each; other text as it stands."""
    if not found or not found[-1].strip():
        return []
    try:
        return [" ".join(map(compact, numbers(found[-1])))]
    except ValueError:
        return [found[-1]]


def _vector_shown(found: str) -> str:
    try:
        return joined(numbers(found), digits=12)
    except ValueError:
        return found


def _refuse_unless(key: str, fits: Callable[[str], bool]) -> None:
    """Streamlit falls back to the default in silence; remember what the link asked for."""
    asked = links.read(key)
    if asked and not fits(asked[-1]):
        links.refuse(key, asked[-1])


def _within(found: str, low: float, high: float) -> bool:
    try:
        value = float(found)
    except ValueError:
        return False
    return math.isfinite(value) and low <= value <= high


def _whole(found: Sequence[str], low: int, high: int, default: int) -> int:
    """The whole number that a link says, or the default where it says nothing of use."""
    return int(found[-1]) if found and _is_whole(found[-1], low, high) else default


def _is_whole(found: str, low: int, high: int) -> bool:
    # Few digits: Python refuses to read thousands of them, with a sentence of its own.
    return re.fullmatch(r"-?\d{1,15}", found) is not None and low <= int(found) <= high


def _unless(default: int, value: int) -> list[str]:
    """A value as it stands in the link, where a default does not stand."""
    return [] if value == default else [str(value)]
