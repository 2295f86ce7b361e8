"""The shell. Each file of pages/ is a page; its docstring's first line says: title | icon | menu section | sentence."""

import ast
from importlib.resources import files
from pathlib import Path

import streamlit as st

PAGES = sorted((Path(__file__).parent / "pages").glob("*.py"))


def about(path: Path) -> list[str]:
    """Read what a page says of itself, without running it: [title, icon, section, sentence]."""
    docstring = ast.get_docstring(ast.parse(path.read_text("utf-8"))) or path.stem
    return docstring.splitlines()[0].split(" | ")


APP = "Focal Loss Playground"
ICON = files("playground") / "ui/shell/icon.png"  # a :material: icon would be fetched from the internet
st.set_page_config(APP, str(ICON), layout="wide")
pages, menu = {}, {}
for path in PAGES:
    title, icon, section, _sentence = about(path)
    pages[path.name] = st.Page(path, title=title, icon=icon, default=not pages)
    menu.setdefault(section, []).append(pages[path.name])
chosen = st.navigation(menu, position="top")
st.set_page_config(f"{chosen.title} - {APP}")
here = next(section for section, listed in menu.items() if chosen in listed)
if here:  # a section is a closed menu, which does not show which of its pages is open: its name does
    menu = {f"{section}: {chosen.title}" if section == here else section: listed for section, listed in menu.items()}
    st.navigation(menu, position="top")
st.session_state["_shell"] = True
wanted, query = st.session_state.pop("_wanted", ("", {}))
if wanted in pages and pages[wanted] != chosen:
    st.switch_page(pages[wanted], query_params=query)
chosen.run()
