"""The command line."""

VERSION = "0.1.0"  # pyproject.toml says the same; a checkout that is not installed has no other place to look
