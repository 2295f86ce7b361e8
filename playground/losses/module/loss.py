"""The nn.Module face: one class per loss of the registry, each a drop-in for nn.CrossEntropyLoss.

`FocalLoss(gamma=2.0, alpha=None, *, reduction="mean", ignore_index=-100, label_smoothing=0.0, class_dim=1)`, and so
on: first the loss's own parameters, then alpha. alpha is a weight per class, (C,); a single number a means
[a, 1 - a, 1 - a, ...]. Half precision is computed, and returned, in float32.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any, ClassVar

import torch
from torch import Tensor, nn

from playground.core.alpha import expand
from playground.core.config import AlphaChoice, LossChoice
from playground.core.loss_spec import LossSpec
from playground.losses import SPECS
from playground.losses.module import fused
from playground.losses.module.options import (
    Vector,
    alpha_buffer,
    check_length,
    counts_buffer,
    numbers,
    signature,
    spread_alpha,
    unit_interval,
)
from playground.losses.module.shapes import nothing_ignored, rows_and_labels
from playground.losses.module.soft import smoothed_loss, soft_loss
from playground.losses.module.weighting import check_reduction, reduce, scales


class Loss(nn.Module):
    """A loss of the registry over any shape that nn.CrossEntropyLoss takes; make one with its own class below.

    `forward(logits, target)`: (C,), (N, C) or (N, C, d1, ...) with class indices, or probabilities of the logits'
    shape. Nothing to average (all ignored, or an empty batch) gives 0 with a gradient. Raises ValueError, in one
    sentence, for anything else. `progress` in [0, 1] is the share of training done, for losses with a schedule.
    """

    spec: ClassVar[LossSpec]
    __signature__: ClassVar[inspect.Signature]
    alpha: Tensor | None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__()
        given = self.__signature__.bind(*args, **kwargs)
        given.apply_defaults()
        options = given.arguments
        self.params = {param.name: param.check(options[param.name]) for param in self.spec.params}
        self.reduction = check_reduction(options["reduction"])
        self.ignore_index = int(options["ignore_index"])
        self.label_smoothing = unit_interval("label_smoothing", options["label_smoothing"])
        self.class_dim = int(options["class_dim"])
        self.progress = 1.0
        self.register_buffer("alpha", alpha_buffer(options["alpha"]))
        if self.spec.needs_counts:
            self.register_buffer("counts", counts_buffer(options["counts"]))
        for name in self.spec.tensors:
            self.register_buffer(name, numbers(name, options[name]))
        self._memory = self._remember(self.spec.initial_state(**self.params) if self.spec.initial_state else {})

    def forward(self, logits: Tensor, target: Tensor) -> Tensor:
        """The loss of logits and their targets, reduced."""
        rows, labels, shape = rows_and_labels(logits, target, self.class_dim)
        loss = self._loss(rows, labels)
        return loss.reshape(shape) if self.reduction == "none" else loss

    def per_sample(self, rows: Tensor, labels: Tensor) -> Tensor:
        """The unweighted losses (M,) of rows (M, C) and class indices (M,), with this loss's own numbers."""
        return self.spec.per_sample(rows, labels, **self.params, **self._context(rows))

    def after_epoch(self, probabilities: Tensor, target: Tensor) -> None:
        """Learn from held-out probabilities (N, C) and labels (N,), for losses that adapt each epoch."""
        if self.spec.after_epoch:
            self._remember(self.spec.after_epoch(self._state(), probabilities, target, **self.params))

    def extra_repr(self) -> str:
        """The parameters, as they are written in the constructor."""
        alpha = {} if self.alpha is None else {"alpha": self.alpha.tolist()}
        shown = {**self.params, **alpha, "reduction": self.reduction}
        return ", ".join(f"{name}={value!r}" for name, value in shown.items())

    def _loss(self, rows: Tensor, labels: Tensor) -> Tensor:
        dtype = torch.float32 if rows.element_size() < 4 else rows.dtype
        alpha = self._buffers["alpha"]
        alpha = None if alpha is None else spread_alpha(alpha, rows, dtype)
        if labels.is_floating_point():
            return soft_loss(self, rows.to(dtype), labels, alpha)
        valid = None
        if not nothing_ignored(rows, labels, self.ignore_index):
            valid = labels != self.ignore_index
            labels = labels.where(valid, 0)
        if not self.label_smoothing and fused.applies(self.spec.key, rows):
            return self._fused_loss(rows, labels, alpha, valid, dtype)
        rows = rows.to(dtype)
        if self.label_smoothing:
            return smoothed_loss(self, rows, labels, alpha, valid)
        if self.spec.batch_statistic:
            return self._batch_loss(rows, labels, alpha, valid)
        return reduce(self.per_sample(rows, labels), labels, alpha, self.reduction, valid)

    def _fused_loss(
        self, rows: Tensor, labels: Tensor, alpha: Tensor | None, valid: Tensor | None, dtype: torch.dtype
    ) -> Tensor:
        """The same numbers, with the gradient written on the way: weights and denominator go in beforehand."""
        weights = None if alpha is None else alpha[labels]
        scale = scales(labels, weights, self.reduction, valid, dtype)
        return fused.focal(rows, labels, self.params.get("gamma", 0.0), scale, self.reduction != "none")

    def _batch_loss(self, rows: Tensor, labels: Tensor, alpha: Tensor | None, valid: Tensor | None) -> Tensor:
        """Losses that compare the samples of a batch must not see the ignored ones at all."""
        kept = torch.arange(len(rows), device=rows.device) if valid is None else valid.nonzero().squeeze(1)
        if not len(kept):
            return reduce(rows.sum(1) * 0.0, labels, alpha, self.reduction, valid)
        seen, own = rows[kept], labels[kept]
        if self.spec.observe and self.training:
            self._remember(self.spec.observe(self._state(), seen.detach(), own, **self.params))
        values = rows.new_zeros(len(rows)).index_put((kept,), self.per_sample(seen, own))
        return reduce(values, labels, alpha, self.reduction, valid)

    def _context(self, rows: Tensor) -> dict[str, Any]:
        """What the loss needs besides its numbers: counts, tensors, the progress of training, its memory."""
        names = (*(("counts",) if self.spec.needs_counts else ()), *self.spec.tensors)
        context: dict[str, Any] = {name: getattr(self, name) for name in names}
        for name, value in context.items():
            if value is not None:
                check_length(name, value, rows.shape[1])
        if self.spec.needs_progress:
            context["progress"] = self.progress
        return {**context, "state": self._state()} if self._memory else context

    def _state(self) -> dict[str, Tensor]:
        return {name: getattr(self, name) for name in self._memory}

    def _remember(self, state: dict[str, Tensor]) -> tuple[str, ...]:
        for name, value in state.items():
            self.register_buffer(name, value)
        return tuple(state)

    def _apply(self, fn: Callable[[Tensor], Tensor], recurse: bool = True) -> Loss:
        """Follow the model to its device, but stay float64: `.half()` must not round alpha. (MPS knows no float64.)"""
        device = fn(torch.empty(0)).device
        for name, value in self._buffers.items():
            if value is not None:
                self._buffers[name] = (value.float() if device.type == "mps" else value).to(device)
        return self


