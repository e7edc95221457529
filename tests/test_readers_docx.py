"""Word documents: what is printed comes out, each cell at its place in the grid."""

import io
import json
import random
import zipfile
from functools import partial
from pathlib import Path

import pytest

from pipelines.blocks import Paragraph
from pipelines.docx.numbering import write_chinese
from pipelines.readers import docx
from pipelines.readers.unreadable import Unreadable
from tests.docx_writer import NAMES, STYLES_LINK, cell, document, pack, paragraph, read_body, row, table
from tests.grids import grid, refusal, tables, texts

DOCUMENTS = Path(__file__).parent / "documents"
SAMPLES = sorted(path.parent.name for path in DOCUMENTS.glob("docx_*/grid.json"))


@pytest.mark.parametrize("name", SAMPLES)
@pytest.mark.parametrize("number", [0, 1, 2])
def test_every_cell_stands_at_its_place(name: str, number: int) -> None:
    expected = json.loads((DOCUMENTS / name / "grid.json").read_text(encoding="utf-8"))
    read = docx.read((DOCUMENTS / name / "document.docx").read_bytes())
    assert len(tables(read)) == len(expected)
    assert tables(read)[number].aligned
    assert grid(tables(read)[number]) == expected[number]


def test_the_official_blank_form(shared: Path) -> None:
    read = docx.read((shared / "corpus" / "blank_form_2021.docx").read_bytes())
    assert [len(item.cells) for item in tables(read)] == [30, 215, 34]
    labels = {item.text: item for item in tables(read)[1].cells}
    assert (labels["三、本年度办理结果"].row, labels["三、本年度办理结果"].rowspan) == (5, 22)
    assert (labels["（四）无法提供"].row, labels["（四）无法提供"].rowspan) == (15, 3)
    assert texts(read)[-2] == "六、其他需要报告的事项"


def test_the_lower_parts_of_a_merged_cell_count_as_source_cells_but_are_none() -> None:
    read = read_body(
        table(
            row(cell("三", '<w:vMerge w:val="restart"/>'), cell("（一）"), cell("1")),
            row(cell("", "<w:vMerge/>"), cell("（二）"), cell("2")),
            row(cell("四", '<w:gridSpan w:val="2"/>'), cell("3")),
        )
    )
    found = {item.text: item for item in tables(read)[0].cells}
    assert found["三"].rowspan == 2
    assert (found["2"].row, found["2"].column) == (1, 2)
    assert (found["2"].source_row, found["2"].source_column) == (2, 3)
    assert (found["3"].column, found["3"].source_column) == (2, 2)


def test_a_merge_that_begins_nowhere_is_a_cell_of_its_own() -> None:
    read = read_body(table(row(cell("甲", "<w:vMerge/>"), cell("1")), row(cell("乙"), cell("2", "<w:vMerge/>"))))
    assert grid(tables(read)[0]) == [["甲", "1"], ["乙", "1"]]


def test_rows_that_begin_late_or_end_early_keep_their_columns() -> None:
    late = row(cell("1"), cell("2"), properties='<w:gridBefore w:val="1"/>')
    early = row(cell("甲"), cell("3"), properties='<w:gridAfter w:val="1"/>')
    [read] = tables(read_body(table(late, early)))
    assert read.aligned
    assert grid(read) == [["(none)", "1", "2"], ["甲", "3", "(none)"]]


def test_rows_of_unequal_length_are_placed_by_their_widths() -> None:
    wide, narrow = '<w:tcW w:w="2000" w:type="dxa"/>', '<w:tcW w:w="1010" w:type="dxa"/>'
    upper = row(cell("申请人", wide), cell("总计", narrow))
    lower = row(cell("1", narrow), cell("2", narrow), cell("3", narrow))
    [read] = tables(read_body(table(upper, lower)))
    assert read.aligned
    assert grid(read) == [["申请人", "申请人", "总计"], ["1", "2", "3"]]


def test_rows_of_unequal_length_without_widths_are_not_trusted() -> None:
    [read] = tables(read_body(table(row(cell("甲"), cell("1"), cell("2")), row(cell("乙"), cell("3")))))
    assert not read.aligned


