"""PDF documents: ruled tables come out as they are printed, over page breaks too; the rest is prose or a reason."""

import json
import random
from functools import partial
from itertools import pairwise
from pathlib import Path

import pypdfium2
import pytest

from pipelines.blocks import Cell, Table
from pipelines.readers import pdf
from pipelines.readers.unreadable import Unreadable
from pipelines.recognition import is_installed
from tests.grids import grid, only_grid, refusal, tables, texts
from tests.pdf_writer import BOXES, FIRST, lines, make_pdf, say

DOCUMENTS = Path(__file__).parent / "documents"
SAMPLES = sorted(path.parent.name for path in DOCUMENTS.glob("pdf_*/grid.json"))


def sample(name: str) -> bytes:
    return (DOCUMENTS / name / "document.pdf").read_bytes()


@pytest.mark.parametrize("name", SAMPLES)
@pytest.mark.parametrize("number", [0, 1, 2])
def test_every_cell_stands_at_its_place(name: str, number: int) -> None:
    expected = json.loads((DOCUMENTS / name / "grid.json").read_text(encoding="utf-8"))
    found = [grid(table) for table in tables(pdf.read(sample(name)))]
    assert len(found) == len(expected)
    header = found[number][:3] if "repeated_header" in name and number == 1 else []
    body = [row for place, row in enumerate(found[number]) if place < len(header) or row not in header]
    assert body == expected[number]


def test_a_header_printed_again_is_kept() -> None:
    found = grid(tables(pdf.read(sample("pdf_repeated_header_2021")))[1])
    assert [row[3] for row in found].count("申请人情况") == 3


@pytest.mark.parametrize("name", [*SAMPLES, "pdf_unruled_2021"])
def test_prose_is_whole_and_page_numbers_are_gone(name: str) -> None:
    found = texts(pdf.read(sample(name)))
    assert found[0].startswith("青石县人民政府20")
    assert found[0].endswith("年政府信息公开工作年度报告")
    assert found[1] == "一、总体情况"
    assert found[2].startswith("本机关坚持以公开为常态")
    assert found[2].endswith("规范办理每一件申请。")
    assert found[-3:-1] == [found[2][: found[2].index("。") + 1], "六、其他需要报告的事项"]


def test_rows_without_rules_are_read_in_order_and_claim_no_columns() -> None:
    proactive, *_ = found = tables(pdf.read(sample("pdf_unruled_2021")))
    assert not any(table.aligned for table in found)
    assert [cell.text for cell in proactive.cells if cell.row == 2] == ["规章", "778", "158", "702"]


HEADS = say("信息内容", 50, 700) + say("制发件数", 150, 700) + say("废止件数", 250, 700) + say("有效件数", 350, 700)


def rows_of(table: Table) -> list[list[str]]:
    rows: dict[int, list[str]] = {}
    for cell in table.cells:
        rows.setdefault(cell.row, []).append(cell.text)
    return list(rows.values())


def test_a_figure_without_rules_stands_under_its_heading_or_is_not_placed() -> None:
    whole = say("规章", 50, 680) + say("1", 150, 680) + say("2", 250, 680) + say("3", 350, 680)
    gap = say("许可", 50, 660) + say("4", 150, 660) + say("6", 350, 660)
    between = say("处罚", 50, 640) + say("7", 200, 640) + say("8", 350, 640)
    [table] = tables(pdf.read(make_pdf(HEADS + whole + gap + between)))
    assert rows_of(table)[1:] == [["规章", "1", "2", "3"], ["许可", "4", "", "6"], ["处罚", "7\n8"]]


def test_figures_without_headings_are_no_table() -> None:
    said = say("规章", 50, 680) + say("1", 150, 680) + say("2", 250, 680) + say("许可", 50, 660) + say("3", 150, 660)
    assert not tables(pdf.read(make_pdf(said)))


def test_prose_with_figures_is_no_table() -> None:
    said = say("本年收到申请", 50, 680) + say("12", 130, 680) + say("件，办结", 160, 680) + say("9", 230, 680)
    assert not tables(pdf.read(make_pdf(say("申请情况如下：", 50, 700) + said + say("件。", 50, 660))))


