"""Evaluations of models on labelled samples, and what pages ask of them. No streamlit."""
