"""Scans and other pictures: recognised cells carry a confidence, and what may be misread is ambiguous, never a number.

The tests that recognise need the extra `ocr` (make ocr); without it they are skipped and say so.
"""

import io
import json
import re
import subprocess
import sys
from pathlib import Path

import pypdfium2
import pytest
from PIL import Image

from crawler.page import Page
from pipelines.blocks import Cell, Document, Table, place_of
from pipelines.forms import load_forms
from pipelines.page_pictures import table_pictures
from pipelines.read import Context, read_report
from pipelines.readers import image, read_document
from pipelines.readers.unreadable import Unreadable
from pipelines.recognised import doubt
from pipelines.recognition import NOT_SEEN, READ_BY, is_installed
from pipelines.report import Figure, Report, State, Unread
from pipelines.source import Source
from pipelines.store import rows_of
from tests.documents.make_scans import image_pdf, scanned

DOCUMENTS = Path(__file__).parent / "documents"
needs_ocr = pytest.mark.skipif(not is_installed(), reason="NOT TESTED: the extra `ocr` is not installed (make ocr)")
without_ocr = pytest.mark.skipif(is_installed(), reason="the extra `ocr` is installed")


def picture(width: int = 60, height: int = 40, format: str = "PNG") -> bytes:
    data = io.BytesIO()
    Image.new("L", (width, height), 255).save(data, format)
    return data.getvalue()


def source_pdf(name: str) -> bytes:
    return (DOCUMENTS / name / "document.pdf").read_bytes()


def judged(report: Report, name: str) -> tuple[int, int, list[str]]:
    """Cells that are right, cells that are ambiguous, and those that are wrong without a flag."""
    printed = json.loads((DOCUMENTS / name / "cells.json").read_text(encoding="utf-8"))
    right, unsure, wrong = 0, 0, []
    for figure in report.figures:
        key = ".".join(figure.key)
        if figure.state is State.AMBIGUOUS:
            unsure += 1
        elif key in printed and printed[key] in (figure.value, figure.raw):
            right += 1
        elif key in printed or figure.state is not State.ABSENT:
            wrong.append(f"{key} {printed.get(key)!r} read as {figure.state} {figure.raw!r}")
    return right, unsure, wrong


# What is told without recognising anything


@pytest.mark.parametrize("format", ["PNG", "JPEG", "TIFF", "BMP", "GIF", "WEBP"])
def test_pictures_are_told_by_their_bytes(format: str) -> None:
    assert image.recognises(picture(format=format))


def test_other_bytes_are_no_pictures() -> None:
    assert not any(map(image.recognises, (b"%PDF-1.7", b"<html><body>", b"PK\x03\x04", b"BM was the firm's name", b"")))


@without_ocr
@pytest.mark.parametrize("format", ["PNG", "JPEG", "TIFF"])
def test_without_the_extra_a_picture_is_a_scan_and_the_remedy_is_named(format: str) -> None:
    read = read_report(picture(format=format), Context(url="http://a.gov.cn/1"))
    assert isinstance(read, Unread)
    assert read.reason == "scan"
    assert "make ocr" in read.detail


@without_ocr
def test_without_the_extra_an_image_pdf_is_a_scan_and_the_remedy_is_named() -> None:
    read = read_report(image_pdf([Image.new("L", (600, 800), 200)], 72), Context(url=""))
    assert isinstance(read, Unread)
    assert (read.reason, "make ocr" in read.detail) == ("scan", True)


@without_ocr
def test_without_the_extra_cells_that_may_stand_on_pictures_are_not_absent() -> None:
    data = with_second_page_a_picture("pdf_cut_in_merged_label_2021")
    report = read_report(data, Context(url=""))
    assert isinstance(report, Report)
    states = {figure.state for figure in report.figures if figure.table_key == "disputes"}
    assert states == {State.AMBIGUOUS}
    assert any("page 2 of 2" in figure.reason for figure in report.figures)


def test_a_picture_is_measured_before_it_is_decoded() -> None:
    header = picture(20, 20)
    huge = header.replace((20).to_bytes(4) * 2, (60_000).to_bytes(4) * 2, 1)
    with pytest.raises(Unreadable) as refused:
        image.read(huge)
    assert refused.value.reason in ("too_large", "damaged")


def test_a_picture_of_too_many_pixels_is_refused() -> None:
    data = io.BytesIO()
    Image.new("1", (10_000, 9_000), 1).save(data, "TIFF", compression="group4")
    with pytest.raises(Unreadable, match="too_large"):
        image.read(data.getvalue())


