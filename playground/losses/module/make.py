"""A loss from data: the class of every key, and the one that a choice asks for."""

from __future__ import annotations

from typing import Any

from playground.core.alpha import expand
from playground.core.config import AlphaChoice, LossChoice
from playground.core.loss_spec import LossSpec
from playground.losses import SPECS, spec_of
from playground.losses.generate.template import class_text
from playground.losses.module import classes
from playground.losses.module.loss import Loss
from playground.losses.module.options import Vector


def class_of(spec: LossSpec) -> type[Loss]:
    """The class of a loss: as written out in classes.py, or from the same template for a loss added since."""
    if spec.python_name in classes.__all__:
        return getattr(classes, spec.python_name)
    # its module is the package, which is where pickle will look for it
    names: dict[str, Any] = {**vars(classes), "__name__": "playground.losses"}
    exec(class_text(spec), names)
    return names[spec.python_name]


CLASSES: dict[str, type[Loss]] = {key: class_of(spec) for key, spec in SPECS.items()}


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
    spec = spec_of(choice.key)
    spec.check_names(choice.kwargs)
    if counts is None and (spec.needs_counts or isinstance(alpha, AlphaChoice)):
        raise ValueError(f"{choice.key} needs counts, the number of training samples of each class.")
    if isinstance(alpha, AlphaChoice):
        alpha = expand(alpha, [int(n) for n in counts or ()])
    if spec.needs_counts:
        options["counts"] = counts
    kind: Any = CLASSES[choice.key]  # each class has a signature of its own
    return kind(**choice.kwargs, alpha=alpha, reduction=reduction, **options)
