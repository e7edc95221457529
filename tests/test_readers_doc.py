"""Word documents in the OLE container: the same blocks as the .docx they were made from, whatever happens to the bytes."""

import json
import shutil
import struct
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from random import Random

import pytest

from pipelines.blocks import UNKNOWN, Block, Document, Paragraph, Table
from pipelines.doc.body import read_blocks
from pipelines.doc.container import MAGIC, open_container
from pipelines.doc.fib import CHARACTER_PAGES, PIECES, Parts, read_parts
from pipelines.doc.shape import Shape, read_shape
from pipelines.doc.sprms import TABLE, modifiers
from pipelines.read import Context, read_report
from pipelines.readers import doc, docx
from pipelines.readers.unreadable import Unreadable
from pipelines.report import Report, State
from tests.grids import grid
from tests.word_variations import convert, pack_document, word_document

DOCUMENTS = Path(__file__).parent / "documents"
WORD = DOCUMENTS / "word"
SAMPLES = sorted(path.parent.name for path in DOCUMENTS.glob("doc_*/grid.json"))
ONE = (DOCUMENTS / "doc_merged_cells_2021" / "document.doc").read_bytes()
MORE_SEEDS = range(100, 115)
FLIPPED = 250  # documents


def comparable(blocks: tuple[Block, ...]) -> list[tuple[object, ...]]:
    """Blocks by what they print and where; grid lines at which no cell begins or ends don't count."""
    return [_table(block) if isinstance(block, Table) else (block.text, block.level) for block in blocks]


def _table(table: Table) -> tuple[object, ...]:
    lines = sorted({line for cell in table.cells for line in (cell.column, cell.column + cell.colspan)})
    return (
        table.number,
        table.aligned,
        [
            (cell.text, cell.row, cell.rowspan, lines.index(cell.column), lines.index(cell.column + cell.colspan))
            for cell in table.cells
        ],
    )


def tables(blocks: tuple[Block, ...] | list[Block]) -> list[Table]:
    return [block for block in blocks if isinstance(block, Table)]


def texts(blocks: tuple[Block, ...] | list[Block]) -> list[str]:
    return [block.text for block in blocks if isinstance(block, Paragraph)]


@pytest.mark.parametrize("name", SAMPLES)
def test_every_cell_stands_at_its_place(name: str) -> None:
    expected = json.loads((DOCUMENTS / name / "grid.json").read_text(encoding="utf-8"))
    read = doc.read((DOCUMENTS / name / "document.doc").read_bytes())
    printed = [grid(table) for table in tables(read.blocks) if table.cells[0].text != "情况表"]
    assert printed == expected
    assert all(table.aligned for table in tables(read.blocks))


@pytest.mark.parametrize("seed", [0, 1, 2, 3])
def test_the_same_blocks_as_in_docx(seed: int) -> None:
    old, new = ((WORD / f"{seed}{suffix}").read_bytes() for suffix in (".doc", ".docx"))
    assert comparable(doc.read(old).blocks) == comparable(docx.read(new).blocks)


def test_the_same_blocks_as_in_docx_for_documents_drawn_anew(tmp_path: Path) -> None:
    if not shutil.which("soffice"):
        pytest.skip("NOT TESTED: LibreOffice, which makes the .doc files, is not here")
    for seed in MORE_SEEDS:
        (tmp_path / f"{seed}.docx").write_bytes(word_document(seed))
    convert(tmp_path, ".docx", "doc:MS Word 97")
    for seed in MORE_SEEDS:
        old, new = ((tmp_path / f"{seed}{suffix}").read_bytes() for suffix in (".doc", ".docx"))
        assert comparable(doc.read(old).blocks) == comparable(docx.read(new).blocks), seed


def test_rows_that_are_drawn_with_tabs_are_a_table(tmp_path: Path) -> None:
    if not shutil.which("soffice"):
        pytest.skip("NOT TESTED: LibreOffice, which makes the .doc file, is not here")
    rows = [["事项", "新收", "结转"], ["规章", "1", "2"], ["许可", "3", "4"]]
    lines = ["<w:tab/>".join(f"<w:t>{text}</w:t>" for text in row) for row in rows]
    drawn = [f"<w:p><w:r>{line}</w:r></w:p>" for line in lines]
    framed = "".join(f"<w:tr><w:tc>{line}</w:tc></w:tr>" for line in drawn)
    (tmp_path / "tabs.docx").write_bytes(
        pack_document(f"{''.join(drawn)}<w:p/><w:tbl><w:tblPr/>{framed}</w:tbl><w:p/>")
    )
    convert(tmp_path, ".docx", "doc:MS Word 97")
    [table] = tables(doc.read((tmp_path / "tabs.doc").read_bytes()).blocks)
    assert [cell.text for cell in table.cells] == [text for row in rows + rows for text in row]


