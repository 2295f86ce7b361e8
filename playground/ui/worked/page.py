"""The worked example on screen: type a batch, see every number between the logits and the batch mean."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from playground.background.api import EngineError
from playground.core.config import LossChoice
from playground.core.loss_spec import LossSpec
from playground.core.numbers import numbers, whole_numbers
from playground.core.params import MADE_FOR
from playground.core.reductions import REDUCTIONS
from playground.curves.worked import Steps, as_logits, as_targets
from playground.ui.shell import engine
from playground.ui.widgets import linked, menus
from playground.ui.widgets.controls import loss_params, loss_select
from playground.ui.worked.formulas import formulas

# The tutorial's table: p_t of 0.7, 0.4 and 0.1 cost 0.35667, 0.91629 and 2.30259 nats under cross-entropy.
ROWS = "0.7, 0.2, 0.1\n0.3, 0.4, 0.3\n0.6, 0.3, 0.1"
TARGETS = "0\n1\n2"
KINDS = {"probabilities": "Probabilities", "logits": "Logits"}


@st.fragment
def worked_example() -> None:
    """Draw the page: what is typed on the left, what it means on the right."""
    left, right = st.columns([2, 5], gap="large")
    with left:
        probabilities, rows, targets = _typed()
        spec = loss_select("ex_loss", default="focal")
        params = loss_params(spec, _columns(rows), prefix="ex_")
        alpha = linked.text("α, one number per class", "", "ex_alpha", placeholder="1 for all")
        counts = _counts(spec)
    with right:
        try:
            found = _worked(probabilities, rows, targets, LossChoice.of(spec.key, **params), alpha, counts)
        except (ValueError, EngineError) as error:
            st.error(str(error))
            return
        _show(found, spec, params)


def _typed() -> tuple[bool, str, str]:
    kind = menus.segments("You type", list(KINDS), "probabilities", "ex_kind", KINDS.__getitem__)
    rows = linked.text_area(f"{KINDS[kind]}, one sample a line", ROWS, "ex_rows", height=110)
    helped = "A class number, or one number per class: one-hot or soft."
    targets = linked.text_area("Targets, one a line", TARGETS, "ex_targets", height=110, help=helped)
    return kind == "probabilities", rows, targets


def _counts(spec: LossSpec) -> str:
    if not spec.needs_counts:
        return ""
    return linked.text("Training samples per class", "5000, 500, 50", "ex_counts")


def _columns(rows: str) -> int:
    """How many classes are typed: the sliders need it before the right side says what cannot be read."""
    try:
        return max(2, len(_lines(rows)[0]))
    except (ValueError, IndexError):
        return MADE_FOR


def _lines(text: str) -> list[tuple[float, ...]]:
    return [numbers(line, 1, 20) for line in text.splitlines() if line.strip()]


def _worked(probabilities: bool, rows: str, targets: str, choice: LossChoice, alpha: str, counts: str) -> Steps:
    logits = as_logits(_lines(rows) or [()], probabilities)
    samples, classes = logits.shape
    weights = numbers(alpha, classes, classes) if alpha.strip() else ()
    if any(a < 0 for a in weights):
        raise ValueError("Each alpha must be at least 0.")
    sizes = whole_numbers(counts, classes, classes) if counts else [1] * classes
    wanted = as_targets(_lines(targets), samples, classes)
    found: Steps = engine.ask("steps", choice, logits, wanted, sizes, weights)
    return found


def _show(found: Steps, spec: LossSpec, params: dict[str, float]) -> None:
    with st.container(horizontal=True, gap="large"):
        for key, value in found.reductions.items():
            st.metric(REDUCTIONS[key].short, f"{value:.5f}", help=REDUCTIONS[key].help, width="content")
    _table(_samples(found), "Every sample: p_t, cross-entropy, the loss, alpha and both.")
    last = len(found.p_t) - 1
    row = menus.segments("Sample", range(last + 1), 0, "ex_sample") if last else 0
    for line in formulas(found, row, spec, params):
        st.latex(line)
    _table(_classes(found, row), "Every class of the sample: logit, softmax, log-softmax, target, gradient.")


def _table(table: pd.DataFrame, alt: str) -> None:
    """A table with five decimals everywhere."""
    five = {column: st.column_config.NumberColumn(format="%.5f") for column in table.columns}
    st.dataframe(table, column_config=five, alt=alt)


def _samples(found: Steps) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "p_t": found.p_t, "cross-entropy": found.cross_entropy,
            "loss": found.loss, "α_t": found.alpha_t, "α_t · loss": found.weighted,
        }
    ).rename_axis("sample")  # fmt: skip


def _classes(found: Steps, row: int) -> pd.DataFrame:
    rows = {
        "logit z": found.logits, "softmax p": found.softmax, "log p": found.log_softmax, "target": found.targets,
        "gradient ∂L/∂z": found.gradient,
    }  # fmt: skip
    return pd.DataFrame({name: values[row] for name, values in rows.items()}).T
