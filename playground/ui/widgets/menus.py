"""Menus whose choice stands in the page's link, under the menu's key.

A link holds the key of an option; one from before version 1 holds its title, and is read as well. What a link asks for
in vain is told in one sentence.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import streamlit as st

from playground.ui.shell import links, session_keys

Option = TypeVar("Option", str, int)
MOST_LISTED = 12  # options that a sentence lists


@dataclass(frozen=True, slots=True)
class _Menu:
    """The options of a menu and how they are called: `known` maps a link's text, key or old title, to the option."""

    name: str
    options: Sequence[Any]
    default: Any
    known: Mapping[str, Any]
    always: bool

    def canonical(self, found: Sequence[str]) -> list[str] | None:
        """How this app would write what a link says; None for what cannot be read."""
        if not found:
            return None if self.always else []
        return self.texts(self.known[found[-1]]) if found[-1] in self.known else None

    def texts(self, option: Any) -> list[str]:
        """An option as it stands in the link; the default stands there only where every server has its own."""
        return [str(option)] if self.always or option != self.default else []

    def settle(self) -> None:
        """Give the control its value before it is drawn: the link's, the session's, or the default."""
        asked = links.read(self.name)
        if asked and asked[-1] not in self.known:
            links.refuse(self.name, asked[-1])
        if asked is not None:
            st.session_state[self.name] = self.known.get(asked[-1], self.default) if asked else self.default
        elif st.session_state.get(self.name) not in self.options or self._default_has_changed():
            st.session_state[self.name] = self.default
        st.session_state.setdefault(session_keys.MENU_DEFAULTS, {})[self.name] = self.default

    def _default_has_changed(self) -> bool:
        """Whether the session holds a default that is none any more: another data set brings its own."""
        before = st.session_state.get(session_keys.MENU_DEFAULTS, {}).get(self.name, self.default)
        return before != self.default and st.session_state[self.name] == before

    def settled(self, option: Any, what: str, elsewhere: Mapping[str, str] | None = None) -> None:
        """The control is drawn: the link follows it, and what the link asked for in vain is told."""
        links.keep(self.name, self.texts(option), self.canonical(links.texts(self.name)))
        links.tell_refused(self.name, what, str(option), _listed(self.options), elsewhere)


def _menu(name: str, options: Sequence[Any], default: Any, title: Callable[[Any], str], always: bool = False) -> _Menu:
    known = {title(option): option for option in options} | {str(option): option for option in options}
    return _Menu(name, options, default, known, always)


def _listed(options: Sequence[Any]) -> str:
    more = len(options) - MOST_LISTED
    return ", ".join(map(str, options[:MOST_LISTED])) + (f" and {more} more" if more > 0 else "")


def select(
    label: str, options: Sequence[Option], default: Option, key: str, title: Callable[[Option], str] = str, **more: Any
) -> Option:
    """A drop-down menu of keys, shown by their titles."""
    menu = _menu(key, options, default, title)
    menu.settle()
    found = st.selectbox(label, options, format_func=title, key=key, persist_state="session", **more)
    menu.settled(found, label)
    return found


def segments(
    label: str, options: Sequence[Option], default: Option, key: str, title: Callable[[Option], str] = str,
    always: bool = False, elsewhere: Mapping[str, str] | None = None, **more: Any,
) -> Option:  # fmt: skip
    """A row of buttons, one of which is always pressed. `always`: in the link even at its default.

    `elsewhere`: as for `links.tell_refused`.
    """
    menu = _menu(key, options, default, title, always)
    menu.settle()
    found = st.segmented_control(
        label, options, format_func=title, key=key, required=True, persist_state="session", **more
    )
    chosen = default if found is None else found
    menu.settled(chosen, label, elsewhere)
    return chosen


def select_slider(
    label: str, options: Sequence[int], default: int, key: str, title: Callable[[int], str], what: str = "",
    always: bool = False, **more: Any,
) -> int:  # fmt: skip
    """A slider over a few whole numbers."""
    menu = _menu(key, options, default, title, always)
    menu.settle()
    found = st.select_slider(label, options, format_func=title, key=key, persist_state="session", **more)
    menu.settled(found, what or label)
    return found


def multiselect(
    label: str, options: Sequence[str], key: str, title: Callable[[str], str], max_selections: int, **more: Any
) -> list[str]:
    """A menu of which several may be chosen, none at first; the link names each."""
    known = _menu(key, options, "", title).known
    asked = links.read(key)
    if asked is not None:
        for text in [text for text in asked if text not in known][:1]:
            links.refuse(key, text)
        st.session_state[key] = _distinct(known, asked)[:max_selections]
    elif not set(st.session_state.get(key, ())) <= set(options):
        st.session_state[key] = [option for option in st.session_state[key] if option in options]
    found = st.multiselect(
        label, options, format_func=title, key=key, max_selections=max_selections, persist_state="session", **more
    )
    stands = links.texts(key)
    links.keep(key, found, _distinct(known, stands) if known.keys() >= set(stands) else None)
    links.tell_refused(key, label, ", ".join(found) or "none", _listed(options))
    return found


def _distinct(known: Mapping[str, str], found: Sequence[str]) -> list[str]:
    return list(dict.fromkeys(known[text] for text in found if text in known))
