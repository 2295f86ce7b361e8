"""docs/background.md is held true to the code: states, transitions, messages, limits."""

import re
from dataclasses import fields
from pathlib import Path

import pytest

from playground.background.states import IN_QUEUE, SHOWN, TRAINING, WITHOUT_WORKER, State
from playground.background.transitions import TABLE
from playground.background.views import Limits
from playground.background.wire import FROM_DOWNLOAD, FROM_WORKER, TO_WORKER

DOC = (Path(__file__).parents[2] / "docs/background.md").read_text("utf-8")


def rows(header):
    """The cells of the Markdown table under this header line."""
    lines = DOC.split(f"{header}\n", 1)[1].splitlines()[1:]
    table = lines[: next((i for i, line in enumerate(lines) if not line.startswith("|")), len(lines))]
    return [tuple(cell.strip() for cell in line.strip("|").split("|")) for line in table]


def test_the_states_are_those_of_the_code():
    def cell(state, states):
        return "yes" if state in states else ""

    kept = set(State) - WITHOUT_WORKER
    assert [row[:5] for row in rows("| state | shown as | in the queue | kept by a worker | trained now | |")] == [
        (state.value, SHOWN[state], cell(state, IN_QUEUE), cell(state, kept), cell(state, TRAINING)) for state in State
    ]


def test_the_transitions_are_those_of_the_code():
    def cell(state, event, found):
        return f"{found.to} ({', '.join(found.send)})" if found.send else str(found.to)

    documented = [(state, *pair) for state, cells in rows("| state | event: next state (sent to the worker) |")
                  for pair in re.findall(r"\*(.+?)\*: ([^;]+)", cells)]  # fmt: skip
    assert sorted(documented) == sorted(
        (state.value, event.value, cell(state, event, found))
        for state, row in TABLE.items()
        for event, found in row.items()
    )


def messages(verb, header):
    """Kind -> fields, from the messages in the table's first column."""
    found = {}
    for first, _ in rows(header):
        for kinds, rest in re.findall(rf'{{"{verb}": ([^,}}]+)((?:, "\w+")*)}}', first):
            for kind in re.findall(r'"(\w+)"', kinds):
                found[kind] = tuple(re.findall(r'"(\w+)"', rest))
    return found


@pytest.mark.parametrize(
    ("verb", "header", "known"),
    [("do", "| to the worker | |", TO_WORKER), ("is", "| from the worker | |", {**FROM_WORKER, **FROM_DOWNLOAD})],
)
def test_the_messages_are_those_of_the_code(verb, header, known):
    assert messages(verb, header) == known


def test_every_limit_stands_in_the_docs_with_its_default():
    told = {}
    for names, defaults, _ in rows("| `Limits` | default | |"):
        amounts = [int(n) * (2**20 if "MiB" in d else 1) for d in defaults.split(",") for n in re.findall(r"\d+", d)]
        told.update(zip(re.findall(r"`(\w+)`", names), amounts, strict=True))
    assert told == {field.name: getattr(Limits(), field.name) for field in fields(Limits)}
