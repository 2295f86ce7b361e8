"""The selectors of dom.js, for the styles that Python writes: what belongs to Streamlit and Plotly has one home."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

_TABLE = re.compile(r"const SELECTORS = \{(.*?)\n\};", re.DOTALL)
_ROW = re.compile(r'^  (\w+): "(.+)",$', re.MULTILINE)


def selectors(text: str) -> Mapping[str, str]:
    """The table at the top of dom.js, name -> CSS selector. Raises ValueError where there is none."""
    found = _TABLE.search(text)
    if found is None:
        raise ValueError("dom.js must begin with a table called SELECTORS, one selector a line.")
    return dict(_ROW.findall(found[1]))


SELECTORS = selectors(Path(__file__).with_name("dom.js").read_text("utf-8"))


def keyed(key: str) -> str:
    """The selector of the container that Streamlit draws for a widget key."""
    return f".st-key-{key}"
