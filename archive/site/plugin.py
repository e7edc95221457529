"""What this site adds to Datasette."""

import re
from collections.abc import Awaitable, Callable
from pathlib import Path
from sqlite3 import Connection, Row
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from datasette.utils.asgi import asgi_static
from jinja2 import Environment
from markupsafe import Markup
from pluggy import HookimplMarker

from archive.search import match_query
from archive.site.archived import download_archived, show_archived, show_closest
from archive.site.database import count_quickly, published
from archive.site.highlight import marked
from archive.site.home_page import show_home
from archive.site.place_page import show_marked, show_page_image, show_place
from archive.site.report_page import show_report
from archive.site.requests import App, adjusted
from archive.site.whole_table import stream_table

if TYPE_CHECKING:
    from datasette.app import Datasette

_STATIC = Path(__file__).parent / "static"
_CELL_KEYS = ("table_key", "row_key", "column_key")
_LONGEST_CELL = 200  # characters of a text shown in a list
_COUNTED_BY = {"organisations": "organisation", "portals": "portal"}  # tables that count reports, and by what
_WITHOUT_TITLE = ("sections", "findings", "identity")  # tables that name a report by its id alone

hookimpl = HookimplMarker("datasette")

Rendered = Markup | None | Callable[[], Awaitable[Markup]]
Route = tuple[str, Callable[..., Awaitable[Any]]]


@hookimpl
def startup(datasette: "Datasette") -> None:
    # Stock Datasette looks for facets on every page: 900 ms for a million cells, 16 ms without (default true).
    datasette._settings["suggest_facets"] = False
    # A whole table is what researchers come for; Datasette would end the file after 100 MB (default 100; 0: no end).
    datasette._settings["max_csv_mb"] = 0
    count_quickly(datasette)


@hookimpl(trylast=True)  # after Datasette's own functions, which would else replace this one
def prepare_connection(conn: Connection) -> None:
    # FTS5 takes an empty query for an error, and an empty phrase for what matches nothing.
    conn.create_function("escape_fts", 1, lambda q: match_query(q) or '""', deterministic=True)


@hookimpl
def asgi_wrapper() -> Callable[[App], App]:
    return adjusted


@hookimpl
def prepare_jinja2_environment(env: Environment) -> None:
    env.filters["marked"] = _marked_cell
    env.globals["match_query"] = match_query


@hookimpl
def register_routes() -> list[Route]:
    report = r"/report/(?P<report_id>[^/]+)"
    place = report + r"/place/(?P<cell>\w+\.\w+\.\w+)"
    archived = r"/archived/(?P<capture_id>[^/]+)"
    return [
        (r"^/$", show_home),
        (rf"^{report}$", show_report),
        (rf"^{place}$", show_place),
        (rf"^{place}/marked$", show_marked),
        (rf"^{place}/page\.png$", show_page_image),
        (r"^/archived/at/(?P<timestamp>\d{4,14})/(?P<url>.+)$", show_closest),
        (rf"^{archived}$", show_archived),
        (rf"^{archived}/download$", download_archived),
        (r"^/-/csv/(?P<table>\w+)$", stream_table),
        # Datasette names a plugin's own static files after how it was loaded; this path is always the same.
        (r"^/-/site/(?P<path>.+)$", asgi_static(_STATIC)),
    ]


@hookimpl
def render_cell(row: Row, value: Any, column: str, table: str | None, datasette: "Datasette") -> Rendered:
    """Links reports to their page, captures to the archived document, and places to where the number stands.

    The counts of reports lead to the reports counted.
    """
    if isinstance(value, dict):  # a foreign key, with a label
        value = value["value"]
    if column == "reports" and table in _COUNTED_BY:
        by = _COUNTED_BY[table]
        return _link(f"/{published(datasette).name}/reports?{by}={quote(row[by])}&is_latest=1", str(value))
    if not isinstance(value, str) or not value:
        return None
    if column == "report_id" and table in _WITHOUT_TITLE:
        return lambda: _titled_link(datasette, value)
    if column == "report_id":
        return _link(f"/report/{quote(value)}", value)
    if column in ("capture_id", "refers_to"):
        return _link(f"/archived/{quote(value)}", value)
    if column == "place" and {"report_id", *_CELL_KEYS}.issubset(row.keys()):
        cell = ".".join(row[key] for key in _CELL_KEYS)
        return _link(f"/report/{row['report_id']}/place/{cell}#the-number", value)
    return None


@hookimpl
def extra_css_urls() -> list[str]:
    return ["/-/site/site.css"]


@hookimpl
def menu_links(datasette: "Datasette") -> list[dict[str, str]]:
    name = published(datasette).name
    links = [
        ("首页 Home", "/"),
        ("报告 Reports", f"/{name}/reports"),
        ("文字 Text", f"/{name}/sections"),
        ("数据 Data", f"/{name}"),
    ]
    return [{"href": datasette.urls.path(path), "label": label} for label, path in links]


async def _titled_link(datasette: "Datasette", report_id: str) -> Markup:
    query = "SELECT title FROM reports WHERE report_id = :report_id"
    row = (await published(datasette).execute(query, {"report_id": report_id})).first()
    return _link(f"/report/{report_id}", row["title"] if row else report_id)


def _link(path: str, words: str) -> Markup:
    return Markup('<a href="{}">{}</a>').format(path, words)


def _marked_cell(cell: dict[str, Any], search: str) -> Any:
    """What a list shows for a cell: long texts cut around the first hit of the search, hits marked."""
    raw = cell.get("raw")
    if not isinstance(raw, str):
        return cell["value"]
    if cell["value_type"] == "pk" and cell["column"] == "capture_id":
        return _link(f"/archived/{quote(raw)}", raw)
    if cell.get("is_special_link_column") and "," in raw:  # a key of several columns, which stand beside it anyway
        return Markup(re.sub(">.*<", ">→<", str(cell["value"]), flags=re.DOTALL))
    return cell["value"] if isinstance(cell["value"], Markup) else marked(raw, search, _LONGEST_CELL)
