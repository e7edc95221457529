"""Archived documents on the site, and the places of numbers in them, over HTTP."""

import gzip
import re
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from archive.database import DATABASE_NAME, open_for_reading
from tests.site_data import HOST, make_data, served
from tests.site_server import data_folder, get, look_up, page, report, running_site

DOCUMENTS = {HOST + document.path: document for document in served()}


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    with running_site(data_folder()) as address:
        yield address


@pytest.mark.parametrize("url", DOCUMENTS)
def test_archived_documents_are_served_as_they_were(site: str, url: str) -> None:
    capture = look_up("SELECT capture_id FROM captures WHERE url = ?", url)["capture_id"]
    document = DOCUMENTS[url]
    body = gzip.decompress(document.payload) if document.encoding else document.payload
    status, headers, shown = get(f"{site}/archived/{capture}")
    assert (status, headers["Content-Type"], shown) == (200, document.content_type, body)
    assert get(f"{site}/archived/{capture}/download")[2] == document.payload


@pytest.mark.parametrize("url", DOCUMENTS)
def test_archived_documents_can_do_nothing(site: str, url: str) -> None:
    capture = look_up("SELECT capture_id FROM captures WHERE url = ?", url)["capture_id"]
    headers = get(f"{site}/archived/{capture}")[1]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert "default-src 'none'" in headers["Content-Security-Policy"]
    # Browsers open a PDF in a viewer of their own, which a sandbox would keep from showing.
    assert headers["Content-Security-Policy"].startswith("sandbox;") is not url.endswith(".pdf")


def test_what_only_calls_itself_a_pdf_stays_in_the_sandbox(tmp_path: Path) -> None:
    page_as_pdf = next(document for document in served() if document.path == "/hostile.html")
    fake = type(page_as_pdf)("/fake.pdf", "application/pdf", page_as_pdf.payload)
    make_data(tmp_path, iter([fake]))
    connection = open_for_reading(tmp_path / DATABASE_NAME)
    ((capture,),) = connection.execute("SELECT capture_id FROM captures")
    connection.close()
    with running_site(tmp_path) as address:
        assert get(f"{address}/archived/{capture}")[1]["Content-Security-Policy"].startswith("sandbox;")


def test_a_revisit_shows_what_it_refers_to(tmp_path: Path) -> None:
    document = next(served())
    make_data(tmp_path, iter([document, document]))
    connection = open_for_reading(tmp_path / DATABASE_NAME)
    ((capture,),) = connection.execute("SELECT capture_id FROM captures WHERE kind = 'revisit'")
    connection.close()
    with running_site(tmp_path) as address:
        assert get(f"{address}/archived/{capture}")[2] == gzip.decompress(document.payload)


def test_a_report_shows_its_versions(tmp_path: Path) -> None:
    first = next(served())
    words = gzip.decompress(first.payload).replace("及时性".encode(), "规范性".encode())
    changed = type(first)(first.path, first.content_type, gzip.compress(words, mtime=0), first.encoding)
    make_data(tmp_path, iter([first, changed]))
    connection = open_for_reading(tmp_path / DATABASE_NAME)
    (old,), (new,) = connection.execute("SELECT report_id FROM reports ORDER BY version").fetchall()
    connection.close()
    with running_site(tmp_path) as address:
        assert "这不是最新版本" in page(f"{address}/report/{old}") and f"/report/{new}" in page(
            f"{address}/report/{old}"
        )
        assert "这不是最新版本" not in page(f"{address}/report/{new}")


def test_a_missing_warc_file_is_named(tmp_path: Path) -> None:
    make_data(tmp_path, iter([next(served())]))
    connection = open_for_reading(tmp_path / DATABASE_NAME)
    ((capture, warc_file),) = connection.execute("SELECT capture_id, warc_file FROM captures")
    connection.close()
    (tmp_path / "archive" / warc_file).unlink()
    with running_site(tmp_path) as address:
        status, _, body = get(f"{address}/archived/{capture}")
    assert status == 404 and warc_file in body.decode()


@pytest.mark.parametrize("path", ["/0/2022.html", "/0/2019.html", "/hostile.html"])
def test_the_outlined_cell_of_a_web_page_holds_the_number(site: str, path: str) -> None:
    report_id = report(path)["report_id"]
    cells = "SELECT * FROM cells WHERE report_id = ? AND place IS NOT NULL"
    connection = open_for_reading(data_folder() / DATABASE_NAME)
    connection.row_factory = sqlite3.Row
    rows = connection.execute(cells, (report_id,)).fetchall()
    connection.close()
    assert len(rows) > 190
    for row in rows[::9]:
        key = f"{row['table_key']}.{row['row_key']}.{row['column_key']}"
        outlined = page(f"{site}/report/{report_id}/place/{key}/marked")
        assert re.findall(r'<td[^>]*id="the-number"[^>]*>([^<]*)</td>', outlined) == [row["raw"]]


def test_the_marked_cell_of_a_word_document_holds_the_number(site: str) -> None:
    found = report("/docx_merged_cells_2021.docx")
    cell = look_up("SELECT * FROM cells WHERE report_id = ? AND row_key = 'granted'", found["report_id"])
    shown = page(f"{site}/report/{found['report_id']}/place/requests.granted.{cell['column_key']}")
    assert re.findall(r'id="the-number" class="nb-marked">([^<]*)</td>', shown) == [cell["raw"]]


def test_the_page_of_a_pdf_is_drawn(site: str) -> None:
    report_id = report("/pdf_cut_in_row_2021.pdf")["report_id"]
    status, headers, image = get(f"{site}/report/{report_id}/place/requests.granted.total/page.png")
    assert (status, headers["Content-Type"], image[:4]) == (200, "image/png", b"\x89PNG")
