"""The statutory tables laid out as on the official form: heading paths become merged header and label cells.

The forms: 国办发〔2014〕32号, 国办公开办函〔2019〕60号 and 国办公开办函〔2021〕30号.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

Label = tuple[str, str]  # Chinese, English
Path = tuple[Label, ...]

# What the official form prints in the empty corner of a table.
CORNERS: dict[str, Label] = {
    "proactive": ("信息内容", "Kind of information"),
    "statistics": ("统计指标", "Indicator"),
    "requests": (
        "（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）",
        "(In every column the first item plus the second equals the third plus the fourth)",
    ),
}


@dataclass(frozen=True, slots=True)
class FormCell:
    """One cell of a form, as `form_cells` has it."""

    item: int
    table_key: str
    row_key: str
    column_key: str
    row: Path
    column: Path
    article: str
    unit: str
    is_variant: bool


@dataclass(frozen=True, slots=True)
class Box:
    """One printed box of a table: a heading or label with its words, or a number's place with its `cell`.

    `level` says how far a label is indented.
    """

    label: Label = ("", "")
    rowspan: int = 1
    colspan: int = 1
    cell: FormCell | None = None
    scope: str = ""  # "col" or "row" for headings, as HTML has it
    level: int = 0


Rows = list[list[Box]]


def path_of(zh: str, en: str) -> Path:
    """A heading path from its two printed forms, parts joined by "/".

    English decides how many parts there are, for the printed 本年增/减 is one label.
    """
    english = en.split("/")
    return tuple(zip(zh.split("/", len(english) - 1), english, strict=True))


def lay_out(cells: Sequence[FormCell], printed: set[int]) -> Rows:
    """The rows of one table. `printed` holds the items that the report prints at all.

    A variant row is shown only where the report prints it, and then in place of the official rows it stands for.
    """
    cells = _place_variants(cells, printed)
    if cells[0].table_key == "proactive":
        return _blocks(cells)
    if cells[0].table_key == "disputes":
        return _record(cells)
    if cells[0].table_key == "statistics":
        return _list(cells)
    return _matrix(cells)


def _place_variants(cells: Sequence[FormCell], printed: set[int]) -> list[FormCell]:
    official = [cell for cell in cells if not cell.is_variant]
    variants = [cell for cell in cells if cell.is_variant]
    for _, group in groupby(variants, key=lambda cell: cell.row):
        row = list(group)
        if printed.isdisjoint(cell.item for cell in row):
            continue
        replaced = [cell for cell in official if cell.row[: len(row[0].row)] == row[0].row]
        at = official.index(replaced[0]) if replaced else len(official)
        official[at:at] = row
        if printed.isdisjoint(cell.item for cell in replaced):
            official = [cell for cell in official if cell not in replaced]
    return official


def _matrix(cells: Sequence[FormCell]) -> Rows:
    rows = [list(group) for _, group in groupby(cells, key=lambda cell: cell.row)]
    labels = _labels([row[0].row for row in rows])
    headings = _headings([cell.column for cell in rows[0]])
    depth = max(len(row[0].row) for row in rows)
    corner = Box(CORNERS.get(cells[0].table_key, ("", "")), rowspan=len(headings), colspan=depth, scope="col")
    headings[0].insert(0, corner)
    return headings + [label + [Box(cell=cell) for cell in row] for label, row in zip(labels, rows, strict=True)]


def _list(cells: Sequence[FormCell]) -> Rows:
    """An indicator a row, indented under what it is part of, with its unit; headings without numbers reach all across."""
    rows = [list(group) for _, group in groupby(cells, key=lambda cell: cell.row)]
    headings = [Box(cell.column[-1], scope="col") for cell in rows[0]]
    lines: Rows = [[Box(CORNERS["statistics"], scope="col"), Box(("单位", "Unit"), scope="col"), *headings]]
    shown: set[Path] = set()
    for row in rows:
        path = row[0].row
        for level in range(1, len(path)):
            if path[:level] not in shown:
                lines.append([Box(path[level - 1], colspan=2 + len(row), scope="row", level=level - 1)])
            shown.add(path[:level])
        shown.add(path)
        label = Box(path[-1], scope="row", level=len(path) - 1)
        lines.append([label, Box((row[0].unit, "")), *(Box(cell=cell) for cell in row)])
    return lines


def _record(cells: Sequence[FormCell]) -> Rows:
    """One row of numbers under the row's and the column's headings joined."""
    return [*_headings([cell.row + cell.column for cell in cells]), [Box(cell=cell) for cell in cells]]


def _blocks(cells: Sequence[FormCell]) -> Rows:
    """Rows under a line of headings for every article; the last box of a line reaches to the table's edge."""
    blocks = [list(group) for _, group in groupby(cells, key=lambda cell: cell.article)]
    width = 1 + max(sum(1 for cell in block if cell.row == block[0].row) for block in blocks)
    lines: Rows = []
    for block in blocks:
        lines.append([Box((block[0].article, ""), colspan=width, scope="col")])
        rows = [list(group) for _, group in groupby(block, key=lambda cell: cell.row)]
        headings = [Box(cell.column[-1], scope="col") for cell in rows[0]]
        lines.append(_widened([Box(CORNERS["proactive"], scope="col"), *headings], width))
        for row in rows:
            lines.append(_widened([Box(row[0].row[-1], scope="row"), *(Box(cell=cell) for cell in row)], width))
    return lines


def _widened(line: list[Box], width: int) -> list[Box]:
    last = line[-1]
    return [*line[:-1], Box(last.label, colspan=width - len(line) + 1, cell=last.cell, scope=last.scope)]


def _headings(paths: Sequence[Path]) -> Rows:
    depth = max(len(path) for path in paths)
    return [
        [
            Box(label, rowspan=depth - level if is_leaf else 1, colspan=count, scope="col")
            for label, count, is_leaf, _ in _runs(paths, level)
        ]
        for level in range(depth)
    ]


def _labels(paths: Sequence[Path]) -> Rows:
    depth = max(len(path) for path in paths)
    lines: Rows = [[] for _ in paths]
    for level in range(depth):
        for label, count, is_leaf, start in _runs(paths, level):
            lines[start].append(Box(label, rowspan=count, colspan=depth - level if is_leaf else 1, scope="row"))
    return lines


def _runs(paths: Sequence[Path], level: int) -> list[tuple[Label, int, bool, int]]:
    """Neighbours that share their path down to `level`: label, how many, whether it ends there, where they start."""
    runs: list[tuple[Label, int, bool, int]] = []
    deep = ((at, path) for at, path in enumerate(paths) if len(path) > level)
    for (prefix, is_leaf), group in groupby(deep, key=lambda it: (it[1][: level + 1], len(it[1]) == level + 1)):
        members = [at for at, _ in group]
        runs.append((prefix[-1], len(members), is_leaf, members[0]))
    return runs