def test_a_picture_with_no_room_for_a_line_is_empty() -> None:
    with pytest.raises(Unreadable, match="empty"):
        image.read(picture(900, 2))


def test_hundreds_of_scanned_pages_are_refused() -> None:
    data = io.BytesIO()
    page = Image.new("1", (50, 50), 1)
    page.save(data, "TIFF", save_all=True, append_images=[page] * 499)
    with pytest.raises(Unreadable, match=r"too_large.*500 pages"):
        image.read(data.getvalue())


@pytest.mark.parametrize("format", ["PNG", "JPEG", "TIFF", "BMP", "GIF", "WEBP"])
def test_damaged_pictures_give_a_reason(format: str) -> None:
    whole = picture(400, 300, format)
    for length in (12, len(whole) // 3, len(whole) - 5):
        try:
            image.read(whole[:length])
        except Unreadable as refused:
            assert refused.reason in ("damaged", "scan", "empty")


# What speaks against a recognised number

FORM = load_forms()["2021"]


def recognised(
    printed: dict[str, str], confidence: float = 0.99
) -> tuple[Document, dict[tuple[str, str, str], Figure]]:
    """Every cell of the form as recognised, 0 where `printed` says nothing, in a document of one table."""
    cells, figures = [], {}
    for row, form_cell in enumerate(cell for cell in FORM.cells if not cell.is_variant):
        text = printed.get(".".join(form_cell.key), "0")
        cell = Cell(text, row, 0, source_row=row + 1, source_column=1, page=1, confidence=confidence)
        state = State.REPORTED if text.isdecimal() else State.TEXT if text.strip("/|") else State.BLANK
        value = int(text) if text.isdecimal() else None
        place = place_of(Table(1, ()), cell)
        figures[form_cell.key] = Figure(*form_cell.key, state, value, text, form_cell.unit, place)
        cells.append(cell)
    return Document((Table(1, tuple(cells)),), {READ_BY: "ocr"}), figures


def states(printed: dict[str, str], confidence: float = 0.99) -> dict[str, State]:
    document, figures = recognised(printed, confidence)
    return {".".join(key): figure.state for key, figure in doubt(document, FORM, figures, ()).items()}


def test_figures_that_agree_stay_numbers() -> None:
    found = states({})
    assert set(found.values()) == {State.REPORTED}


def test_a_sum_that_does_not_hold_makes_its_cells_ambiguous_and_puts_nothing_right() -> None:
    found = states({"requests.received.total": "8"})
    row = {key for key in found if key.startswith("requests.received.")}
    assert {found[key] for key in row} == {State.AMBIGUOUS}
    assert found["requests.granted.total"] is State.REPORTED


def test_what_is_recognised_with_little_confidence_is_ambiguous() -> None:
    assert set(states({}, confidence=0.8).values()) == {State.AMBIGUOUS}


@pytest.mark.parametrize("text", ["O", "l2", "一", "�", "|", "1O", "S", "。"])
def test_letters_that_may_be_figures_are_ambiguous(text: str) -> None:
    assert states({"proactive.licences.decisions": text})["proactive.licences.decisions"] is State.AMBIGUOUS


def test_a_slash_is_a_blank() -> None:
    assert states({"proactive.licences.decisions": "/"})["proactive.licences.decisions"] is State.BLANK


# Pages whose tables are pictures

PAGE = """<html><head><title>青石县人民政府2023年政府信息公开工作年度报告</title></head><body>
<img src="/images/banner.jpg"><h1>青石县人民政府2023年政府信息公开工作年度报告</h1>
<p>一、总体情况</p><p>本机关坚持以公开为常态、不公开为例外，主动公开政府信息，规范办理每一件申请。</p>
<p>二、主动公开政府信息情况</p><p><img src="./W01.png"></p><p>三、收到和处理政府信息公开申请情况</p>
<p><img alt="" src='W02.jpg' width="800"><img src="icon_jpg.gif"><img src="a.png" width="16"></p>
<p>四、政府信息公开行政复议、行政诉讼情况</p><p><img src="W03.jpg"></p><p>五、存在的主要问题及改进情况</p>
<p>公开的时间偏晚。</p><p>六、其他需要报告的事项</p><p>无。</p><img src="/images/foot.jpg"></body></html>"""


def test_the_pictures_of_the_tables_are_found_and_others_are_not() -> None:
    assert table_pictures(PAGE) == ["./W01.png", "W02.jpg", "W03.jpg"]
    addresses = Page("http://www.qingshi.gov.cn/zfxx/2024/t1.html", PAGE).pictures(has_tables=False)
    assert addresses[0] == "http://www.qingshi.gov.cn/zfxx/2024/W01.png"


def test_a_page_whose_tables_are_pictures_says_so_and_names_them() -> None:
    read = read_report(PAGE.encode(), Context(url="", declared_type="text/html; charset=utf-8"))
    assert isinstance(read, Unread)
    assert read.reason == "tables_are_pictures"
    assert "W01.png, W02.jpg, W03.jpg" in read.detail


def test_a_page_with_its_tables_says_nothing_of_pictures() -> None:
    table = "<table>" + "<tr><td>规章</td><td>1</td><td>2</td></tr>" * 9 + "</table>"
    page = re.sub(r"<img[^>]*W0[^>]*>", table, PAGE)
    document = read_document(page.encode(), "text/html; charset=utf-8")
    assert NOT_SEEN not in document.facts


# Recognising


def with_second_page_a_picture(name: str) -> bytes:
    """The document, its second page scanned."""
    whole = pypdfium2.PdfDocument(source_pdf(name))
    scan = pypdfium2.PdfDocument(image_pdf(scanned(source_pdf(name), 200, 0.0), 200))
    mixed = pypdfium2.PdfDocument.new()
    mixed.import_pages(whole, [0])
    mixed.import_pages(scan, [1])
    data = io.BytesIO()
    mixed.save(data)
    return data.getvalue()


@needs_ocr
@pytest.mark.parametrize(
    ("name", "dots", "degrees", "noise"),
    [
        ("pdf_cut_in_merged_label_2021", 150, 1.0, 8.0),
        ("pdf_landscape_2021", 200, -1.0, 8.0),
        ("pdf_cut_in_row_2019", 300, 0.4, 12.0),
    ],
)
def test_a_scan_gives_its_numbers_and_none_is_wrong_without_a_flag(
    name: str, dots: int, degrees: float, noise: float
) -> None:
    report = read_report(image_pdf(scanned(source_pdf(name), dots, degrees, noise), dots), Context(url=""))
    assert isinstance(report, Report), report
    right, unsure, wrong = judged(report, name)
    assert wrong == []
    assert right >= 0.9 * (right + unsure)
    expected = json.loads((DOCUMENTS / name / "meta.json").read_text(encoding="utf-8"))
    assert (report.year, report.title, report.read_by) == (expected["year"], expected["title"], "ocr")
    assert not report.findings
    assert all(figure.confidence for figure in report.figures if figure.state is State.REPORTED)
    confidences = rows_of(Source("c", "u", "d"), report).confidences
    assert len(confidences) >= right


@needs_ocr
def test_a_page_that_lies_on_its_side_is_turned() -> None:
    page = scanned(source_pdf("pdf_landscape_2021"), 150)[0]
    data = io.BytesIO()
    page.rotate(90, expand=True).save(data, "PNG")
    upright, turned = (read_document(data) for data in (png(page), data.getvalue()))
    assert [block.text for block in turned.blocks if not isinstance(block, Table)][:2] == [
        block.text for block in upright.blocks if not isinstance(block, Table)
    ][:2]


def png(page: Image.Image) -> bytes:
    data = io.BytesIO()
    page.save(data, "PNG")
    return data.getvalue()


@needs_ocr
def test_text_pages_stay_text_where_others_are_pictures() -> None:
    name = "pdf_cut_in_merged_label_2021"
    report = read_report(with_second_page_a_picture(name), Context(url=""))
    assert isinstance(report, Report)
    assert judged(report, name)[2] == []
    confidences = {figure.confidence is None for figure in report.figures if figure.state is State.REPORTED}
    assert confidences == {True, False}


@needs_ocr
def test_a_blank_sheet_is_empty_and_no_report() -> None:
    assert isinstance(read_report(picture(1654, 2339), Context(url="")), Unread)


@needs_ocr
def test_recognising_asks_for_no_network() -> None:
    script = (
        "import socket, sys\n"
        "def refuse(*a, **k): raise AssertionError('a socket was asked for')\n"
        "socket.socket = socket.create_connection = socket.getaddrinfo = refuse\n"
        "from pipelines.readers import read_document\n"
        "from pathlib import Path\n"
        "print(len(read_document(Path(sys.argv[1]).read_bytes()).blocks))\n"
    )
    document = DOCUMENTS / "scan_blanks_and_slashes_2021" / "document.tif"
    done = subprocess.run(
        [sys.executable, "-c", script, document], check=False, capture_output=True, text=True, cwd=DOCUMENTS.parents[1]
    )
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) > 0
