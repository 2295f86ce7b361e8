"""Result files of earlier versions: what they could not tell yet is left empty."""

from __future__ import annotations

import math
from typing import Any

# Fields of a point that came later, with what stands for them in JSON where a file does not know them.
LATER = {"class_nll": [], "calls": [], "sure": [], "test_loss": math.nan}


def with_later_fields(race: Any) -> Any:
    """A race as JSON gives it, with what its points cannot tell left empty; what is no race is left alone."""
    for lane in _items(race, "lanes"):
        for point in _items(lane, "points"):
            if isinstance(point, dict):
                point.update({name: empty for name, empty in LATER.items() if name not in point})
    return race


def _items(holder: Any, name: str) -> list[Any]:
    found = holder.get(name) if isinstance(holder, dict) else None
    return found if isinstance(found, list) else []
