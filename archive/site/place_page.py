"""The page that shows where a number stands in the archived document."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from datasette.utils.asgi import NotFound, Request, Response

from archive.site.archived import original_of, sandboxed_page
from archive.site.database import published
from archive.site.original import Original
from archive.site.page_picture import picture_on_page
from archive.site.place import Place, place_in_words, read_place
from archive.site.pointing import docx, html, pdf, picture, text
from archive.site.pointing.words import decoded

if TYPE_CHECKING:
    from datasette.app import Datasette

_CELL = """
SELECT r.report_id, r.organisation, r.year, r.title, r.url, r.capture_id, c.fetched_at,
    f.table_zh, f.table_en, f.row_zh, f.row_en, f.column_zh, f.column_en,
    cells.value, cells.raw, cells.state, cells.unit, cells.place, cells.reason
FROM cells
JOIN reports AS r ON r.report_id = cells.report_id
JOIN captures AS c ON c.capture_id = r.capture_id
JOIN form_cells AS f
    ON f.form = r.form AND f.table_key = cells.table_key AND f.row_key = cells.row_key
    AND f.column_key = cells.column_key
WHERE cells.report_id = :report_id AND cells.table_key = :table_key AND cells.row_key = :row_key
    AND cells.column_key = :column_key
"""
_PART = """
SELECT p.capture_id, p.url, c.fetched_at FROM article_pages AS p JOIN captures AS c ON c.capture_id = p.capture_id
WHERE p.report_id = :report_id AND p.number = :number
"""
_ZIP = b"PK\x03\x04"
_OLE = b"\xd0\xcf\x11\xe0"


async def show_place(request: Request, datasette: "Datasette") -> Response:
    """The page: the number, its place in words, and the document with the number marked as far as it can be shown."""
    cell, place = await _find(request, datasette)
    words = place_in_words(place) if place else ("", "")
    shown = await _shown(datasette, cell, place) if place else {}
    context = {"cell": cell, "place": place, "place_zh": words[0], "place_en": words[1], "here": request.path, **shown}
    return Response.html(await datasette.render_template("nianbao_place.html", context, request=request))


async def show_marked(request: Request, datasette: "Datasette") -> Response:
    """A copy of the archived web page with the number outlined."""
    cell, place = await _find(request, datasette)
    page = _outlined(await original_of(datasette, cell["capture_id"]), place, cell) if place else None
    if page is None:
        raise NotFound("the number could not be found at its place in the archived page")
    return sandboxed_page(page)


async def show_page_image(request: Request, datasette: "Datasette") -> Response:
    """The page of the archived PDF or picture, the number boxed."""
    cell, place = await _find(request, datasette)
    original = await _document(datasette, cell, place)
    try:
        body = original.body()
        image = (picture if picture.is_picture(body) else pdf).page_image(body, place or Place())
    except ValueError as error:
        raise NotFound(str(error)) from error
    return Response(image, content_type="image/png")


async def _find(request: Request, datasette: "Datasette") -> tuple[Mapping[str, Any], Place | None]:
    """The cell, with the capture in which it stands, and its place there."""
    names = ("table_key", "row_key", "column_key")
    keys = dict(zip(names, request.url_vars["cell"].split("."), strict=True))
    report_id = request.url_vars["report_id"]
    cell = (await published(datasette).execute(_CELL, {"report_id": report_id, **keys})).first()
    if cell is None:
        raise NotFound(f"report {report_id} has no cell {request.url_vars['cell']}")
    place = read_place(cell["place"]) if cell["place"] else None
    part = {"report_id": report_id, "number": place.part if place else 0}
    page = (await published(datasette).execute(_PART, part)).first() if place and place.part else None
    return {**dict(cell), **(dict(page) if page else {})}, place


async def _document(datasette: "Datasette", cell: Mapping[str, Any], place: Place | None) -> Original:
    """The document of the cell, the picture of its page where the cell stands in one."""
    if place and place.picture:
        return await picture_on_page(datasette, cell["capture_id"], place.picture)
    return await original_of(datasette, cell["capture_id"])


async def _shown(datasette: "Datasette", cell: Mapping[str, Any], place: Place) -> Mapping[str, Any]:
    """What the template shows of the document: exactly one of `page_image`, `lines`, `rows`, `marked`, or `problem`."""
    if place.member:
        return {
            "problem": f"the document is the file {place.member} in a container: download the original and unpack it"
        }
    try:
        original = await _document(datasette, cell, place)
        body = original.body()
        if place.page and body.startswith(_ZIP):
            return {"problem": "pages of OFD are not drawn here: download the original and open it in an OFD viewer"}
        if body.startswith(_OLE):
            return {
                "problem": "files of older Word and Excel are not drawn here: download the original and open it there"
            }
        if place.page or place.picture:
            across, down = (picture if picture.is_picture(body) else pdf).percent_into(body, place)
            shown = {"page_image": True, "percent_across": across, "percent_down": down}
            return {**shown, "picture": original} if place.picture else shown
        if body.startswith(_ZIP):
            return {"rows": docx.table_around(body, place, cell["raw"] or "")}
    except (ValueError, NotFound) as error:
        return {"problem": str(error)}
    if place.line:
        return {"lines": text.lines_around(decoded(body, original.content_type), place, cell["raw"] or "")}
    return {"marked": _outlined(original, place, cell) is not None}


def _outlined(original: Original, place: Place | None, cell: Mapping[str, Any]) -> str | None:
    if place is None:
        return None
    page = decoded(original.body(), original.content_type)
    return html.outline_cell(page, place, cell["raw"] or "")
