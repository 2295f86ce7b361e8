"""How long a race will take: learnt from the races that this server has run."""

from __future__ import annotations

from collections.abc import Iterable

from playground.background.record import Record

MIN_FRACTION = 0.05  # below this part done, a race says less about itself than the ones before it


class Eta:
    """Seconds per training sample and lane of each network, as a running mean of finished races."""

    def __init__(self) -> None:
        self._cost: dict[str, float] = {}

    def learn(self, record: Record) -> None:
        """Take a finished race into the mean."""
        progress, network = record.progress, record.config.network
        if progress.samples and progress.elapsed:
            new = progress.elapsed / progress.samples
            self._cost[network] = 0.5 * self._cost.get(network, new) + 0.5 * new

    def remaining(self, record: Record) -> float | None:
        """Seconds of training that the race still needs; None while nothing is known."""
        done, cost = record.progress.fraction, self._cost.get(record.config.network)
        lanes = len(record.config.entrants) * record.config.seeds
        more = record.pending * lanes * cost if cost is not None else 0.0
        if done >= MIN_FRACTION:
            return record.progress.elapsed * (1 - done) / done + more
        if cost is None:
            return None
        return max(0.0, cost * record.config.samples * lanes * (1 - done)) + more


def total(parts: Iterable[float | None]) -> float | None:
    """The sum, or None where a part is unknown."""
    known = list(parts)
    return None if None in known else sum(part for part in known if part is not None)
