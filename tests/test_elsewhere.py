"""The archive in a storage: uploaded, read by ranges, and nothing deleted that is not proven to be there."""

import os
import random
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from threading import Event

import pytest
from s3fs import S3FileSystem

from archive.bucket import PART
from archive.captures import captures_in, locate_warc
from archive.errors import StorageError
from archive.opening import open_archive
from archive.record import CHUNK, read_record
from archive.repair import repair_archive
from archive.storage import Stored, read_storage, warc_places
from archive.upload import Uploaded, attach, files_to_upload, upload_files
from archive.verify import Problem, open_scratch, verify_file
from pipelines.source import Source
from pipelines.workers import Task, read_task
from tests.archives import URL, exchange, run, warc_files
from tests.nianbao_command import ROOT, nianbao
from tests.s3_server import S3Server, s3_server

DOCUMENTS = Path(__file__).parent / "documents"
ADDRESS = "s3://archive/nianbao"


@pytest.fixture(scope="module")
def server() -> Iterator[S3Server]:
    with s3_server() as server:
        yield server


@pytest.fixture(autouse=True)
def _storage(server: S3Server, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """An empty storage, and an environment that knows no other."""
    for name, value in server.variables.items():
        monkeypatch.setenv(name, value)
    S3FileSystem.clear_instance_cache()
    server.client.create_bucket(Bucket="archive")
    server.answered.clear()
    yield
    server.before = lambda method, path, query: None
    for held in server.client.list_objects_v2(Bucket="archive").get("Contents", ()):
        server.client.delete_object(Bucket="archive", Key=held["Key"])
    for begun in server.client.list_multipart_uploads(Bucket="archive").get("Uploads", ()):
        server.client.abort_multipart_upload(Bucket="archive", Key=begun["Key"], UploadId=begun["UploadId"])
    server.client.delete_bucket(Bucket="archive")
    S3FileSystem.clear_instance_cache()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An archive of two files."""
    return archive_of(tmp_path / "archive", 300_000)


def archive_of(folder: Path, size: int) -> Path:
    """An archive of two files, the first of which holds three pages of `size` bytes and a small one."""
    dice = random.Random(20260131)
    with open_archive(folder, run(1)) as writer:
        for number in range(3):
            writer.write(exchange(url=f"{URL}?{number}", payload=dice.randbytes(size)))
        writer.write(exchange())
    with open_archive(folder, run(2)) as writer:
        writer.write(exchange(url=f"{URL}?new"))
    return folder


def upload(folder: Path, is_freeing: bool = False) -> list[Uploaded]:
    return list(upload_files(folder, ADDRESS, files_to_upload(folder), is_freeing))


def problems_of(folder: Path) -> list[Problem]:
    """What is wrong with the files of an archive, wherever they stand."""
    digests = dict(reversed(line.split("  ")) for line in (folder / "manifest.sha256").read_text().splitlines())
    with closing(open_scratch()) as scratch:
        return [p for place in warc_places(folder) for p in verify_file(scratch, place, digests[place.name])[1]]


def dump(path: Path) -> list[str]:
    with closing(sqlite3.connect(path)) as connection:
        return list(connection.iterdump())


def test_the_same_database_is_built_from_elsewhere(tmp_path: Path, server: S3Server) -> None:
    document = next(path for path in sorted(DOCUMENTS.glob("*/document.html")))
    assert nianbao("import", document, "--data", tmp_path).returncode == 0
    assert nianbao("build", "--all", "--data", tmp_path).returncode == 0
    before, folder = dump(tmp_path / "nianbao.db"), tmp_path / "archive"
    size = sum(path.stat().st_size for path in warc_files(folder))
    done = nianbao("upload", ADDRESS, "--free", "--data", tmp_path, **server.variables)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == f"1 file there ({size / 1e6:.1f} MB sent now), 1 freed here, 0 problems\n"
    assert warc_files(folder) == []
    done = nianbao("build", "--all", "--data", tmp_path, **server.variables)
    assert "1 report read" in done.stdout, done.stderr
    assert dump(tmp_path / "nianbao.db") == before
    done = nianbao("verify", "--data", tmp_path, **server.variables)
    assert (done.returncode, done.stderr) == (0, "")


def test_a_killed_upload_goes_on_where_it_stopped(tmp_path: Path, server: S3Server) -> None:
    folder = archive_of(tmp_path / "archive", 2 * PART // 3)  # three parts
    large, reached, is_killed = warc_files(folder)[0], Event(), Event()

    def hold(method: str, path: str, query: str) -> None:
        if "partNumber=2" in query:
            reached.set()
            is_killed.wait(60)
            raise ConnectionError("the client is dead")

    server.before = hold
    code = "from nianbao.main import main; main(prog_name='nianbao')"
    command = [sys.executable, "-c", code, "upload", ADDRESS, "--free", "--data", str(folder.parent)]
    process = subprocess.Popen(command, env={**os.environ, "PYTHONPATH": str(ROOT)})
    assert reached.wait(240)
    process.kill()
    process.wait()
    is_killed.set()
    server.before = lambda method, path, query: None
    assert read_storage(folder) is None
    assert large.exists()
    server.answered.clear()
    sent = {file.name: file.sent for file in upload(folder)}
    assert sent[large.name] == large.stat().st_size - PART
    assert (
        sum(one.received for one in server.answered if "partNumber" in one.query and large.name in one.path)
        == (sent[large.name])
    )
    held = server.client.get_object(Bucket="archive", Key=f"nianbao/{large.name}")["Body"].read()
    assert held == large.read_bytes()
    assert {file.sent for file in upload(folder)} == {0}


def test_a_record_is_read_without_the_file_around_it(folder: Path, server: S3Server) -> None:
    captures = [capture for path in warc_files(folder) for capture in captures_in(path)]
    records = [read_record(locate_warc(folder, c.warc_file), c.warc_offset) for c in captures]
    upload(folder, is_freeing=True)
    assert warc_files(folder) == []
    small = captures[3]
    server.answered.clear()
    assert read_record(locate_warc(folder, small.warc_file), small.warc_offset) == records[3]
    assert 0 < server.served(small.warc_file) <= CHUNK
    for capture, record in zip(captures, records, strict=True):
        assert read_record(locate_warc(folder, capture.warc_file), capture.warc_offset) == record
    server.answered.clear()
    assert problems_of(folder) == []
    assert server.served(small.warc_file) < 1.5 * read_storage(folder).files[small.warc_file]  # type: ignore[union-attr]


@pytest.mark.parametrize("offset", [5, 400, 600_000], ids=["gzip header", "warcinfo", "payload"])
def test_a_bit_that_turns_elsewhere_is_found(folder: Path, server: S3Server, offset: int) -> None:
    upload(folder, is_freeing=True)
    name = warc_places(folder)[0].name
    server.turn_a_bit("archive", f"nianbao/{name}", offset)
    (problem, *_) = problems_of(folder)
    assert name in problem.message


def test_a_file_that_is_cut_or_gone_elsewhere_is_found(folder: Path, server: S3Server) -> None:
    upload(folder, is_freeing=True)
    first, second = (f"nianbao/{place.name}" for place in warc_places(folder))
    whole = server.client.get_object(Bucket="archive", Key=first)["Body"].read()
    server.client.put_object(Bucket="archive", Key=first, Body=whole[:-2000])
    server.client.delete_object(Bucket="archive", Key=second)
    messages = " ".join(problem.message for problem in problems_of(folder))
    assert "the file ends inside a record" in messages
    assert f"s3://archive/{second} is not there" in messages


def test_what_differs_elsewhere_is_neither_freed_nor_replaced(folder: Path, server: S3Server) -> None:
    upload(folder)
    large, small = warc_files(folder)
    server.turn_a_bit("archive", f"nianbao/{large.name}", 500_000)
    changed = server.client.get_object(Bucket="archive", Key=f"nianbao/{large.name}")["Body"].read()
    done = {file.name: file for file in upload(folder, is_freeing=True)}
    assert "is not the file that stands here" in done[large.name].problem
    assert (done[large.name].is_freed, done[small.name].is_freed) == (False, True)
    assert warc_files(folder) == [large]
    assert server.client.get_object(Bucket="archive", Key=f"nianbao/{large.name}")["Body"].read() == changed


def test_a_file_that_is_damaged_here_is_not_uploaded_and_comes_back_from_there(folder: Path, server: S3Server) -> None:
    large, small = warc_files(folder)
    upload(folder)
    sound = large.read_bytes()
    large.write_bytes(sound[:500_000] + b"damage" + sound[500_006:])
    small.write_bytes(small.read_bytes()[:-9] + b"wrong here")
    server.client.delete_object(Bucket="archive", Key=f"nianbao/{small.name}")
    done = {file.name: file.problem for file in upload(folder)}
    assert "is not as it was written" in done[small.name]
    with pytest.raises(server.client.exceptions.ClientError):
        server.client.head_object(Bucket="archive", Key=f"nianbao/{small.name}")
    told = list(repair_archive(folder, None))
    assert f"{large.name}: taken whole from {ADDRESS}/{large.name}, where it is as it was written" in told
    assert large.read_bytes() == sound


def test_the_storage_of_another_archive_is_left_alone(folder: Path, tmp_path: Path) -> None:
    with open_archive(tmp_path / "other" / "archive", run(3)) as writer:
        writer.write(exchange())
    upload(tmp_path / "other" / "archive")
    with pytest.raises(StorageError, match="holds another archive"):
        upload(folder)


def test_a_run_goes_on_beside_files_that_stand_elsewhere(folder: Path) -> None:
    upload(folder, is_freeing=True)
    names = [place.name for place in warc_places(folder)]
    with open_archive(folder, run(2)) as writer:
        assert writer.write(exchange()).kind == "revisit"
        assert writer.write(exchange(url=f"{URL}?other")).warc_file not in names
    assert len(warc_places(folder)) == 3
    assert problems_of(folder) == []
    assert [file.sent > 0 for file in upload(folder)] == [True]


def test_another_machine_reads_the_same_archive(folder: Path, tmp_path: Path) -> None:
    upload(folder)
    second = tmp_path / "second" / "archive"
    assert attach(second, ADDRESS).files == {path.name: path.stat().st_size for path in warc_files(folder)}
    assert (second / "index.cdxj").read_bytes() == (folder / "index.cdxj").read_bytes()
    assert problems_of(second) == []
    with pytest.raises(StorageError, match="holds an archive already"):
        attach(folder, ADDRESS)


def test_a_lost_note_is_made_anew(folder: Path) -> None:
    upload(folder, is_freeing=True)
    noted = read_storage(folder)
    (folder / "storage.json").write_text('{"url": "s3')
    with pytest.raises(StorageError, match="is damaged"):
        warc_places(folder)
    (folder / "storage.json").unlink()
    upload(folder)
    assert read_storage(folder) == noted


def test_a_storage_that_does_not_answer_makes_no_document_unread(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    place = Stored(f"{ADDRESS}/none.warc.gz", 1000)
    upload(folder, is_freeing=True)
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
    monkeypatch.setenv("AWS_MAX_ATTEMPTS", "1")
    S3FileSystem.clear_instance_cache()
    with pytest.raises(StorageError, match="does not answer"):
        read_record(place, 0)
    source = Source("1", URL, "sha1:A", "example", "", "", "")
    with pytest.raises(StorageError, match="AWS_ENDPOINT_URL"):
        read_task(Task(source, folder, warc_places(folder)[0].name, 0, False))


def test_without_the_extra_it_is_said_what_to_install(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "s3fs", None)
    with pytest.raises(StorageError, match="run `make s3`"):
        upload(folder)
    with pytest.raises(StorageError, match="name one like s3://bucket/folder"):
        list(upload_files(folder, "http://example.org/", [], False))
