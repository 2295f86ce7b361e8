"""Focal Loss Playground: losses for imbalanced classes, raced on real digits."""

__version__ = "0.1.0"
