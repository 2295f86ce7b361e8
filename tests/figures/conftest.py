"""What every figure must keep, checked by Plotly itself."""

import json
from collections.abc import Callable

import plotly.graph_objects as go
import pytest


def _check(figure: dict) -> go.Figure:
    json.dumps(figure, allow_nan=False)
    valid = go.Figure(figure)
    for name in ("xaxis", "yaxis"):
        assert figure["layout"][name]["title"]["text"]
    assert figure["layout"]["height"] <= 480
    return valid


@pytest.fixture(scope="session")
def check() -> Callable[[dict], go.Figure]:
    """Valid for Plotly (it refuses unknown names), valid JSON without nan, both axes titled, not too tall."""
    return _check
