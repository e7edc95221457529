"""The archive in a storage: uploaded, read by ranges, and nothing deleted that is not proven to be there."""

import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from s3fs import S3FileSystem

from archive.bucket import PART
from archive.captures import captures_in, locate_warc
from archive.errors import GoneFile, StorageError
from archive.index import read_index
from archive.opening import open_archive
from archive.record import CHUNK, read_record
from archive.repair import repair_archive
from archive.storage import Storage, Stored, note_storage, read_storage, warc_places
from archive.upload import attach, bring_files, files_to_upload
from pipelines.source import Source
from pipelines.workers import Task, read_task
from tests.archives import URL, exchange, run, warc_files
from tests.loopback_host import crawl, portal, report_page, serve
from tests.nianbao_command import nianbao
from tests.s3_server import S3Server, s3_server
from tests.stored_archives import ADDRESS, archive_of, dump, free, kill_upload, problems_of, upload

DOCUMENTS = Path(__file__).parent / "documents"


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
    large = warc_files(folder)[0]
    kill_upload(server, folder, lambda method, path, query: "partNumber=2" in query)
    assert read_storage(folder) is None
    assert large.exists()
    server.answered.clear()
    sent = {name: outcome.sent for name, outcome in upload(folder).items()}
    assert sent[large.name] == large.stat().st_size - PART
    assert (
        sum(one.received for one in server.answered if "partNumber" in one.query and large.name in one.path)
        == (sent[large.name])
    )
    held = server.client.get_object(Bucket="archive", Key=f"nianbao/{large.name}")["Body"].read()
    assert held == large.read_bytes()
    assert {outcome.sent for outcome in upload(folder).values()} == {0}


@pytest.mark.parametrize(
    "step", ["between the files", "before the index", "before the manifest", "after the first file is freed"]
)
def test_whoever_attaches_after_a_killed_upload_misses_nothing(folder: Path, server: S3Server, step: str) -> None:
    large, small = warc_files(folder)
    pages = [capture.url for path in (large, small) for capture in captures_in(path)]
    reached = {
        "between the files": lambda method, path, query: method == "POST" and small.name in path,
        "before the index": lambda method, path, query: method == "PUT" and path.endswith("index.cdxj"),
        "before the manifest": lambda method, path, query: method == "PUT" and path.endswith("manifest.sha256"),
        "after the first file is freed": lambda method, path, query: (
            method == "GET" and small.name in path and not query
        ),
    }
    kill_upload(server, folder, reached[step])
    is_freed = step == "after the first file is freed"
    assert warc_files(folder) == ([small] if is_freed else [large, small])
    there = [large] if step == "between the files" else [large, small]
    second = folder.parent / "second" / "archive"
    attach(second, ADDRESS)
    assert sorted(line.url for line in read_index(second)) == sorted(pages if small in there else pages[:-1])
    assert [place.name for place in warc_places(second)] == [path.name for path in there]
    assert problems_of(second) == []


def test_a_record_is_read_without_the_file_around_it(folder: Path, server: S3Server) -> None:
    captures = [capture for path in warc_files(folder) for capture in captures_in(path)]
    records = [read_record(locate_warc(folder, c.warc_file), c.warc_offset) for c in captures]
    upload(folder)
    free(folder)
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
    upload(folder)
    free(folder)
    name = warc_places(folder)[0].name
    server.turn_a_bit("archive", f"nianbao/{name}", offset)
    (problem, *_) = problems_of(folder)
    assert name in problem.message


def test_a_file_that_is_cut_or_gone_elsewhere_is_found(folder: Path, server: S3Server) -> None:
    upload(folder)
    free(folder)
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
    upload(folder)
    done = free(folder)
    assert "is not the file that stands here" in done[large.name].problem
    assert done[small.name].problem == ""
    assert warc_files(folder) == [large]
    assert server.client.get_object(Bucket="archive", Key=f"nianbao/{large.name}")["Body"].read() == changed


