"""Race | :material/sports_score: |  | Losses from one start, on the same batches: who recognises the rare digits?"""

from playground.ui.shell import page as shell

shell.open_page(__file__)

from playground.ui.race import page  # noqa: E402

page.show()
