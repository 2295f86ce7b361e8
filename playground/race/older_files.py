"""Result files of earlier versions: what they could not tell yet is left empty."""

from __future__ import annotations

from typing import Any

LATER = ("class_nll", "calls", "sure")  # fields of a point, in the order in which they came


def with_later_fields(race: Any) -> Any:
    """A race as JSON gives it, with the fields that its points lack as []; what is no race is left alone."""
    for lane in _items(race, "lanes"):
        for point in _items(lane, "points"):
            if isinstance(point, dict):
                point.update({name: [] for name in LATER if name not in point})
    return race


def _items(holder: Any, name: str) -> list[Any]:
    found = holder.get(name) if isinstance(holder, dict) else None
    return found if isinstance(found, list) else []
