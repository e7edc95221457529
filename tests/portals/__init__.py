"""Portals made for testing the crawler: one family of content-management systems, or one obstacle, on each host."""
