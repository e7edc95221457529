"""Serves archived documents as they were served to us, unable to do anything on this site."""

from datetime import UTC, datetime
from pathlib import PurePosixPath
from typing import TYPE_CHECKING
from urllib.parse import quote, unquote, urlsplit

from datasette.utils.asgi import NotFound, Request, Response

from archive.errors import ArchiveError
from archive.lookup import CLOSEST
from archive.run import iso_utc
from archive.site.database import published
from archive.site.original import Original, read_original

if TYPE_CHECKING:
    from datasette.app import Datasette

# `sandbox` gives the document an origin of its own and takes scripts, forms, pop-ups and meta refresh from it;
# the rest keeps it from fetching anything. Styles and pictures that stand inside the document are harmless.
SANDBOX = (
    "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; font-src data:; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'self'"
)
# Not every Chromium shows a PDF in a sandbox. The viewers of Chromium and Firefox run a PDF's scripts, where they do
# at all, away from the page's origin.
PDF_POLICY = "default-src 'none'; object-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'self'"
PDF = "application/pdf"
_PDF_MARK = b"%PDF-"
_PDF_MARK_WITHIN = 1024  # bytes from the start, where viewers look for it

_SHOWN = ("text/", "image/", "application/xhtml+xml", "application/xml", "application/json", PDF)


_FIRST_MOMENT = "00000101000000"  # completes a timestamp that names a year, a month or a day alone


async def show_closest(request: Request, datasette: "Datasette") -> Response:
    """Leads to the capture of a URL that is nearest to a moment, which is written as in replay tools: 20260131080000."""
    digits = request.url_vars["timestamp"]
    url = request.url_vars["url"] + (f"?{request.query_string}" if request.query_string else "")
    try:
        moment = datetime.strptime(digits + _FIRST_MOMENT[len(digits) :], "%Y%m%d%H%M%S").replace(tzinfo=UTC)
    except ValueError as error:
        raise NotFound(f"{digits} is no moment; one reads like 20260131080000, or 2026") from error
    row = (await published(datasette).execute(CLOSEST, {"url": url, "moment": iso_utc(moment)})).first()
    if row is None:
        raise NotFound(f"the archive holds no capture of {url}")
    return Response.redirect(datasette.urls.path(f"/archived/{quote(row['capture_id'])}"))


async def show_archived(request: Request, datasette: "Datasette") -> Response:
    """The document of a capture with the Content-Type it was served with."""
    original = await _original_for(request, datasette)
    try:
        body = original.body()
    except ValueError as error:
        raise NotFound(f"{original.url} can only be saved as it was served: {error}") from error
    content_type = " ".join(original.content_type.split()) or "application/octet-stream"
    declared = content_type.lower()
    is_pdf = declared.startswith(PDF) and _PDF_MARK in body[:_PDF_MARK_WITHIN]
    headers = _safe_headers(PDF_POLICY if is_pdf else SANDBOX)
    disposition = "inline" if declared.startswith(_SHOWN) else "attachment"
    headers["Content-Disposition"] = f"{disposition}; filename*=UTF-8''{_file_name(original)}"
    return Response(body, headers=headers, content_type=content_type)


async def download_archived(request: Request, datasette: "Datasette") -> Response:
    """The bytes of a capture exactly as they came, still compressed where they came so, as a file to save."""
    original = await _original_for(request, datasette)
    headers = _safe_headers(SANDBOX)
    headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{_file_name(original)}"
    return Response(original.payload, headers=headers, content_type="application/octet-stream")


def sandboxed_page(page: str) -> Response:
    """A copy of an archived page, as powerless as the original."""
    return Response(page, headers=_safe_headers(SANDBOX), content_type="text/html; charset=utf-8")


async def original_of(datasette: "Datasette", capture_id: str) -> Original:
    """The document of a capture; NotFound with the reason where there is none or its WARC file cannot be read."""
    try:
        original = await read_original(published(datasette), capture_id)
    except (ArchiveError, OSError) as error:
        raise NotFound(f"capture {capture_id} cannot be read from the archive: {error}") from error
    if original is None:
        raise NotFound(f"the archive holds no capture {capture_id}")
    return original


async def _original_for(request: Request, datasette: "Datasette") -> Original:
    return await original_of(datasette, unquote(request.url_vars["capture_id"]))


def _safe_headers(policy: str) -> dict[str, str]:
    return {"Content-Security-Policy": policy, "X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer"}


def _file_name(original: Original) -> str:
    name = PurePosixPath(unquote(urlsplit(original.url).path)).name
    return quote(name or original.capture_id, safe="")
