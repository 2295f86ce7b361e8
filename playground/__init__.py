"""Focal Loss Playground: losses for imbalanced classes, raced on real digits."""
