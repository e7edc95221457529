"""What the home page shows."""

from typing import Any

from datasette.app import Datasette

from archive.site.database import published

_FIGURES = """
SELECT
    (SELECT COUNT(*) FROM reports WHERE is_latest) AS reports,
    (SELECT COUNT(*) FROM organisations) AS organisations,
    (SELECT MIN(year) FROM reports) AS first_year,
    (SELECT MAX(year) FROM reports) AS last_year,
    (SELECT SUM(cells_reported) FROM reports WHERE is_latest) AS numbers,
    (SELECT COUNT(*) FROM findings) AS findings,
    (SELECT COUNT(*) FROM unread) AS unread
"""
_NEWEST = """
SELECT report_id, organisation, year, title, published_on, reading
FROM reports WHERE is_latest ORDER BY report_no DESC LIMIT 8
"""
_REQUESTS = """
SELECT r.year, SUM(v.value) AS requests, COUNT(*) AS reports
FROM form_cells AS f
JOIN cell_values AS v ON v.item = f.item
JOIN reports AS r ON r.report_no = v.report_no AND r.is_latest
WHERE f.table_key = 'requests' AND f.row_key = 'received' AND f.column_key = 'total' AND v.value IS NOT NULL
GROUP BY r.year ORDER BY r.year
"""


async def home_context(datasette: Datasette) -> dict[str, Any]:
    """The figures, newest reports, requests of every year, and saved queries, as the template wants them."""
    database = published(datasette)
    metadata = datasette.metadata(database=database.name) or {}
    requests_by_year = (await database.execute(_REQUESTS)).rows
    return {
        "nianbao": database.name,
        "figures": (await database.execute(_FIGURES)).first(),
        "newest": (await database.execute(_NEWEST)).rows,
        "requests_by_year": requests_by_year,
        "most_requests": max((row["requests"] for row in requests_by_year), default=0),
        "saved_queries": metadata.get("queries", {}),
        "described_tables": {
            name: table for name, table in metadata.get("tables", {}).items() if not table.get("hidden")
        },
    }