def test_pages_stand_in_the_places() -> None:
    pages = [cell.page or 0 for table in tables(pdf.read(sample("pdf_small_pages_2021"))) for cell in table.cells]
    assert set(pages) == {1, 2, 3, 4}
    assert all(left <= right for left, right in pairwise(pages))


def test_boxes_hold_the_numbers_they_say(shared: Path) -> None:
    """Another way to the same words: the text that pdfium itself finds inside each box."""
    data = (shared / "corpus" / "hongze_2023.pdf").read_bytes()
    with pypdfium2.PdfDocument(data) as document:
        pages = {number: document[number - 1].get_textpage() for number in range(1, 6)}
        checked = 0
        for cell in (cell for table in tables(pdf.read(data)) for cell in table.cells if cell.text.isdigit()):
            assert cell.page and cell.box
            left, bottom, right, top = cell.box
            assert pages[cell.page].get_text_bounded(left, bottom, right, top).strip() == cell.text
            checked += 1
        for page in pages.values():
            page.close()
    assert checked > 180


def test_a_real_report_with_labels_cut_by_page_breaks(shared: Path) -> None:
    read = pdf.read((shared / "corpus" / "hongze_2023.pdf").read_bytes())
    assert read.facts == {"title": "洪泽区人民政府2023年政府信息公开工作年度报告"}
    first, second, third = (grid(table) for table in tables(read))
    assert first[7:10] == [
        ["第二十条第（六）项"] * 4,
        ["信息内容", *["本年处理决定数量"] * 3],
        ["行政处罚", *["4119"] * 3],
    ]
    assert [row[0] for row in second[5:25]] == ["三、本年度办理结果"] * 20
    assert [row[1] for row in second[15:23]] == ["（四）无法提供"] * 3 + ["（五）不予处理"] * 5
    assert second[17][2:] == ["3.补正后申请内容仍不明确", *"0000000"]
    assert second[24][3:] == ["21", *"00000", "21"]
    assert third[3] == ["10", "1", *"00000000", "5", *"0000"]
    cell = next(cell for cell in tables(read)[1].cells if cell.text == "（五）不予处理")
    assert (cell.page, cell.source_row, cell.source_column) == (4, 19, 2)


def test_a_number_wider_than_its_cell_stays_in_one_piece() -> None:
    wide = say("1234567", 140, 666)  # 70 points in a cell of 50
    assert only_grid(make_pdf(BOXES + FIRST + wide)) == [["行政许可", "12", "34"], ["", "1234567", ""]]


def test_two_numbers_that_nearly_touch_stay_two() -> None:
    close = say("12345", 150.2, 666) + say("67", 200.3, 666)
    assert only_grid(make_pdf(BOXES + FIRST + close))[1] == ["", "12345", "67"]


def test_two_numbers_in_a_cell_are_not_joined() -> None:
    two = say("1", 160, 672, 8) + say("2", 160, 662, 8) + say("3", 210, 666) + say("4", 222, 666)
    [table] = tables(pdf.read(make_pdf(BOXES + FIRST + two)))
    assert [cell.text for cell in table.cells if cell.row == 1] == ["", "1\n2", "3 4"]


def test_a_small_raised_digit_does_not_join_the_number_before_it() -> None:
    (read,) = tables(
        pdf.read(make_pdf(lines((50, 150, 250), (700, 740, 780)) + say("18", 60, 750) + say("1", 80, 753.3, 5.8)))
    )
    assert [cell.text for cell in read.cells if cell.text] == ["18 1"]


def test_a_raised_digit_nearly_as_large_does_not_join_the_number_before_it() -> None:
    drawn = lines((50, 140, 300), (720, 690, 660)) + say("甲", 60, 700) + say("乙", 60, 670)
    drawn += say("233", 150, 700) + say("1", 181, 703, size=9)
    assert only_grid(make_pdf(drawn)) == [["甲", "2331"], ["乙", ""]]  # without the space between them
    assert tables(pdf.read(make_pdf(drawn)))[0].cells[1].text == "233 1"