def test_tracked_changes_are_read_as_accepted() -> None:
    changed = (
        "<w:p><w:del><w:r><w:delText>12</w:delText></w:r></w:del><w:ins><w:r><w:t>21</w:t></w:r></w:ins></w:p>"
        "<w:p><w:moveFrom><w:r><w:t>移走</w:t></w:r></w:moveFrom><w:moveTo><w:r><w:t>移来</w:t></w:r></w:moveTo></w:p>"
        "<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr><w:r><w:t>新收</w:t></w:r></w:p>" + paragraph("申请")
    )
    removed = row(cell("旧"), cell("9"), properties="<w:del/>")
    inserted = row(cell("新"), cell("8"), properties="<w:ins/>")
    read = read_body(changed + table(removed, inserted))
    assert texts(read) == ["21", "移来", "新收申请"]
    assert grid(tables(read)[0]) == [["新", "8"]]


def test_content_controls_are_seen_through_at_every_level() -> None:
    def control(inside: str) -> str:
        label = '<w:sdtPr><w:placeholder/><w:tag w:val="点击输入"/></w:sdtPr>'
        return f"<w:sdt>{label}<w:sdtContent>{inside}</w:sdtContent></w:sdt>"

    inner = f"<w:tc><w:p>{control('<w:r><w:t>7</w:t></w:r>')}</w:p></w:tc>"
    read = read_body(control(paragraph("一、总体情况") + table(control(row(control(cell("规章")), inner)))))
    assert texts(read) == ["一、总体情况"]
    assert grid(tables(read)[0]) == [["规章", "7"]]


def test_a_text_box_is_read_once_and_in_place() -> None:
    box = f"<w:txbxContent>{paragraph('洪山县人民政府')}</w:txbxContent>"
    both = f"<mc:AlternateContent><mc:Choice>{box}</mc:Choice><mc:Fallback>{box}</mc:Fallback></mc:AlternateContent>"
    read = read_body(f"<w:p><w:r>{both}<w:t>前</w:t></w:r></w:p>" + paragraph("后"))
    assert texts(read) == ["前", "洪山县人民政府", "后"]


def test_a_nested_table_follows_and_its_numbers_stand_once() -> None:
    inner = table(row(cell("内"), cell("5")))
    framed = table(row(f"<w:tc>{table(row(cell('6')))}<w:p/></w:tc>", cell("右")))
    holding = f"<w:tc>{paragraph('外')}{inner}<w:p/></w:tc>"
    read = read_body(table(row(holding, cell("4"))) + framed)
    assert [grid(item) for item in tables(read)] == [[["外", "4"]], [["内", "5"]], [["6", "右"]]]
    assert [item.number for item in tables(read)] == [1, 2, 3]


def test_a_table_of_one_cell_is_only_a_frame() -> None:
    inside = paragraph("一、总体情况") + table(row(cell("规章"), cell("3"))) + "<w:p/>"
    read = read_body(table(row(f"<w:tc>{inside}</w:tc>")))
    assert texts(read) == ["一、总体情况"]
    assert grid(tables(read)[0]) == [["规章", "3"]]


def test_tabs_breaks_hyphens_symbols_and_hidden_words() -> None:
    runs = (
        '<w:pPr><w:tabs><w:tab w:val="left" w:pos="4"/></w:tabs></w:pPr><w:r><w:t>0517</w:t><w:noBreakHyphen/>'
        "<w:t>8722</w:t><w:tab/><w:t>甲</w:t><w:br/><w:t>乙</w:t>"
        '<w:sym w:font="宋体" w:char="2014"/><w:softHyphen/></w:r>'
        "<w:r><w:rPr><w:vanish/></w:rPr><w:t>密</w:t></w:r>"
        '<w:r><w:rPr><w:vanish w:val="0"/></w:rPr><w:t>明</w:t></w:r>'
    )
    assert texts(read_body(f"<w:p>{runs}</w:p>")) == ["0517-8722\t甲\n乙—明"]


def test_deleted_cells_and_hidden_rows_are_left_out() -> None:
    changed = row(cell("甲"), cell("9", "<w:cellDel/>"), cell("8", "<w:cellIns/>"))
    hidden = row(cell("乙"), cell("7"), properties="<w:hidden/>")
    [read] = tables(read_body(table(changed, hidden)))
    assert grid(read) == [["甲", "8"]]