def test_a_file_that_is_damaged_here_is_not_uploaded_and_comes_back_from_there(folder: Path, server: S3Server) -> None:
    large, small = warc_files(folder)
    upload(folder)
    sound = large.read_bytes()
    large.write_bytes(sound[:500_000] + b"damage" + sound[500_006:])
    small.write_bytes(small.read_bytes()[:-9] + b"wrong here")
    server.client.delete_object(Bucket="archive", Key=f"nianbao/{small.name}")
    assert "is not as it was written" in upload(folder)[small.name].problem
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
    upload(folder)
    free(folder)
    names = [place.name for place in warc_places(folder)]
    with open_archive(folder, run(2)) as writer:
        assert writer.write(exchange()).kind == "revisit"
        assert writer.write(exchange(url=f"{URL}?other")).warc_file not in names
    assert len(warc_places(folder)) == 3
    assert problems_of(folder) == []
    assert [outcome.sent > 0 for outcome in upload(folder).values()] == [True]


def test_another_machine_reads_the_same_archive(folder: Path, tmp_path: Path) -> None:
    upload(folder)
    second = tmp_path / "second" / "archive"
    assert attach(second, ADDRESS).files == {path.name: path.stat().st_size for path in warc_files(folder)}
    assert (second / "index.cdxj").read_bytes() == (folder / "index.cdxj").read_bytes()
    assert problems_of(second) == []
    with pytest.raises(StorageError, match="holds an archive already"):
        attach(folder, ADDRESS)


def test_a_lost_note_is_made_anew(folder: Path) -> None:
    upload(folder)
    free(folder)
    noted = read_storage(folder)
    (folder / "storage.json").write_text('{"url": "s3')
    with pytest.raises(StorageError, match="move it away and run `nianbao upload URL`"):
        warc_places(folder)
    (folder / "storage.json").unlink()
    done = nianbao("upload", ADDRESS, "--data", folder.parent)
    assert (done.returncode, done.stderr) == (0, "")
    assert read_storage(folder) == noted
    assert problems_of(folder) == []


def test_a_file_that_the_manifest_does_not_list_is_a_problem(folder: Path) -> None:
    manifest, (large, small) = folder / "manifest.sha256", warc_files(folder)
    manifest.write_text("".join(line for line in manifest.open() if small.name not in line))
    done = nianbao("upload", ADDRESS, "--free", "--data", folder.parent)
    assert done.returncode == 1
    assert f"{small} was not uploaded: manifest.sha256 does not list it. Run `nianbao repair`" in done.stderr
    assert "1 freed here, 1 problem" in done.stdout
    assert warc_files(folder) == [small]
    assert large.name in read_storage(folder).files  # type: ignore[union-attr]


def test_a_line_that_the_manifest_lost_of_a_freed_file_comes_back(folder: Path) -> None:
    assert nianbao("build", "--data", folder.parent).returncode == 0
    upload(folder)
    free(folder)
    manifest, name = folder / "manifest.sha256", warc_places(folder)[0].name
    before = manifest.read_bytes()
    manifest.write_text("".join(line for line in manifest.open() if name not in line))
    with pytest.raises(StorageError, match=f"{name}, which manifest.sha256 here does not list"):
        upload(folder)
    repaired = nianbao("repair", "--data", folder.parent)
    assert repaired.returncode == 0, repaired.stderr
    assert manifest.read_bytes() == before
    assert upload(folder) == {}


def test_nothing_is_freed_that_the_manifest_in_the_storage_does_not_list(folder: Path, server: S3Server) -> None:
    before = warc_files(folder)
    upload(folder)
    server.client.put_object(Bucket="archive", Key="nianbao/manifest.sha256", Body=b"")
    assert all("does not list" in outcome.problem for outcome in free(folder).values())
    assert warc_files(folder) == before


