"""A report as it will be printed: paragraphs and tables whose cells know which figure they are."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from pipelines.forms import load_forms
from pipelines.forms.form import FormTable, Heading

HEADINGS = ("一、总体情况", "五、存在的主要问题及改进情况", "六、其他需要报告的事项")
NUMERALS = "〇一二三四五六"


class PrintedCell(NamedTuple):
    """`key` is the "table.row.column" of the figure that the cell prints, "" for a label, a heading or a stray.

    `also` is what the report prints for that figure elsewhere, where a reader may follow its sums rather than its headings.
    """

    text: str
    key: str = ""
    rowspan: int = 1
    colspan: int = 1
    also: str | None = None


Rows = list[list[PrintedCell]]


@dataclass(frozen=True)
class PrintedReport:
    """Paragraphs and tables in order. Whoever damages a report works on a copy."""

    form: str
    title: str
    blocks: list[str | Rows]

    @property
    def tables(self) -> list[Rows]:
        return [block for block in self.blocks if not isinstance(block, str)]

    def copy(self) -> "PrintedReport":
        copied = [block if isinstance(block, str) else [list(row) for row in block] for block in self.blocks]
        return PrintedReport(self.form, self.title, copied)


def print_tables(form: str, title: str, figures: Mapping[str, str]) -> PrintedReport:
    """The report of a form with its figures as they are printed; a variant row stands where it has figures."""
    blocks: list[str | Rows] = [HEADINGS[0], "本年工作平稳，公开及时。"]
    for table in load_forms()[form].tables:
        blocks += [f"{NUMERALS[table.number]}、{table.zh}", LAYOUTS[table.layout](table, figures)]
    return PrintedReport(form, title, [*blocks, HEADINGS[1], "继续改进。", HEADINGS[2], "没有其他需要报告的事项。"])


def lay_out(rows: Rows) -> list[tuple[int, int, PrintedCell]]:
    """Each cell with the grid row and column where it begins, spans laid out as browsers do."""
    taken: set[tuple[int, int]] = set()
    placed = []
    for at, row in enumerate(rows):
        column = 0
        for cell in row:
            while (at, column) in taken:
                column += 1
            placed.append((at, column, cell))
            spanned = range(column, column + cell.colspan)
            taken |= {(r, c) for r in range(at, min(at + cell.rowspan, len(rows))) for c in spanned}
            column += cell.colspan
    return placed


def _label(heading: Heading) -> str:
    return f"{heading.zh}（单位：{heading.unit}）" if heading.money and heading.unit else heading.zh


def _blocks(table: FormTable, figures: Mapping[str, str]) -> Rows:
    width = max(len(block.columns) for block in table.blocks)
    rows: Rows = []
    for block in table.blocks:
        last = width - len(block.columns) + 1
        spans = [1] * (len(block.columns) - 1) + [last]
        rows.append([PrintedCell(block.article, colspan=width + 1)])
        heads = [PrintedCell(_label(h), colspan=span) for h, span in zip(block.columns, spans, strict=True)]
        rows.append([PrintedCell(table.heading_cell), *heads])
        for row in block.rows:
            values = [
                _figure(figures, f"{table.key}.{row.key}.{column.key}", span)
                for column, span in zip(block.columns, spans, strict=True)
            ]
            rows.append([PrintedCell(row.zh), *values])
    return rows


def _matrix(table: FormTable, figures: Mapping[str, str]) -> Rows:
    tops = tuple(_chosen(heading, table.key, figures) for heading in table.rows)
    labels = max(_depth(heading) for heading in tops)
    heads = _column_heads(table.columns)
    heads[0].insert(0, PrintedCell(table.heading_cell, rowspan=len(heads), colspan=labels))
    keys = [path.key for path in _leaves(table.columns)]
    rows: Rows = []
    for heading in tops:
        for cells, key in _labelled(heading, labels):
            rows.append(cells + [_figure(figures, f"{table.key}.{key}.{column}") for column in keys])
    return heads + rows


def _record(table: FormTable, figures: Mapping[str, str]) -> Rows:
    values = [_figure(figures, f"{table.key}.{row}.{column}") for row, column in _record_keys(table.columns, "")]
    return [*_column_heads(table.columns), values]


def _list(table: FormTable, figures: Mapping[str, str]) -> Rows:
    """The columns of units and of figures; notes and codes are left to the damages."""
    columns = [heading for heading in table.columns if heading.aside != "note"]
    rows = [[PrintedCell(table.heading_cell), *(PrintedCell(heading.zh) for heading in columns)]]
    for heading, level in _walk(table.rows, 0):
        cells = [
            PrintedCell(heading.unit or "——")
            if column.aside
            else _figure(figures, f"{table.key}.{heading.key}.{column.key}")
            if heading.key
            else PrintedCell("")
            for column in columns
        ]
        rows.append([PrintedCell("\u3000" * level + heading.zh), *cells])
    return rows


LAYOUTS = {"blocks": _blocks, "matrix": _matrix, "record": _record, "list": _list}


def _figure(figures: Mapping[str, str], key: str, colspan: int = 1) -> PrintedCell:
    return PrintedCell(figures[key], key, colspan=colspan)


def _chosen(heading: Heading, table: str, figures: Mapping[str, str]) -> Heading:
    """The heading, or the variant that the report prints in its place, anywhere below it."""
    if heading.variant and any(key.startswith(f"{table}.{heading.variant.key}.") for key in figures):
        return heading.variant
    children = tuple(_chosen(child, table, figures) for child in heading.children)
    return Heading(heading.key, heading.zh, heading.en, heading.wordings, children) if children else heading


def _depth(heading: Heading) -> int:
    return 1 + max((_depth(child) for child in heading.children), default=0)


def _leaves(headings: tuple[Heading, ...]) -> list[Heading]:
    return [leaf for h in headings for leaf in (_leaves(h.children) if h.children else [h])]


def _labelled(heading: Heading, width: int) -> Iterator[tuple[list[PrintedCell], str]]:
    """The rows below a heading, each with its label cells; a group's label stands on its first row."""
    if not heading.children:
        yield [PrintedCell(heading.zh, colspan=width)], heading.key
        return
    own = PrintedCell(heading.zh, rowspan=len(_leaves(heading.children)))
    for child in heading.children:
        for cells, key in _labelled(child, width - 1):
            yield [own, *cells] if own else cells, key
            own = None


def _column_heads(columns: tuple[Heading, ...]) -> Rows:
    depth = max(_depth(heading) for heading in columns)
    rows: Rows = [[] for _ in range(depth)]
    for heading, level in _walk(columns, 0):
        rowspan = 1 if heading.children else depth - level
        rows[level].append(PrintedCell(_label(heading), rowspan=rowspan, colspan=len(_leaves((heading,)))))
    return rows


def _walk(headings: tuple[Heading, ...], level: int) -> Iterator[tuple[Heading, int]]:
    for heading in headings:
        yield heading, level
        yield from _walk(heading.children, level + 1)


def _record_keys(headings: tuple[Heading, ...], row: str) -> Iterator[tuple[str, str]]:
    for heading in headings:
        if heading.children:
            yield from _record_keys(heading.children, heading.row or row)
        else:
            yield row, heading.key
