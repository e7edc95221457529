"""Files that hold files: every member comes out under its name, or it says why not."""

import io
import random
import sqlite3
import struct
import zipfile
from contextlib import closing
from pathlib import Path

import pytest
import rarfile

from archive.site.place import Place, place_in_words, read_place
from pipelines.containers import MEMBER_LIMIT, UNPACKED_LIMIT, is_container, unpack
from pipelines.read import Context, read_report, read_reports
from pipelines.readers.unreadable import Unreadable
from pipelines.report import Outcome, Report, Unread
from tests.nianbao_command import nianbao
from tests.rar_writer import MAGIC as RAR_MAGIC
from tests.rar_writer import file_block, rar

DOCUMENTS = Path(__file__).parent / "documents"
SAMPLES = Path(__file__).parent / "containers"
FILES = {"一.txt": "第一个文件\n" * 200, "two.txt": "second\n" * 300, "empty.txt": ""}
DOCX = DOCUMENTS / "docx_merged_cells_2021" / "document.docx"
OTHER_YEAR = DOCUMENTS / "docx_blanks_and_notes_2021" / "document.docx"
PDF_OF_OTHER_YEAR = DOCUMENTS / "pdf_blanks_2021" / "document.pdf"


def pack(files: dict[str, bytes], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", compression) as package:
        for name, content in files.items():
            package.writestr(name, content)
    return file.getvalue()


def reasons(data: bytes) -> dict[str, str]:
    """What is wrong with each member, "" where nothing is."""
    return {m.name: m.content.reason if isinstance(m.content, Unreadable) else "" for m in unpack(data)}


def refusal(data: bytes) -> Unreadable:
    assert is_container(data)
    with pytest.raises(Unreadable) as raised:
        list(unpack(data))
    assert raised.value.detail
    return raised.value


@pytest.mark.parametrize("name", ["LZMA2", "LZMA", "BZip2", "Deflate", "Copy", "each_by_itself", "libarchive"])
def test_seven_zip_methods_are_unpacked(name: str) -> None:
    data = (SAMPLES / f"{name}.7z").read_bytes()
    assert {member.name: member.content for member in unpack(data)} == {k: v.encode() for k, v in FILES.items()}


def test_a_method_that_is_not_read_is_named() -> None:
    members = {member.name: member.content for member in unpack((SAMPLES / "PPMd.7z").read_bytes())}
    assert members.pop("empty.txt") == b""
    assert [str(error) for error in members.values()] == [
        "unsupported: packed by a method of 7z that is not read here (PPMd); unpack it and import the files"
    ] * 2


@pytest.mark.parametrize("name", ["locked.7z", "locked.zip", "locked_aes.zip"])
def test_locked_members_are_named(name: str) -> None:
    assert reasons((SAMPLES / name).read_bytes()) == {"two.txt": "encrypted"}


def test_a_locked_listing_is_named() -> None:
    assert refusal((SAMPLES / "locked_names.7z").read_bytes()).reason == "encrypted"


def test_stored_rar_members_need_no_program() -> None:
    data = rar(file_block("报告.txt", b"content"), file_block("../a", b""))
    assert {m.name: m.content for m in unpack(data)} == {"报告.txt": b"content", "../a": b""}


def test_compressed_rar_members_name_the_program_they_need(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    monkeypatch.setattr(rarfile, "CURRENT_SETUP", None)
    read = read_report(rar(file_block("报告.docx", DOCX.read_bytes(), method=3)), Context(url=""))
    assert isinstance(read, Unread)
    assert read.reason == "needs_unrar"
    assert "报告.docx" in read.detail
    assert "apt-get install unar" in read.detail


def test_a_stored_rar_member_is_held_against_its_checksum() -> None:
    assert reasons(rar(file_block("a.txt", b"content")).replace(b"content", b"CONTENT")) == {"a.txt": "damaged"}


def test_rubbish_in_a_rar_is_damaged() -> None:
    assert refusal(RAR_MAGIC + b"nothing that a program could unpack").reason == "damaged"


@pytest.mark.parametrize("suffix", ["docx", "pdf"])
def test_documents_are_no_containers(suffix: str) -> None:
    for path in DOCUMENTS.glob(f"*/document.{suffix}"):
        assert not is_container(path.read_bytes())


def test_names_are_read_in_whatever_charset_they_are_in() -> None:
    data = pack({"A" * 4: b"gbk", "B" * 6: b"utf-8", "说明": b"flagged"})
    unflagged = data.replace(b"A" * 4, "年报".encode("gbk")).replace(b"B" * 6, "年报".encode())
    assert [member.name for member in unpack(unflagged)] == ["年报", "年报 (2)", "说明"]


def test_a_folder_named_word_makes_no_word_document() -> None:
    read = read_reports(pack({"word/报告.docx": DOCX.read_bytes()}), Context(url=""))
    assert [name for name, _ in read.reports] == ["word/报告.docx"]


def test_different_reports_are_all_kept_and_the_linked_year_comes_first() -> None:
    files = {
        "2022.docx": DOCX.read_bytes(),
        "2023.docx": OTHER_YEAR.read_bytes(),
        "副本/2022.docx": DOCX.read_bytes(),
        "2023.pdf": PDF_OF_OTHER_YEAR.read_bytes(),
        "封面.bin": b"\0\1",
        "破损.docx": DOCX.read_bytes()[:3000],
    }
    read = read_reports(pack(files), Context(url="http://a.gov.cn/a.zip", link_text="青石县2023年政府信息公开年报"))
    assert {name: report.year for name, report in read.reports} == {
        "2022.docx": 2022,
        "2023.docx": 2023,
        "2023.pdf": 2023,
    }
    assert read.reports[0][1].year == 2023
    assert [(m.name, m.outcome.value, m.reason) for m in read.members] == [
        ("2022.docx", "report", ""),
        ("2023.docx", "report", ""),
        ("副本/2022.docx", "copy", ""),
        ("2023.pdf", "report", ""),  # the same body and year, and other numbers
        ("封面.bin", "not_report", "unknown_format"),
        ("破损.docx", "unread", "damaged"),
    ]
    places = {figure.place.partition(", ")[0] for figure in read.reports[-1][1].figures if figure.place}
    assert places == {f"member {read.reports[-1][0]}"}


def test_a_container_without_reports_says_what_it_holds() -> None:
    read = read_report(pack({"说明.txt": "没有".encode(), "b.bin": b"\0\0"}), Context(url=""))
    assert read == Unread("not_a_report", "none of the 2 files in the container is an annual report: 说明.txt, b.bin")
    assert read_report(pack({}), Context(url="")).reason == "empty"  # type: ignore[union-attr]


def test_the_link_speaks_for_the_only_file_and_for_none_of_several() -> None:
    page = "<p>一、总体情况</p><p>二、主动公开政府信息情况</p><p>三、申请情况</p>".encode()
    title = "青石县人民政府2022年政府信息公开工作年度报告"
    alone = read_reports(pack({"a.html": page}), Context(url="", link_text=title))
    assert title in alone.members[0].detail
    several = read_reports(pack({"a.html": page, "b.html": page}), Context(url="", link_text=title))
    assert not any(title in member.detail for member in several.members)


@pytest.mark.parametrize("depth", [2, 3, 4])
def test_nesting_is_followed_once(depth: int) -> None:
    data = DOCX.read_bytes()
    for level in range(depth):
        data = pack({f"{level}.zip" if level else "a.docx": data})
    [(name, reason)] = reasons(data).items()
    assert (reason == "") == (depth == 2)
    assert reason in ("", "nested_too_deep")
    assert name == ("1.zip/a.docx" if depth == 2 else f"{depth - 1}.zip/{depth - 2}.zip")


def test_bombs_are_not_unpacked() -> None:
    bomb = pack({"a": bytes(UNPACKED_LIMIT + 1), "b": b"small"})
    assert len(bomb) < 1 << 20
    assert reasons(bomb) == {"a": "too_large", "b": ""}


def test_members_together_are_bounded() -> None:
    third = bytes(UNPACKED_LIMIT // 3 + 1)
    assert list(reasons(pack(dict.fromkeys("abcd", third))).values()) == ["", "", "too_large", "too_large"]


def test_so_many_members_are_refused() -> None:
    assert refusal(pack({str(n): b"" for n in range(MEMBER_LIMIT + 1)}, zipfile.ZIP_STORED)).reason == "too_large"
    inner = pack({str(n): b"" for n in range(MEMBER_LIMIT)})
    assert reasons(pack({"a.zip": inner, "b": b""})) == {"a.zip": "too_large", "b": ""}
    many = pack({"a": b""})
    record = many[many.index(b"PK\x01\x02") : many.index(b"PK\x05\x06")]
    assert refusal(many.replace(record, record * 100_001)).reason == "too_large"


def test_overlapping_members_are_refused() -> None:
    data = bytearray(pack({"a": b"0123456789" * 20, "b": b"x"}, zipfile.ZIP_STORED))
    record = data.index(b"PK\x01\x02", data.index(b"PK\x01\x02") + 1)
    struct.pack_into("<I", data, record + 42, 5)  # the second member begins within the first
    error = refusal(bytes(data))
    assert (error.reason, "overlap" in error.detail) == ("damaged", True)


def test_odd_names_are_harmless_and_shown_on_one_line() -> None:
    names = ["/etc/passwd", "../../a", "C:\\年报\\b", "line\nbreak", "same", "same"]
    with pytest.warns(UserWarning, match="Duplicate name"):
        file = io.BytesIO()
        with zipfile.ZipFile(file, "w") as package:
            for name in names:
                package.writestr(name, b"x")
    shown = [member.name for member in unpack(file.getvalue())]
    assert shown == ["/etc/passwd", "../../a", "C:/年报/b", "line\ufffdbreak", "same", "same (2)"]


@pytest.mark.parametrize("path", sorted(SAMPLES.glob("*.*z*")), ids=lambda path: path.name)
def test_damage_is_named_whatever_it_is(path: Path) -> None:
    whole = path.read_bytes()
    random_ = random.Random(path.name)
    plain = {content.encode() for content in FILES.values()}
    for _ in range(150):
        data = bytearray(whole[: random_.randrange(8, len(whole) + 1)] if random_.random() < 0.5 else whole)
        for _ in range(random_.randrange(4)):
            data[random_.randrange(6, len(data))] = random_.randrange(256)
        if not is_container(bytes(data)):
            continue
        try:
            members = list(unpack(bytes(data)))
        except Unreadable:
            continue
        # Whatever still comes out has passed its checksum.
        assert all(isinstance(m.content, Unreadable) or not m.content or m.content in plain for m in members)


def test_a_report_in_a_rar_that_is_cut_short_is_named() -> None:
    whole = (DOCUMENTS / "rar_stored_2021" / "document.rar").read_bytes()
    for end in range(10, len(whole), 499):
        read = read_report(whole[:end], Context(url=""))
        assert isinstance(read, Report) or read.reason in ("damaged", "empty"), read


@pytest.fixture
def imported(tmp_path: Path) -> Path:
    """A data folder with a container of two reports, a copy, a damaged one and another file, imported as an operator would."""
    files = {
        "2022.docx": DOCX.read_bytes(),
        "2023.docx": OTHER_YEAR.read_bytes(),
        "2022 副本.docx": DOCX.read_bytes(),
        "2021.docx": DOCX.read_bytes()[:3000],
        "章.bin": b"\0\1",
    }
    (tmp_path / "年报.zip").write_bytes(pack(files))
    done = nianbao("import", tmp_path / "年报.zip", "--data", tmp_path / "data")
    assert done.stdout == "1 file: 2 reports (2 new, 0 unchanged), 1 unread\n", done.stderr
    return tmp_path / "data"


def rows(data: Path, query: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(data / "nianbao.db")) as connection:
        return connection.execute(query).fetchall()


def test_every_report_in_a_container_is_published(imported: Path) -> None:
    [(first, url), (second, member_url)] = rows(imported, "SELECT report_id, url FROM reports ORDER BY length(url)")
    assert member_url in (f"{url}#2022.docx", f"{url}#2023.docx")
    assert rows(imported, "SELECT version, is_latest FROM reports") == [(1, 1), (1, 1)]
    by_year = dict(rows(imported, "SELECT year, report_id FROM reports"))
    assert set(by_year.values()) == {first, second}
    assert rows(imported, "SELECT member, outcome, reason, report_id FROM members ORDER BY member") == [
        ("2021.docx", Outcome.UNREAD, "damaged", None),
        ("2022 副本.docx", Outcome.COPY, None, by_year[2022]),
        ("2022.docx", Outcome.REPORT, None, by_year[2022]),
        ("2023.docx", Outcome.REPORT, None, by_year[2023]),
        ("章.bin", Outcome.NOT_REPORT, "unknown_format", None),
    ]
    assert rows(imported, "SELECT member, url, reason FROM unread") == [("2021.docx", f"{url}#2021.docx", "damaged")]
    places = rows(imported, "SELECT DISTINCT substr(place, 1, 17) FROM cells WHERE place IS NOT NULL ORDER BY 1")
    assert places == [("member 2022.docx,",), ("member 2023.docx,",)]


def test_a_rebuild_gives_the_same_reports(imported: Path) -> None:
    def published() -> list[list[tuple[object, ...]]]:
        tables = ("reports", "cells", "members", "unread", "findings", "sections")
        return [rows(imported, f"SELECT * FROM {table} ORDER BY 1, 2, 3, 4") for table in tables]

    before = published()
    assert nianbao("build", "--all", "--data", imported).returncode == 0
    assert published() == before
    again = nianbao("import", imported.parent / "年报.zip", "--data", imported)
    assert again.stdout == "1 file: 2 reports (0 new, 2 unchanged), 1 unread\n"
    assert published() == before


def test_the_site_finds_a_place_in_a_member_whatever_its_name() -> None:
    place = read_place("member 表, table 9.zip/报告 page 3.pdf, table 1, row 4, column 5, page 2, box 1.0 2.0 3.0 4.0")
    assert place == Place(1, 4, 5, page=2, box=(1.0, 2.0, 3.0, 4.0), member="表, table 9.zip/报告 page 3.pdf")
    assert place_in_words(place)[1] == "member 表, table 9.zip/报告 page 3.pdf, page 2, table 1, row 4, column 5"
