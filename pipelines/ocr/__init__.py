"""Reads pictures of pages: straightens them, finds their rules, and recognises what is printed."""
