"""Worked example | :material/calculate: |  | Every number between the logits and the batch mean, by hand."""

from playground.ui import shell

shell.open_page(__file__)

from playground.ui.lab.worked_page import worked_example  # noqa: E402

worked_example()
