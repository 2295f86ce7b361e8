"""Numbers that people type or paste: read with patience, refused in one sentence."""

from __future__ import annotations

import math
import re


def numbers(text: str, least: int, most: int) -> tuple[float, ...]:
    """Read `least` to `most` finite numbers separated by commas, semicolons, blanks or lines, brackets allowed.

    Raises ValueError naming what could not be read.
    """
    words = [w for w in re.split(r"[\s,;\[\]()]+", text) if w]
    if not least <= len(words) <= most:
        wanted = str(least) if least == most else f"{least} to {most}"
        raise ValueError(f"Give {wanted} numbers, not {len(words)}.")
    return tuple(_number(word) for word in words)


def whole_numbers(text: str, least: int, most: int) -> tuple[int, ...]:
    """The same for whole numbers of at least 0; 1e4 and 10_000 are read, 0.5 is refused."""
    found = numbers(text, least, most)
    if bad := [v for v in found if v < 0 or v != int(v)]:
        raise ValueError(f"Counts are whole numbers of at least 0, not {bad[0]:g}.")
    return tuple(int(v) for v in found)


def _number(word: str) -> float:
    try:
        value = float(word)
    except ValueError:
        raise ValueError(f"{word[:20]!r} is not a number.") from None
    if not math.isfinite(value):
        raise ValueError(f"{word[:20]!r} is not a finite number.")
    return value


def told(values: tuple[float, ...], digits: int = 4) -> str:
    """Numbers as text that `numbers` reads back: "1, 0.25, 3"."""
    return ", ".join(f"{v:.{digits}g}" for v in values)
