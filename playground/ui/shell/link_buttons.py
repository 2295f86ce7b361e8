"""The page's link to copy, and "Start over", which brings the page's defaults back."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from playground.exchange.link import VERSION, VERSION_NAME

HTML = """<div class="row">
<input readonly aria-label="The link of this page">
<button type="button" class="copy" aria-live="polite">Copy</button>
</div>
<button type="button" class="over" title="Every setting of this page at its default; Back undoes it">Start over</button>
"""
CSS = """
.row { display: flex; gap: 0.5rem; margin-bottom: 0.5rem; }
input, button { font: inherit; color: inherit; font-family: var(--st-font); min-height: 2.5rem; padding: 0 0.75rem;
  border: 1px solid var(--st-border-color); border-radius: var(--st-button-radius);
  background: var(--st-background-color); }
input { flex: 1; min-width: 0; background: var(--st-secondary-background-color); text-overflow: ellipsis; }
button { cursor: pointer; white-space: nowrap; }
button:hover { border-color: var(--st-primary-color); color: var(--st-primary-color); }
input:focus-visible, button:focus-visible { outline: 3px solid var(--st-primary-color); outline-offset: 2px; }
"""


def link_buttons() -> None:
    """Draw both; they need no answer of the server's."""
    script = Path(__file__).with_suffix(".js").read_text("utf-8")
    mount = st.components.v2.component("playground_link_buttons", html=HTML, css=CSS, js=script)
    mount(key="link-buttons", data={"version": f"{VERSION_NAME}={VERSION}"})
