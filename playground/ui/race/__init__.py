"""The parts of the Race page."""
