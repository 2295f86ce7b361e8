"""The Worked example page."""
