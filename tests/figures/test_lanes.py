"""The progress lines of a race: one per entrant, in words too."""

import pytest

from playground.figures.lanes import draw
from playground.race.progress import EntrantProgress


@pytest.mark.parametrize("status", ["running", "finished"])
def test_the_lines_are_told_in_words_and_names_are_no_markup(status):
    html = draw([EntrantProgress("Focal <2>", 0.25, 25, status)])
    assert "width:25.0%" in html
    assert f'aria-label="Focal &lt;2&gt;: {status}, 25%"' in html
    assert "<2>" not in html


def test_what_broke_is_said_with_its_step():
    assert "diverged at step 1,200" in draw([EntrantProgress("a", 0.3, 1200, "diverged")])
