"""The statutory tables as they are laid out on the page of a report."""

import pytest

from archive.site.layout import Box, FormCell, Rows, lay_out, path_of
from pipelines.forms import load_forms
from tests import site_data

TABLES = [(form, table.key) for form, known in load_forms().items() for table in known.tables]


def cells_of(form: str, table: str) -> list[FormCell]:
    return [cell for cell in site_data.cells_of(form) if cell.table_key == table]


def grid_of(rows: Rows) -> dict[tuple[int, int], Box]:
    """Which box covers each square, the way a browser lays boxes out; fails where two cover the same."""
    grid: dict[tuple[int, int], Box] = {}
    for down, row in enumerate(rows):
        across = 0
        for box in row:
            while (down, across) in grid:
                across += 1
            squares = [(down + y, across + x) for y in range(box.rowspan) for x in range(box.colspan)]
            assert grid.keys().isdisjoint(squares), f"{box} covers another"
            grid |= dict.fromkeys(squares, box)
    return grid


@pytest.mark.parametrize(("form", "table"), TABLES)
@pytest.mark.parametrize("printed", ["official", "variants", "all"])
def test_boxes_fill_a_whole_rectangle(form: str, table: str, printed: str) -> None:
    cells = cells_of(form, table)
    items = {cell.item for cell in cells if printed == "all" or cell.is_variant is (printed == "variants")}
    grid = grid_of(lay_out(cells, items))
    height, width = max(down for down, _ in grid) + 1, max(across for _, across in grid) + 1
    assert len(grid) == height * width


@pytest.mark.parametrize(("form", "table"), TABLES)
def test_every_official_cell_has_its_box(form: str, table: str) -> None:
    cells = cells_of(form, table)
    shown = [box.cell for row in lay_out(cells, set()) for box in row if box.cell]
    assert sorted(cell.item for cell in shown) == sorted(cell.item for cell in cells if not cell.is_variant)


def test_a_list_shows_every_heading_once_and_indents_what_it_holds() -> None:
    labels = [box for row in lay_out(cells_of("2014", "statistics"), set()) for box in row if box.scope == "row"]
    printed = [box.label[0] for box in labels]
    assert printed.count("（二）被依法纠错数") == 2
    assert len(printed) == len(set(printed)) + 2
    levels = {box.label[0]: box.level for box in labels}
    names = ("三、依申请公开情况", "（三）申请答复数", "4.不同意公开答复数", "其中：涉及国家秘密")
    assert [levels[name] for name in names] == [0, 1, 2, 3]


@pytest.mark.parametrize(
    ("form", "label", "spans"),
    [
        ("2021", "三、本年度办理结果", (22, 1)),
        ("2019", "三、本年度办理结果", (20, 1)),
        ("2021", "（三）不予公开", (8, 1)),
        ("2021", "（六）其他处理", (3, 1)),
        ("2019", "（六）其他处理", (1, 2)),
        ("2021", "一、本年新收政府信息公开申请数量", (1, 3)),
        ("2021", "法人或其他组织", (1, 5)),
        ("2021", "自然人", (2, 1)),
    ],
)
def test_labels_are_merged_as_on_the_official_form(form: str, label: str, spans: tuple[int, int]) -> None:
    boxes = [box for row in lay_out(cells_of(form, "requests"), set()) for box in row if box.label[0] == label]
    assert [(box.rowspan, box.colspan) for box in boxes] == [spans]


def test_a_row_that_only_some_bodies_print_takes_the_place_of_the_official_ones() -> None:
    cells = cells_of("2021", "requests")
    rows = lay_out(cells, {cell.item for cell in cells if cell.row_key == "other_outcome"})
    keys = list(dict.fromkeys(box.cell.row_key for row in rows for box in row if box.cell))
    assert keys[-4:] == ["not_processed_reissue", "other_outcome", "outcome_total", "carried_out"]


def test_a_printed_slash_does_not_divide_a_label() -> None:
    assert path_of("本年增/减", "Change this year") == (("本年增/减", "Change this year"),)
