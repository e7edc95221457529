"""The site over HTTP: pages, downloads, archived documents, and what it says when something is wrong."""

import csv
import gzip
import json
import os
import re
import socket
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from http.client import HTTPMessage
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import quote
from urllib.request import urlopen

import pytest

from archive.database import DATABASE_NAME, open_for_reading
from tests.nianbao_command import ROOT, nianbao
from tests.site_data import HOST, make_data, served
from tests.site_server import data_folder, running_site

DOCUMENTS = {HOST + document.path: document for document in served()}


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    with running_site(data_folder()) as address:
        yield address


def get(address: str) -> tuple[int, HTTPMessage, bytes]:
    try:
        with urlopen(address, timeout=30) as response:
            return response.status, response.headers, response.read()
    except HTTPError as error:
        return error.code, error.headers, error.read()


def page(address: str) -> str:
    status, _, body = get(address)
    assert status == 200, body.decode()[:2000]
    return body.decode()


def look_up(sql: str, *parameters: object) -> sqlite3.Row:
    connection = open_for_reading(data_folder() / DATABASE_NAME)
    connection.row_factory = sqlite3.Row
    row: sqlite3.Row = connection.execute(sql, parameters).fetchone()
    connection.close()
    return row


def report(path: str) -> sqlite3.Row:
    return look_up("SELECT * FROM reports WHERE url = ?", HOST + path)


def test_home_page_counts_what_there_is(site: str) -> None:
    count = look_up("SELECT COUNT(*) AS reports FROM reports WHERE is_latest")["reports"]
    assert f"<dd>{count}</dd><dt>份报告" in page(site)


def test_home_page_leads_to_every_question_and_table(site: str) -> None:
    links = set(re.findall(r'href="(/nianbao/\w+)', page(site)))
    assert len(links) > 20
    assert {link for link in links if get(site + link)[0] != 200} == set()


def test_reports_link_to_their_own_page(site: str) -> None:
    report_id = report("/0/2019.html")["report_id"]
    assert f'<a href="/report/{report_id}">' in page(f"{site}/nianbao/reports?year=2019")


@pytest.mark.parametrize(("table", "q"), [("reports", "洪泽"), ("sections", "征地"), ("sections", "征地 受理")])
def test_words_of_two_characters_are_found_and_marked(site: str, table: str, q: str) -> None:
    found = page(f"{site}/nianbao/{table}?_search={quote(q)}")
    assert all(f"<mark>{word}</mark>" in found for word in q.split())


def test_only_what_holds_the_words_is_found(site: str) -> None:
    rows = json.loads(page(f"{site}/nianbao/reports.json?_search={quote('洪泽')}&_shape=array"))
    assert len(rows) == 6 and {row["organisation"] for row in rows} == {"江苏省淮安市洪泽区人民政府"}


def test_a_search_without_result_says_why(site: str) -> None:
    assert "没有一条记录同时含有" in page(f"{site}/nianbao/sections?_search={quote('征地 外星')}")


def test_a_search_that_cannot_match_says_why(site: str) -> None:
    assert "只有标点" in page(f"{site}/nianbao/sections?_search={quote('！？')}")


def test_an_empty_search_shows_everything(site: str) -> None:
    assert page(f"{site}/nianbao/reports?_search=&form=2021").count("/report/") > 5


def test_facets_are_not_suggested(site: str) -> None:
    assert "Suggested facets" not in page(f"{site}/nianbao/cells")


@pytest.mark.parametrize("state", ["reported", "blank", "absent"])
def test_quick_counts_are_right(site: str, state: str) -> None:
    rows = look_up("SELECT COUNT(*) AS all_rows, SUM(state = ?) AS those FROM cells", state)
    for query, number in (("", rows["all_rows"]), (f"&state={state}", rows["those"])):
        answer = json.loads(page(f"{site}/nianbao/cells.json?_size=1{query}"))
        assert answer["filtered_table_rows_count"] == number


def test_a_whole_table_comes_as_csv_with_its_rows_counted(site: str) -> None:
    status, headers, body = get(f"{site}/-/csv/cells")
    rows = list(csv.DictReader(body.decode().splitlines()))
    count = look_up("SELECT COUNT(*) AS rows FROM cells")["rows"]
    assert (status, len(rows)) == (200, count)
    assert f'filename="cells-{count}-rows.csv"' in headers["Content-Disposition"]
    assert {"report_id", "value", "state", "place"} <= set(rows[0])


def test_no_other_file_comes_as_csv(site: str) -> None:
    assert get(f"{site}/-/csv/nothing")[0] == 404


# The page of a report