def test_white_digits_are_unknown(tmp_path: Path) -> None:
    if not shutil.which("soffice"):
        pytest.skip("NOT TESTED: LibreOffice, which makes the .doc file, is not here")
    white = '<w:r><w:rPr><w:color w:val="FFFFFF"/></w:rPr><w:t>9</w:t></w:r>'
    label, figure = (f"<w:tc><w:p>{white}<w:r><w:t>{text}</w:t></w:r></w:p></w:tc>" for text in (".规章", "12"))
    body = f"<w:p>{white}</w:p><w:tbl><w:tblPr/><w:tr>{label}{figure}</w:tr></w:tbl><w:p/>"
    (tmp_path / "white.docx").write_bytes(pack_document(body))
    convert(tmp_path, ".docx", "doc:MS Word 97")
    read = doc.read((tmp_path / "white.doc").read_bytes())
    assert texts(read.blocks) == ["9"]
    assert [cell.text for cell in tables(read.blocks)[0].cells] == ["9.规章", f"{UNKNOWN}12"]


def test_what_is_rare() -> None:
    read = doc.read((WORD / "odd.doc").read_bytes())
    # The text box stands behind its anchor; footnote, footer and page number are no part of the text.
    assert texts(read.blocks) == ["前", "框内", "有注的话", "新收申请", "计\uf0fe", "间", "框中话", "后"]
    [table] = tables(read.blocks)
    # What was deleted is gone, and a raised digit stands on a line of its own.
    assert [cell.text for cell in table.cells if cell.text] == ["规章", "12", "34", "56", "78", "甲\n1", "5\n1", "6\n1"]
    assert {cell.text: cell.column for cell in table.cells if cell.text}["56"] == 1


def parts_of(path: Path) -> Parts:
    return read_parts(open_container(path.read_bytes()))


def piece_table(pieces: list[tuple[int, int, int]], store: bytes = b"") -> bytes:
    """A piece table of (length, place, change) after a store of changes."""
    bounds = [0]
    for length, _, _ in pieces:
        bounds.append(bounds[-1] + length)
    table = struct.pack(f"<{len(bounds)}I", *bounds)
    table += b"".join(struct.pack("<HIH", 0, place, change) for _, place, change in pieces)
    return store + b"\x02" + struct.pack("<I", len(table)) + table


def with_pieces(parts: Parts, pieces: list[tuple[int, int, int]], more: int, store: bytes = b"") -> Parts:
    """The document with other pieces, `more` characters longer."""
    table = piece_table(pieces, store)
    places = list(parts.places)
    places[PIECES] = (len(parts.table), len(table))
    lengths = (parts.lengths[0] + more, *parts.lengths[1:])
    return replace(parts, table=parts.table + table, places=tuple(places), lengths=lengths)


def test_a_document_saved_in_pieces() -> None:
    parts = parts_of(WORD / "3.doc")
    (_, total), start = struct.unpack_from("<II", parts.part(PIECES), 5), 2048
    whole = read_blocks(parts)
    first = texts(whole)[0]
    chances = Random(3)
    cuts = [0, *sorted(chances.sample(range(1, total), 40)), total]
    pieces = [(end - begin, start + 2 * begin, 0) for begin, end in pairwise(cuts)]
    assert read_blocks(with_pieces(parts, pieces, 0)) == whole

    added = "新文".encode("utf-16-le")
    longer = replace(parts, word=parts.word + added + b"2024 \x93" + "规章".encode("gb2312"))
    place = len(parts.word)
    narrow = 0x40000000
    rest = (total, start, 0)
    read = [
        texts(read_blocks(with_pieces(longer, [inserted, rest], inserted[0])))[0].removesuffix(first)
        for inserted in ((2, place, 0), (6, 2 * (place + 4) | narrow, 0), (4, 2 * (place + 10) | narrow, 0))
    ]
    assert read == ["新文", "2024 “", "规章"]


