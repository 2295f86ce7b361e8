"""Where the parts of the Race page stand: one screen at 1440 x 900, and what moves on it never moves another part.

Streamlit's columns stand side by side or below one another, in one order; this page needs three orders (three columns,
two, one), and on a phone its buttons under the thumb. That is what the styles here are for, and all they do.
"""

from __future__ import annotations

from typing import NamedTuple

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from playground.figures.theme import MUTED, faint
from playground.ui.live.dom import keyed
from playground.ui.race.scene import HEIGHT, STAGE

TOP, BUTTONS, SCREEN = keyed("race-top"), keyed("race-buttons"), keyed("race-screen")
WORDS_HEIGHT = 256  # pixels: what comes and goes is scrolled in here, and moves nothing
PHONE, WIDE = 640, 1150  # pixels: Streamlit's own width of a phone, and what three columns need


class Screen(NamedTuple):
    """The places of the page's parts."""

    title: DeltaGenerator
    buttons: DeltaGenerator
    extras: DeltaGenerator
    views: DeltaGenerator
    first: DeltaGenerator
    curves: DeltaGenerator
    travel: DeltaGenerator
    engine: DeltaGenerator
    words: DeltaGenerator
    controls: DeltaGenerator
    matrices: DeltaGenerator
    samples: DeltaGenerator
    closer: DeltaGenerator


def screen() -> Screen:
    """Make the places, in the order in which a phone shows them."""
    top = st.container(key="race-top", horizontal=True, vertical_alignment="center")
    with top:
        title = st.container(key="race-title", gap=None, width="content")
        title.markdown(f"<style>{_styles()}</style>", unsafe_allow_html=True)  # first: what follows must not jump
        buttons = st.container(key="race-buttons", horizontal=True, gap="small", width="content")
        extras = st.container(horizontal=True, gap="small", width="content", vertical_alignment="center")
    with st.container(key="race-screen"):
        with st.container(key="race-centre", gap="small"):
            views = st.container(gap=None, key="race-views")
            with st.container(gap=None, key=STAGE):
                first, curves = st.empty(), st.container(gap=None)
            travel = st.container(gap=None)
            with st.container(key="race-words", height=WORDS_HEIGHT, border=False, gap="xsmall"):
                engine, words = st.container(gap=None), st.empty()
        controls = st.container(key="race-controls", gap="small")
        with st.container(key="race-pictures", gap="small"):
            matrices, samples = st.container(gap=None), st.container(gap=None)
    closer = st.container()
    return Screen(
        title, buttons, extras, views, first, curves, travel, engine, words, controls, matrices, samples, closer
    )


def _styles() -> str:
    return f"""
{SCREEN} {{ display: grid; gap: 1rem 1.5rem; grid-template-columns: minmax(0, 1fr);
  grid-template-areas: "centre" "controls" "pictures"; align-items: start; }}
{"".join(_area(name) for name in ("centre", "controls", "pictures"))}
{keyed("race-title")} > :has(style) {{ display: none; }}
{keyed("race-views")} {{ min-height: 2.5rem; }} {keyed(STAGE)} {{ min-height: {HEIGHT}px; }}
{TOP} h1 {{ font-size: 1.75rem; padding: 0 0 1rem; white-space: nowrap; }}
@media (min-width: {PHONE}px) {{ {SCREEN} {{ grid-template-columns: 15.5rem minmax(0, 1fr);
  grid-template-areas: "controls centre" "pictures pictures"; }} }}
@media (min-width: {WIDE}px) {{ {SCREEN} {{ grid-template-columns: 15.5rem minmax(0, 1fr) minmax(23rem, 30%);
  grid-template-areas: "controls centre pictures"; }} }}
@media (max-width: {PHONE - 0.02}px) {{ {BUTTONS} {{ position: fixed; inset: auto 0 0 0; z-index: 100; width: 100%;
  padding: .6rem 1rem; gap: .4rem; justify-content: space-between; flex-wrap: nowrap; backdrop-filter: blur(14px);
  border-top: 1px solid {faint(MUTED, 0.3)}; }}
  {TOP} > :has(> {BUTTONS}) {{ display: contents; }}
  {BUTTONS} > * {{ flex: 1 1 auto; width: auto; min-width: 0; }}
  {BUTTONS} button {{ padding-inline: .25rem; width: 100%; }} {BUTTONS} button p {{ font-size: .8rem; }}
  {TOP} h1 {{ font-size: 1.35rem; }}
  div:has(> {keyed("race-words")}) {{ height: 10rem; flex-basis: 10rem; }} {keyed("race-words")} {{ height: 10rem; }} }}
"""


def _area(name: str) -> str:
    return f"{SCREEN} > :has(> {keyed(f'race-{name}')}), {SCREEN} > {keyed(f'race-{name}')} {{ grid-area: {name}; }}\n"
