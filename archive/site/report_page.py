"""The page of one report."""

from typing import TYPE_CHECKING

from datasette.utils.asgi import NotFound, Request, Response

from archive.site.database import published
from archive.site.report import read_report_page

if TYPE_CHECKING:
    from datasette.app import Datasette


async def show_report(request: Request, datasette: "Datasette") -> Response:
    """The report's head, its statutory tables, its contradictions and its words."""
    report_id = request.url_vars["report_id"]
    database = published(datasette)
    page = await read_report_page(database, report_id)
    if page is None:
        raise NotFound(f"there is no report {report_id}")
    permalink = datasette.absolute_url(request, datasette.urls.path(f"/report/{report_id}"))
    context = {"page": page, "report": page.report, "database": database.name, "permalink": permalink}
    return Response.html(await datasette.render_template("nianbao_report.html", context, request=request))
