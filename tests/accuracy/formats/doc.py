"""Word 97 to 2003: the Word documents of this folder, saved by LibreOffice in the older format."""

from tests.accuracy.formats.docx import print_report
from tests.accuracy.office import MISSING, convert_all

__all__ = ["MISSING", "SHARE", "convert", "print_report"]
SHARE = 0.1  # of the reports: LibreOffice takes long to write them


def convert(files: list[bytes]) -> list[bytes]:
    """Word documents as .doc."""
    return convert_all(files, "docx", "doc:MS Word 97")
