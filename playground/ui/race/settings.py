"""The controls that define an experiment. Each stands in the link; changing one never touches a race that runs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from playground import data, models
from playground.core.config import Entrant, Imbalance, RaceConfig
from playground.core.numbers import whole_numbers
from playground.core.reductions import REDUCTIONS
from playground.core.specs import DataSpec
from playground.exchange.race_link import COUNTS, IMBALANCE_NAMES, NAMES
from playground.figures import class_bars
from playground.figures.counts import counts as gathered
from playground.race.menus import AUGMENTS, HEADS, OPTIMIZERS, SAMPLINGS, SCHEDULES
from playground.ui.widgets import linked, menus

BUDGETS = (3_000, 10_000, 20_000, 30_000, 60_000, 120_000, 240_000)
BATCHES = (16, 32, 64, 128, 256)
RATIOS = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000)
LEVELS = (5000, 1000, 500, 100, 25)  # own counts to begin with, spread over the classes
MOST_DRAW = 99
DEFAULT = RaceConfig()


def dataset(available: Mapping[str, bool]) -> str:
    """Choose the data set, of those that are on the disk. Always in the link: servers differ in it."""
    keys = [key for key, there in available.items() if there]
    every = {text: spec.title for key, spec in data.SPECS.items() for text in (key, spec.title)}
    return menus.segments(
        "Data", keys, keys[0], NAMES["dataset"], lambda key: data.SPECS[key].title, always=True, elsewhere=every
    )


def imbalance(available: Sequence[int], spec: DataSpec) -> tuple[Imbalance, tuple[int, ...]] | None:
    """Choose how lopsided the training set is, and see it. None, with the reason on the page, where it cannot be."""
    profile = menus.select(
        "Imbalance", list(data.PROFILES), "step", IMBALANCE_NAMES["profile"], lambda key: data.PROFILES[key].title,
        help="\n".join(f"- **{p.title}**: {p.help}" for p in data.PROFILES.values()),
    )  # fmt: skip
    try:
        chosen = _custom(available, spec) if profile == "custom" else _shaped(profile, min(available), spec)
        counts = data.class_counts(chosen, available)
    except ValueError as error:
        st.error(str(error))
        return None
    _counts_chart(counts, spec)
    return chosen, counts


def _counts_chart(counts: Sequence[int], spec: DataSpec) -> None:
    st.html(class_bars.draw(gathered(counts, data.rare_classes(counts), spec.class_names), spec.noun))


def _custom(available: Sequence[int], spec: DataSpec) -> Imbalance:
    levels = [LEVELS[c * len(LEVELS) // spec.classes] for c in range(spec.classes)]
    usual = ", ".join(str(min(level, most)) for level, most in zip(levels, available, strict=True))
    text = linked.text(
        f"Training images of {spec.span}", usual, COUNTS, help=f"{spec.classes} whole numbers, separated by commas."
    )
    return Imbalance("custom", counts=whole_numbers(text))


def _shaped(profile: str, most: int, spec: DataSpec) -> Imbalance:
    ratio, rare = 1, 1
    if profile != "balanced":
        ratio = menus.select_slider(
            "Ratio, largest to smallest class", sorted({*RATIOS, spec.ratio}), spec.ratio, IMBALANCE_NAMES["ratio"],
            lambda r: f"{r}:1", what="the ratio", always=True,
        )  # fmt: skip
    if profile == "step":
        rare = _rare(spec)
    largest = min(DEFAULT.imbalance.largest, most)
    draw = linked.whole_below(IMBALANCE_NAMES["seed"], 0, MOST_DRAW, 0)
    return Imbalance(profile, float(ratio), largest, rare, seed=draw)


def _rare(spec: DataSpec) -> int:
    """How many classes are rare; of two classes it can only be one, and a slider needs two ends."""
    if spec.classes == 2:
        return 1
    most = spec.classes - 1
    return int(linked.slider(f"Rare {spec.nouns}", 1, most, spec.classes // 2, 1, IMBALANCE_NAMES["rare"]))


def training(entrants: tuple[Entrant, ...], dataset: str, imbalance: Imbalance) -> RaceConfig:
    """The settings that few need, over the page: folded out they would make a column as long as two screens."""
    over = st.popover("More: network, training, seeds", icon=":material/settings:", width="stretch")
    with over, st.grid("auto", min_column_width=190):
        config = RaceConfig(entrants=entrants, dataset=dataset, imbalance=imbalance, **_more(dataset))
        what = f"Draw of the rare {data.SPECS[dataset].nouns}"
        linked.whole(what, 0, MOST_DRAW, 0, IMBALANCE_NAMES["seed"], help="Another number, others.")
    return config


def _more(dataset: str) -> dict[str, Any]:
    """The fields of RaceConfig under "More", in the order in which they are asked for."""
    seeds = linked.slider("Seeds", 1, 10, 1, 1, NAMES["seeds"], help="Repeats the race from other weights.")
    return {
        "seeds": seeds,
        "network": _choose("Network", models.SPECS, "network"),
        "samples": _steps("Training images per run", BUDGETS, data.SPECS[dataset].samples, "samples"),
        "batch_size": _steps("Batch size", BATCHES, DEFAULT.batch_size, "batch_size"),
        "optimizer": _choose("Optimizer", OPTIMIZERS, "optimizer"),
        "schedule": _choose("Learning-rate schedule", SCHEDULES, "schedule"),
        "learning_rate": _number("Learning rate", 1e-5, 1.0, "learning_rate"),
        "weight_decay": _number("Weight decay", 0.0, 0.5, "weight_decay"),
        "sampling": _choose("Sampling", SAMPLINGS, "sampling"),
        "augment": _choose("Augmentation", AUGMENTS, "augment"),
        "reduction": _choose("Reduction", REDUCTIONS, "reduction"),
        "head": _choose("Output layer", HEADS, "head"),
        "seed": linked.whole("Seed", 0, 9999, 0, NAMES["seed"], help="Of weights and batches."),
    }


def _choose(label: str, options: Mapping[str, Any], field: str) -> str:
    """A menu of things that have a title."""
    return menus.select(label, list(options), getattr(DEFAULT, field), NAMES[field], lambda key: options[key].title)


def _steps(label: str, values: Sequence[int], default: int, field: str) -> int:
    """A slider over a few round numbers."""
    return menus.select_slider(label, sorted({*values, default}), default, NAMES[field], lambda n: f"{n:,}")


def _number(label: str, low: float, high: float, field: str) -> float:
    return linked.number(label, low, high, getattr(DEFAULT, field), NAMES[field], format="%.5g")