def test_text_of_a_hidden_style_is_left_out() -> None:
    styles = """<w:style w:styleId="A"><w:rPr><w:vanish/></w:rPr></w:style>
    <w:style w:styleId="B"><w:basedOn w:val="A"/></w:style>"""

    def run(text: str, properties: str) -> str:
        return f"<w:r><w:rPr>{properties}</w:rPr><w:t>{text}</w:t></w:r>"

    shown = run("3", '<w:rStyle w:val="A"/><w:vanish w:val="0"/>')
    runs = run("1", '<w:rStyle w:val="A"/>') + run("2", '<w:rStyle w:val="B"/>') + shown + run("4", "")
    whole = f'<w:p><w:pPr><w:pStyle w:val="B"/></w:pPr>{run("5", "")}</w:p>'
    assert texts(read_body(f"<w:p>{runs}</w:p>{whole}", styles=styles)) == ["34"]


TABBED = [paragraph(text).replace("|", "</w:t><w:tab/><w:t>") for text in ("事项|新收|结转", "规章|1|2", "许可||4")]


@pytest.mark.parametrize("body", ["".join(TABBED), table(*(f"<w:tr><w:tc>{row}</w:tc></w:tr>" for row in TABBED))])
def test_rows_that_are_drawn_with_tabs_are_a_table(body: str) -> None:
    [read] = tables(read_body(paragraph("二、情况") + body + paragraph("三、情况")))
    assert [cell.text for cell in read.cells] == ["事项", "新收", "结转", "规章", "1", "2", "许可", "", "4"]
    assert not read.aligned and read.padded


def test_a_table_of_contents_is_none() -> None:
    lines = [paragraph(text).replace("|", "</w:t><w:tab/><w:t>") for text in ("一、概况|第一页", "二、问题|第二页")]
    assert not tables(read_body("".join(lines)))


def test_a_document_inside_the_document_is_read_in_its_place() -> None:
    relation = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" r:id="c"'
    chunk = f"<w:altChunk {relation}/>"
    body = f"{paragraph('前')}{chunk}{table(row(cell('后'), cell('2')))}"
    parts = {
        "word/document.xml": f"<w:document {NAMES}><w:body>{body}</w:body></w:document>",
        "word/_rels/document.xml.rels": STYLES_LINK.replace(
            "</R", '<Relationship Id="c" Type="x/relationships/aFChunk" Target="chunk.html"/></R'
        ),
    }
    html = "<html><body><p>中</p><table><tr><td>规章</td><td>1</td></tr></table></body></html>"
    read = docx.read(pack({**parts, "word/chunk.html": html}))
    assert [grid(item) for item in tables(read)] == [[["规章", "1"]], [["后", "2"]]]
    assert [item.number for item in tables(read)] == [1, 2]
    assert texts(read)[0] == "前"
    assert reason_of(pack(parts)) == "damaged"


def test_paragraphs_of_a_cell_are_its_lines() -> None:
    read = read_body(table(row(f"<w:tc>{paragraph('商业')}{paragraph('企业')}</w:tc>", cell("1"))))
    assert tables(read)[0].cells[0].text == "商业\n企业"


def test_heading_levels_come_from_outline_style_or_name() -> None:
    styles = """<w:style w:styleId="2"><w:name w:val="heading 1"/></w:style>
    <w:style w:styleId="3"><w:name w:val="own"/><w:basedOn w:val="2"/></w:style>
    <w:style w:styleId="4"><w:name w:val="x"/><w:pPr><w:outlineLvl w:val="2"/></w:pPr></w:style>"""

    def styled(properties: str) -> str:
        return f"<w:p><w:pPr>{properties}</w:pPr><w:r><w:t>题</w:t></w:r></w:p>"

    properties = (
        '<w:pStyle w:val="2"/>',
        '<w:pStyle w:val="3"/>',
        '<w:pStyle w:val="4"/>',
        '<w:outlineLvl w:val="1"/>',
    )
    own = '<w:pStyle w:val="2"/><w:outlineLvl w:val="9"/>'
    read = read_body("".join(map(styled, (*properties, own, ""))), styles=styles)
    assert [block.level for block in read.blocks if isinstance(block, Paragraph)] == [1, 1, 3, 2, 0, 0]


