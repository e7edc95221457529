"""How large a national year is on paper, from the bytes per report of a data folder: `python -m benchmarks.national_size DATA`.

What a document costs is measured in the folder's own captures, format by format, so a folder with real reports gives real
figures. The number of reports a year is that of the bodies which must publish one.
"""

import sqlite3
import sys
import tempfile
from contextlib import closing
from pathlib import Path

from pipelines.reference import open_database

REPORTS_A_YEAR = 140_000
OTHER_PAGES = 3  # lists, covers, home pages and robots.txt for each report; a recrawl leaves revisits of them
_BY_TYPE = """
SELECT COALESCE(c.media_type, 'none'), COUNT(*), AVG(c.size), AVG(c.warc_length)
FROM reports AS r JOIN captures AS c ON c.capture_id = r.capture_id
GROUP BY 1 ORDER BY 2 DESC
"""
_MEANS = "SELECT AVG(c.warc_length) FROM reports AS r JOIN captures AS c ON c.capture_id = r.capture_id"
_OTHERS = "SELECT AVG(warc_length) FROM captures WHERE capture_id NOT IN (SELECT capture_id FROM reports)"
_REVISITS = "SELECT AVG(warc_length) FROM captures WHERE kind = 'revisit'"
_LISTED = "SELECT COUNT(*), SUM(warc_length) FROM captures"


def empty_database() -> int:
    """The bytes of a database that holds the forms and divisions and nothing else."""
    with tempfile.TemporaryDirectory() as name:
        path = Path(name, "nianbao.db")
        open_database(path).close()
        return path.stat().st_size


def main() -> None:
    """Prints what was measured and what it comes to."""
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    data = Path(sys.argv[1])
    with closing(sqlite3.connect(f"{(data / 'nianbao.db').resolve().as_uri()}?mode=ro", uri=True)) as connection:
        kinds = connection.execute(_BY_TYPE).fetchall()
        (report,), (other,), (revisit,) = (
            connection.execute(query).fetchone() for query in (_MEANS, _OTHERS, _REVISITS)
        )
        captures, payloads = connection.execute(_LISTED).fetchone()
        (reports,) = connection.execute("SELECT COUNT(*) FROM reports").fetchone()
    if not reports:
        sys.exit(f"There is no report in {data}.")
    files = sum(path.stat().st_size for path in (data / "archive").glob("*.warc.gz"))
    beside = (files - payloads) / captures  # request and metadata records, the notes of runs
    database = ((data / "nianbao.db").stat().st_size - empty_database()) / reports
    print("| media type | reports | bytes served | bytes in the WARC file |")
    print("|---|---|---|---|")
    for media_type, number, size, length in kinds:
        print(f"| {media_type} | {number:,} | {size:,.0f} | {length:,.0f} |")
    first = REPORTS_A_YEAR * (report + beside + OTHER_PAGES * ((other or report) + beside))
    print(f"\nRecords beside a capture: {beside:,.0f} bytes. Database: {database:,.0f} bytes a report.")
    print(
        f"A national year of {REPORTS_A_YEAR:,} reports and {OTHER_PAGES} other pages each: {first / 1e9:,.1f} GB of WARC files,"
    )
    print(f"{REPORTS_A_YEAR * database / 1e9:,.1f} GB of database.", end=" ")
    if revisit:
        again = REPORTS_A_YEAR * (1 + OTHER_PAGES) * (revisit + beside)
        print(f"A recrawl that finds nothing new: {again / 1e9:,.1f} GB.")


if __name__ == "__main__":
    main()