def numbers_on(page: str, table: str) -> list[str]:
    """What the cells of a table show, in order."""
    (section,) = re.findall(rf'<table class="nb-form nb-{table}">(.*?)</table>', page, re.DOTALL)
    cells = re.findall(r'<td[^>]*class="nb-[a-z][^>]*>(.*?)</td>', section, re.DOTALL)
    return [re.sub("<[^>]+>", "", cell).strip() for cell in cells]


@pytest.mark.parametrize(("path", "counts"), [("/0/2019.html", (22, 161, 15)), ("/0/2022.html", (10, 175, 15))])
def test_report_page_shows_every_cell_of_its_form(site: str, path: str, counts: tuple[int, int, int]) -> None:
    shown = page(f"{site}/report/{report(path)['report_id']}")
    assert tuple(len(numbers_on(shown, table)) for table in ("proactive", "requests", "disputes")) == counts


def test_report_page_shows_the_numbers_in_their_places(site: str) -> None:
    numbers = numbers_on(page(f"{site}/report/{report('/0/2022.html')['report_id']}"), "requests")
    assert numbers[:7] == ["18", "5", "0", "0", "0", "0", "23"]  # 本年新收: 自然人 to 总计
    assert numbers[-7:] == ["1", "0", "0", "0", "0", "0", "1"]  # 结转下年度


def test_report_page_marks_blanks(site: str) -> None:
    assert numbers_on(page(f"{site}/report/{report('/0/2022.html')['report_id']}"), "proactive")[:3] == ["/○"] * 3


def test_report_page_marks_the_contradiction_in_its_cell(site: str) -> None:
    shown = page(f"{site}/report/{report('/contradiction.html')['report_id']}")
    marked = re.findall(r'<td class="nb-reported nb-contradicted"[^>]*>(.*?)</td>', shown)
    assert re.sub("<[^>]+>", "", marked[0]) == "37≠1"
    # 二、上年结转 1, （七）总计 36 and 四、结转下年度 1 of the same column stand on its other sides.
    involved = re.findall(r'<td class="nb-reported nb-involved"[^>]*>(.*?)</td>', shown)
    assert {"1", "36"} <= {re.sub("<[^>]+>", "", number) for number in involved}
    assert 'id="finding-1"' in shown and "38 (37 + 1) ≠ 37 (36 + 1)" in shown


def test_every_number_of_a_report_leads_to_its_place(site: str) -> None:
    report_id = report("/0/2022.html")["report_id"]
    links = set(
        re.findall(rf'href="(/report/{report_id}/place/[\w.]+)#the-number"', page(f"{site}/report/{report_id}"))
    )
    assert len(links) == 200
    assert 'class="nb-paper" sandbox' in page(site + min(links))


def test_an_unknown_report_is_not_found(site: str) -> None:
    assert get(f"{site}/report/0000000000000000")[0] == 404


# Archived documents


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
    first, second, *_ = served()
    changed = type(first)(first.path, first.content_type, second.payload, first.encoding)
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


# Where a number stands


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


# Starting it


def test_a_missing_database_is_one_clear_line(tmp_path: Path) -> None:
    done = nianbao("serve", "--data", tmp_path)
    assert done.returncode == 1 and done.stderr.startswith("Error: There is no") and done.stderr.count("\n") == 1


def test_a_foreign_database_is_one_clear_line(tmp_path: Path) -> None:
    sqlite3.connect(tmp_path / DATABASE_NAME).execute("CREATE TABLE songs (title TEXT)")
    done = nianbao("serve", "--data", tmp_path)
    assert done.returncode == 1 and "is no nianbao database" in done.stderr and done.stderr.count("\n") == 1


def test_a_busy_port_is_one_clear_line() -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = str(other.getsockname()[1])
        done = nianbao("serve", "--data", data_folder(), "--port", port)
    assert done.returncode == 1 and f"Port {port}" in done.stderr and done.stderr.count("\n") == 1


def test_serve_prints_its_address() -> None:
    code = "from nianbao.main import main; main(prog_name='nianbao')"
    command = [sys.executable, "-c", code, "serve", "--data", str(data_folder()), "--port", "0"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as process:
        assert process.stdout is not None
        address = re.search(r"http://127\.0\.0\.1:\d+", process.stdout.readline())
        process.terminate()
    assert address is not None


@pytest.mark.parametrize("path", ["/", "/nianbao/cells", "/nianbao/requests_by_year", "/nianbao/reports?_search=洪泽"])
def test_stock_datasette_shows_the_same(path: str) -> None:
    """`datasette nianbao.db -m metadata.yml`, without any option of ours."""
    database = data_folder() / DATABASE_NAME
    command = [sys.executable, "-m", "datasette", str(database), "-m", "metadata.yml", "--get", path]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=False)
    assert done.returncode == 0 and "/-/site/site.css" in done.stdout and "Suggested facets" not in done.stdout
