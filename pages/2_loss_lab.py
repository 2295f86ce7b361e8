"""Loss Lab | :material/show_chart: |  | What gamma, alpha and every other knob do, seen while you drag them."""

from playground.ui.shell import page

page.open_page(__file__)

from playground.ui.lab.page import loss_lab  # noqa: E402

loss_lab()
