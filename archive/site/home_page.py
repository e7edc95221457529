"""The home page."""

from typing import TYPE_CHECKING

from datasette.utils.asgi import Request, Response

from archive.site.database import published

if TYPE_CHECKING:
    from datasette.app import Datasette

_FIGURES = """
SELECT
    (SELECT COUNT(*) FROM reports WHERE is_latest) AS reports,
    (SELECT COUNT(*) FROM organisations) AS organisations,
    (SELECT MIN(year) FROM reports) AS first_year,
    (SELECT MAX(year) FROM reports) AS last_year,
    (SELECT SUM(cells_reported) FROM reports WHERE is_latest) AS numbers,
    (SELECT SUM(contradictions) FROM reports WHERE is_latest) AS contradictions,
    (SELECT COUNT(*) FROM unread) AS unread
"""
_NEWEST = """
SELECT report_id, organisation, year, title, published_on, reading
FROM reports WHERE is_latest ORDER BY report_no DESC LIMIT 8
"""
_REQUESTS = """
SELECT year, SUM(value) AS requests, COUNT(*) AS reports
FROM cells
WHERE table_key = 'requests' AND row_key = 'received' AND column_key = 'total' AND is_latest AND value IS NOT NULL
GROUP BY year ORDER BY year
"""


async def show_home(request: Request, datasette: "Datasette") -> Response:
    """What there is: figures, the search box, the saved queries, the newest reports, the downloads.

    In the place of Datasette's own home page, which counts every table before it shows.
    """
    database = published(datasette)
    metadata = datasette.metadata(database=database.name) or {}
    tables = metadata.get("tables", {})
    requests_by_year = (await database.execute(_REQUESTS)).rows
    context = {
        "metadata": datasette.metadata() or {},
        "database": database.name,
        "figures": (await database.execute(_FIGURES)).first(),
        "newest": (await database.execute(_NEWEST)).rows,
        "requests_by_year": requests_by_year,
        "most_requests": max((row["requests"] for row in requests_by_year), default=0),
        "saved_queries": metadata.get("queries", {}),
        "described_tables": {name: table for name, table in tables.items() if not table.get("hidden")},
    }
    return Response.html(await datasette.render_template("nianbao_home.html", context, request=request))