@pytest.mark.parametrize("change", ["small", "stored"])
def test_changes_of_a_piece(change: str) -> None:
    parts = parts_of(WORD / "3.doc")
    (_, total), start = struct.unpack_from("<II", parts.part(PIECES), 5), 2048
    first = texts(read_blocks(parts))[0]
    deleted = struct.pack("<HB", 0x0800, 1)
    store = b"\x01" + struct.pack("<H", len(deleted)) + deleted if change == "stored" else b""
    number = 0 << 1 | 1 if change == "stored" else 0x41 << 1 | 1 << 8
    pieces = [(2, start, number), (total - 2, start + 4, 0)]
    assert texts(read_blocks(with_pieces(parts, pieces, 0, store)))[0] == first[2:]


def defined(edges: list[int], flags: list[int]) -> bytes:
    cells = b"".join(struct.pack("<H18x", flag) for flag in flags)
    packed = struct.pack("<B", len(flags)) + struct.pack(f"<{len(edges)}h", *edges) + cells
    return struct.pack("<HH", TABLE, len(packed) + 1) + packed


@pytest.mark.parametrize(
    ("flags", "more", "expected"),
    [
        ([1, 2, 0], b"", Shape((0, 10, 20, 30), (False, True, False), (False, False, False))),
        ([2, 1, 1], b"", Shape((0, 10, 20, 30), (False, True, True), (False, False, False))),
        ([0x60, 0x20, 0], b"", Shape((0, 10, 20, 30), (False, False, False), (False, True, False))),
        ([0, 0, 0], b"\x24\x56\x01\x03", Shape((0, 10, 20, 30), (False, False, True), (False, False, False))),
        ([1, 2, 0], b"\x25\x56\x00\x03", Shape((0, 10, 20, 30), (False, False, False), (False, False, False))),
        ([0, 0, 0], b"\x2b\xd6\x02\x01\x01", Shape((0, 10, 20, 30), (False, False, False), (False, True, False))),
        ([0, 0x20, 0], b"\x22\x56\x00\x01", Shape((0, 10, 20), (False, False), (True, False))),
        ([0, 0, 0], b"\x23\x76\x01\x02\x20\x00", Shape((0, 10, 42, 52), (False,) * 3, (False,) * 3)),
        ([0, 0], b"\x21\x76\x01\x02\x05\x00", Shape((0, 10, 15, 20, 30), (False,) * 4, (False,) * 4)),
    ],
)
def test_shapes_of_rows(flags: list[int], more: bytes, expected: Shape) -> None:
    edges = [10 * i for i in range(len(flags) + 1)]
    assert read_shape(modifiers(defined(edges, flags) + more)) == expected


def reason_of(data: bytes) -> str:
    assert doc.recognises(data)
    with pytest.raises(Unreadable) as caught:
        doc.read(data)
    assert caught.value.detail
    return caught.value.reason


def word_stream_at(data: bytes) -> int:
    """Where stream WordDocument begins."""
    container = open_container(data)
    return container.streams["WordDocument"][0] + 1 << container.shift


def test_a_locked_document_says_so() -> None:
    assert reason_of((WORD / "locked.doc").read_bytes()) == "encrypted"


@pytest.mark.parametrize("mark", [0xA5DB, 0xA5DC, 0xA697, 0xA699])
def test_documents_of_earlier_versions_say_what_reads_them(mark: int) -> None:
    data = bytearray(ONE)
    struct.pack_into("<H", data, word_stream_at(ONE), mark)
    assert reason_of(bytes(data)) == "needs_libreoffice"


def test_a_container_without_a_word_document_says_what_it_holds() -> None:
    data = ONE.replace("WordDocument".encode("utf-16-le"), "WpsOwnStream".encode("utf-16-le"))
    with pytest.raises(Unreadable, match="WpsOwnStream") as caught:
        doc.read(data)
    assert caught.value.reason == "needs_libreoffice"


