"""OFD documents: what is printed comes out, each cell at its place in the grid, however the file says it."""

import io
import json
import random
import zipfile
from pathlib import Path

import pytest

from pipelines.blocks import Document, Table
from pipelines.read import Context, read_report
from pipelines.readers import ofd, read_document
from pipelines.readers.unreadable import Unreadable
from pipelines.report import Report, State, Unread
from tests import ofd_writer
from tests.grids import grid, tables, texts
from tests.ofd_writer import NAMESPACE, Page, Rule, Run, Style, page_of, run

DOCUMENTS = Path(__file__).parent / "documents"
SAMPLES = sorted(path.name for path in DOCUMENTS.glob("ofd_*"))
ROWS = [["申请情况", "自然人", "法人", "总计"], ["本年新收", "12", "3", "15"], ["予以公开", "10", "", "10"]]
STYLES = {
    "runs": Style(),
    "letters": Style(by_letter=True),
    "filled": Style(filled_rules=True),
    "turned": Style(turned=True),
    "no prefix": Style(prefix=""),
    "template": Style(template=True),
}


def read(data: bytes) -> Document:
    assert ofd.recognises(data)
    return read_document(data)


def refusal(data: bytes) -> Unreadable:
    with pytest.raises(Unreadable) as raised:
        read(data)
    assert raised.value.detail
    return raised.value


def page_with(objects: str, area: str = "<o:PhysicalBox>0 0 210 297</o:PhysicalBox>") -> dict[str, str]:
    """The part of a page that draws these objects, as an argument to `ofd_writer.ofd`."""
    content = f'<o:Content><o:Layer ID="1">{objects}</o:Layer></o:Content>'
    return {"Doc_0__Pages__Page_0__Content": f'<o:Page xmlns:o="{NAMESPACE}"><o:Area>{area}</o:Area>{content}</o:Page>'}


def read_objects(objects: str, **parts: str) -> Document:
    return read(ofd_writer.ofd([Page(210, 297, (), ())], **page_with(objects), **parts))


def text(code: str, attributes: str = 'Boundary="20 140 100 10" Size="4"', more: str = "") -> str:
    return f'<o:TextObject ID="2" Font="1" {attributes}>{more}<o:TextCode {code}</o:TextCode></o:TextObject>'


@pytest.mark.parametrize("name", SAMPLES)
def test_every_cell_stands_where_it_is_printed(name: str) -> None:
    folder = DOCUMENTS / name
    expected = json.loads((folder / "grid.json").read_text(encoding="utf-8"))
    document = read((folder / "document.ofd").read_bytes())
    assert [grid(table) for table in tables(document)] == expected


@pytest.mark.parametrize("name", SAMPLES)
def test_prose_is_that_of_the_same_document_as_pdf(name: str) -> None:
    meta = (DOCUMENTS / name / "meta.json").read_text(encoding="utf-8")
    twin = next(path.parent for path in DOCUMENTS.glob("pdf_*/meta.json") if path.read_text(encoding="utf-8") == meta)

    def prose(folder: Path) -> str:
        document = read_document(next(folder.glob("document.*")).read_bytes())
        return "".join("".join(texts(document)).split())

    assert prose(DOCUMENTS / name)
    assert any(prose(DOCUMENTS / name) == prose(path.parent) for path in DOCUMENTS.glob("pdf_*/meta.json")), twin


@pytest.mark.parametrize("style", STYLES)
def test_makers_say_the_same_in_several_ways(style: str) -> None:
    document = read(ofd_writer.ofd([page_of(ROWS, "青石县年报")], STYLES[style], title="年报"))
    assert [grid(table) for table in tables(document)] == [ROWS]
    assert texts(document) == ["青石县年报"]
    assert document.facts == {"title": "年报"}
    [table] = tables(document)
    cell = next(cell for cell in table.cells if cell.text == "12")
    assert (cell.source_row, cell.source_column, cell.page) == (2, 2, 1)
    assert cell.box
    if style != "turned":
        points = [edge / 72 * 25.4 for edge in cell.box]
        assert points == pytest.approx([58, 297 - 46, 96, 297 - 38], abs=0.2)


