"""The numbers that a person may turn: one typed table drives widget, link, default, tests and benchmarks."""

from __future__ import annotations

import math
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Param:
    """One number a person may turn; it drives the widget, the link, the default, the tests and the benchmarks.

    `low` and `high` are both allowed; `step` is the slider's; `help` is one sentence for someone new.
    """

    name: str
    label: str
    default: float
    low: float
    high: float
    step: float
    help: str = ""

    def check(self, value: object) -> float:
        """Return `value` as a float, or raise ValueError naming the parameter and its range."""
        try:
            number = float(value)  # type: ignore[arg-type]
        except (TypeError, ValueError):
            number = math.nan
        if not self.low <= number <= self.high:
            raise ValueError(f"{self.label} must be a number from {self.low:g} to {self.high:g}, not {value!r}.")
        return number