def test_gaps_between_cells_that_are_ruled_each_for_itself_are_no_cells() -> None:
    upper, lower = ((50, 138), (140.2, 218), (220.2, 300)), ((50, 138), (140.8, 218), (220.8, 300))
    drawn = "".join(lines(x, (720, 693)) for x in upper) + "".join(lines(x, (691, 660)) for x in lower)
    drawn += say("甲", 60, 700) + say("12", 150, 700) + say("乙", 60, 670) + say("7", 150, 670) + say("8", 230, 670)
    assert only_grid(make_pdf(drawn)) == [["甲", "12", ""], ["乙", "7", "8"]]


def test_bold_by_overprinting_is_read_once() -> None:
    bold = "".join(say("88", 160 + shift, 666) for shift in (0, 0.3, 0.6))
    letters = "".join(say(letter, x, 666) for letter, x in (("9", 210), ("9", 210.4), ("9", 220), ("9", 220.4)))
    assert only_grid(make_pdf(BOXES + FIRST + bold + letters))[1] == ["", "88", "99"]


def test_radicals_become_the_characters_they_look_like() -> None:
    assert texts(pdf.read(make_pdf(say("⾏政机关⻓", 100, 500)))) == ["行政机关长"]


def test_a_merged_cell_is_all_that_no_rule_separates() -> None:
    ruled = "50 700 200 -40 re S\n100 660 m 100 700 l S\n100 680 m 250 680 l S\n"
    said = say("三", 60, 676) + say("（一）", 110, 686) + say("（二）", 110, 666)
    assert only_grid(make_pdf(ruled + said)) == [["三", "（一）"], ["三", "（二）"]]


def test_a_table_open_at_its_sides_ends_where_its_rules_end() -> None:
    ruled = "".join(f"50 {y} m 250 {y} l S\n" for y in (700, 680, 660)) + "150 660 m 150 700 l S\n"
    said = say("规章", 60, 686) + say("1", 160, 686) + say("其他", 60, 666) + say("2", 160, 666)
    assert only_grid(make_pdf(ruled + said)) == [["规章", "1"], ["其他", "2"]]


def test_thin_filled_boxes_are_rules_and_shading_is_none() -> None:
    thin = "".join(f"50 {y} 200 0.5 re f\n" for y in (660, 680, 700)) + "".join(
        f"{x} 660 0.5 40 re f\n" for x in (50, 150, 250)
    )
    shading = "0.9 g 60 662 70 15 re f 0 g\n"
    said = say("规章", 60, 686) + say("1", 160, 686) + say("其他", 60, 666) + say("2", 160, 666)
    assert only_grid(make_pdf(shading + thin + said)) == [["规章", "1"], ["其他", "2"]]


def test_rules_inside_forms_stand_where_the_form_is_put() -> None:
    form = lines((50, 150, 250), (600, 580, 560))
    said = say("规章", 60, 686) + say("1", 160, 686) + say("其他", 60, 666) + say("2", 160, 666)
    assert only_grid(make_pdf("/X Do\n" + said, form=form)) == [["规章", "1"], ["其他", "2"]]


@pytest.mark.parametrize(
    ("matrix", "page", "box"),
    [
        ("1 0 0 1 0 0", "/MediaBox[0 0 600 800]", (150, 680, 200, 700)),
        ("1 0 0 1 0 0", "/MediaBox[40 30 600 800]", (110, 650, 160, 670)),
        ("0 1 -1 0 800 0", "/MediaBox[0 0 800 600]", (100, 150, 120, 200)),
        ("0 1 -1 0 800 0", "/MediaBox[0 0 800 600]/Rotate 90", (150, 680, 200, 700)),
        ("0 -1 1 0 0 600", "/MediaBox[0 0 800 600]/Rotate 270", (150, 680, 200, 700)),
        ("-1 0 0 -1 600 800", "/MediaBox[0 0 600 800]/Rotate 180", (150, 680, 200, 700)),
        ("1 0 0 1 0 0", "/MediaBox[0 0 600 800]/Rotate 90", (680, 400, 700, 450)),
    ],
)
def test_turned_pages(matrix: str, page: str, box: tuple[float, ...]) -> None:
    [table] = tables(pdf.read(make_pdf(f"{matrix} cm\n{BOXES}{FIRST}", page=page)))
    cell: Cell = table.cells[1]
    assert grid(table)[0] == ["行政许可", "12", "34"]
    assert cell.box == pytest.approx(box, abs=0.1)


