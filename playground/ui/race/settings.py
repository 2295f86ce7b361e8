"""The controls that define an experiment. Each is bound to the link; changing one never touches a race that runs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from playground import data, models
from playground.core.config import Entrant, Imbalance, RaceConfig
from playground.core.numbers import whole_numbers
from playground.core.reductions import REDUCTIONS
from playground.figures import counts as counts_figure
from playground.race.menus import AUGMENTS, HEADS, OPTIMIZERS, SAMPLINGS, SCHEDULES
from playground.ui.shell import page

BUDGETS = (3_000, 10_000, 20_000, 30_000, 60_000, 120_000, 240_000)
RATIOS = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000)
DEFAULT = RaceConfig()


def dataset(available: Mapping[str, bool]) -> str:
    """Choose the digits; MNIST is offered only where it is on the disk."""
    keys = [key for key, there in available.items() if there]
    chosen = st.segmented_control(
        "Data", keys, default=keys[0], key="data", bind="query-params", required=True,
        format_func=lambda key: data.SPECS[key].title,
    )  # fmt: skip
    return str(chosen)


def imbalance(available: Sequence[int], usual: int) -> tuple[Imbalance, tuple[int, ...]] | None:
    """Choose how lopsided the training set is, and see it. None, with the reason on the page, where it cannot be."""
    profiles = list(data.PROFILES)
    profile = st.selectbox(
        "Imbalance", profiles, profiles.index("step"), key="profile", bind="query-params",
        format_func=lambda key: data.PROFILES[key].title,
        help="\n".join(f"- **{p.title}**: {p.help}" for p in data.PROFILES.values()),
    )  # fmt: skip
    try:
        chosen = _custom() if profile == "custom" else _shaped(profile, min(available), usual)
        counts = data.class_counts(chosen, available)
    except ValueError as error:
        st.error(str(error))
        return None
    st.plotly_chart(
        counts_figure.draw(counts_figure.counts(counts, data.rare_classes(counts)), height=210),
        key="counts_chart", config={"displayModeBar": False, "staticPlot": True},
        alt="Training images per digit: " + ", ".join(f"{c}: {n}" for c, n in enumerate(counts)),
    )  # fmt: skip
    return chosen, counts


def _custom() -> Imbalance:
    text = st.text_input(
        "Training images of digits 0 to 9", "5000, 5000, 1000, 1000, 500, 500, 100, 100, 25, 25", key="counts",
        bind="query-params", help="Ten whole numbers, separated by commas.",
    )  # fmt: skip
    return Imbalance("custom", counts=whole_numbers(text))


def _shaped(profile: str, most: int, usual: int) -> Imbalance:
    ratio, rare = 1, 1
    if profile != "balanced":
        ratio = st.select_slider(
            "Ratio, largest to smallest class", RATIOS, usual, key="ratio", bind="query-params",
            format_func=lambda r: f"{r}:1",
        )  # fmt: skip
        page.refused("ratio", "the ratio", f"{ratio}:1", "1:1 to 1000:1, as the slider offers")
    if profile == "step":
        rare = st.slider("Rare digits", 1, 9, 5, key="rare", bind="query-params")
    largest = min(DEFAULT.imbalance.largest, most)
    return Imbalance(profile, float(ratio), largest, rare, seed=st.session_state.get("pick", 0))


def training(entrants: tuple[Entrant, ...], dataset: str, imbalance: Imbalance) -> RaceConfig:
    """The settings that few need, folded away; the defaults are good."""
    with st.expander("More: network, training, seeds", icon=":material/settings:"):
        seeds = st.slider(
            "Seeds", 1, 10, 1, key="seeds", bind="query-params", help="Repeats the race from other weights."
        )
        network = _choose("Network", models.SPECS, DEFAULT.network, "net")
        samples = _steps("Training images per run", BUDGETS, usual_samples(dataset), "samples")
        batch = _steps("Batch size", (16, 32, 64, 128, 256), DEFAULT.batch_size, "batch")
        optimizer = _choose("Optimizer", OPTIMIZERS, DEFAULT.optimizer, "opt")
        schedule = _choose("Learning-rate schedule", SCHEDULES, DEFAULT.schedule, "sched")
        rate = _number("Learning rate", 1e-5, 1.0, DEFAULT.learning_rate, "lr")
        decay = _number("Weight decay", 0.0, 0.5, DEFAULT.weight_decay, "wd")
        sampling = _choose("Sampling", SAMPLINGS, DEFAULT.sampling, "sampling")
        augment = _choose("Augmentation", AUGMENTS, DEFAULT.augment, "augment")
        reduction = _choose("Reduction", REDUCTIONS, DEFAULT.reduction, "reduction")
        head = _choose("Output layer", HEADS, DEFAULT.head, "head")
        seed = st.number_input("Seed", 0, 9999, 0, key="seed", bind="query-params", help="Of weights and batches.")
        st.number_input(
            "Draw of the rare digits", 0, 99, 0, key="pick", bind="query-params", help="Another number, others."
        )
    return RaceConfig(
        entrants=entrants, dataset=dataset, imbalance=imbalance, network=network, optimizer=optimizer,
        schedule=schedule, learning_rate=rate, weight_decay=decay, batch_size=batch, samples=samples,
        sampling=sampling, augment=augment, reduction=reduction, head=head, seed=seed, seeds=seeds,
    )  # fmt: skip


def usual_samples(dataset: str) -> int:
    """How long a race lasts unless one says otherwise: the small digits need less."""
    return DEFAULT.samples if dataset == "mnist" else 10_000


def _choose(label: str, options: Mapping[str, Any], default: str, key: str) -> str:
    """A menu of things that have a title."""
    keys = list(options)
    return st.selectbox(
        label, keys, keys.index(default), key=key, bind="query-params", format_func=lambda k: options[k].title
    )


def _steps(label: str, values: Sequence[int], default: int, key: str) -> int:
    """A slider over a few round numbers."""
    numbers = sorted({*values, default})
    return st.select_slider(label, numbers, default, key=key, bind="query-params", format_func=lambda n: f"{n:,}")


def _number(label: str, low: float, high: float, default: float, key: str) -> float:
    return st.number_input(label, low, high, default, format="%.5g", key=key, bind="query-params")
