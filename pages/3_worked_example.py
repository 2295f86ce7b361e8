"""Worked example | :material/calculate: |  | Every number between the logits and the batch mean, by hand."""

from playground.ui.shell import page

page.open_page(__file__)

from playground.ui.worked.page import worked_example  # noqa: E402

worked_example()
