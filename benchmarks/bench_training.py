"""How long training takes: against the loops people know, and as a race. `--quick` stays under 50 s on two cores.

CPU-seconds of the whole process on one torch thread, tests of accuracy not counted, medians; every round runs each
contender once (ours whole, the known loops on some batches), so that a busy machine slows all of them. The known loops'
samples to 98 % are measured by the full run (a check of the whole test set every 5000 samples) and kept in the results
file; the quick run measures only their CPU-seconds per sample and multiplies.
"""

import argparse
import json
import os
import platform
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

os.environ.setdefault("OMP_NUM_THREADS", "1")
sys.path.insert(0, str(Path(__file__).parents[1]))

import torch
from baseline_loops import Loop, example_loop, tutorial_loop

from playground import data
from playground.core.config import AlphaChoice, Entrant, Imbalance, LossChoice, RaceConfig
from playground.metrics.matrix import accuracy
from playground.training import train
from playground.training.seed_data import standardise

RESULTS = Path(__file__).parent / "results" / "bench_training.json"
WHOLE = Imbalance("balanced", 1.0, 7000)
TO_98 = RaceConfig(imbalance=WHOLE, learning_rate=0.012)
SMOOTH = Entrant(LossChoice("label_smoothing"))
TO_99 = RaceConfig((SMOOTH,), imbalance=WHOLE, optimizer="adamw", learning_rate=0.008, weight_decay=0.02)
FOCAL = LossChoice.of("focal", gamma=2.0)
RACE = RaceConfig(
    (
        Entrant(),
        Entrant(FOCAL),
        Entrant(FOCAL, AlphaChoice("inverse")),
        Entrant(LossChoice.of("logit_adjustment", tau=1.0)),
    )
)
RATES = {"mlp": 0.004, "tiny_cnn": 0.006, "tutorial_cnn": 0.01}  # a learning rate that suits each network
FALLBACK = {"example": 60_000, "tutorial": 240_000}  # whole epochs, where no full run has been kept


def timed_run(config: RaceConfig, folder: str) -> tuple[float, float]:
    """CPU-seconds from the first step to the last but one, and the accuracy on the whole test set."""
    begin = end = 0.0
    for snapshot in train(config, folder=folder, every=config.steps - 1):
        end = time.process_time() if snapshot.step == config.steps - 1 else end
        begin = time.process_time() if snapshot.step == 0 else begin
    return end - begin, accuracy(snapshot.lanes[0].points[-1].confusion)


def budget(config: RaceConfig, goal: float, ladder: tuple[int, ...], rounds: int, folder: str) -> dict[str, float]:
    """The smallest number of samples whose median accuracy over seeds reaches the goal, and its CPU-seconds."""
    for samples in ladder:
        runs = [timed_run(replace(config, samples=samples, seed=seed), folder) for seed in range(rounds)]
        cpu, reached = (statistics.median(column) for column in zip(*runs, strict=True))
        print(f"  {samples} samples: {cpu:.2f} CPU-s, accuracies {', '.join(f'{a:.2%}' for _, a in runs)}")
        if reached >= goal:
            break
    return {"samples": samples, "cpu_s": cpu, "accuracy": reached, "reached": float(reached >= goal)}