@pytest.mark.parametrize(
    ("code", "printed"),
    [
        ('X="0" Y="4" DeltaX="g 3 2">1234', ["1234"]),
        ('X="0" Y="4" DeltaX="2 2 2">1234', ["1234"]),
        ('X="0" Y="4" DeltaX="2">1234', ["1234"]),  # the last distance serves for those that lack
        ('X="0" Y="4">1234', ["1234"]),  # as wide as letters are
        ('X="0" Y="4" DeltaX="g 999999999 2">1234', ["1234"]),
        ('X="0" Y="4" DeltaX="2 9 2">1234', ["12 34"]),
        ('X="0" Y="4" DeltaX="g 2 2 9 2 2 2">12 345', ["12 345"]),
        ('X="0" Y="4" DeltaX="4 4">报告书', ["报告书"]),
        ('X="0" Y="4" DeltaX="4 4">\n报告书\n', ["报告书"]),
        ('X="0" Y="4" DeltaY="g 2 6">报告书', ["报", "告", "书"]),
        ('X="0" Y="4" DeltaX="g x">12', ["12"]),
        ('X="nan" Y="1e999" DeltaX="">12', ["12"]),
        ('Y="4">⼀二', ["一二"]),  # a radical that looks like the number
    ],
)
def test_letters_stand_where_their_distances_put_them(code: str, printed: list[str]) -> None:
    lines = "\n".join(texts(read_objects(text(code)))).replace("\n", "")
    assert lines == "".join(printed)


def test_two_numbers_never_become_one() -> None:
    cells = text('X="0" Y="4" DeltaX="2">12') + text('X="0" Y="4">3', 'Boundary="24.6 140 9 9" Size="4"')
    assert texts(read_objects(cells)) == ["12 3"]


def test_numbers_that_touch_are_parted_by_the_rule_between() -> None:
    rows = [["行次", "甲", "乙"], ["一", "", ""]]
    page = page_of(rows, column=10)
    left = run("123", 30.5 + 10 - 6.5, 44, 4)
    right = run("45", 40.2, 44, 4)
    document = read(ofd_writer.ofd([Page(210, 297, (*page.runs, left, right), page.rules)]))
    assert [grid(table) for table in tables(document)] == [[rows[0], ["一", "123", "45"]]]


def test_graphics_and_blocks_are_unfolded() -> None:
    unit = f"""<o:Res xmlns:o="{NAMESPACE}"><o:CompositeGraphicUnits><o:CompositeGraphicUnit ID="70" Width="9" Height="9">
        <o:Content>{text('X="0" Y="4">图中', 'Boundary="0 0 9 9" Size="4"')}</o:Content>
        </o:CompositeGraphicUnit></o:CompositeGraphicUnits></o:Res>"""
    used = '<o:CompositeObject ID="8" ResourceID="70" Boundary="50 60 9 9"/>'
    inner = text('Y="4">块中') + used
    block = f"<o:PageBlock><o:PageBlock>{inner}</o:PageBlock></o:PageBlock>"
    main = f"""<o:Document xmlns:o="{NAMESPACE}"><o:CommonData><o:PublicRes>Res.xml</o:PublicRes></o:CommonData>
        <o:Pages><o:Page BaseLoc="Pages/Page_0/Content.xml"/></o:Pages></o:Document>"""
    document = read_objects(block, Doc_0__Res=unit, Doc_0__Document=main)
    assert texts(document) == ["图中", "块中"]


def test_a_graphic_that_holds_itself_is_refused() -> None:
    used = '<o:CompositeObject ID="8" ResourceID="70" Boundary="0 0 9 9"/>'
    unit = f"""<o:Res xmlns:o="{NAMESPACE}"><o:CompositeGraphicUnits><o:CompositeGraphicUnit ID="70"><o:Content>
        {used * 30}</o:Content></o:CompositeGraphicUnit></o:CompositeGraphicUnits></o:Res>"""
    main = f"""<o:Document xmlns:o="{NAMESPACE}"><o:CommonData><o:PublicRes>Res.xml</o:PublicRes></o:CommonData>
        <o:Pages><o:Page BaseLoc="Pages/Page_0/Content.xml"/></o:Pages></o:Document>"""
    parts = {**page_with(used), "Doc_0__Res": unit, "Doc_0__Document": main}
    assert refusal(ofd_writer.ofd([Page(210, 297, (), ())], **parts)).reason == "too_large"


