"""What stands around every page: the menu, the way through app.py, and the keys of the session."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from playground import data
from playground.ui.shell import held, server, session_keys
from playground.ui.shell.links import RACE_PAGE

ROOT = Path(__file__).parents[3]
PAGES = sorted((ROOT / "pages").glob("*.py"))


def about(path: Path) -> list[str]:
    return (ast.get_docstring(ast.parse(path.read_text("utf-8"))) or "").splitlines()[0].split(" | ")


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_every_page_says_title_icon_section_and_one_sentence(path):
    title, icon, section, sentence = about(path)
    assert title[0].isupper()
    assert re.fullmatch(r":material/[a-z_]+:", icon)
    assert section in ("", "Understand")
    assert sentence.endswith((".", "?"))


def test_no_two_pages_share_a_title_or_an_icon():
    for part in (0, 1):
        found = [about(path)[part] for path in PAGES]
        assert len(set(found)) == len(found)


def test_the_race_page_of_the_links_is_a_page():
    assert ROOT / RACE_PAGE in PAGES


@pytest.fixture
def switched(monkeypatch):
    """Where a page that runs on its own sends the visitor; the switch ends its run."""
    import streamlit as st

    found: list = []
    monkeypatch.setattr(st, "switch_page", lambda to, query_params: (found.append((to, query_params)), st.stop()))
    return found


def alone() -> None:
    """A page that a deep link opens beside app.py."""
    import streamlit as st

    from playground.ui.shell import page

    page.open_page("/somewhere/pages/2_loss_lab.py")
    st.write("drawn")


def test_a_page_opened_on_its_own_goes_through_the_app_with_its_whole_link(switched):
    at = AppTest.from_function(alone)
    at.query_params["lab_with"] = ["poly1", "ldam"]
    at.query_params["x"] = "é"
    at.run()
    wanted = {"lab_with": ["poly1", "ldam"], "x": ["é"]}
    assert switched == [("app.py", wanted)]
    assert at.session_state[session_keys.WANTED] == ("2_loss_lab.py", wanted)
    assert not at.markdown, "nothing is drawn before"


def test_a_page_behind_the_app_is_drawn_at_once_and_reads_its_link(switched):
    at = AppTest.from_function(alone)
    at.session_state[session_keys.SHELL] = True
    at.run()
    assert switched == []
    assert [m.value for m in at.markdown] == ["drawn"]
    assert at.session_state[session_keys.PAGE] == "2_loss_lab.py"


@pytest.mark.parametrize(("file", "hidden"), [("1_race.py", "abc"), ("2_loss_lab.py", "")])
def test_only_the_race_page_keeps_quiet_about_the_race_that_it_draws(monkeypatch, file, hidden):
    told: list = []
    monkeypatch.setattr("playground.ui.shell.background_races.draw", told.append)

    def script(file: str) -> None:
        from playground.ui.shell import page

        page.open_page(file)

    at = AppTest.from_function(script, kwargs={"file": file})
    at.session_state[session_keys.SHELL] = True
    server.close()
    at.run()
    assert told == [], "where nobody has raced, nothing is told"
    monkeypatch.setattr(held, "held", lambda name: name == held.JOBS or None)
    at.session_state["run"] = "abc"
    at.run()
    assert told == [hidden]


def test_class_sizes_are_those_of_the_training_images():
    sizes, labels = server.class_sizes("digits", ""), data.load("digits", "").train_labels
    assert sizes == tuple(int(np.sum(labels == c)) for c in range(data.SPECS["digits"].classes))
    assert sum(sizes) == len(labels)


def test_the_data_folder_is_the_one_of_the_environment(monkeypatch):
    monkeypatch.setenv("PLAYGROUND_DATA", "/nowhere/else")
    assert server.folder() == "/nowhere/else"


def keys() -> dict[str, str]:
    return {name: value for name, value in vars(session_keys).items() if name.isupper()}


def test_every_key_of_the_session_is_used_where_its_comment_says():
    source = Path(session_keys.__file__).read_text("utf-8")
    files = {
        name: re.findall(r"(\w+/\w+\.py|app\.py)", comment)
        for name, comment in re.findall(r'^(\w+) = "\w+"  # (.+)$', source, re.MULTILINE)
    }
    assert files.keys() == keys().keys()
    for name, named in files.items():
        for file in named or ["shell/links.py"]:  # the links' keys say so in their heading
            home = ROOT / file if file == "app.py" else ROOT / "playground/ui" / file
            text = home.read_text("utf-8")
            assert f".{name}" in text or f'"{keys()[name]}"' in text, f"{name} is not used in {file}"


def test_no_key_of_the_session_could_be_the_name_of_a_control():
    assert all(value.startswith("_") for value in keys().values())