def test_files_are_brought_back_before_another_storage_is_named(folder: Path, server: S3Server) -> None:
    upload(folder)
    free(folder)
    other = "s3://archive/other"
    with pytest.raises(StorageError, match=f"aws s3 cp {ADDRESS}/.* {folder}/"):
        list(bring_files(folder, other, files_to_upload(folder)))
    for place in warc_places(folder):
        server.client.download_file("archive", f"nianbao/{place.name}", str(folder / place.name))
    assert [outcome.problem for outcome in bring_files(folder, other, files_to_upload(folder))] == ["", ""]
    assert problems_of(folder) == []


def test_a_file_that_is_gone_elsewhere_is_named_by_every_command(
    folder: Path, server: S3Server, tmp_path: Path
) -> None:
    shutil.copytree(folder, tmp_path / "copy")
    assert nianbao("build", "--data", folder.parent).returncode == 0
    before = dump(folder.parent / "nianbao.db")
    upload(folder)
    free(folder)
    large, small = (place.name for place in warc_places(folder))
    server.client.delete_object(Bucket="archive", Key=f"nianbao/{small}")
    with pytest.raises(GoneFile, match=f"{small} is gone from the storage"):
        read_task(Task(Source("1", URL, "sha1:A", "example", "", "", ""), folder, small, 0, False))
    built = nianbao("build", "--all", "--data", folder.parent)
    assert built.returncode == 1
    assert f"{small} is gone from the storage; `nianbao verify` names what is gone" in built.stderr
    repaired = nianbao("repair", "--data", folder.parent)
    assert repaired.returncode == 3, repaired.stderr
    assert "Traceback" not in repaired.stderr
    assert {line.filename for line in read_index(folder)} == {large}
    assert dump(folder.parent / "nianbao.db") == before
    repaired = nianbao("repair", "--from", tmp_path / "copy", "--data", folder.parent)
    assert repaired.returncode == 0, repaired.stderr
    assert {line.filename for line in read_index(folder)} == {large, small}
    assert dump(folder.parent / "nianbao.db") == before


def test_what_is_gone_elsewhere_is_kept_again(folder: Path, server: S3Server) -> None:
    upload(folder)
    free(folder)
    server.client.delete_object(Bucket="archive", Key=f"nianbao/{warc_places(folder)[1].name}")
    with open_archive(folder, run(3)) as writer:
        assert writer.write(exchange(url=f"{URL}?new")).kind == "response"


def test_a_storage_that_does_not_answer_stops_a_crawl(tmp_path: Path, server: S3Server) -> None:
    reports = {f"某县人民政府{year}年政府信息公开工作年度报告": f"/{year}.html" for year in range(2018, 2025)}
    answers = portal(reports, {f"/{year}.html": report_page(year) for year in range(2018, 2025)})
    with serve(answers) as host:
        first = crawl(tmp_path, host.home)
        folder = tmp_path / "archive"
        upload(folder)
        free(folder)
        host.asked.clear()
        second = crawl(tmp_path, host.home, AWS_ENDPOINT_URL="http://127.0.0.1:9", AWS_MAX_ATTEMPTS="1")
    assert second.status == 1
    assert "does not answer" in second.printed
    assert "Traceback" not in second.printed
    assert len(host.asked) <= 2, host.asked  # it does not go on
    assert second.states() == first.states()
    assert second.rows("SELECT outcome FROM runs ORDER BY run_id") == [("finished",), ("failed",)]


def test_a_note_is_parsed_once_for_all_the_records_that_ask_for_it(folder: Path) -> None:
    upload(folder)
    noted = read_storage(folder)
    assert read_storage(folder) is noted
    note_storage(folder, Storage(ADDRESS, {"other.warc.gz": 7}))
    assert read_storage(folder) == Storage(ADDRESS, {"other.warc.gz": 7})


def test_a_storage_that_does_not_answer_makes_no_document_unread(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    place = Stored(f"{ADDRESS}/none.warc.gz", 1000)
    upload(folder)
    free(folder)
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
        list(bring_files(folder, "http://example.org/", []))