def test_numbers_of_lists_are_written_out() -> None:
    numbering = """<w:abstractNum w:abstractNumId="5">
    <w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="japaneseCounting"/><w:lvlText w:val="%1、"/></w:lvl>
    <w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%2."/></w:lvl></w:abstractNum>
    <w:num w:numId="1"><w:abstractNumId w:val="5"/></w:num>"""

    def item(level: int) -> str:
        own = f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="1"/></w:numPr>'
        return f"<w:p><w:pPr>{own}</w:pPr><w:r><w:t>项</w:t></w:r></w:p>"

    read = read_body("".join(map(item, (0, 1, 1, 0, 1))), numbering=numbering)
    assert texts(read) == ["一、项", "1.项", "2.项", "二、项", "1.项"]


@pytest.mark.parametrize(("number", "words"), [(1, "一"), (10, "十"), (12, "十二"), (20, "二十"), (105, "一百〇五")])
def test_counting_in_chinese(number: int, words: str) -> None:
    assert write_chinese(number) == words


def test_the_main_part_may_have_another_name_and_strict_names() -> None:
    main = f"<w:document {NAMES}><w:body>{paragraph('正文')}</w:body></w:document>".replace(
        "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
        "http://purl.oclc.org/ooxml/wordprocessingml/main",
    )
    links = """<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">
    <Relationship Id="a" Type="x/relationships/officeDocument" Target="/word/document2.xml"/></Relationships>"""
    assert texts(docx.read(pack({"_rels/.rels": links, "word/document2.xml": main}))) == ["正文"]


reason_of = partial(refusal, docx.read)


def test_a_package_without_a_document_is_damaged() -> None:
    assert reason_of(pack({"word/other.xml": "<a/>"})) == "damaged"
    assert reason_of(pack({"word/document.xml": "<a/>"})) == "damaged"
    assert reason_of(pack({"word/document.xml": "<a>"})) == "damaged"


def test_entities_are_refused() -> None:
    bomb = '<!DOCTYPE a [<!ENTITY b "bbbbbbbb"><!ENTITY c "&b;&b;&b;">]>'
    outside = '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/hostname">]>'
    body = f"<w:document {NAMES}><w:body><w:p><w:r><w:t>&b;</w:t></w:r></w:p></w:body></w:document>"
    assert reason_of(pack({"word/document.xml": bomb + body})) == "damaged"
    assert reason_of(pack({"word/document.xml": outside + body})) == "damaged"


def test_a_part_that_swells_is_refused() -> None:
    assert reason_of(document(" " * 20_000_000)) == "too_large"


def test_a_locked_document_says_so() -> None:
    locked = docx.OLE_MAGIC + bytes(600) + "EncryptedPackage".encode("utf-16-le") + bytes(600)
    assert docx.recognises(locked)
    assert reason_of(locked) == "encrypted"
    whole = bytearray(document(paragraph("正文")))
    for magic, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        start = 0
        while (start := whole.find(magic, start)) >= 0:
            whole[start + flags] |= 1
            start += 4
    assert reason_of(bytes(whole)) == "encrypted"


def test_tables_nested_without_end_are_refused() -> None:
    body = paragraph("底")
    for _ in range(40):
        body = table(row(f"<w:tc>{body}</w:tc>", cell("右")))
    assert reason_of(document(body)) == "damaged"


def test_other_files_are_left_to_others() -> None:
    for data in (b"", b"PK", b"%PDF-1.7", b"<html>", docx.OLE_MAGIC + bytes(600), pack({"xl/workbook.xml": ""})):
        assert not docx.recognises(data)


def test_a_document_cut_short_anywhere_is_damaged() -> None:
    data = (DOCUMENTS / "docx_merged_cells_2021" / "document.docx").read_bytes()
    for length in range(60, len(data), 199):
        assert docx.recognises(data[:length])
        assert reason_of(data[:length]) == "damaged"


def test_flipped_bytes_give_a_document_or_a_reason() -> None:
    data = (DOCUMENTS / "docx_merged_cells_2021" / "document.docx").read_bytes()
    stored = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as package, zipfile.ZipFile(stored, "w") as copy:
        for name in package.namelist():
            copy.writestr(name, package.read(name))
    chance = random.Random(20)
    outcomes: set[str] = set()
    for whole in (data, stored.getvalue()):
        for _ in range(150):
            flipped = bytearray(whole)
            for _ in range(chance.randint(1, 6)):
                flipped[chance.randrange(len(flipped))] ^= 1 << chance.randrange(8)
            try:
                outcomes.add(type(docx.read(bytes(flipped))).__name__)
            except Unreadable as unreadable:
                outcomes.add(unreadable.reason)
    assert {"Document", "damaged"} <= outcomes
