"""Workbooks that are damaged, locked, endless or none: a reason, and never more memory than a report takes."""

import io
import random
import zipfile
from functools import partial
from pathlib import Path

import pytest

from pipelines.readers import Unreadable, read_document, xls
from tests.grids import grid, refusal, tables
from tests.sheet_writer import SPREADSHEET, edited, saved

DOCUMENTS = Path(__file__).parent / "documents"


reason_of = partial(refusal, read_document)


def test_a_million_empty_rows_are_passed_over() -> None:
    data = saved(lambda sheet: sheet.append(["规章", 1]) or sheet.append(["其他", 2]))
    empty = "".join(f'<row r="{number}" s="1" customFormat="1" ht="{number % 97}"/>' for number in range(3, 200_000))
    many = edited(data, "xl/worksheets/sheet1.xml", lambda xml: xml.replace("</sheetData>", empty + "</sheetData>"))
    assert grid(tables(read_document(many))[0]) == [["规章", "1"], ["其他", "2"]]


def test_a_part_that_swells_is_refused() -> None:
    data = saved(lambda sheet: sheet.append(["规章", 1]))
    assert reason_of(edited(data, "xl/worksheets/sheet1.xml", lambda xml: xml + " " * 20_000_000)) == "too_large"
    shared = (DOCUMENTS / "xlsx_one_sheet_2021" / "document.xlsx").read_bytes()
    assert reason_of(edited(shared, "xl/sharedStrings.xml", lambda xml: xml + " " * 20_000_000)) == "too_large"


def test_more_cells_than_a_report_has_are_refused() -> None:
    data = saved(lambda sheet: sheet.append(["规章", 1]))
    far = "".join(f'<row r="{r}"><c r="A{r}"><v>1</v></c><c r="XFD{r}"><v>1</v></c></row>' for r in range(2, 60))
    many = edited(data, "xl/worksheets/sheet1.xml", lambda xml: xml.replace("</sheetData>", far + "</sheetData>"))
    assert reason_of(many) == "too_large"


def test_a_merge_over_the_whole_sheet_is_one_cell() -> None:
    data = saved(lambda sheet: sheet.append(["规章", 1]) or sheet.append(["其他", 2]))
    merge = '</sheetData><mergeCells><mergeCell ref="A3:XFD1048576"/></mergeCells>'
    data = edited(data, "xl/worksheets/sheet1.xml", lambda xml: xml.replace("</sheetData>", merge))
    assert grid(tables(read_document(data))[0]) == [["规章", "1"], ["其他", "2"]]


def test_entities_are_refused() -> None:
    data = saved(lambda sheet: sheet.append(["规章", 1]))
    bomb = '<!DOCTYPE a [<!ENTITY b "bbbbbbbb"><!ENTITY c "&b;&b;&b;">]>'
    worksheet = edited(
        data, "xl/worksheets/sheet1.xml", lambda xml: bomb + xml[xml.index("<worksheet") :].replace("&#35268;", "&c;")
    )
    assert reason_of(worksheet) == "damaged"
    single = f'<?xml version="1.0"?>{bomb}<Workbook xmlns="{SPREADSHEET}"/>'
    assert reason_of(single.encode()) == "damaged"


def test_a_workbook_without_text_says_so() -> None:
    assert reason_of(saved(lambda sheet: None)) == "empty"
    data = saved(lambda sheet: None)
    file = io.BytesIO(data)
    with zipfile.ZipFile(file, "a") as package:
        package.writestr("xl/media/image1.png", b"")
    assert reason_of(file.getvalue()) == "scan"


def test_binary_and_other_workbooks_are_named() -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as package:
        package.writestr("[Content_Types].xml", "<Types/>")
        package.writestr("xl/workbook.bin", b"")
    assert reason_of(file.getvalue()) == "unknown_format"


def test_a_locked_workbook_says_so() -> None:
    data = bytearray((DOCUMENTS / "xls_one_sheet_2021" / "document.xls").read_bytes())
    at = data.index(b"\x42\x00\x02\x00")  # the code page, which is known without its record
    data[at : at + 2] = b"\x2f\x00"
    assert xls.recognises(bytes(data)) and reason_of(bytes(data)) == "encrypted"


@pytest.mark.parametrize("name", ["xls_one_sheet_2021", "xls_excel_95_2021", "xlsx_one_sheet_2021"])
def test_a_workbook_cut_short_is_damaged(name: str) -> None:
    [path] = (DOCUMENTS / name).glob("document.*")
    data = path.read_bytes()
    for length in range(1200, len(data) - 600, 499):
        with pytest.raises(Unreadable) as caught:
            read_document(data[:length])
        assert caught.value.reason == "damaged"


@pytest.mark.parametrize(
    "name", ["xls_one_sheet_2021", "xls_excel_95_2021", "xlsx_one_sheet_2021", "xls_is_one_xml_file_2021"]
)
def test_flipped_bytes_give_a_document_or_a_reason(name: str) -> None:
    [path] = (DOCUMENTS / name).glob("document.*")
    data = path.read_bytes()
    chance = random.Random(7)
    outcomes: set[str] = set()
    for _ in range(120):
        flipped = bytearray(data)
        for _ in range(chance.randint(1, 6)):
            flipped[chance.randrange(len(flipped))] ^= 1 << chance.randrange(8)
        try:
            outcomes.add(type(read_document(bytes(flipped))).__name__)
        except Unreadable as unreadable:
            outcomes.add(unreadable.reason)
    assert "damaged" in outcomes
