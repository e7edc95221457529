"""Workbooks: what their cells show, and the tables and paragraphs that a sheet holds."""
