"""Focal loss, forward and backward: ours against cross-entropy, published libraries and the naive form.

    python benchmarks/bench_losses.py [--quick]

Every number is a ratio to F.cross_entropy measured in the same round (median and quartiles), in the time of the
processor that the thread used (one thread) or of the wall (several threads, GPU). Peak memory is what forward and
backward add beyond the logits, in units of the logits.
"""

from __future__ import annotations

import argparse
import functools
import sys
import time
from collections.abc import Callable
from pathlib import Path

import torch
import torch.nn.functional as F
from torch import Tensor

sys.path.insert(0, str(Path(__file__).parents[1]))
from benchmarks._harness import interleaved, peak_extra_bytes, save, summary
from playground.losses import FocalLoss

GAMMA = 2.0
SIZES = {(128, 10): (40, 60), (128, 1000): (30, 10), (65536, 10): (9, 1), (65536, 1000): (5, 1)}  # rounds, calls
QUICK = {(128, 10): (20, 25), (128, 1000): (12, 4), (65536, 10): (5, 1), (65536, 1000): (3, 1)}
SLOW = {"torchvision", "monai", "naive, all classes"}  # left out of the largest size by --quick
Contestant = Callable[[Tensor, Tensor], Tensor]


def naive(logits: Tensor, target: Tensor) -> Tensor:
    """The form that is usually copied."""
    ce = F.cross_entropy(logits, target, reduction="none")
    return ((1 - torch.exp(-ce)) ** GAMMA * ce).mean()


def naive_all_classes(logits: Tensor, target: Tensor) -> Tensor:
    """The form with a one-hot mask over all classes."""
    log_p = logits.log_softmax(1)
    mask = F.one_hot(target, logits.shape[1])
    return (mask * -((1 - log_p.exp()) ** GAMMA) * log_p).sum(1).mean()


def contestants() -> dict[str, Contestant]:
    """What is installed; a library that is not is named and left out."""
    ours = FocalLoss(GAMMA)
    found: dict[str, Contestant] = {"cross_entropy": F.cross_entropy, "ours": ours}
    found |= {"naive": naive, "naive, all classes": naive_all_classes}
    for name, load in {"torchvision": _torchvision, "kornia": _kornia, "monai": _monai}.items():
        try:
            found[name] = load()
        except ImportError as error:
            print(f"{name} is left out: {error}")
    return found


def _torchvision() -> Contestant:
    from torchvision.ops import sigmoid_focal_loss

    def loss(logits: Tensor, target: Tensor) -> Tensor:
        one_hot = F.one_hot(target, logits.shape[1]).to(logits)
        return sigmoid_focal_loss(logits, one_hot, alpha=-1, gamma=GAMMA, reduction="mean")

    return loss


def _kornia() -> Contestant:
    from kornia.losses import focal_loss

    return functools.partial(focal_loss, alpha=None, gamma=GAMMA, reduction="mean")


def _monai() -> Contestant:
    from monai.losses import FocalLoss as Monai

    loss = Monai(to_onehot_y=True, use_softmax=True, gamma=GAMMA)
    return lambda logits, target: loss(logits, target.unsqueeze(1))


def step(loss: Contestant, logits: Tensor, target: Tensor) -> None:
    """Forward and backward, to the end: a GPU is waited for."""
    leaf = logits.detach().requires_grad_()
    loss(leaf, target).backward()
    if logits.is_cuda:
        torch.cuda.synchronize()


def race(size: tuple[int, int], effort: tuple[int, int], device: str, threads: int, quick: bool) -> dict:
    """All contestants at one size: {name: seconds, ratio, low, high}."""
    torch.set_num_threads(threads)
    logits, target = example(size, device)
    chosen = {
        name: loss for name, loss in contestants().items() if not (quick and name in SLOW and logits.numel() > 1e7)
    }
    runs = {name: functools.partial(step, loss, logits, target) for name, loss in chosen.items()}
    clock = time.thread_time if device == "cpu" and threads == 1 else time.perf_counter
    return summary(interleaved(runs, *effort, clock=clock), "cross_entropy")


def example(size: tuple[int, int], device: str) -> tuple[Tensor, Tensor]:
    """Random logits (N, C) and targets (N,)."""
    generator = torch.Generator().manual_seed(0)
    logits = torch.randn(size, generator=generator)
    return logits.to(device), torch.randint(size[1], size[:1], generator=generator).to(device)


def memory(device: str, size: tuple[int, int] = (32768, 1000)) -> dict[str, float]:
    """Peak memory of forward and backward beyond the logits, in units of the logits; -1 where unknown."""
    torch.set_num_threads(1)
    logits, target = example(size, device)
    own = logits.numel() * logits.element_size()
    table = {}
    for name, loss in contestants().items():
        work = functools.partial(step, loss, logits, target)
        work()
        table[name] = round(_peak(work, device) / own, 3)
    return table


def _peak(work: Callable[[], None], device: str) -> int:
    if device == "cpu":
        return peak_extra_bytes(work)
    torch.cuda.reset_peak_memory_stats()
    before = torch.cuda.memory_allocated()
    work()
    return torch.cuda.max_memory_allocated() - before


def markdown(races: dict[str, dict], peaks: dict[str, float]) -> str:
    """Ratios to cross-entropy, one row per contestant."""
    names = list(dict.fromkeys(name for table in races.values() for name in table))
    rows = [["", *races, "peak memory / logits"]]
    for name in names:
        cells = [f"{table[name]['ratio']:.2f}" if name in table else "-" for table in races.values()]
        rows.append([name, *cells, f"{peaks.get(name, float('nan')):.2f}"])
    lines = ["| " + " | ".join(row) + " |" for row in rows]
    return "\n".join([lines[0], "|---" * len(rows[0]) + "|", *lines[1:]])


def main() -> None:
    """Run it all, print the table, write the JSON, end with one line for machines."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="under 50 s on two cores")
    quick = parser.parse_args().quick
    plans = [("cpu", 1)] + ([] if quick else [("cpu", 2)]) + ([("cuda", 1)] if torch.cuda.is_available() else [])
    sizes = QUICK if quick else SIZES
    results: dict[str, dict] = {}
    for device, threads in plans:
        label = "GPU" if device == "cuda" else f"{threads} thread{'s' * (threads > 1)}"
        races = {f"{n} x {c}": race((n, c), effort, device, threads, quick) for (n, c), effort in sizes.items()}
        peaks = memory(device, (16384, 1000) if quick else (32768, 1000))
        results[label] = {"races": races, "memory": peaks}
        save("bench_losses", {"quick": quick, "gamma": GAMMA, "results": results})
        print(f"\nForward + backward, ratio to cross-entropy, {label}\n\n{markdown(races, peaks)}")
    first = results["1 thread"]
    big, small = (first["races"][f"65536 x {c}"]["ours"]["ratio"] for c in (1000, 10))
    peak = first["memory"]["ours"]
    print(f"RESULT focal_vs_ce_65536x1000={big:.3f} focal_vs_ce_65536x10={small:.3f} memory_x_logits={peak:.3f}")


if __name__ == "__main__":
    main()
