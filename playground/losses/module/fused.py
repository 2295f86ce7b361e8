"""Softmax focal and cross-entropy with the gradient written while the loss is computed: one pass, one buffer.

A chunk of rows stays in the cache from its maximum to its gradient, so the extra memory is the gradient itself. With
e = exp(z - max z), s = the sum of e without the target's, d = s + e_t and q = s / d = 1 - p_t,

    loss = q^gamma l,    dloss/dz_j = w e_j / d,    dloss/dz_t = -w q,    w = q^gamma (1 + gamma l / r),

with the odds against the target r = s / e_t and l = log(1 + r). s is summed without the target, so q, r and l keep
their relative precision where p_t rounds to 1.
"""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor
from torch.autograd import forward_ad

from playground.core.loss_spec import LossSpec
from playground.losses._ops import margin, modulated

CHUNK = 1 << 18  # elements: 1 MiB of float32 stays in the second-level cache
TINY = {kind: torch.finfo(kind).tiny for kind in (torch.float32, torch.float64)}
WIDE = 64  # from so many classes on, torch's softmax of a row beats its steps taken one by one


def applies(spec: LossSpec, rows: Tensor) -> bool:
    """Whether the fused path knows this loss, and nothing but plain reverse-mode autograd may ask for derivatives."""
    if not spec.fused or torch.compiler.is_compiling() or torch._C._are_functorch_transforms_active():
        return False
    return forward_ad.unpack_dual(rows).tangent is None


def focal(rows: Tensor, labels: Tensor, gamma: float, scale: Tensor | float, summed: bool) -> Tensor:
    """scale * (1 - p_t)^gamma * -log p_t of rows (M, C), labels (M,): (M,), or their sum. At least float32."""
    return _Focal.apply(rows, labels, gamma, scale, summed)


class _Focal(torch.autograd.Function):
    @staticmethod
    def forward(ctx: Any, rows: Tensor, labels: Tensor, gamma: float, scale: Tensor | float, summed: bool) -> Tensor:
        ctx.save_for_backward(rows, labels)
        ctx.numbers = gamma, scale, summed
        values, ctx.gradient = _run(rows, labels, gamma, scale, ctx.needs_input_grad[0])
        return values.sum() if summed else values.squeeze(1)

    @staticmethod
    def backward(ctx: Any, grad: Tensor) -> tuple[Tensor, None, None, None, None]:
        rows, labels = ctx.saved_tensors
        if torch.is_grad_enabled():  # create_graph: higher derivatives come from plain differentiable operations
            return _differentiable(rows, labels, ctx.numbers, grad), None, None, None, None
        gamma, scale, summed = ctx.numbers
        gradient, ctx.gradient = ctx.gradient, None  # handed over, so that autograd need not copy it
        if gradient is None:
            gradient = _run(rows, labels, gamma, scale, True)[1]
        if grad.device.type != "cpu" or not summed or grad.item() != 1:
            gradient.mul_(grad if summed else grad.unsqueeze(1))
        return gradient, None, None, None, None


def _differentiable(rows: Tensor, labels: Tensor, numbers: tuple[float, Any, bool], grad: Tensor) -> Tensor:
    gamma, scale, summed = numbers
    wide = rows.float() if rows.element_size() < 4 else rows
    values = modulated(margin(wide, labels), gamma) * scale
    return torch.autograd.grad(values.sum() if summed else values, rows, grad, create_graph=True)[0]


def _run(rows: Tensor, labels: Tensor, gamma: float, scale: Any, wanted: bool) -> tuple[Tensor, Tensor | None]:
    """The scaled losses (M, 1), and their gradient (M, C) if wanted, chunk by chunk; half is widened on the way."""
    wide = torch.promote_types(rows.dtype, torch.float32)
    step = max(1, CHUNK // rows.shape[1]) if rows.device.type == "cpu" else max(1, len(rows))
    gradient = torch.empty_like(rows, memory_format=torch.contiguous_format) if wanted else None
    direct = gradient if wide == rows.dtype else None
    if direct is not None and len(rows) <= step:
        return _chunk(rows, labels, gamma, scale, direct), direct
    scratch = rows.new_empty((min(step, len(rows)), rows.shape[1]), dtype=wide)
    values = rows.new_empty((len(rows), 1), dtype=wide)
    for first in range(0, len(rows), step):
        part = slice(first, first + step)
        z, weights = rows[part].to(wide), scale[part] if isinstance(scale, Tensor) else scale
        out = scratch[: len(z)] if direct is None else direct[part]
        values[part] = _chunk(z, labels[part], gamma, weights, out)
        if gradient is not None and direct is None:
            gradient[part] = out
    return values, gradient


def _chunk(z: Tensor, labels: Tensor, gamma: float, scale: Tensor | float, out: Tensor) -> Tensor:
    """Fill `out` (M, C) with the gradient and return the losses (M, 1); the formulas stand above."""
    index = labels.unsqueeze(1)
    own = _exponentials(z, out).gather(1, index)
    others = out.scatter_(1, index, 0.0).sum(1, keepdim=True)
    total, odds = others + own, others / own
    nll = _log1p(odds, own, z, index)
    power = torch.ones_like(own) if gamma == 0 else (others / total).pow_(gamma)
    power.mul_(scale.unsqueeze(1) if isinstance(scale, Tensor) else scale)
    value = power * nll
    slope = power.addcdiv_(value, odds.clamp_min_(TINY[odds.dtype]), value=gamma)
    out.scatter_(1, index, others.neg_()).mul_(slope.div_(total))
    return value


def _exponentials(z: Tensor, out: Tensor) -> Tensor:
    """Fill `out` (M, C) with e^(z - max z), or with a multiple of it per row."""
    if z.shape[1] >= WIDE:
        return torch.softmax(z, 1, out=out)
    return torch.sub(z, z.amax(1, keepdim=True), out=out).exp_()


def _log1p(odds: Tensor, own: Tensor, z: Tensor, index: Tensor) -> Tensor:
    """-log p_t = log(1 + s / e_t), (M, 1); from the logits themselves where e_t underflows."""
    tiny = TINY[own.dtype]
    if own.device.type == "cpu" and (not len(own) or own.min().item() >= tiny):
        return odds.log1p()
    return odds.log1p().where(own >= tiny, z.logsumexp(1, keepdim=True) - z.gather(1, index))
