"""Code to take away: a loss with exactly these settings as one runnable PyTorch file that needs nothing of this app."""

from __future__ import annotations

import inspect
import sys
from collections.abc import Sequence

from playground.core.config import LossChoice
from playground.core.loss_spec import LossSpec
from playground.exchange.sources import needed
from playground.losses import spec_of

HEAD = '''"""{title}{settings}.

{summary}
{source}
"""

from __future__ import annotations

import math

import torch
from torch import Tensor


'''
TAIL = '''

def loss(logits: Tensor, target: Tensor) -> Tensor:
    """The mean over the batch. logits (N, C), target (N,) class indices."""
    values = per_sample({arguments})
    return {mean}


if __name__ == "__main__":
    torch.manual_seed(0)
    logits, target = torch.randn(20, {classes}, requires_grad=True), torch.arange(20) % {classes}
    value = loss(logits, target)
    value.backward()
    print(f"loss {{value.item():.6f}}, gradient norm {{logits.grad.norm().item():.6f}}")
'''


def loss_code(choice: LossChoice, counts: Sequence[int], alpha: Sequence[float] = ()) -> str:
    """The file: the loss's own source and all that it calls, its settings filled in, and a line that tries it.

    `counts` (C,) and `alpha` (C,) are written into it where the loss needs them; without alpha no class is weighted.
    Raises ValueError for an unknown loss or parameter, or one out of range.
    """
    spec = spec_of(choice.key)
    params = spec.numbers(choice.kwargs, len(counts))
    sources = needed(spec.per_sample)
    tables = _tables(spec, counts, alpha)
    return _head(spec, params) + "\n\n".join([*sources, *tables]) + _tail(spec, params, len(counts), bool(alpha))


def source_code(spec: LossSpec) -> str:
    """The file of the loss as it stands in this app."""
    return inspect.getsource(sys.modules[spec.per_sample.__module__])


def _head(spec: LossSpec, params: dict[str, float]) -> str:
    settings = ", ".join(f"{k}={v:g}" for k, v in params.items())
    cited = [f"{spec.source.paper}, {spec.source.year}", spec.source.equation, spec.source.url]
    source = ". ".join(part for part in cited if part) + "."
    told = f" with {settings}" if settings else ""
    return HEAD.format(title=spec.title, settings=told, summary=spec.summary, source=source)


def _tables(spec: LossSpec, counts: Sequence[int], alpha: Sequence[float]) -> list[str]:
    """The counts and weights that the file needs, as one block of constants."""
    lines = []
    if spec.needs_counts:
        lines.append(f"COUNTS = torch.tensor({list(counts)})  # training samples per class")
    if alpha:
        weights = [float(f"{a:.7g}") for a in alpha]
        lines.append(f"ALPHA = torch.tensor({weights})  # one weight per class")
    return ["\n".join(lines) + "\n"] if lines else []


def _tail(spec: LossSpec, params: dict[str, float], classes: int, weighted: bool) -> str:
    given = ["logits", "target", *(f"{k}={v!r}" for k, v in params.items())]
    if spec.needs_counts:
        given.append("counts=COUNTS")
    mean = "(values * ALPHA.to(values)[target]).mean()" if weighted else "values.mean()"
    return TAIL.format(arguments=", ".join(given), mean=mean, classes=classes)
