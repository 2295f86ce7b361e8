"""The controls that define an experiment. Each is bound to the link; changing one never touches a race that runs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from playground import data, models
from playground.core.config import Entrant, Imbalance, RaceConfig
from playground.core.numbers import whole_numbers
from playground.core.reductions import REDUCTIONS
from playground.core.specs import DataSpec
from playground.figures import counts as counts_figure
from playground.race.menus import AUGMENTS, HEADS, OPTIMIZERS, SAMPLINGS, SCHEDULES
from playground.ui.shell import page

BUDGETS = (3_000, 10_000, 20_000, 30_000, 60_000, 120_000, 240_000)
LEVELS = (5000, 1000, 500, 100, 25)  # own counts to begin with, spread over the classes
RATIOS = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000)
DEFAULT = RaceConfig()


def dataset(available: Mapping[str, bool]) -> str:
    """Choose the data set, of those that are on the disk."""
    keys = [key for key, there in available.items() if there]
    chosen = st.segmented_control(
        "Data", keys, default=keys[0], key="data", bind="query-params", required=True,
        format_func=lambda key: data.SPECS[key].title,
    )  # fmt: skip
    return str(chosen)


def imbalance(available: Sequence[int], spec: DataSpec) -> tuple[Imbalance, tuple[int, ...]] | None:
    """Choose how lopsided the training set is, and see it. None, with the reason on the page, where it cannot be."""
    profiles = list(data.PROFILES)
    profile = st.selectbox(
        "Imbalance", profiles, profiles.index("step"), key="profile", bind="query-params",
        format_func=lambda key: data.PROFILES[key].title,
        help="\n".join(f"- **{p.title}**: {p.help}" for p in data.PROFILES.values()),
    )  # fmt: skip
    try:
        chosen = _custom(available, spec) if profile == "custom" else _shaped(profile, min(available), spec)
        counts = data.class_counts(chosen, available)
    except ValueError as error:
        st.error(str(error))
        return None
    st.plotly_chart(
        counts_figure.draw(counts_figure.counts(counts, data.rare_classes(counts), spec.class_names), height=210),
        key="counts_chart", config={"displayModeBar": False, "staticPlot": True},
        alt=f"Training images per {spec.noun}: "
        + ", ".join(f"{name}: {n}" for name, n in zip(spec.class_names, counts, strict=True)),
    )  # fmt: skip
    return chosen, counts


def _custom(available: Sequence[int], spec: DataSpec) -> Imbalance:
    levels = [LEVELS[c * len(LEVELS) // spec.classes] for c in range(spec.classes)]
    usual = ", ".join(str(min(level, most)) for level, most in zip(levels, available, strict=True))
    text = st.text_input(
        f"Training images of {spec.span}", usual, key="counts", bind="query-params",
        help=f"{spec.classes} whole numbers, separated by commas.",
    )  # fmt: skip
    return Imbalance("custom", counts=whole_numbers(text))


def _shaped(profile: str, most: int, spec: DataSpec) -> Imbalance:
    ratio, rare = 1, 1
    if profile != "balanced":
        ratio = st.select_slider(
            "Ratio, largest to smallest class", RATIOS, spec.ratio, key="ratio", bind="query-params",
            format_func=lambda r: f"{r}:1",
        )  # fmt: skip
        page.refused("ratio", "the ratio", f"{ratio}:1", "1:1 to 1000:1, as the slider offers")
    if profile == "step":
        rare = _rare(spec)
    largest = min(DEFAULT.imbalance.largest, most)
    return Imbalance(profile, float(ratio), largest, rare, seed=st.session_state.get("pick", 0))


def _rare(spec: DataSpec) -> int:
    """How many classes are rare; of two classes it can only be one, and a slider needs two ends."""
    if spec.classes == 2:
        return 1
    most = spec.classes - 1
    return st.slider(f"Rare {spec.nouns}", 1, most, spec.classes // 2, key="rare", bind="query-params")


def training(entrants: tuple[Entrant, ...], dataset: str, imbalance: Imbalance) -> RaceConfig:
    """The settings that few need, folded away; the defaults are good."""
    with st.expander("More: network, training, seeds", icon=":material/settings:"):
        seeds = st.slider(
            "Seeds", 1, 10, 1, key="seeds", bind="query-params", help="Repeats the race from other weights."
        )
        network = _choose("Network", models.SPECS, DEFAULT.network, "net")
        samples = _steps("Training images per run", BUDGETS, data.SPECS[dataset].samples, "samples")
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
            f"Draw of the rare {data.SPECS[dataset].nouns}",
            0,
            99,
            0,
            key="pick",
            bind="query-params",
            help="Another number, others.",
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