def test_prose_over_a_page_break_and_running_heads() -> None:
    def page(number: int, *said: str) -> str:
        return say("政府信息公开年报", 100, 780) + "".join(said) + say(f"— {number} —", 280, 20)

    first = page(1, say("一、总体情况", 120, 740), say("本机关" * 13, 120, 60), say("主动公开" * 10, 100, 46))
    second = page(2, say("政府信息。", 100, 740), say("二、主动公开", 120, 720))
    third = page(3, say("完。", 120, 740))
    found = texts(pdf.read(make_pdf(first, second, third)))
    assert found == ["一、总体情况", "本机关" * 13 + "主动公开" * 10 + "政府信息。", "二、主动公开", "完。"]


def test_tables_of_different_width_on_neighbouring_pages_stay_two() -> None:
    upper, lower = lines((50, 150, 250), (60, 40, 20)), lines((50, 150, 400), (780, 760, 740))
    read = pdf.read(make_pdf(upper + say("甲", 60, 46), lower + say("乙", 60, 766)))
    assert [table.cells[0].text for table in tables(read)] == ["甲", "乙"]


def test_a_blank_value_below_a_page_break_is_not_taken_for_the_cell_above() -> None:
    upper = lines((50, 150, 250), (60, 40, 20)) + say("规章", 60, 46) + say("4", 160, 46)
    upper += say("许可", 60, 26) + say("5", 160, 26)
    lower = lines((50, 150, 250), (780, 760, 740)) + say("处罚", 60, 766) + say("强制", 60, 746) + say("6", 160, 746)
    assert only_grid(make_pdf(upper, lower)) == [["规章", "4"], ["许可", "5"], ["处罚", ""], ["强制", "6"]]


def test_a_row_that_stands_alone_before_a_page_break_belongs_to_its_table() -> None:
    upper = lines((50, 250), (60, 40)) + say("第二十条第（五）项", 60, 46)
    lower = lines((50, 150, 250), (780, 760, 740)) + say("许可", 60, 766) + say("5", 160, 766) + say("其他", 60, 746)
    assert only_grid(make_pdf(upper, lower)) == [["第二十条第（五）项"] * 2, ["许可", "5"], ["其他", ""]]


def test_a_box_around_prose_is_a_frame() -> None:
    framed = lines((50, 550), (780, 40)) + say("本机关" * 10, 60, 720) + say("一、总体情况", 60, 700)
    small = lines((50, 250), (300, 280)) + say("注意事项", 60, 286)
    read = pdf.read(make_pdf(framed, small))
    assert not tables(read)
    assert texts(read) == ["本机关" * 10, "一、总体情况", "注意事项"]


def test_a_merged_label_broken_by_a_page_break_is_whole() -> None:
    upper = "50 20 m 50 60 l 250 60 l 250 20 l 50 20 l S\n90 20 m 90 60 l S\n150 20 m 150 60 l S\n90 40 m 250 40 l S\n"
    upper += say("（三）", 55, 30) + say("1.甲", 95, 46) + say("7", 160, 46) + say("2.乙", 95, 26) + say("8", 160, 26)
    lower = lines((50, 90, 150, 250), (780, 760)) + say("不予", 55, 766) + say("3.丙", 95, 766) + say("9", 160, 766)
    label = "（三）不予"
    assert only_grid(make_pdf(upper, lower)) == [[label, "1.甲", "7"], [label, "2.乙", "8"], [label, "3.丙", "9"]]


def test_words_beside_a_table_do_not_cut_it_in_two() -> None:
    upper = lines((50, 150, 250), (60, 40, 20)) + say("规章", 60, 46) + say("4", 160, 46) + say("其他", 60, 26)
    lower = lines((50, 150, 250), (780, 760)) + say("许可", 60, 766) + say("5", 160, 766) + say("单位：件", 300, 766)
    read = pdf.read(make_pdf(upper, lower))
    assert [grid(table) for table in tables(read)] == [[["规章", "4"], ["其他", ""], ["许可", "5"]]]
    assert texts(read) == ["单位：件"]


