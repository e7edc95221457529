"""`nianbao export --format wacz`: the records as archived, an index that finds them, and what other programs say of it."""

import gzip
import hashlib
import json
import sqlite3
import subprocess
import zipfile
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from warcio.archiveiterator import ArchiveIterator

from archive.captures import locate_warc
from archive.database import DATABASE_NAME, open_for_reading
from archive.insert import insert_captures
from archive.opening import open_archive
from pipelines.reference import open_database
from tests.archives import START, exchange, run, warc_files
from tests.nianbao_command import nianbao
from tests.other_tools import tool
from tests.site_data import HOST, make_data, served

BODY = "河南省安阳市文峰区人民政府"


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder in which two addresses were served twice, the same both times."""
    folder = tmp_path_factory.mktemp("wacz")
    documents = list(served())
    make_data(folder, iter([*documents, *documents[:2]]))
    return folder


@pytest.fixture(scope="module")
def whole(data: Path) -> Path:
    return export(data, "whole.wacz")


def export(data: Path, name: str, *options: str) -> Path:
    """The file that an export of a part of the archive writes."""
    target = data / name
    done = nianbao("export", "--format", "wacz", "--to", target, "--data", data, *options)
    assert done.returncode == 0, done.stderr
    return target


def captures(data: Path, condition: str = "1") -> list[sqlite3.Row]:
    with closing(open_for_reading(data / DATABASE_NAME)) as connection:
        connection.row_factory = sqlite3.Row
        return connection.execute(f"SELECT * FROM captures WHERE {condition}").fetchall()


def index_lines(wacz: Path) -> Iterator[tuple[str, dict[str, str]]]:
    with zipfile.ZipFile(wacz) as package:
        for line in gzip.decompress(package.read("indexes/index.cdx.gz")).decode().splitlines():
            yield line, json.loads(line.split(" ", 2)[2])


def page_urls(wacz: Path, name: str = "pages") -> list[str]:
    with zipfile.ZipFile(wacz) as package:
        head, *lines = package.read(f"pages/{name}.jsonl").decode().splitlines()
    assert json.loads(head)["format"] == "json-pages-1.0"
    return [json.loads(line)["url"] for line in lines]


EXCERPTS = {
    "whole": (),
    "year": ("--year", "2022"),
    "organisation": ("--organisation", BODY),
    "portal": ("--portal", "www.example.gov.cn"),
    "report": ("--report", f"{HOST}/0/2019.html"),
}


def test_a_portal_is_named_by_its_host_or_an_address_on_it(data: Path) -> None:
    named = ("www.example.gov.cn", "www.example.gov.cn/", "http://www.example.gov.cn/0/2019.html")
    held = [page_urls(export(data, "named.wacz", "--portal", name)) for name in named]
    assert held[0] and held == [held[0]] * 3


@pytest.mark.parametrize("name", EXCERPTS)
def test_others_find_it_valid(data: Path, name: str) -> None:
    wacz = export(data, f"{name}.wacz", *EXCERPTS[name])
    done = subprocess.run([tool("wacz", "wacz"), "validate", "-f", wacz], capture_output=True, text=True, check=False)
    assert (done.returncode, "is valid" in done.stdout) == (0, True), done.stdout + done.stderr


def test_every_capture_is_in_it_byte_for_byte(data: Path, whole: Path) -> None:
    found = {values["record_id"]: values for _, values in index_lines(whole)}
    rows = captures(data)
    assert found.keys() == {row["capture_id"] for row in rows}
    with zipfile.ZipFile(whole) as package:
        for row in rows:
            values = found[row["capture_id"]]
            offset, length = int(values["offset"]), int(values["length"])
            held = package.read(f"archive/{values['filename']}")[offset : offset + length]
            path = locate_warc(data / "archive", row["warc_file"])
            assert held == path.read_bytes()[row["warc_offset"] :][: row["warc_length"]]


def test_the_index_is_sorted_and_the_short_one_leads_into_it(whole: Path) -> None:
    lines = [line for line, _ in index_lines(whole)]
    assert lines == sorted(lines)
    with zipfile.ZipFile(whole) as package:
        head, *short = package.read("indexes/index.idx").decode().splitlines()
        members = package.read("indexes/index.cdx.gz")
    assert head == '!meta 0 {"format": "cdxj-gzip-1.0", "filename": "index.cdx.gz"}'
    first = json.loads(short[0].split(" ", 2)[2])
    member = gzip.decompress(members[first["offset"] :][: first["length"]]).decode()
    assert member.startswith(short[0].rpartition(" {")[0])


def test_its_warc_files_are_warc_files(whole: Path) -> None:
    with zipfile.ZipFile(whole) as package:
        name, conversions = [name for name in package.namelist() if name.startswith("archive/")]
        assert conversions == "archive/conversions.warc.gz"
        assert package.getinfo(name).compress_type == zipfile.ZIP_STORED
        with package.open(name) as file:
            kinds = [record.rec_type for record in ArchiveIterator(file, check_digests="raise")]
    assert kinds[0] == "warcinfo"
    assert kinds.count("response") == kinds.count("request") - kinds.count("revisit")
    assert kinds.count("revisit") == 2


def test_what_was_read_stands_beside_the_page_that_says_it(data: Path, whole: Path) -> None:
    with zipfile.ZipFile(whole) as package, package.open("archive/conversions.warc.gz") as file:
        opened, *records = [
            (one.rec_headers, one.content_stream().read()) for one in ArchiveIterator(file, check_digests="raise")
        ]
    assert opened[0].get_header("WARC-Type") == "warcinfo"
    assert {head.get_header("WARC-Type") for head, _ in records} == {"conversion"}
    read = {content["report_id"]: (head, content) for head, block in records for content in [json.loads(block)]}
    held = {f"<urn:uuid:{row['capture_id']}>": row["url"] for row in captures(data)}
    with closing(open_for_reading(data / DATABASE_NAME)) as connection:
        assert read.keys() == {report_id for (report_id,) in connection.execute("SELECT report_id FROM reports")}
        for report_id, (head, content) in read.items():
            assert content["url"].startswith(held[head.get_header("WARC-Refers-To")])
            assert head.get_header("WARC-Target-URI") == content["url"]
            cells = connection.execute(
                "SELECT table_key, row_key, column_key, value, state FROM cells WHERE report_id = ? ORDER BY 1, 2, 3",
                (report_id,),
            )
            names = ("table_key", "row_key", "column_key", "value", "state")
            assert [tuple(cell[name] for name in names) for cell in content["cells"]] == cells.fetchall()


def test_the_digests_are_right(whole: Path) -> None:
    with zipfile.ZipFile(whole) as package:
        described = json.loads(package.read("datapackage.json"))
        for resource in described["resources"]:
            content = package.read(resource["path"])
            assert (resource["bytes"], resource["hash"]) == (
                len(content),
                "sha256:" + hashlib.sha256(content).hexdigest(),
            )
        digest = json.loads(package.read("datapackage-digest.json"))["hash"]
        assert digest == "sha256:" + hashlib.sha256(package.read("datapackage.json")).hexdigest()
        listed = {resource["path"] for resource in described["resources"]}
        assert set(package.namelist()) - listed == {"datapackage.json", "datapackage-digest.json"}


def test_a_part_holds_what_was_asked_for(data: Path) -> None:
    assert sorted(page_urls(export(data, "a.wacz", "--year", "2022"))) == sorted(
        f"{HOST}/{path}" for path in ("0/2022.html", "1/2022.html", "hostile.html", "docx_merged_cells_2021.docx")
    )
    by_body = export(data, "b.wacz", "--organisation", BODY)
    assert page_urls(by_body) == [f"{HOST}/0/{year}.html" for year in (2016, *range(2019, 2025))]
    assert page_urls(export(data, "c.wacz", "--organisation", BODY, "--year", "2023")) == [f"{HOST}/0/2023.html"]
    one = export(data, "d.wacz", "--report", f"{HOST}/0/2019.html")
    assert [values["mime"] for _, values in index_lines(one)] == ["text/html", "warc/revisit"]


def test_what_is_not_there_is_refused(data: Path, tmp_path: Path) -> None:
    for options, words in (
        (("--year", "1999"), "holds nothing of that"),
        (("--report", "ffff"), "No report has the id"),
        (("--format", "csv", "--year", "2022"), "Tables are whole"),
    ):
        done = nianbao("export", "--format", "wacz", "--to", tmp_path / "no", "--data", data, *options)
        assert done.returncode != 0 and words in done.stderr
    done = nianbao("export", "--format", "wacz", "--to", tmp_path, "--data", data)
    assert done.returncode == 1 and "is a folder" in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_around_a_report_stand_the_page_that_led_to_it_and_its_files(tmp_path: Path) -> None:
    folder, page = tmp_path / "archive", next(served())
    column, url = f"{HOST}/nb/", HOST + page.path
    make_data(tmp_path, iter([page]))
    with closing(open_database(tmp_path / DATABASE_NAME)) as connection, open_archive(folder, run(99)) as writer:
        at = START + timedelta(days=98)
        linked = exchange(url, page.payload, at, response_headers=((b"Content-Encoding", b"gzip"),), found_on=column)
        file = exchange(f"{HOST}/nb/a.pdf", b"%PDF-", at, found_on=url)
        unrelated = exchange(f"{HOST}/contact.html", b"elsewhere", at, found_on=column)
        written = [writer.write(one) for one in (exchange(column, b"<a>list</a>", at), linked, file, unrelated)]
        with connection:
            insert_captures(connection, written)
    held = {values["url"] for _, values in index_lines(export(tmp_path, "e.wacz", "--report", url))}
    assert held == {column, url, f"{HOST}/nb/a.pdf"}


def test_it_can_be_imported_elsewhere(data: Path, whole: Path, tmp_path: Path) -> None:
    done = nianbao("import", whole, "--data", tmp_path / "data")
    assert done.returncode == 0, done.stderr
    query = "SELECT organisation, year, title, url, payload_digest, cells_reported FROM reports ORDER BY url"
    with (
        closing(open_for_reading(data / DATABASE_NAME)) as theirs,
        closing(open_for_reading(tmp_path / "data" / DATABASE_NAME)) as ours,
    ):
        assert ours.execute(query).fetchall() == theirs.execute(query).fetchall()


def test_an_export_that_fails_leaves_no_file(data: Path, tmp_path: Path) -> None:
    make_data(tmp_path, served())
    (path,) = warc_files(tmp_path / "archive")
    path.write_bytes(path.read_bytes()[:4000])
    done = nianbao("export", "--format", "wacz", "--to", tmp_path / "out.wacz", "--data", tmp_path)
    assert done.returncode == 1 and path.name in done.stderr, done.stderr
    assert not list(tmp_path.glob("out*"))
