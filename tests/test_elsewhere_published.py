"""What is published of an archive whose files stand in a storage alone: archived documents on the site, and exports."""

import gzip
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

import pytest

from archive.database import DATABASE_NAME
from tests.archives import warc_files
from tests.nianbao_command import nianbao
from tests.other_tools import tool
from tests.s3_server import s3_server
from tests.site_data import HOST, make_data, served
from tests.site_server import get, running_site


def test_the_site_and_exports_take_documents_from_elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    documents = {HOST + document.path: document for document in served()}
    make_data(tmp_path, iter(documents.values()))
    with closing(sqlite3.connect(tmp_path / DATABASE_NAME)) as connection:
        captures = dict(connection.execute("SELECT url, capture_id FROM captures"))
    with s3_server() as server:
        for name, value in server.variables.items():
            monkeypatch.setenv(name, value)
        server.client.create_bucket(Bucket="archive")
        done = nianbao("upload", "s3://archive/nianbao", "--free", "--data", tmp_path)
        assert (done.returncode, warc_files(tmp_path / "archive")) == (0, []), done.stderr
        with running_site(tmp_path) as address:
            for url, document in documents.items():
                body = gzip.decompress(document.payload) if document.encoding else document.payload
                assert get(f"{address}/archived/{captures[url]}")[2] == body, url
                assert get(f"{address}/archived/{captures[url]}/download")[2] == document.payload, url
        wacz = tmp_path / "all.wacz"
        done = nianbao("export", "--format", "wacz", "--to", wacz, "--data", tmp_path)
        assert done.returncode == 0, done.stderr
        assert f"{len(captures)} captures" in done.stdout
    checked = subprocess.run(
        [tool("wacz", "wacz"), "validate", "-f", wacz], capture_output=True, text=True, check=False
    )
    assert checked.returncode == 0, checked.stdout + checked.stderr
