"""The nn.Module face: one loss of the registry over every shape, reduction and kind of target."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

import torch
from torch import Tensor

from playground.core.loss_spec import LossSpec
from playground.core.params import MADE_FOR
from playground.losses.module import fused
from playground.losses.module.buffers import Float64Buffers
from playground.losses.module.options import (
    Vector,
    alpha_buffer,
    check_length,
    counts_buffer,
    numbers,
    spread_alpha,
    unit_interval,
)
from playground.losses.module.shapes import nothing_ignored, rows_and_labels
from playground.losses.module.soft import smoothed_loss, soft_loss
from playground.losses.module.terms import Terms
from playground.losses.module.weighting import check_reduction, reduce, scales


class Loss(Float64Buffers):
    """A loss of the registry over any shape that nn.CrossEntropyLoss takes; make one with its own class.

    `forward(logits, target)`: (C,), (N, C) or (N, C, d1, ...) with class indices, or probabilities of the logits'
    shape. Nothing to average (all ignored, or an empty batch) gives 0 with a gradient. Raises ValueError, in one
    sentence, for anything else. `progress` in [0, 1] is the share of training done, for losses with a schedule.
    `params` are the numbers that were given; None is the number of a class that waits for the logits to say how many
    classes there are.
    """

    spec: ClassVar[LossSpec]
    alpha: Tensor | None

    def __init__(
        self, params: Mapping[str, float | None], alpha: float | Vector | None = None, reduction: str = "mean",
        ignore_index: int = -100, label_smoothing: float = 0.0, class_dim: int = 1, counts: Vector = (),
        tensors: Mapping[str, float | Vector | None] | None = None,
    ) -> None:  # fmt: skip
        super().__init__()
        known = {param.name: param for param in self.spec.params}
        self.params = {name: known[name].check(value) for name, value in params.items() if value is not None}
        self.reduction = check_reduction(reduction)
        self.ignore_index = int(ignore_index)
        self.label_smoothing = unit_interval("label_smoothing", label_smoothing)
        self.class_dim = int(class_dim)
        self.progress = 1.0
        self.register_buffer("alpha", alpha_buffer(alpha))
        if self.spec.needs_counts:
            self.register_buffer("counts", counts_buffer(counts))
        for name, value in (tensors or {}).items():
            self.register_buffer(name, numbers(name, value))
        self._names_classes = self.spec.names_classes
        state = self.spec.initial_state(**self._numbers(MADE_FOR)) if self.spec.initial_state else {}
        self.remember(state)

    def forward(self, logits: Tensor, target: Tensor) -> Tensor:
        """The loss of logits and their targets, reduced."""
        rows, labels, shape = rows_and_labels(logits, target, self.class_dim)
        loss = self._loss(rows, labels)
        return loss.reshape(shape) if self.reduction == "none" else loss

    def per_sample(self, rows: Tensor, labels: Tensor) -> Tensor:
        """The unweighted losses (M,) of rows (M, C) and class indices (M,), with this loss's own numbers."""
        return self._terms(rows).per_sample(rows, labels)

    def after_epoch(self, probabilities: Tensor, target: Tensor) -> None:
        """Learn from held-out probabilities (N, C) and labels (N,), for losses that adapt each epoch."""
        if self.spec.after_epoch:
            own = self._numbers(probabilities.shape[1])
            self.remember(self.spec.after_epoch(self.memory(), probabilities, target, **own))

    def extra_repr(self) -> str:
        """The parameters, as they are written in the constructor."""
        params = {param.name: self.params.get(param.name) for param in self.spec.params}
        alpha = {} if self.alpha is None else {"alpha": self.alpha.tolist()}
        shown = {**params, **alpha, "reduction": self.reduction}
        return ", ".join(f"{name}={value!r}" for name, value in shown.items())

    def _loss(self, rows: Tensor, labels: Tensor) -> Tensor:
        dtype = torch.float32 if rows.element_size() < 4 else rows.dtype
        alpha = self._buffers["alpha"]
        alpha = None if alpha is None else spread_alpha(alpha, rows, dtype)
        if labels.is_floating_point():
            rows = rows.to(dtype)
            return soft_loss(self._terms(rows), rows, labels, alpha, self.label_smoothing, self.reduction)
        valid = None
        if not nothing_ignored(rows, labels, self.ignore_index):
            valid = labels != self.ignore_index
            labels = labels.where(valid, 0)
        if not self.label_smoothing and fused.applies(self.spec, rows):
            return self._fused_loss(rows, labels, alpha, valid, dtype)
        return self._plain_loss(rows.to(dtype), labels, alpha, valid)

    def _plain_loss(self, rows: Tensor, labels: Tensor, alpha: Tensor | None, valid: Tensor | None) -> Tensor:
        if self.label_smoothing:
            terms = self._terms(rows)
            return smoothed_loss(terms, rows, labels, alpha, self.label_smoothing, self.reduction, valid)
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
            state = self.spec.observe(self.memory(), seen.detach(), own, **self._numbers(rows.shape[1]))
            self.remember(state)
        values = rows.new_zeros(len(rows)).index_put((kept,), self.per_sample(seen, own))
        return reduce(values, labels, alpha, self.reduction, valid)

    def _numbers(self, classes: int) -> dict[str, float]:
        """The loss's own parameters; those that name a class are known and checked once the classes are counted."""
        return self.spec.numbers(self.params, classes) if self._names_classes else self.params

    def _terms(self, rows: Tensor) -> Terms:
        """The loss with everything that it needs: its numbers, counts and tensors, progress, memory."""
        names = [*self.spec.tensors, "counts"] if self.spec.needs_counts else [*self.spec.tensors]
        context: dict[str, Any] = {name: getattr(self, name) for name in names}
        for name, value in context.items():
            if value is not None:
                check_length(name, value, rows.shape[1])
        if self.spec.needs_progress:
            context["progress"] = self.progress
        if self.spec.initial_state:
            context["state"] = self.memory()
        return Terms(self.spec, self._numbers(rows.shape[1]), context)
