"""Shows where a number stands in an archived document: one module for each file format."""
