"""The text of a loss's class: a real signature with types, and a docstring that `help()` shows. No torch."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable

from playground.core.loss_spec import LossSpec
from playground.core.params import ClassParam, Param

WIDTH = 120
HEAD = '''"""The losses as classes. Written by `python -m playground.losses.generate`; do not edit it by hand."""

from __future__ import annotations

from playground.losses import SPECS
from playground.losses.module.loss import Loss
from playground.losses.module.options import Vector

# fmt: off
__all__ = [
{names}
]
'''
CLASS = '''
class {name}(Loss):
    r"""{doc}
    """

    spec = SPECS["{key}"]

    def __init__(
{signature}
    ) -> None:
{call}
'''
COMMON = 'reduction: str = "mean"', "ignore_index: int = -100", "label_smoothing: float = 0.0", "class_dim: int = 1"


def file_text(specs: Iterable[LossSpec]) -> str:
    """The whole of losses/module/classes.py."""
    ordered = sorted(specs, key=lambda spec: spec.python_name)
    names = _filled([f'"{spec.python_name}"' for spec in ordered], 4)
    return HEAD.format(names=names) + "\n".join(["", *(class_text(spec) for spec in ordered)])


def class_text(spec: LossSpec) -> str:
    """One class: `FocalLoss(gamma, alpha, *, reduction, ignore_index, label_smoothing, class_dim)`."""
    return CLASS.format(
        name=spec.python_name, key=spec.key, doc=_doc(spec), signature=_filled(_arguments(spec), 8), call=_call(spec)
    )


def _arguments(spec: LossSpec) -> list[str]:
    """The loss's parameters, then alpha; then, by keyword only, its counts and tensors and what all losses take."""
    own = [f"{param.name}: {_kind(param)}" for param in spec.params]
    counts = ["counts: Vector"] if spec.needs_counts else []
    tensors = [f"{name}: Vector | None = None" for name in spec.tensors]
    return ["self", *own, "alpha: float | Vector | None = None", "*", *counts, *tensors, *COMMON]


def _kind(param: Param) -> str:
    """The type and default of a parameter; which class a default names depends on how many there are."""
    return "int | None = None" if isinstance(param, ClassParam) else f"float = {param.default!r}"


def _call(spec: LossSpec) -> str:
    params = ", ".join(f'"{param.name}": {param.name}' for param in spec.params)
    tensors = ", ".join(f'"{name}": {name}' for name in spec.tensors)
    more = ["counts=counts"] if spec.needs_counts else []
    more += [f"tensors={{{tensors}}}"] if tensors else []
    given = [f"{{{params}}}", "alpha", "reduction", "ignore_index", "label_smoothing", "class_dim", *more]
    line = f"        super().__init__({', '.join(given)})"
    if len(line) <= WIDTH:
        return line
    return f"        super().__init__(\n{_filled(given, 12)}\n        )"


def _doc(spec: LossSpec) -> str:
    """Title, formula, source, and each argument with its range."""
    where = f", {spec.source.equation}" if spec.source.equation else ""
    source = f"{spec.source.paper} ({spec.source.year}){where}. {spec.source.url}".strip()
    heading = [f"{spec.title}: {spec.summary}", "", spec.formula, "", source, ""]
    lines = [*heading, *_described(spec), *([""] if spec.conventions else []), *spec.conventions]
    wrapped = [piece for line in lines for piece in _wrapped(line)]
    return "\n".join([wrapped[0], *(f"    {line}".rstrip() for line in wrapped[1:])])


def _described(spec: LossSpec) -> list[str]:
    told = [f"{param.name}: {param.help} {param.range[0].upper()}{param.range[1:]}." for param in spec.params]
    told += ["alpha: a weight per class (C,), or a number a in [0, 1] for [a, 1 - a, 1 - a, ...]."]
    told += ["counts: training samples per class, (C,)."] if spec.needs_counts else []
    return told + [f"{name}: {text}." for name, text in spec.tensors.items()]


def _wrapped(line: str) -> list[str]:
    return textwrap.wrap(line, WIDTH - 8, break_long_words=False, break_on_hyphens=False) or [""]


def _filled(items: Iterable[str], indent: int) -> str:
    """Items with commas, as many a line as fit."""
    space = " " * indent
    lines = [space]
    for item in items:
        if len(lines[-1]) + len(item) + 2 > WIDTH:
            lines.append(space)
        lines[-1] += f"{item}, "
    return "\n".join(line.rstrip() for line in lines)
