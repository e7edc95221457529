"""`nianbao import`: files, folders and web archives of others."""

import gzip
import shutil
import sqlite3
import zipfile
from contextlib import closing
from io import BytesIO
from pathlib import Path

import pytest
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from tests.nianbao_command import nianbao
from tests.site_data import report_page

DOCUMENTS = Path(__file__).parent / "documents"
DOCX = DOCUMENTS / "docx_merged_cells_2021" / "document.docx"


def rows(data: Path, query: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(data / "nianbao.db")) as connection:
        return connection.execute(query).fetchall()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder as operators have them: a report, a file of notes, a hidden file, an empty one, a truncated one."""
    folder = tmp_path / "从档案馆"
    (folder / "2021").mkdir(parents=True)
    shutil.copy(DOCX, folder / "2021" / "报告 一.docx")
    (folder / "truncated.docx").write_bytes(DOCX.read_bytes()[:2000])
    (folder / "notes.json").write_text('{"from": "the archive"}')
    (folder / ".hidden").write_text("nothing")
    (folder / "empty.pdf").touch()
    return folder


def test_a_folder_is_read_and_nothing_in_it_vanishes(tmp_path: Path, folder: Path) -> None:
    done = nianbao("import", folder, "--data", tmp_path / "data")
    assert done.returncode == 0, done.stderr
    assert done.stdout == "5 files: 1 report (1 new, 0 unchanged), 4 unread\n"
    assert len(done.stderr.splitlines()) == 4
    assert all(line.startswith("unread: file:///") for line in done.stderr.splitlines())
    urls = rows(tmp_path / "data", "SELECT url, kind, found_on FROM captures ORDER BY warc_offset")
    assert len(urls) == 5
    name = "%E4%BB%8E%E6%A1%A3%E6%A1%88%E9%A6%86"
    url = f"file:///{name}/2021/%E6%8A%A5%E5%91%8A%20%E4%B8%80.docx"
    assert (url, "resource", str(folder / "2021" / "报告 一.docx")) in urls
    reasons = dict(rows(tmp_path / "data", "SELECT url, reason FROM unread"))
    assert reasons[f"file:///{name}/empty.pdf"] == "empty"
    assert reasons[f"file:///{name}/truncated.docx"] == "damaged"


def test_the_same_again_is_unchanged(tmp_path: Path, folder: Path) -> None:
    data = tmp_path / "data"
    nianbao("import", folder, "--data", data)
    before = rows(data, "SELECT * FROM reports"), rows(data, "SELECT * FROM cell_values")
    again = nianbao("import", folder / "2021", folder / "2021" / "报告 一.docx", folder, "--data", data)
    assert again.returncode == 0
    assert again.stdout.startswith("7 files: 2 reports (1 new, 1 unchanged), 4 unread")
    third = nianbao("import", folder, "--data", data)
    assert third.stdout == "5 files: 1 report (0 new, 1 unchanged), 4 unread\n"
    assert rows(data, "SELECT DISTINCT kind FROM captures WHERE run_id = (SELECT MAX(run_id) FROM runs)") == [
        ("revisit",)
    ]
    assert before[0][0] in rows(data, "SELECT * FROM reports")
    assert rows(
        data, "SELECT reports_new, reports_unchanged, unread, outcome FROM runs ORDER BY run_id DESC LIMIT 1"
    ) == [(0, 1, 4, "finished")]


def test_a_file_alone_has_the_same_name_as_in_its_folder(tmp_path: Path, folder: Path) -> None:
    data = tmp_path / "data"
    nianbao("import", folder / "2021", "--data", data)
    alone = nianbao("import", folder / "2021" / "报告 一.docx", "--data", data)
    assert alone.stdout == "1 file: 1 report (0 new, 1 unchanged), 0 unread\n"


def test_a_file_that_changed_is_another_version(tmp_path: Path) -> None:
    data, file = tmp_path / "data", tmp_path / "report.html"
    for received in (31, 32):
        file.write_text(report_page("河南省安阳市文峰区人民政府", 2022, received), encoding="utf-8")
        assert "(1 new" in nianbao("import", file, "--data", data).stdout
    assert rows(data, "SELECT version, is_latest FROM reports ORDER BY version") == [(1, 0), (2, 1)]
    assert rows(data, "SELECT reports_new, reports_changed FROM runs ORDER BY run_id") == [(1, 0), (0, 1)]


def test_a_file_that_gave_way_to_the_next_year_is_another_report(tmp_path: Path) -> None:
    data, file = tmp_path / "data", tmp_path / "report.html"
    for year in (2022, 2023):
        file.write_text(report_page("河南省安阳市文峰区人民政府", year, 31), encoding="utf-8")
        nianbao("import", file, "--data", data)
    latest = rows(data, "SELECT year, version, is_latest, gone_at IS NULL FROM reports ORDER BY year")
    assert latest == [(2022, 1, 1, 0), (2023, 1, 1, 1)]
    (told,) = rows(data, "SELECT kind, after FROM revisions")
    assert told == ("disappeared", "the address serves another report")


@pytest.mark.parametrize("name", ["no_such_folder", "notes.json"])
def test_it_refuses_when_there_is_nothing_to_read(tmp_path: Path, folder: Path, name: str) -> None:
    done = nianbao("import", folder / name, "--data", tmp_path / "data")
    assert done.returncode != 0
    assert name in done.stderr
    assert "Traceback" not in done.stderr


def write_foreign_warc(path: Path, compressed: bool = True) -> None:
    """A WARC file the way other crawlers write it, with a chunked page, a gzip one, an image and a revisit."""
    document = DOCX.read_bytes()
    chunked = b"%x\r\n%s\r\n0\r\n\r\n" % (len(document), document)
    pages = [
        ("http://a.gov.cn/chunked.docx", {"Transfer-Encoding": "chunked"}, chunked),
        ("http://a.gov.cn/gzip.docx", {"Content-Encoding": "gzip"}, gzip.compress(document)),
        ("http://a.gov.cn/site.css", {"Content-Type": "text/css"}, b"p { margin: 0 }"),
        ("http://a.gov.cn/", {"Content-Type": "text/html"}, "<p>欢迎访问</p>".encode()),
    ]
    with path.open("wb") as file:
        writer = WARCWriter(file, gzip=compressed)
        writer.write_record(writer.create_warcinfo_record(path.name, {"software": "other"}))
        for url, headers, payload in pages:
            http = StatusAndHeaders("200 OK", list(headers.items()), protocol="HTTP/1.1")
            record = writer.create_warc_record(
                url,
                "response",
                payload=BytesIO(payload),
                http_headers=http,
                warc_headers_dict={"WARC-Date": "2022-02-01T00:00:00Z"},
            )
            writer.write_record(record)
        digest = record.rec_headers.get_header("WARC-Payload-Digest")
        dated = {"WARC-Date": "2022-03-01T00:00:00Z"}
        writer.write_record(
            writer.create_revisit_record(url, digest, url, "2022-02-01T00:00:00Z", warc_headers_dict=dated)
        )


@pytest.mark.parametrize("kind", ["warc.gz", "warc", "wacz"])
def test_web_archives_of_others_are_copied_with_their_dates(tmp_path: Path, kind: str) -> None:
    data, file = tmp_path / "data", tmp_path / f"theirs.{kind}"
    warc = tmp_path / "theirs.warc" if kind == "wacz" else file
    write_foreign_warc(warc, compressed=kind == "warc.gz")
    if kind == "wacz":
        with zipfile.ZipFile(file, "w") as package:
            package.write(warc, "archive/theirs.warc")
            package.writestr("datapackage.json", "{}")
    done = nianbao("import", file, "--data", data)
    assert done.stdout == "1 file: 2 reports (2 new, 0 unchanged), 0 unread\n", done.stderr
    captures = rows(data, "SELECT url, fetched_at, kind, found_on, outcome FROM captures ORDER BY warc_offset")
    assert captures == [
        (f"http://a.gov.cn/{name}", "2022-02-01T00:00:00.000Z", "response", file.name, outcome)
        for name, outcome in (
            ("chunked.docx", "report"),
            ("gzip.docx", "report"),
            ("site.css", "not_report"),
            ("", "not_report"),
        )
    ] + [("http://a.gov.cn/", "2022-03-01T00:00:00.000Z", "revisit", file.name, None)]


def test_a_damaged_web_archive_is_named(tmp_path: Path) -> None:
    file = tmp_path / "theirs.warc.gz"
    write_foreign_warc(file)
    file.write_bytes(file.read_bytes()[:-900])
    done = nianbao("import", file, DOCX, "--data", tmp_path / "data")
    assert "ends inside a gzip member" in done.stderr
    assert "Traceback" not in done.stderr


def test_the_five_reports_are_read(shared: Path, tmp_path: Path) -> None:
    done = nianbao("import", *sorted((shared / "seeds").glob("*.txt")), "--data", tmp_path / "data")
    assert done.stdout == "5 files: 5 reports (5 new, 0 unchanged), 0 unread\n", done.stderr
    assert rows(tmp_path / "data", "SELECT COUNT(*) FROM cells") == [(992,)]
