"""Real reports, damaged as the field damages them, in every format: how many cells are right, flagged, or wrong and unflagged."""
