"""Finds and fetches, politely. Knows HTTP, portals and their content-management systems; knows nothing of tables."""
