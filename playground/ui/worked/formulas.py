"""The steps of one sample in LaTeX, with its own numbers in them."""

from __future__ import annotations

import numpy as np

from playground.core.loss_spec import LossSpec
from playground.curves.worked import Steps


def formulas(found: Steps, row: int, spec: LossSpec, params: dict[str, float]) -> list[str]:
    """One line per step of sample `row`: p_t, cross-entropy, what the loss makes of it, and the weight."""
    lines = _hard(found, row) if _is_hard(found, row) else _soft(found, row)
    if spec.factor_line and _is_hard(found, row):
        lines.append(spec.factor_line(float(found.p_t[row]), _n, **params))
    ratio = _ratio(float(found.loss[row]), float(found.cross_entropy[row]))
    lines.append(rf"L = {spec.formula} = {_n(found.loss[row])}{ratio}")
    if found.alpha_t[row] != 1:
        lines.append(rf"\alpha_t\,L = {_n(found.weighted[row])} \quad (\alpha_t = {_n(found.alpha_t[row])})")
    return lines


def _is_hard(found: Steps, row: int) -> bool:
    return bool(found.targets[row].max() == 1)


def _hard(found: Steps, row: int) -> list[str]:
    t = int(found.targets[row].argmax())
    p, z = float(found.p_t[row]), found.logits[row]
    total = float(np.exp(z - z.max()).sum())
    top = float(np.exp(z[t] - z.max()))
    return [
        rf"p_t = \frac{{e^{{z_{{{t}}}}}}}{{\sum_j e^{{z_j}}}} = \frac{{{_n(top)}}}{{{_n(total)}}} = {_n(p)}",
        rf"-\log p_t = {_n(found.cross_entropy[row])}",
    ]


def _soft(found: Steps, row: int) -> list[str]:
    terms = " + ".join(
        rf"{_n(y)}\cdot {_n(-lp)}" for y, lp in zip(found.targets[row], found.log_softmax[row], strict=True) if y > 0
    )
    return [rf"-\sum_c y_c \log p_c = {terms} = {_n(found.cross_entropy[row])}"]


def _ratio(loss: float, cross_entropy: float) -> str:
    if cross_entropy <= 0:
        return ""
    return rf" \quad ({_n(loss / cross_entropy)} \text{{ of cross-entropy}})"


def _n(value: float) -> str:
    """Five decimals, or a power of ten where they would show nothing."""
    value = float(value)
    if value == 0 or 1e-4 <= abs(value) < 1e6:
        return f"{value:.5f}".rstrip("0").rstrip(".")
    mantissa, power = f"{value:.3e}".split("e")
    return rf"{mantissa}\cdot 10^{{{int(power)}}}"
