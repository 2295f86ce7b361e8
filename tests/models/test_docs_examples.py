"""The examples of docs/adding_data_and_models.md are code: they are run."""

import re
from pathlib import Path

import numpy as np
import torch

from playground.core.config import Imbalance
from playground.data import choose, class_counts

TEXT = (Path(__file__).parents[2] / "docs" / "adding_data_and_models.md").read_text("utf-8")


def spec(title):
    """The SPEC of the first code block that begins with this docstring."""
    block = next(b for b in re.findall(r"```python\n(.*?)```", TEXT, re.DOTALL) if title in b.splitlines()[0])
    scope = {}
    exec(compile(block, title, "exec"), scope)
    return scope["SPEC"]


def test_the_data_set_of_the_docs_can_be_thinned_out():
    symbols = spec("Five symbols")
    arrays = symbols.load("")
    assert symbols.available("")
    assert symbols.classes == len(set(arrays.train_labels)) == 5
    assert arrays.train_images.shape == (500, 28, 28)
    assert arrays.test_images.dtype == np.uint8
    counts = class_counts(Imbalance(ratio=10.0, largest=50, rare=2), np.bincount(arrays.train_labels).tolist())
    assert np.bincount(arrays.train_labels[choose(arrays.train_labels, counts, 0)]).tolist() == list(counts)


def test_the_network_of_the_docs_gives_one_logit_per_class():
    thin = spec("One narrow hidden layer")
    for head in ("linear", "cosine"):
        assert thin.build(head, torch.zeros(4, 1, 28, 28), 5)(torch.randn(3, 1, 28, 28)).shape == (3, 5)