def test_all_documents_of_a_file_are_read_in_their_current_version() -> None:
    first, second = ({**page_with(text(f'Y="4">{word}'))} for word in ("第一", "第二"))
    page = '<o:Pages><o:Page BaseLoc="Content.xml"/></o:Pages>'
    bodies = "".join(f"<o:DocBody><o:DocRoot>/{name}/Document.xml</o:DocRoot></o:DocBody>" for name in ("A", "B"))
    newer = "<o:DocBody><o:DocRoot>/A/Document.xml</o:DocRoot><o:Versions><o:Version Current='true' BaseLoc='V/V.xml'/>"
    version = f'<o:DocVersion xmlns:o="{NAMESPACE}"><o:DocRoot>\\B\\document.xml</o:DocRoot></o:DocVersion>'
    document = f'<o:Document xmlns:o="{NAMESPACE}">{page}</o:Document>'
    [content_a], [content_b] = first.values(), second.values()
    files = {
        "OFD.xml": f'<o:OFD xmlns:o="{NAMESPACE}">{bodies}{newer}</o:Versions></o:DocBody></o:OFD>',
        "A/Document.xml": document,
        "A/Content.xml": content_a,
        "B/Document.xml": document,
        "B/Content.xml": content_b,
        "V/V.xml": version,
    }
    assert "".join(texts(read(ofd_writer.pack(files)))) == "第一第二第二"


@pytest.mark.parametrize(
    ("attributes", "more"),
    [
        ('Visible="false"', ""),
        ('Alpha="0"', ""),
        ('Fill="false"', ""),
        ("", '<o:FillColor Alpha="0"/>'),
    ],
)
def test_what_nobody_sees_is_not_read(attributes: str, more: str) -> None:
    unseen = text('Y="4">99', f'Boundary="20 20 9 9" Size="4" {attributes}', more)
    assert texts(read_objects(unseen + text('Y="4">可见', 'Boundary="20 40 9 9" Size="4"'))) == ["可见"]


def test_pictures_that_are_missing_are_a_scan() -> None:
    image = '<o:ImageObject ID="3" Boundary="0 0 210 297" CTM="210 0 0 297 0 0" ResourceID="9"/>'
    hidden = text('Y="4">扫描件下的文字', 'Boundary="20 20 90 9" Size="4" Alpha="0"')
    for objects in (image, image + hidden):
        parts = page_with(objects)
        error = refusal(ofd_writer.ofd([Page(210, 297, (), ())], **parts))
        assert error.reason == "scan"
        assert ("invisible" in error.detail) == (objects != image)


def test_glyphs_without_characters_are_garbled() -> None:
    glyphs = (
        '<o:CGTransform CodePosition="0" CodeCount="4" GlyphCount="4"><o:Glyphs>17 18 19 20</o:Glyphs></o:CGTransform>'
    )
    objects = text('Y="4">', more=glyphs) + text('Y="4">2022年', 'Boundary="20 40 9 9" Size="4"')
    error = refusal(ofd_writer.ofd([Page(210, 297, (), ())], **page_with(objects)))
    assert error.reason == "garbled_text"


def test_a_number_of_unknown_glyphs_is_no_number() -> None:
    rows = [list(row) for row in ROWS]
    rows[1][1] = "\ue012\ue013"
    document = read(ofd_writer.ofd([page_of(rows, "本机关主动公开政府信息")]))
    assert grid(tables(document)[0])[1][1] == "\ue012\ue013"


def test_encrypted_files_are_named() -> None:
    assert refusal(ofd_writer.ofd([page_of(ROWS)], Encryptions="<a/>")).reason == "encrypted"
    only_lock = ofd_writer.pack({"Encryptions.xml": "<a/>", "Doc_0/a.dat": "<a/>"})
    assert refusal(only_lock).reason == "encrypted"


@pytest.mark.parametrize(
    "parts",
    [
        {"OFD": "<a/>"},
        {"OFD": "<a"},
        {"OFD": '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'},
        {"Doc_0__Document": "<a/>"},
        {"Doc_0__Document": '<a><Pages><Page BaseLoc="../../../etc/passwd"/></Pages></a>'},
        {"Doc_0__Pages__Page_0__Content": "<a>"},
        {"Doc_0__Pages__Page_0__Content": '<a><Template TemplateID="77"/></a>'},
    ],
)
def test_damaged_parts_are_named(parts: dict[str, str]) -> None:
    assert refusal(ofd_writer.ofd([page_of(ROWS)], **parts)).reason == "damaged"


