"""The command line."""

from archive.software import VERSION

__all__ = ["VERSION"]
