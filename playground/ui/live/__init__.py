"""Charts that move in place: Python beside its JavaScript."""
