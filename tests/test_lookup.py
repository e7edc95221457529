"""Captures by address and time, by digest and by report: the database and the index give the same."""

from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from sqlite3 import Connection

import pytest

from archive import lookup
from archive.database import DATABASE_NAME, open_for_reading
from archive.index import INDEX_NAME, captures_of_url, rebuild_index
from tests.nianbao_command import nianbao
from tests.site_data import HOST, START, make_data, served
from tests.site_server import get, running_site

URL = f"{HOST}/0/2019.html"


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One address was served a page, another page, and the first again, a minute apart."""
    folder = tmp_path_factory.mktemp("lookup")
    first, second, *others = served()
    changed = type(first)(first.path, first.content_type, second.payload, first.encoding)
    make_data(folder, iter([first, changed, first, *others[:2]]))
    return folder


@pytest.fixture
def connection(data: Path) -> Iterator[Connection]:
    with closing(open_for_reading(data / DATABASE_NAME)) as connection:
        yield connection


def test_by_address(data: Path, connection: Connection) -> None:
    rows = lookup.captures_by_url(connection, URL)
    assert [row["kind"] for row in rows] == ["response", "response", "revisit"]
    assert [row["capture_id"] for row in rows] == [line.capture_id for line in captures_of_url(data / "archive", URL)]


@pytest.mark.parametrize(
    ("seconds", "place"), [(-999, 0), (0, 0), (29, 0), (30, 0), (31, 1), (61, 1), (100, 2), (9999, 2)]
)
def test_by_address_and_time(data: Path, connection: Connection, seconds: int, place: int) -> None:
    moment = START + timedelta(seconds=seconds)
    row = lookup.capture_closest_to(connection, URL, moment)
    line = lookup.indexed_closest_to(data / "archive", URL, moment)
    assert row and line
    assert row["capture_id"] == line.capture_id == lookup.captures_by_url(connection, URL)[place]["capture_id"]


def test_by_digest(data: Path, connection: Connection) -> None:
    digest = lookup.captures_by_url(connection, URL)[0]["payload_digest"]
    found = [row["capture_id"] for row in lookup.captures_by_digest(connection, digest)]
    assert len(found) == 2
    assert found == [line.capture_id for line in lookup.indexed_by_digest(data / "archive", digest)]


def test_by_report(connection: Connection) -> None:
    reports = connection.execute("SELECT report_id FROM reports WHERE url = ? ORDER BY version", (URL,)).fetchall()
    kinds = [[row["kind"] for row in lookup.captures_by_report(connection, report_id)] for (report_id,) in reports]
    assert sorted(kinds) == [["response"], ["response", "revisit"]]


def test_what_is_not_there(data: Path, connection: Connection) -> None:
    assert lookup.capture_closest_to(connection, URL + "x", START) is None
    assert lookup.indexed_closest_to(data / "archive", URL + "x", START) is None
    assert lookup.captures_by_digest(connection, "sha1:X") == lookup.captures_by_report(connection, "x") == []
    assert list(lookup.indexed_by_digest(data / "archive", "sha1:X")) == []


def test_the_index_is_made_of_the_files_alone(data: Path) -> None:
    path = data / "archive" / INDEX_NAME
    before = path.read_bytes()
    path.unlink()
    rebuild_index(data / "archive")
    assert path.read_bytes() == before == b"".join(sorted(before.splitlines(keepends=True)))


def test_the_command_lists_them(data: Path, connection: Connection) -> None:
    row = lookup.captures_by_url(connection, URL)[1]
    for name, count in ((URL, 3), (row["payload_digest"], 1), ("sha1:X", 0), (URL + "x", 0)):
        done = nianbao("captures", name, "--data", data)
        assert done.stdout.endswith(f"{count} capture{'s' if count > 1 else ''}\n") if count else done.returncode == 1
    moment = f"{datetime.fromisoformat(row['fetched_at']).astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
    done = nianbao("captures", URL, "--at", moment, "--data", data)
    assert row["capture_id"] in done.stdout and done.stdout.endswith("\n1 capture\n")


def test_the_site_leads_to_the_capture_of_a_moment(data: Path, connection: Connection) -> None:
    with running_site(data) as address:
        for row in lookup.captures_by_url(connection, URL):
            stamp = "".join(character for character in row["fetched_at"] if character.isdigit())[:14]
            told = get(f"{address}/archived/at/{stamp}/{URL}")
            assert (told[0], told[2]) == (200, get(f"{address}/archived/{row['capture_id']}")[2])
        assert get(f"{address}/archived/at/2026/{URL}")[0] == 200
        assert get(f"{address}/archived/at/20261399/{URL}")[0] == 404
        assert get(f"{address}/archived/at/2026/{URL}x")[0] == 404
