"""A switch that other controls turn too: our links write it, so that `links.together` can write it with theirs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import streamlit as st

from playground.ui.shell import links

WORDS = {"true": True, "false": False}  # how a link says it


def switch(label: str, key: str, default: bool, **more: Any) -> bool:
    """Draw it; the link names it where it does not stand at its default."""
    asked = links.read(key)
    if asked is not None:
        meant = _meant(asked, default)
        st.session_state[key] = default if meant is None else meant
        if meant is None:
            links.refuse(key, asked[-1])
    st.session_state.setdefault(key, default)
    found = st.toggle(label, key=key, persist_state="session", **more)
    stands = _meant(links.texts(key), default)
    links.keep(key, _texts(found, default), None if stands is None else _texts(stands, default))
    links.tell_refused(key, label, str(found).lower(), "true or false")
    return found


def _meant(texts: Sequence[str], default: bool) -> bool | None:
    """What a link says; None for what cannot be read."""
    return WORDS.get(texts[-1].lower()) if texts else default


def _texts(on: bool, default: bool) -> list[str]:
    return [] if on == default else [str(on).lower()]
