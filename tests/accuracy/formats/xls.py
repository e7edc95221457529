"""Excel 97 to 2003: the workbooks of this folder, saved by LibreOffice in the older format."""

from tests.accuracy.formats.xlsx import IS_SHEET, print_report
from tests.accuracy.office import MISSING, convert_all

__all__ = ["IS_SHEET", "MISSING", "SHARE", "convert", "print_report"]
SHARE = 0.1  # of the reports: LibreOffice takes long to write them


def convert(files: list[bytes]) -> list[bytes]:
    """Workbooks as .xls."""
    return convert_all(files, "xlsx", "xls:MS Excel 97")
