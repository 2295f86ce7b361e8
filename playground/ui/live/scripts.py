"""The browser's half of a component: JavaScript files side by side, sent as one module. No build step."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path


def joined(folder: Path, names: Sequence[str]) -> str:
    """The files `names` of a folder as one text. They are read anew each time: a changed one must be seen at once."""
    return "\n".join((folder / name).read_text("utf-8") for name in names)
