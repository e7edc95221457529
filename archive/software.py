"""The program's version, which the command line prints, runs record and portals are told."""

VERSION = "0.1.0"  # pyproject.toml says the same; a checkout that is not installed has no other place to look