def test_other_files_are_left_to_others() -> None:
    at = ONE.index("WordDocument".encode("utf-16-le"))
    workbook = bytearray(ONE)
    workbook[at : at + 24] = "Workbook".encode("utf-16-le").ljust(24, b"\0")
    struct.pack_into("<H", workbook, at + 64, 18)  # bytes of the name
    locked = MAGIC + bytes(600) + "EncryptedPackage".encode("utf-16-le") + bytes(600)
    for data in (b"", b"PK\x03\x04", b"%PDF-1.7", b"<html>", bytes(workbook), locked):
        assert not doc.recognises(data)


@pytest.mark.parametrize("path", [DOCUMENTS / "doc_merged_cells_2021" / "document.doc", WORD / "odd.doc"], ids=str)
def test_a_document_cut_short_anywhere_is_damaged(path: Path) -> None:
    data = path.read_bytes()
    for length in range(8, len(data) - 512, 331):
        assert doc.recognises(data[:length])
        assert reason_of(data[:length]) == "damaged"


def test_chains_in_a_circle_end() -> None:
    container = open_container(ONE)
    table_at = struct.unpack_from("<I", ONE, 76)[0] + 1 << container.shift
    first = container.streams["WordDocument"][0]
    data = bytearray(ONE)
    struct.pack_into("<I", data, table_at + 4 * (first + 3), first)
    assert reason_of(bytes(data)) == "damaged"
    data = bytearray(ONE)
    for entry in range(0, 512, 128):  # the directory's links point at one another
        at = (struct.unpack_from("<I", ONE, 48)[0] + 1 << container.shift) + entry
        struct.pack_into("<III", data, at + 68, 1, 2, 1)
    assert reason_of(bytes(data)) in ("damaged", "needs_libreoffice")


def test_sizes_that_cannot_be_are_refused() -> None:
    parts = parts_of(WORD / "3.doc")
    for pieces in ([(4_000_000_000, 0, 0)], [(10_000, 2048, 0)] * 5_000, [(30_000_000, 0x40000000, 0)]):
        with pytest.raises(Unreadable):
            read_blocks(with_pieces(parts, pieces, 0))
    many = list(parts.places)
    many[CHARACTER_PAGES] = (0, len(parts.table))
    with pytest.raises(Unreadable):
        read_blocks(replace(parts, places=tuple(many)))


def flip(data: bytes, chances: Random, places: range | list[int]) -> bytes:
    flipped = bytearray(data)
    for _ in range(chances.randint(1, 4)):
        flipped[chances.choice(places)] ^= 1 << chances.randrange(8)
    return bytes(flipped)


def test_flipped_bytes_give_a_document_or_a_reason() -> None:
    chances = Random(21)
    data = (WORD / "1.doc").read_bytes()
    outcomes = set[str]()
    for _ in range(FLIPPED):
        try:
            outcomes.add(type(doc.read(flip(data, chances, range(len(data))))).__name__)
        except Unreadable as unreadable:
            outcomes.add(unreadable.reason)
    assert {"Document", "damaged"} <= outcomes


def test_damaged_formatting_never_puts_a_number_elsewhere() -> None:
    """Bits flip in all that says where cells stand; the text itself is left, since no format tells a digit from another."""
    table = open_container(ONE).read("1Table")
    word_at, table_at = word_stream_at(ONE), ONE.index(table[:512])
    text_end = word_at + 2048 + 2 * struct.unpack_from("<I", parts_of_one().part(PIECES), 9)[0]
    places = [*range(text_end, word_at + len(parts_of_one().word)), *range(table_at, table_at + len(table))]
    right = {figure.key: figure.value for figure in whole_report(ONE).figures}
    chances = Random(22)
    reports = 0
    for _ in range(FLIPPED):
        read = read_report(flip(ONE, chances, places), Context(url=""))
        if isinstance(read, Report):
            reports += 1
            wrong = [f for f in read.figures if f.state is State.REPORTED and f.value != right[f.key]]
            assert wrong == []
    assert FLIPPED / 2 < reports < FLIPPED


def parts_of_one() -> Parts:
    return read_parts(open_container(ONE))


def whole_report(data: bytes) -> Report:
    read = read_report(data, Context(url=""))
    assert isinstance(read, Report)
    return read


def test_the_title_is_read_from_the_properties() -> None:
    read: Document = doc.read(ONE)
    assert read.facts == {"title": "青石县人民政府2022年政府信息公开工作年度报告"}
