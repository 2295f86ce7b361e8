"""The shell: every file of pages/ is a page, named by the first line of its docstring: title | icon | sentence."""

import ast
from pathlib import Path

import streamlit as st

HERE = Path(__file__).parent


def page(path: Path, first: bool) -> st.Page:
    """Read a page's title and icon from its docstring, without running it."""
    docstring = ast.get_docstring(ast.parse(path.read_text("utf-8"))) or ""
    title, icon, _sentence = docstring.splitlines()[0].split(" | ", 2)
    return st.Page(path, title=title, icon=icon, default=first)


st.set_page_config(page_title="Focal Loss Playground", page_icon=":material/center_focus_strong:", layout="wide")
pages = {path.name: page(path, i == 0) for i, path in enumerate(sorted((HERE / "pages").glob("*.py")))}
chosen = st.navigation(list(pages.values()), position="top")
st.session_state["_shell"] = True
wanted, query = st.session_state.pop("_wanted", ("", {}))
if wanted in pages and pages[wanted] != chosen:
    st.switch_page(pages[wanted], query_params=query)
chosen.run()
