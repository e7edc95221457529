"""Finds the cells of a form in the tables of a document, by the words on row and column."""
