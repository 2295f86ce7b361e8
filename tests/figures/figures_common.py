"""What every figure must keep, checked by Plotly itself."""

import json

import plotly.graph_objects as go


def check(figure: dict) -> go.Figure:
    """Valid for Plotly (Plotly refuses unknown names), valid JSON without nan, and both axes titled."""
    json.dumps(figure, allow_nan=False)
    valid = go.Figure(figure)
    for name in ("xaxis", "yaxis"):
        assert figure["layout"][name]["title"]["text"]
    assert figure["layout"]["height"] <= 480
    return valid
