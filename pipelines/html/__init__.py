"""Web pages as browsers show them: what hides, moves, makes or holds text, and tables made of other elements."""
