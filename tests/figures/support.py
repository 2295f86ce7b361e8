"""What the figures' theorems share: random races and results, and a reader of hover texts as Plotly writes them."""

import re

import numpy as np
from hypothesis import strategies as st

from playground.core.snapshots import Lane, Point

PLACEHOLDER = re.compile(r"%\{([a-z]+)(?:\[(\d+)\])?(?::([^}]*))?\}")
UNDEFINED = re.compile(r"\b(nan|inf|infinity|none|null|undefined)\b", re.IGNORECASE)
NAMES = st.lists(st.text("abxyzÄγ 0123<&>", min_size=1, max_size=8), min_size=3, max_size=3, unique=True)


def said(trace, i):
    """The hover text of point i. What is undefined there may not be asked for: Plotly would write it as 0."""

    def filled(match):
        key, index, form = match.groups()
        value = trace[key][i] if index is None else trace[key][i][int(index)]
        assert value is not None, f"{match[0]} of point {i} is undefined"
        assert value == value, f"{match[0]} of point {i} is nan"
        return format(value, form) if form else str(value)

    return PLACEHOLDER.sub(filled, trace["hovertemplate"])


def hoverable(trace):
    """The points of a trace that Plotly draws, and which answer to a pointer."""
    if trace.get("hoverinfo") == "skip" or trace["type"] == "heatmap":
        return []
    defined = [value is not None and value == value for value in trace["y"]]
    return [i for i, shown in enumerate(defined) if shown and trace["x"][i] is not None]


def texts(value):
    """Every string of a figure."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        yield from (text for inner in value.values() for text in texts(inner))
    elif isinstance(value, list | tuple):
        yield from (text for inner in value for text in texts(inner))


def undefined_words(figure):
    return [text for text in texts(figure) if UNDEFINED.search(text)]


@st.composite
def matrices(draw, least=2, most=8):
    """A confusion matrix of `least` to `most` classes, often with empty rows, sometimes with large counts."""
    classes = draw(st.integers(least, most))
    cells = draw(st.lists(st.integers(0, 9), min_size=classes**2, max_size=classes**2))
    return np.array(cells).reshape(classes, classes) * draw(st.sampled_from([0, 1, 1000]))


@st.composite
def scored(draw, classes=3, most=30):
    """Labels (N,) of which classes may be missing, and probabilities (N, C) with many ties."""
    n = draw(st.integers(0, most))
    labels = draw(st.lists(st.integers(0, classes - 1), min_size=n, max_size=n))
    parts = draw(st.lists(st.lists(st.integers(1, 5), min_size=classes, max_size=classes), min_size=n, max_size=n))
    p = np.array(parts, dtype=float).reshape(n, classes)
    return np.array(labels, dtype=np.int64), p / p.sum(1, keepdims=True)


@st.composite
def points(draw, classes=2, most=4):
    """Points of one lane: rising steps, the loss undefined at step 0, some matrices with empty rows or none at all."""
    steps = sorted(draw(st.sets(st.integers(0, 9), min_size=1, max_size=most)))
    cells = st.tuples(*[st.integers(0, 5)] * classes)
    matrix = st.one_of(st.tuples(*[cells] * classes), st.just(()))
    each = [(draw(st.floats(0, 5)), draw(st.floats(0, 5)), draw(matrix)) for _ in steps]
    return tuple(
        Point(step, 64 * step, loss if step else float("nan"), nll, found)
        for step, (loss, nll, found) in zip(steps, each, strict=True)
    )


@st.composite
def lanes(draw, entrants=3):
    """Lanes of up to three entrants over up to four seeds of any number; entrants may have none."""
    seeds = draw(st.sets(st.integers(0, 10**6), min_size=1, max_size=4))
    pairs = [(e, s) for s in sorted(seeds) for e in range(entrants) if draw(st.booleans())]
    status = st.sampled_from(["running", "finished", "stopped", "diverged"])
    return [Lane(e, s, draw(status), "", draw(points())) for e, s in pairs]
