"""What a loss declares about itself: all that is known of it, in its own file. Standard library only."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from playground.core.citations import Becomes, Source, Worked
from playground.core.params import ClassParam, Param
from playground.core.quote import quoted

if TYPE_CHECKING:
    import numpy as np

# A loss file imports all that it declares from here.
__all__ = ["Becomes", "ClosedForm", "LossSpec", "Source", "Worked"]


@dataclass(frozen=True, slots=True)
class ClosedForm:
    """The gradient of a loss in numpy: dL/dz = w_t * factor * (p - y), p the softmax of the shifted answer logits.

    `factor(log_p, **params)`: log p_t (N,) -> (N,), what multiplies cross-entropy's own gradient.
    `shift(logits, labels, counts, **params)`: answer logits (N, C), labels (N,), training counts (C,) -> (N, C), the
    logits that the loss looks at; None where it looks at the answer itself.
    `weights(classes, counts, **params)` -> (C,): the loss's own weight of each true class; None for 1.
    """

    factor: Callable[..., Any]
    shift: Callable[..., Any] | None = None
    weights: Callable[..., Any] | None = None


@dataclass(frozen=True, slots=True)
class LossSpec:
    """A loss: data about it, and the one function that computes it.

    `per_sample(logits (N, C), target (N,), **params) -> (N,)` in nats. With `needs_counts` it also takes
    `counts=` (C,), the training samples per class. With `batch_statistic` a sample's value depends on its
    neighbours in the batch. `head` is the output layer that it was published with: "linear" or "cosine".

    Where softmax is not the answer: `probabilities(logits, **params)` -> (N, C) in torch, and in numpy `answer`, logits
    whose softmax is the answer. `closed_form`: the gradient in numpy, if known. `undo(logits, **params)` turns answer
    logits into logits whose softmax is the posterior that the loss is least at.

    `of_margin(u, **params)` is given by losses of the margin u = -log(p_t / (1 - p_t)) alone; it keeps u's shape.
    `multi_label(logits, labels (N, C), **params)` is given by losses made of C yes-no questions.
    With `needs_progress`, per_sample takes `progress=`, the share of training done, in [0, 1].
    A loss with a memory gives `initial_state(**params)` -> {name: tensor}; per_sample then takes `state=` (None: no
    memory), `observe(state, logits, target, **params)` -> state follows each training batch, and
    `after_epoch(state, probabilities (N, C), target (N,), **params)` -> state a pass over held-out samples.
    With `detached` the gradient treats the loss's own weights as constants. `tensors` names optional keyword tensors.
    With `fused` the loss is focal's at its gamma (0 without one), and module/fused.py may compute it.
    `factor_line(p_t, written, **params)` -> LaTeX of its factor on cross-entropy; `written` turns a number into LaTeX.
    """

    key: str
    title: str
    formula: str
    source: Source
    per_sample: Callable[..., Any]
    summary: str
    params: tuple[Param, ...] = ()
    becomes: tuple[Becomes, ...] = ()
    worked: tuple[Worked, ...] = ()
    needs_counts: bool = False
    batch_statistic: bool = False
    probabilities: Callable[..., Any] | None = None
    answer: Callable[..., Any] | None = None
    closed_form: ClosedForm | None = None
    undo: Callable[..., Any] | None = None
    head: str = "linear"
    family: str = "other"
    rank: int = 100
    conventions: tuple[str, ...] = ()
    of_margin: Callable[..., Any] | None = None
    multi_label: Callable[..., Any] | None = None
    needs_progress: bool = False
    initial_state: Callable[..., dict[str, Any]] | None = None
    observe: Callable[..., dict[str, Any]] | None = None
    after_epoch: Callable[..., dict[str, Any]] | None = None
    detached: bool = False
    shift_invariant: bool = True
    tensors: Mapping[str, str] = field(default_factory=dict)
    class_name: str = ""
    fused: bool = False
    factor_line: Callable[..., str] | None = None

    @property
    def python_name(self) -> str:
        """What its class is called: `FocalLoss`."""
        return self.class_name or "".join(word.title() for word in self.key.split("_")) + "Loss"

    @property
    def names_classes(self) -> bool:
        """Whether a parameter is the number of a class, so that the loss tells classes apart by their number."""
        return any(isinstance(param, ClassParam) for param in self.params)

    @property
    def defaults(self) -> dict[str, float]:
        """Parameter name -> published default, where there are ten classes."""
        return {param.name: param.default for param in self.params}

    def fitted(self, classes: int) -> tuple[Param, ...]:
        """The parameters where there are `classes` classes."""
        return tuple(param.fit(classes) for param in self.params)

    def check_names(self, given: Iterable[str]) -> None:
        """Raise ValueError for the first name that is no parameter of this loss."""
        known = [param.name for param in self.params]
        for name in given:
            if name not in known:
                told = ", ".join(known) or "none"
                raise ValueError(f"The loss {self.key!r} has no parameter {quoted(name)}; it has {told}.")

    def numbers(self, given: Mapping[str, float], classes: int) -> dict[str, float]:
        """Every parameter, as given or its default; raises ValueError for an unknown name or a number out of range."""
        self.check_names(given)
        return {param.name: param.check(given.get(param.name, param.default)) for param in self.fitted(classes)}

    def as_softmax(self, logits: np.ndarray, params: Mapping[str, float]) -> np.ndarray:
        """Logits (N, C) whose softmax is what a model trained with this loss answers; their type is kept.

        The logits themselves for every loss that is trained through a softmax. The predicted class never changes.
        """
        if self.answer is None:
            return logits
        return self.answer(logits, **self.numbers(params, logits.shape[1]))
