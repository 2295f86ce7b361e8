"""torch.optim's optimizers as plain functions over tensors.

The classes of torch.optim import torch's compiler at their first step: 150 MB, and a second, for what nothing here
uses. The functions under them do not, and give the same digits.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import torch
from torch import Tensor
from torch.optim.adadelta import adadelta
from torch.optim.adam import adam
from torch.optim.adamw import adamw
from torch.optim.sgd import sgd

State = dict[str, Tensor | None]
Update = Callable[[list[Tensor], list[Tensor], list[State], float, float, bool], None]


class Optimizer:
    """Steps the `parameters` of all lanes by the rule `key`: no rule mixes one tensor's numbers with another's.

    A parameter without a gradient stays as it is, and so does its state: its lane has ended. `weight_decay` as in
    torch.optim. Kernels are fused where torch can. Raises ValueError for an unknown key.
    """

    def __init__(self, key: str, parameters: Sequence[Tensor], weight_decay: float) -> None:
        if key not in UPDATES:
            raise ValueError(f"There is no optimizer called {key!r}; known are {', '.join(UPDATES)}.")
        self._update, begin = UPDATES[key]
        self._weight_decay = weight_decay
        self._parameters = list(parameters)
        self._states = [begin(parameter.detach()) for parameter in self._parameters]

    @torch.no_grad()
    def step(self, rate: float) -> None:
        """Step at this learning rate, and forget the gradients."""
        pairs = [(p, s) for p, s in zip(self._parameters, self._states, strict=True) if p.grad is not None]
        if not pairs:
            return
        parameters, states = [p for p, _ in pairs], [s for _, s in pairs]
        gradients = [p.grad for p in parameters if p.grad is not None]
        # MPS has no fused kernels.
        self._update(parameters, gradients, states, rate, self._weight_decay, parameters[0].device.type != "mps")
        for parameter in parameters:
            parameter.grad = None


def _column(states: Sequence[State], name: str) -> list[Any]:
    return [state[name] for state in states]


def _step_count(parameter: Tensor) -> Tensor:
    return torch.zeros((), dtype=torch.float32, device=parameter.device)


def _adam_state(parameter: Tensor) -> State:
    zeros = torch.zeros_like(parameter, memory_format=torch.preserve_format)
    return {"step": _step_count(parameter), "mean": zeros, "square": zeros.clone()}


def _adam(
    rule: Callable[..., None],
    parameters: list[Tensor],
    gradients: list[Tensor],
    states: list[State],
    rate: float,
    weight_decay: float,
    fused: bool,
) -> None:
    """Kingma and Ba 2014 (1412.6980), or with `rule` adamw Loshchilov and Hutter 2017 (1711.05101)."""
    rule(
        parameters, gradients, _column(states, "mean"), _column(states, "square"), [], _column(states, "step"),
        fused=fused, amsgrad=False, beta1=0.9, beta2=0.999, lr=rate, weight_decay=weight_decay, eps=1e-8,
        maximize=False,
    )  # fmt: skip


def _sgd(
    momentum: float,
    nesterov: bool,
    parameters: list[Tensor],
    gradients: list[Tensor],
    states: list[State],
    rate: float,
    weight_decay: float,
    fused: bool,
) -> None:
    buffers = _column(states, "momentum")
    sgd(
        parameters, gradients, buffers, fused=fused, weight_decay=weight_decay, momentum=momentum, lr=rate,
        dampening=0, nesterov=nesterov, maximize=False,
    )  # fmt: skip
    for state, buffer in zip(states, buffers, strict=True):
        state["momentum"] = buffer


def _adadelta_state(parameter: Tensor) -> State:
    zeros = torch.zeros_like(parameter, memory_format=torch.preserve_format)
    return {"step": torch.zeros(()), "square": zeros, "delta": zeros.clone()}


def _adadelta(
    parameters: list[Tensor],
    gradients: list[Tensor],
    states: list[State],
    rate: float,
    weight_decay: float,
    _fused: bool,
) -> None:
    """Zeiler 2012 (1212.5701); torch has no fused kernel for it."""
    adadelta(
        parameters, gradients, _column(states, "square"), _column(states, "delta"), _column(states, "step"),
        lr=rate, rho=0.9, eps=1e-6, weight_decay=weight_decay, maximize=False,
    )  # fmt: skip


def _no_momentum(_parameter: Tensor) -> State:
    return {"momentum": None}


UPDATES: dict[str, tuple[Update, Callable[[Tensor], State]]] = {
    "adam": (partial(_adam, adam), _adam_state),
    "adamw": (partial(_adam, adamw), _adam_state),
    "sgd": (partial(_sgd, 0.9, True), _no_momentum),
    "sgd_tutorial": (partial(_sgd, 0.5, False), _no_momentum),
    "adadelta": (_adadelta, _adadelta_state),
}