def test_too_many_pages_are_refused() -> None:
    many = "<a><Pages>" + '<Page BaseLoc="Pages/Page_0/Content.xml"/>' * 1_001 + "</Pages></a>"
    assert refusal(ofd_writer.ofd([page_of(ROWS)], Doc_0__Document=many)).reason == "too_large"


def test_too_many_letters_are_refused() -> None:
    objects = text(f'Y="4" DeltaX="g 300000 2">{"1" * 300_000}')
    assert refusal(ofd_writer.ofd([Page(210, 297, (), ())], **page_with(objects))).reason == "too_large"


def test_a_file_that_is_cut_short_is_damaged() -> None:
    whole = (DOCUMENTS / SAMPLES[0] / "document.ofd").read_bytes()
    for end in range(40, len(whole), 331):
        assert refusal(whole[:end]).reason == "damaged"


def test_damage_never_gives_other_numbers() -> None:
    folder = DOCUMENTS / SAMPLES[0]
    expected = json.loads((folder / "cells.json").read_text(encoding="utf-8"))
    whole = (folder / "document.ofd").read_bytes()
    random_ = random.Random(1)
    outcomes = set()
    for _ in range(60):
        data = bytearray(whole)
        data[random_.randrange(30, len(data))] ^= 1 << random_.randrange(8)
        report = read_report(bytes(data), Context(url=""))
        outcomes.add(type(report))
        if isinstance(report, Report):
            wrong = [
                figure
                for figure in report.figures
                if figure.state is State.REPORTED and expected.get(".".join(figure.key)) != figure.value
            ]
            assert wrong == []
    assert outcomes == {Report, Unread}


def test_a_zip_with_an_ofd_in_it_is_no_ofd() -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as package:
        package.writestr("年报.ofd", (DOCUMENTS / SAMPLES[0] / "document.ofd").read_bytes())
    assert not ofd.recognises(file.getvalue())
    report = read_report(file.getvalue(), Context(url=""))
    assert isinstance(report, Report)
    assert report.reading == "complete"


def test_rules_are_read_from_paths_of_every_kind() -> None:
    square = "M 0 0 L 60 0 L 60 20 L 0 20 C"
    cross = "M 0 10 L 60 10 S 30 0 L 30 20 M 0 0 B 1 1 2 2 60 0 Q 5 5 60 20 A 5 5 0 0 1 0 20 L"
    path = '<o:PathObject ID="4" Boundary="20 100 60 20"><o:AbbreviatedData>{}</o:AbbreviatedData></o:PathObject>'
    image = '<o:ImageObject ID="5" Boundary="20 115 60 0.2" ResourceID="9"/>'
    words = "".join(
        text(f'Y="4">{word}', f'Boundary="{x} {y} 20 5" Size="4"')
        for word, x, y in (("甲", 22, 102), ("乙", 52, 102), ("1", 22, 110.5), ("2", 52, 110.5), ("3", 22, 115.5))
    )
    document = read_objects(path.format(square) + path.format(cross) + image + words)
    assert [grid(table) for table in tables(document)] == [[["甲", "乙"], ["1", "2"], ["3", ""]]]
    assert isinstance(document.blocks[0], Table)


def test_a_rule_and_a_run_are_what_they_say() -> None:
    """The writer itself: what it is told to print is what an OFD reader is given."""
    page = Page(210, 297, (Run("12", (10.0, 12.0), 20.0, 4.0),), (Rule(0, 5, 9, 5),))
    with zipfile.ZipFile(io.BytesIO(ofd_writer.ofd([page]))) as package:
        content = package.read("Doc_0/Pages/Page_0/Content.xml").decode()
    assert '<ofd:TextCode X="0" Y="4.000" DeltaX="2.000">12</ofd:TextCode>' in content
    assert "<ofd:AbbreviatedData>M 0 0 L 9.000 0.000</ofd:AbbreviatedData>" in content