def _class_of(spec: LossSpec) -> type[Loss]:
    name = spec.class_name or "".join(word.title() for word in spec.key.split("_")) + "Loss"
    doc = f"{spec.title}: {spec.summary}\n\n    {spec.formula}\n\n    {spec.source.paper} ({spec.source.year})."
    body = {"spec": spec, "__signature__": signature(spec), "__doc__": doc, "__module__": "playground.losses"}
    return type(name, (Loss,), body)


CLASSES: dict[str, type[Loss]] = {key: _class_of(spec) for key, spec in SPECS.items()}
globals().update({kind.__name__: kind for kind in CLASSES.values()})


def make_loss(
    choice: LossChoice | str,
    counts: Vector | None = None,
    alpha: AlphaChoice | float | Vector | None = None,
    reduction: str = "mean",
    **options: Any,
) -> Loss:
    """Build the module of a choice: its parameters, the training set's class counts (C,), a weight per class.

    `alpha` may be an AlphaChoice, expanded with `counts`. `options` are the other keywords of the classes.
    Raises ValueError for an unknown key or parameter, and where counts are needed and missing.
    """
    choice = LossChoice(choice) if isinstance(choice, str) else choice
    if choice.key not in SPECS:
        raise ValueError(f"Unknown loss {choice.key!r}; choose one of {', '.join(SPECS)}.")
    unknown = sorted(set(choice.kwargs) - set(SPECS[choice.key].defaults))
    if unknown:
        raise ValueError(f"{choice.key} has no parameter {unknown[0]!r}; it has {sorted(SPECS[choice.key].defaults)}.")
    if counts is None and (SPECS[choice.key].needs_counts or isinstance(alpha, AlphaChoice)):
        raise ValueError(f"{choice.key} needs counts, the number of training samples of each class.")
    if isinstance(alpha, AlphaChoice):
        alpha = expand(alpha, [int(n) for n in counts or ()])
    if SPECS[choice.key].needs_counts:
        options["counts"] = counts
    return CLASSES[choice.key](**choice.kwargs, alpha=alpha, reduction=reduction, **options)
