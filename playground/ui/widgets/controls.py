"""Controls made from specs: each one stands in the link, and its key is its name there."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import streamlit as st

from playground.core.loss_spec import LossSpec
from playground.core.params import Param
from playground.losses import SPECS
from playground.race.names import GREEK
from playground.ui.widgets import linked, menus


def param_key(loss: str, param: Param) -> str:
    """The widget key, and name in the link, of a parameter of a loss."""
    return f"{loss}_{param.name}"


def digits(step: float) -> int:
    """Decimals that a slider with this step needs."""
    return max(0, len(f"{step:.10f}".rstrip("0").split(".")[1]))


def param_slider(param: Param, key: str) -> float:
    """A slider over the parameter's range."""
    label = GREEK.get(param.name, "") or param.label
    return linked.slider(
        label if label == param.label else f"{label} ({param.label})", param.low, param.high, param.default, param.step,
        key, format=f"%.{digits(param.step)}f", help=param.help or None,
    )  # fmt: skip


def typed_slider(param: Param, key: str) -> float:
    """The same slider with a box beside it, where its value can be typed; each follows the other."""
    box = f"{key}_typed"
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        value = param_slider(param, key)
        st.session_state[box] = value
        st.number_input(
            f"{param.label}, typed", param.low, param.high, step=param.step, format=f"%.{digits(param.step)}f",
            key=box, label_visibility="collapsed", width=84, on_change=_take_typed, args=(param, key, box),
        )  # fmt: skip
    return value


def _take_typed(param: Param, key: str, box: str) -> None:
    """Move the slider to its step nearest to what was typed."""
    steps = round((st.session_state[box] - param.low) / param.step)
    st.session_state[key] = min(param.high, round(param.low + steps * param.step, 10))


def loss_params(
    spec: LossSpec, classes: int = 10, prefix: str = "", draw: Callable[[Param, str], float] = param_slider
) -> dict[str, float]:
    """One slider per parameter of a loss; returns name -> value. `prefix` keeps the sliders of two pages apart."""
    fitted = spec.fitted(classes)
    return {param.name: float(draw(param, prefix + param_key(spec.key, param))) for param in fitted}


def loss_select(
    key: str, label: str = "Loss", default: str = "focal", specs: Mapping[str, LossSpec] = SPECS
) -> LossSpec:
    """Choose a loss of the registry by its title."""
    return specs[menus.select(label, list(specs), default, key, lambda k: specs[k].title)]
