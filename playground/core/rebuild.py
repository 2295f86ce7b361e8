"""Frozen values from the dictionaries that JSON gives, with one sentence for whatever does not fit."""

from __future__ import annotations

import sys
from dataclasses import MISSING, Field, fields, is_dataclass
from typing import Any, get_type_hints

from playground.core.quote import shown


def build(kind: Any, data: Any, *, whole: bool = False) -> Any:
    """Rebuild a dataclass from its dictionary; a missing name takes its default, or with `whole` is an error.

    Raises ValueError with one sentence for unknown and missing names and for wrong types.
    """
    if not isinstance(data, dict):
        raise ValueError(f"{kind.__name__} must be a JSON object, not {type(data).__name__}.")
    hints = get_type_hints(kind)
    unknown = sorted(set(data) - {f.name for f in fields(kind)})
    if unknown:
        raise ValueError(f"{kind.__name__} has no field {shown(unknown[0])}; it has {', '.join(hints)}.")
    missing = [f.name for f in fields(kind) if f.name not in data and (whole or not _has_default(f))]
    if missing:
        raise ValueError(f"{kind.__name__} lacks its field {missing[0]!r}.")
    return kind(**{name: _value(name, hints[name], value, whole) for name, value in data.items()})


def _has_default(one: Field[Any]) -> bool:
    return one.default is not MISSING or one.default_factory is not MISSING


def _value(name: str, hint: Any, value: Any, whole: bool) -> Any:
    """Convert one JSON value to the type that the field declares."""
    if is_dataclass(hint):
        return build(hint, value, whole=whole)
    if hint is float and type(value) is int and abs(value) <= sys.float_info.max:
        return float(value)
    if isinstance(hint, type) and type(value) is hint:
        return value
    if getattr(hint, "__origin__", None) is tuple and isinstance(value, list):
        inner = hint.__args__
        kinds = [inner[0]] * len(value) if inner[-1] is Ellipsis else list(inner)
        if len(kinds) == len(value):
            return tuple(_value(name, kind, item, whole) for kind, item in zip(kinds, value, strict=True))
    raise ValueError(f"{name} cannot be {shown(value)}.")
