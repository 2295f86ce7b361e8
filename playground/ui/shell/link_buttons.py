"""The page's link to copy, "Start over", which brings the page's defaults back, and the races of this browser."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from playground.exchange.link import VERSION, VERSION_NAME
from playground.ui.live.scripts import joined

SCRIPTS = ("my_races.js", "link_buttons.js")
HTML = """<div class="row">
<input readonly aria-label="The link of this page">
<button type="button" class="copy" aria-live="polite">Copy</button>
</div>
<button type="button" class="over" title="Every setting of this page at its default; Back undoes it">Start over</button>
<p hidden>Races of this browser</p>
<ul class="races"></ul>
"""
CSS = """
.row { display: flex; gap: 0.5rem; margin-bottom: 0.5rem; }
input, button { font: inherit; color: inherit; font-family: var(--st-font); min-height: 2.5rem; padding: 0 0.75rem;
  border: 1px solid var(--st-border-color); border-radius: var(--st-button-radius);
  background: var(--st-background-color); }
input { flex: 1; min-width: 0; background: var(--st-secondary-background-color); text-overflow: ellipsis; }
button { cursor: pointer; white-space: nowrap; }
button:hover { border-color: var(--st-primary-color); color: var(--st-primary-color); }
p, ul { font-family: var(--st-font); margin: 0.75rem 0 0.5rem; padding: 0; list-style: none; }
ul { margin: 0; max-height: 14rem; overflow-y: auto; }
.race { flex: 1; min-width: 0; overflow: hidden; text-overflow: ellipsis; text-align: left; font-size: 0.875rem; }
input:focus-visible, button:focus-visible { outline: 3px solid var(--st-primary-color); outline-offset: 2px; }
"""


def link_buttons(listed: bool = False) -> None:
    """Draw both, and where `listed` the races that were started in this browser; no click asks the server."""
    here = Path(__file__).parent
    mount = st.components.v2.component("playground_link_buttons", html=HTML, css=CSS, js=joined(here, SCRIPTS))
    mount(key="link-buttons", data={"version": f"{VERSION_NAME}={VERSION}", "listed": listed})
