"""Timing that survives a busy machine: contestants interleaved in one process, ratios within a round, medians."""

from __future__ import annotations

import json
import os
import platform
import statistics
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

RESULTS = Path(__file__).parent / "results"


def interleaved(
    contestants: Mapping[str, Callable[[], object]],
    rounds: int,
    inner: int = 1,
    clock: Callable[[], float] = time.perf_counter,
) -> dict[str, list[float]]:
    """Seconds per call of every contestant in every round, after one round that does not count."""
    times: dict[str, list[float]] = {name: [] for name in contestants}
    for number in range(rounds + 1):
        for name, contestant in contestants.items():
            start = clock()
            for _ in range(inner):
                contestant()
            if number:
                times[name].append((clock() - start) / inner)
    return times


def summary(times: Mapping[str, list[float]], yardstick: str) -> dict[str, dict[str, float]]:
    """Median seconds, and the median and quartiles of the ratio to the yardstick of the same round."""
    table = {}
    for name, own in times.items():
        ratios = [a / b for a, b in zip(own, times[yardstick], strict=True)]
        low, middle, high = statistics.quantiles(ratios, n=4) if len(ratios) > 1 else ratios * 3
        table[name] = {"seconds": statistics.median(own), "ratio": middle, "low": low, "high": high}
    return table


def machine() -> dict[str, Any]:
    """What the numbers depend on."""
    import torch

    versions = {"python": platform.python_version(), "torch": torch.__version__}
    return {**versions, "system": platform.machine(), "cores": os.cpu_count(), "load": os.getloadavg()[0]}


def save(name: str, results: Mapping[str, Any]) -> Path:
    """Write results and machine to benchmarks/results/NAME.json."""
    RESULTS.mkdir(exist_ok=True)
    target = RESULTS / f"{name}.json"
    target.write_text(json.dumps({"machine": machine(), **results}, indent=1) + "\n", encoding="utf-8")
    return target


def peak_extra_bytes(work: Callable[[], object]) -> int:
    """Growth of the resident memory's high-water mark while `work` runs (Linux; -1 where it cannot be reset)."""
    try:
        Path("/proc/self/clear_refs").write_text("5")
        before = _status("VmRSS")
        work()
        return _status("VmHWM") - before
    except OSError:
        return -1


def _status(field: str) -> int:
    lines = Path("/proc/self/status").read_text().splitlines()
    return 1024 * int(next(line for line in lines if line.startswith(field)).split()[1])