def cost(loop: Loop, images: torch.Tensor, labels: torch.Tensor, samples: int) -> float:
    """CPU-seconds per sample of one of the known loops."""
    running = loop.train(images, labels, samples // 2)
    next(running)
    begin = time.process_time()
    next(running)
    return (time.process_time() - begin) / (samples / 2)


def samples_to(loop: Loop, goal: float, tensors: list[torch.Tensor], most: int) -> int:
    """Train until the goal is met on the whole test set; looked at every 5000 samples."""
    for seen in loop.train(tensors[0], tensors[1], 5000):
        reached = loop.accuracy(tensors[2], tensors[3])
        if reached >= goal or seen >= most:
            print(f"  {loop.name}: {reached:.2%} after {seen} samples")
            return seen
    raise AssertionError("the loop never ends by itself")


def race_wall(config: RaceConfig, folder: str) -> float:
    """Seconds from the call to the last snapshot."""
    begin = time.perf_counter()
    for _ in train(config, folder=folder):
        pass
    return time.perf_counter() - begin


def race_over_singles(network: str, folder: str) -> float:
    """Seconds of a race of four over those of its four runs one by one: the median of three rounds in turn."""
    race = replace(RACE, network=network, learning_rate=RATES[network])
    singles = [replace(race, entrants=(entrant,)) for entrant in race.entrants]
    return median(lambda: race_wall(race, folder) / sum(race_wall(single, folder) for single in singles), 3)


def first_point(folder: str) -> float:
    """Milliseconds from the call to the first snapshot, the data being loaded."""
    begin = time.perf_counter()
    running = train(RACE, folder=folder)
    next(running)
    running.close()
    return 1000 * (time.perf_counter() - begin)


def median(measure: Callable[[], float], times: int) -> float:
    """The median of several measurements."""
    return statistics.median(measure() for _ in range(times))


def interleaved(
    config: RaceConfig, loops: Sequence[Loop], tensors: list[torch.Tensor], size: int, folder: str
) -> tuple[float, dict[str, float]]:
    """CPU-seconds of our run, and per sample of each known loop: medians of three rounds in which all take turns."""
    rounds = []
    for seed in range(3):
        own = timed_run(replace(config, seed=seed), folder)[0]
        rounds.append({"own": own} | {loop.name: cost(loop, *tensors[:2], size) for loop in loops})
    found = {name: statistics.median(each[name] for each in rounds) for name in rounds[0]}
    return found.pop("own"), found


def tensors_of(folder: str) -> list[torch.Tensor]:
    """All of MNIST, standardised, as the known loops want it."""
    arrays = data.load("mnist", folder)
    images = [standardise(torch.tensor(a).unsqueeze(1)) for a in (arrays.train_images, arrays.test_images)]
    labels = [torch.tensor(a).long() for a in (arrays.train_labels, arrays.test_labels)]
    return [images[0], labels[0], images[1], labels[1]]


def known_samples(quick: bool, tensors: list[torch.Tensor]) -> dict[str, int]:
    """Samples to 98 % of each known loop: measured now, or by the last full run."""
    if not quick:
        loops = (example_loop(0), 120_000), (tutorial_loop(0), 480_000)
        return {loop.name: samples_to(loop, 0.98, tensors, most) for loop, most in loops}
    kept = json.loads(RESULTS.read_text("utf-8"))["known_samples"] if RESULTS.exists() else FALLBACK
    print(f"  samples to 98 % of the known loops, {'by the last full run' if RESULTS.exists() else 'a guess'}: {kept}")
    return kept


def measure(quick: bool, folder: str) -> dict[str, object]:
    """Everything, in the order that warms up first."""
    tensors = tensors_of(folder)
    first_point(folder)
    found: dict[str, Any] = {"first_point_ms": median(lambda: first_point(folder), 5)}
    found["to_98"] = budget(TO_98, 0.98, (16_000, 18_000, 20_000, 24_000), 3, folder)
    loops = example_loop(1), tutorial_loop(1)
    size = 1536 if quick else 3840
    own, known = interleaved(replace(TO_98, samples=found["to_98"]["samples"]), loops, tensors, size, folder)
    found["to_98"] |= {"cpu_s": own}
    found |= {"known_cpu_s_per_sample": known, "known_samples": known_samples(quick, tensors)}
    found["race4_wall_s"] = median(lambda: race_wall(RACE, folder), 1 if quick else 3)
    if not quick:
        found["to_99"] = budget(TO_99, 0.99, (60_000, 80_000, 100_000), 3, folder)
        found["race_over_singles"] = {network: race_over_singles(network, folder) for network in ("tiny_cnn", "mlp")}
        found["three_seeds_wall_s"] = race_wall(replace(RACE, seeds=3), folder)
    return found


def report(found: dict, quick: bool) -> str:
    """The last line: how many times more CPU-seconds each known loop takes to 98 %."""
    own = found["to_98"]["cpu_s"]
    times = {n: found["known_cpu_s_per_sample"][n] * found["known_samples"][n] / own for n in found["known_samples"]}
    found["speedup_to_98"] = times
    return (
        f"RESULT cpu_s_to_98={own:.2f} speedup_vs_example_to_98={times['example']:.1f} "
        f"race4_wall_s={found['race4_wall_s']:.1f} first_point_ms={found['first_point_ms']:.0f} "
        f"speedup_vs_tutorial_to_98={times['tutorial']:.1f} "
        + ("" if quick else f"cpu_s_to_99={found['to_99']['cpu_s']:.2f} ")
        + f"accuracy={found['to_98']['accuracy']:.4f}"
    )


def main() -> None:
    """Measure, print, and keep the full run's numbers."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="under 50 s; keeps nothing")
    quick = parser.parse_args().quick
    torch.set_num_threads(int(os.environ["OMP_NUM_THREADS"]))
    found = measure(quick, data.default_folder())
    line = report(found, quick)
    found |= {"torch": torch.__version__, "threads": torch.get_num_threads(), "python": platform.python_version()}
    if not quick:
        RESULTS.parent.mkdir(exist_ok=True)
        RESULTS.write_text(json.dumps(found, indent=1) + "\n", "utf-8")
    print(json.dumps(found, indent=1))
    print(line)


if __name__ == "__main__":
    main()
