"""PDF pages: their words and rules, the grids that the rules draw, and the prose between."""
