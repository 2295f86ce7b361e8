"""Races in worker processes: a fair queue, and views for the pages. No streamlit, no torch on this side of the pipe."""
