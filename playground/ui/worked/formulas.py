"""The steps of one sample in LaTeX, with its own numbers in them."""

from __future__ import annotations

import numpy as np

from playground.core.loss_spec import LossSpec
from playground.curves.worked import Steps


def formulas(found: Steps, row: int, spec: LossSpec, params: dict[str, float]) -> list[str]:
    """One line per step of sample `row`: p_t, cross-entropy, what the loss makes of it, and the weight."""
    lines = _hard(found, row) if _is_hard(found, row) else _soft(found, row)
    if spec.factor_line and _is_hard(found, row):
        lines.append(spec.factor_line(float(found.p_t[row]), written, **params))
    ratio = _ratio(float(found.loss[row]), float(found.cross_entropy[row]))
    lines.append(rf"L = {spec.formula} = {written(found.loss[row])}{ratio}")
    if found.alpha_t[row] != 1:
        lines.append(rf"\alpha_t\,L = {written(found.weighted[row])} \quad (\alpha_t = {written(found.alpha_t[row])})")
    return lines


def _is_hard(found: Steps, row: int) -> bool:
    return bool(found.targets[row].max() == 1)


def _hard(found: Steps, row: int) -> list[str]:
    t = int(found.targets[row].argmax())
    p, z = float(found.p_t[row]), found.logits[row]
    total = float(np.exp(z - z.max()).sum())
    top = float(np.exp(z[t] - z.max()))
    share = rf"\frac{{{written(top)}}}{{{written(total)}}}"
    return [
        rf"p_t = \frac{{e^{{z_{{{t}}}}}}}{{\sum_j e^{{z_j}}}} = {share} = {written(p)}",
        rf"-\log p_t = {written(found.cross_entropy[row])}",
    ]


def _soft(found: Steps, row: int) -> list[str]:
    terms = " + ".join(
        rf"{written(y)}\cdot {written(-lp)}"
        for y, lp in zip(found.targets[row], found.log_softmax[row], strict=True)
        if y > 0
    )
    return [rf"-\sum_c y_c \log p_c = {terms} = {written(found.cross_entropy[row])}"]


def _ratio(loss: float, cross_entropy: float) -> str:
    if cross_entropy <= 0:
        return ""
    return rf" \quad ({written(loss / cross_entropy)} \text{{ of cross-entropy}})"


def written(value: float) -> str:
    """A finite number in LaTeX: five decimals, or a power of ten where they would show nothing."""
    value = float(value) + 0.0  # the minus of a zero goes
    if value == 0 or 1e-4 <= abs(value) < 1e6:
        return f"{value:.5f}".rstrip("0").rstrip(".")
    mantissa, power = f"{value:.3e}".split("e")
    return rf"{mantissa}\cdot 10^{{{int(power)}}}"
