"""What is computed once per evaluation and kept as long as that lives."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Generic, TypeVar
from weakref import WeakKeyDictionary

from playground.analysis.evaluation import Evaluation

T = TypeVar("T")


class Cache(Generic[T]):
    """At most `bound` results for each evaluation, the least recently used go first; all go with their evaluation.

    A result must not hold its evaluation, or neither would ever be freed.
    """

    def __init__(self, bound: int) -> None:
        self.bound = bound
        self._results: WeakKeyDictionary[Evaluation, OrderedDict[Hashable, T]] = WeakKeyDictionary()
        self._lock = Lock()

    def get(self, evaluation: Evaluation, key: Hashable, make: Callable[[], T]) -> T:
        """The result kept under `key`, or what `make` returns. Two visitors who ask at once may both make it."""
        with self._lock:  # never held while something is made: other visitors need not wait for it
            kept = self._results.setdefault(evaluation, OrderedDict())
            if key in kept:
                kept.move_to_end(key)
                return kept[key]
        made = make()
        with self._lock:
            kept[key] = made
            kept.move_to_end(key)
            while len(kept) > self.bound:
                kept.popitem(last=False)
        return made

    def count(self, evaluation: Evaluation) -> int:
        """How many results are kept for this evaluation."""
        with self._lock:
            return len(self._results.get(evaluation, ()))
