"""Numbers about predictions: numpy only, each checked against scikit-learn or torchmetrics (docs/metrics.md)."""
