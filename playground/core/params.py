"""The numbers that a person may turn: one typed table drives widget, link, default, tests and benchmarks."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

from playground.core.quote import shown

MADE_FOR = 10  # classes: what the default of a parameter that names a class is written for


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

    @property
    def range(self) -> str:
        """What is allowed, in words: "a number from 0 to 5"."""
        return f"a number from {self.low:g} to {self.high:g}"

    @property
    def values(self) -> tuple[float, ...]:
        """Every value that its slider can take, rising; the last step may be shorter."""
        steps = range(round((self.high - self.low) / self.step) + 1)
        return tuple(min(round(self.low + self.step * i, 10), self.high) for i in steps)

    def check(self, value: object) -> float:
        """Return `value` as a float, or raise ValueError naming the parameter and its range."""
        number = _number(value)
        if not self.low <= number <= self.high:
            raise ValueError(f"{self.label} must be {self.range}, not {shown(value)}.")
        return number

    def fit(self, classes: int) -> Param:
        """This parameter where there are `classes` classes: the same, unless it names a class."""
        return self


@dataclass(frozen=True, slots=True)
class ClassParam(Param):
    """The number of a class: whole, from 0 to C - 1 once `fit` has said that there are C classes.

    `default` is written for ten classes. `fit` keeps its place among fewer or more, so that 9 stays the last class
    and two defaults that differ stay different.
    """

    low: float = 0.0
    high: float = math.inf
    step: float = 1.0

    @property
    def range(self) -> str:
        """What is allowed, in words: "a whole number from 0 to 9"."""
        if math.isinf(self.high):
            return "the number of a class, 0 or more"
        return f"a whole number from 0 to {self.high:g}"

    def check(self, value: object) -> float:
        """Return `value` as a float, or raise ValueError naming the parameter and its range."""
        number = _number(value)
        if not self.low <= number <= self.high or not number.is_integer():
            raise ValueError(f"{self.label} must be {self.range}, not {shown(value)}.")
        return number

    def fit(self, classes: int) -> Param:
        """This parameter where there are `classes` classes: its range ends at the last, its default keeps its place."""
        last = MADE_FOR - 1 if math.isinf(self.high) else self.high
        default = float(round(self.default * (classes - 1) / last))
        return replace(self, default=default, high=classes - 1.0)


def _number(value: object) -> float:
    """`value` as a float; nan, which lies in no range, for what is no number."""
    try:
        return float(value)  # type: ignore[arg-type]
    except (TypeError, ValueError, OverflowError):
        return math.nan
