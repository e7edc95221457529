"""Formats that only LibreOffice reads: converted where it is installed, and said so; else told what to install."""

import shutil
from pathlib import Path

import pytest

from archive.insert import ReportRows
from pipelines import conversion
from pipelines.read import Context, read_report
from pipelines.read_source import read_source
from pipelines.readers.unreadable import Unreadable
from pipelines.report import Report, State, Unread
from pipelines.source import Source
from tests.word_6 import word_6_document
from tests.word_variations import convert

CARRIER_FOLDER = Path(__file__).parent / "documents" / "doc_merged_cells_2021"
CARRIER = (CARRIER_FOLDER / "document.doc").read_bytes()
BEFORE = "青石县人民政府2022年政府信息公开工作年度报告\n一、总体情况\n二、主动公开政府信息情况"
ROWS = (
    ("信息内容", "本年制发件数", "本年废止件数", "现行有效件数"),
    ("规章", "12", "3", "456"),
    ("行政规范性文件", "78", "9", "10"),
)
OLD = word_6_document(CARRIER, ROWS, BEFORE, "五、存在的主要问题及改进情况\n六、其他需要报告的事项")
UNKNOWN = CARRIER.replace("WordDocument".encode("utf-16-le"), "WpsOwnStream".encode("utf-16-le"))
needs_libreoffice = pytest.mark.skipif(
    not shutil.which("soffice"), reason="NOT TESTED: LibreOffice, which converts the document, is not here"
)


@needs_libreoffice
def test_a_document_of_word_6_is_converted_and_the_report_says_so() -> None:
    read = read_report(OLD, Context(url="", convert=conversion.convert))
    assert isinstance(read, Report)
    assert (read.title, read.year) == ("青石县人民政府2022年政府信息公开工作年度报告", 2022)
    printed = [figure.value for figure in read.figures if figure.value is not None]
    assert printed == [12, 3, 456, 78, 9, 10]
    assert read.read_by == "libreoffice"
    rows = read_source(Source("c", "file:///old.doc", "sha1:A"), OLD, "application/msword")
    assert isinstance(rows, ReportRows)
    assert rows.report["read_by"] == "libreoffice"


@needs_libreoffice
@pytest.mark.parametrize(
    ("folder", "suffix", "most_lost"),
    [
        ("docx_merged_cells_2021", "rtf", 0),
        ("docx_merged_cells_2021", "odt", 0),
        ("docx_merged_cells_2021", "fodt", 0),
        ("docx_merged_cells_2021", "uot", 150),
        ("xlsx_one_sheet_2021", "ods", 0),
    ],
)
def test_other_documents_are_converted_with_their_cells(
    folder: str, suffix: str, most_lost: int, tmp_path: Path
) -> None:
    """In UOF LibreOffice itself writes rows of merged cells that it does not read back whole."""
    source = next((CARRIER_FOLDER.parent / folder).glob("document.*"))
    made = tmp_path / source.name
    made.write_bytes(source.read_bytes())
    convert(tmp_path, source.suffix, suffix)
    data = made.with_suffix(f".{suffix}").read_bytes()
    alone = read_report(data, Context(url=""))
    assert isinstance(alone, Unread) and alone.reason == "needs_libreoffice"
    read = read_report(data, Context(url="", convert=conversion.convert))
    whole = read_report(made.read_bytes(), Context(url=""))
    assert isinstance(read, Report) and isinstance(whole, Report)
    printed = {figure.key: figure for figure in whole.figures}
    lost = [figure for figure in read.figures if figure.value != printed[figure.key].value]
    assert len(lost) <= most_lost
    assert {figure.state for figure in lost} <= {State.AMBIGUOUS}


def test_reading_alone_starts_no_program() -> None:
    read = read_report(OLD, Context(url=""))
    assert isinstance(read, Unread)
    assert read.reason == "needs_libreoffice"
    assert "Word 6" in read.detail


def test_without_libreoffice_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    read = read_source(Source("c", "file:///old.doc", "sha1:A"), OLD, "application/msword")
    assert isinstance(read, Unread)
    assert read.reason == "needs_libreoffice"
    assert "Word 6" in read.detail and "install LibreOffice" in read.detail


@needs_libreoffice
def test_what_libreoffice_can_not_open_is_damaged() -> None:
    with pytest.raises(Unreadable) as caught:
        conversion.convert(UNKNOWN)
    assert caught.value.reason == "damaged"


@needs_libreoffice
def test_a_conversion_without_end_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(conversion, "PATIENCE", 0.05)
    with pytest.raises(Unreadable) as caught:
        conversion.convert(OLD)
    assert caught.value.reason == "too_slow"