def test_a_number_that_sticks_out_of_the_page_is_whole() -> None:
    ruled = lines((450, 550, 590), (700, 680, 660))
    assert only_grid(make_pdf(ruled + say("规章", 460, 686) + say("123456", 552, 686)))[0] == ["规章", "123456"]


def test_a_label_that_runs_upwards_in_its_cell() -> None:
    upwards = f"BT /F 10 Tf 0 1 -1 0 70 662 Tm <{'结果维持'.encode('utf-16-be').hex()}> Tj ET\n"
    ruled = lines((50, 90, 150), (705, 660, 640))
    assert only_grid(make_pdf(ruled + upwards + say("自然人总计", 95, 680) + say("3", 100, 646)))[0] == [
        "结果维持",
        "自然人总计",
    ]


reason_of = partial(refusal, pdf.read)


def test_pages_without_text_are_a_scan() -> None:
    assert reason_of(make_pdf("", lines((50, 150), (60, 40)))) == "scan"
    assert reason_of(make_pdf(say("看不见的字", 100, 500, mode=3))) == "scan"


@pytest.mark.skipif(is_installed(), reason="the extra `ocr` reads such pages as pictures")
def test_text_that_is_rubbish_is_no_text() -> None:
    assert reason_of(make_pdf(say("\ue001\ue002\ue003政府", 100, 500))) == "garbled_text"
    assert (
        reason_of(make_pdf("".join(say("瀣龘靐齉爩" * 5, 50, 700 - 20 * row) for row in range(10)))) == "garbled_text"
    )


@pytest.mark.skipif(is_installed(), reason="the extra `ocr` reads such pages as pictures")
def test_fonts_without_a_map_to_unicode_are_noticed() -> None:
    data = sample("pdf_landscape_2021")
    assert data.count(b"/ToUnicode") > 0
    assert reason_of(data.replace(b"/ToUnicode", b"/ToNothing")) == "garbled_text"


def test_a_locked_document_says_so() -> None:
    keys = b"/O<" + b"41" * 32 + b">/U<" + b"42" * 32 + b">"
    lock = b"trailer<</ID[<00><00>]/Encrypt<</Filter/Standard/V 1/R 2/P -4" + keys + b">>"
    locked = make_pdf(say("正文", 100, 500)).replace(b"trailer<<", lock)
    assert reason_of(locked) == "encrypted"


def test_what_is_no_pdf_is_damaged_or_left_to_others() -> None:
    assert not pdf.recognises(b"")
    assert not pdf.recognises(b"<html>")
    assert not pdf.recognises(b"x" * 2000 + b"%PDF-1.7")
    assert pdf.recognises(b"\xef\xbb\xbf\n%PDF-1.4")
    assert reason_of(b"") == "damaged"
    assert reason_of(b"%PDF-1.7\nno more than this") == "damaged"


def test_too_many_pages_are_refused() -> None:
    assert reason_of(make_pdf(*[""] * 1_001)) == "too_large"


def outcome_of(data: bytes) -> str:
    try:
        return "read" if pdf.read(data).blocks else "empty"
    except Unreadable as unreadable:
        return unreadable.reason


def test_a_document_cut_short_is_damaged() -> None:
    data = sample("pdf_cut_in_row_2019")
    assert {outcome_of(data[:length]) for length in range(10, data.rindex(b"startxref"), 499)} == {"damaged"}


def test_flipped_bytes_give_a_document_or_a_reason() -> None:
    chance = random.Random(19)
    plain = make_pdf(BOXES + FIRST + say("正文", 100, 500), "/X Do\n" + FIRST, form=BOXES)
    outcomes = set()
    for whole, times in ((sample("pdf_cut_in_row_2021"), 60), (plain, 400)):
        for _ in range(times):
            flipped = bytearray(whole)
            for _ in range(chance.randint(1, 8)):
                flipped[chance.randrange(len(flipped))] ^= 1 << chance.randrange(8)
            outcomes.add(outcome_of(bytes(flipped)))
    assert {"read", "damaged"} <= outcomes
    assert outcomes <= {"read", "damaged", "scan", "garbled_text", "encrypted", "too_large"}
