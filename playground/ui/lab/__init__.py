"""The Loss Lab: choices, views, controls and the page that puts them together."""
