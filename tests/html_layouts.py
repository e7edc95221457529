"""Ways in which web pages lay out one table of a report: each takes a table's markup and gives it printed otherwise."""

import re
from collections.abc import Callable

_ROW = re.compile(r"<tr[^>]*>(.*?)</tr>", re.S)
_CELL = re.compile(r"<t[dh]([^>]*)>(.*?)</t[dh]>", re.S)
_NUMBER = re.compile(r"(?<=>)(\d+)(?=</td>)")
_SPAN = re.compile(r'(col|row)span="(\d+)"')
Grid = list[list[tuple[str, int, int] | None]]  # (text, rowspan, colspan) where a cell begins, None where one reaches
Change = Callable[[str], str]


def rows_of(table: str) -> list[str]:
    """The inside of each row."""
    return _ROW.findall(table)


def cells_of(row: str) -> list[str]:
    """What each cell of a row prints."""
    return [text for _, text in _CELL.findall(row)]


def table_of(rows: list[str], attributes: str = "") -> str:
    return f"<table{attributes}>" + "".join(f"<tr>{row}</tr>" for row in rows) + "</table>"


def grid_of(table: str) -> Grid:
    """Every row of the table, as many places as its widest row covers."""
    taken: dict[tuple[int, int], tuple[str, int, int] | None] = {}
    rows = rows_of(table)
    for r, row in enumerate(rows):
        column = 0
        for attributes, text in _CELL.findall(row):
            spans = {kind: int(number) for kind, number in _SPAN.findall(attributes)}
            down, right = spans.get("row", 1), spans.get("col", 1)
            while (r, column) in taken:
                column += 1
            taken |= {(r + i, column + j): None for i in range(down) for j in range(right)}
            taken[r, column] = (text, down, right)
    width = 1 + max(column for _, column in taken)
    return [[taken.get((r, column), ("", 1, 1)) for column in range(width)] for r in range(len(rows))]


def head_rows(table: str) -> int:
    """How many rows of headings stand above the values: of a table in blocks none."""
    rows = rows_of(table)
    return 0 if "信息内容" in table else 3 if len(rows) > 3 else 0


# Markup around cells


def lines_in_cells(table: str) -> str:
    """Labels broken over paragraphs, numbers in one of several paragraphs."""
    table = re.sub(r"(<td[^>]*>)([^<\d]{6})([^<]{3,})</td>", r"\1<p>\2</p><p>\3</p></td>", table)
    return _NUMBER.sub(r"<p><br></p><p><span>\1</span></p><p>&nbsp;</p>", table)


def spaces_of_all_kinds(table: str) -> str:
    table = _NUMBER.sub("\u2002&nbsp;\\1\u3000\u2009&ensp;&emsp;", table)
    return table.replace("<td></td>", "<td>\u3000&nbsp;\u2003</td>").replace("公开", "公 \u2003开")


def zero_width(table: str) -> str:
    table = re.sub(r">(\d)(\d+)</td>", "><span>\u200b\\1\u200b</span>\ufeff\\2\u200d</td>", table)
    return table.replace("申请", "申\u200b请").replace("公开", "公\u2060开\ufeff").replace("行政", "行\u200d政\u00ad")


def thousands(table: str) -> str:
    return _NUMBER.sub(lambda match: f"{int(match[0]):,}", table)


def thousands_full_width(table: str) -> str:
    return _NUMBER.sub(lambda match: f"{int(match[0]):,}".replace(",", "，"), table)


def comments(table: str) -> str:
    table = re.sub(r">(\d)(\d*)</td>", r"><!-- 9 -->\1<!--[if gte mso 9]><td>7</td><![endif]-->\2</td>", table)
    return table.replace("<tr>", "<!-- <tr><td>8</td></tr> --><tr>")


def cells_without_end(table: str) -> str:
    return re.sub(r"</t[dr]>", "", table)


def upper_case(table: str) -> str:
    return re.sub(r"</?(?:table|tr|td)", lambda match: match[0].upper(), table)


def heading_cells(table: str) -> str:
    """Every label in a th."""
    return re.sub(r"<td([^>]*)>([^<]*[一-龥][^<]*)</td>", r'<th\1 scope="col">\2</th>', table)


def sections_of_rows(table: str) -> str:
    """thead, tbody and tfoot, a caption and column elements."""
    rows, head = rows_of(table), head_rows(table) or 1
    body = "".join(f"<tr>{row}</tr>" for row in rows[head:])
    heads = "".join(f"<tr>{row}</tr>" for row in rows[:head])
    caption = "<caption>统计表（2023 年）</caption><colgroup><col span='3'><col></colgroup>"
    return f"<table>{caption}<thead>{heads}</thead><tbody>{body}</tbody></table>"


def empty_rows(table: str) -> str:
    return re.sub(r"</tr><tr>", "</tr><tr></tr><tr style='height:0'></tr><tr>", table.replace("\n", ""))


def row_span_to_the_end(table: str) -> str:
    """rowspan=0 reaches to the end of the table section."""
    rows = rows_of(table)
    if head_rows(table) == 0 or len(rows) < 10:
        return table
    last = re.sub(r' rowspan="\d+"', ' rowspan="0"', '<td rowspan="1">备注</td>')
    return table_of([*rows[:3], rows[3] + last, *rows[4:]])


def spans_too_large(table: str) -> str:
    """A label that claims to reach below the end of its table."""
    return table.replace('rowspan="22"', 'rowspan="220"').replace('rowspan="20"', 'rowspan="65534"')


def spans_of_nonsense(table: str) -> str:
    return re.sub(r"<td>", '<td rowspan="" colspan="1px" width="7%">', table).replace('="1"', '="1.0"')


def every_column_twice(table: str) -> str:
    """Each cell spans twice as many grid columns, as editors do that cut columns finer."""
    double = re.sub(r'colspan="(\d+)"', lambda match: f'colspan="{2 * int(match[1])}"', table)
    return re.sub(r"<td(?![^>]*colspan)", '<td colspan="2"', double)


def struck_out(table: str) -> str:
    """A corrected number beside the one that it replaces."""
    return _NUMBER.sub(r"<del>99</del><s>98</s><strike>97</strike>\1", table)


def struck_out_by_style(table: str) -> str:
    return _NUMBER.sub(r'<span style="text-decoration: line-through">99</span>\1', table)


def hidden_inside(table: str) -> str:
    return _NUMBER.sub(
        r'<span hidden>9</span><i style="visibility:hidden">8</i><b style="DISPLAY:none;">7</b>\1', table
    )


def hidden_copy(table: str) -> str:
    return f'{table}<div class="wap" hidden>{_NUMBER.sub("8", table)}</div>'


def hidden_rows(table: str) -> str:
    return re.sub(r"(<tr>.*?</tr>)", r'\1<tr style="display:none"><td>9</td><td>9</td></tr>', table)


# Where tables stand


def a_row_a_table(table: str) -> str:
    return "".join(table_of([row]) for row in rows_of(table))


def a_row_a_table_with_spans(table: str) -> str:
    """A mini-table for every row; what reaches over several rows is printed in the first."""
    return "".join(f"<div>{table_of([re.sub(r' rowspan=.[0-9]+.', '', row)])}</div>" for row in rows_of(table))


def header_apart(table: str) -> str:
    rows, head = rows_of(table), head_rows(table)
    return f"{table_of(rows[:head])}<div>{table_of(rows[head:])}</div>" if head else table


def split_by_rows(table: str) -> str:
    rows = rows_of(table)
    return f"{table_of(rows[:9])}<p>&nbsp;</p>{table_of(rows[9:])}" if len(rows) > 12 else table


def split_by_rows_header_again(table: str) -> str:
    rows, head = rows_of(table), head_rows(table)
    return f"{table_of(rows[:9])}<p>（续）</p>{table_of(rows[:head] + rows[9:])}" if head else table


def split_in_pages(table: str) -> str:
    """Cut three times, with a page number and the header in between."""
    rows, head = rows_of(table), head_rows(table)
    if not head:
        return table
    parts = [rows[at : at + 8] for at in range(head, len(rows), 8)]
    return "<p>- 3 -</p>".join(table_of(rows[:head] + part) for part in parts)


def split_by_columns(table: str) -> str:
    """The left columns in one table, the right ones in another, labels in both."""
    if len(rows_of(table)) < 20:
        return table
    labels, left, right = 3, 3, 7  # 自然人, 商业企业, 科研机构 | 社会公益组织 …
    grid = grid_of(table)
    return _columns(grid, [*range(labels + left)]) + _columns(
        grid, [*range(labels), *range(labels + left, labels + right)]
    )


def _columns(grid: Grid, columns: list[int]) -> str:
    """A table of some grid columns; a cell that reaches over several is printed as far as they are kept."""
    whole: dict[tuple[int, int], tuple[int, int]] = {}
    for r, row in enumerate(grid):
        for c, cell in enumerate(row):
            if cell is not None:
                whole |= {(r + i, c + j): (r, c) for i in range(cell[1]) for j in range(cell[2])}
    rows = []
    for r in range(len(grid)):
        cells, done = "", set()
        for c in columns:
            owner = whole.get((r, c))
            if owner is None or owner in done:
                continue
            done.add(owner)
            cell = grid[owner[0]][owner[1]]
            if cell is not None and owner[0] == r:
                span = sum(whole.get((r, other)) == owner for other in columns)
                cells += f'<td rowspan="{cell[1]}" colspan="{span}">{cell[0]}</td>'
        rows.append(cells)
    return table_of(rows)


def nested_for_layout(table: str) -> str:
    return (
        "<table width='100%'><tr><td>首页</td><td>导航</td></tr><tr><td colspan='2'><table><tr><td>&nbsp;</td><td>"
        f"{table}</td><td>&nbsp;</td></tr></table></td></tr></table>"
    )


def in_template(table: str) -> str:
    return f"{table}<template>{_NUMBER.sub('9', table)}</template><noscript>{_NUMBER.sub('8', table)}</noscript>"


def in_noscript(table: str) -> str:
    return f"<noscript>{table}</noscript>"


def unit_in_a_row(table: str) -> str:
    """The unit stands in a row of its own above the others."""
    rows = rows_of(table)
    return table_of(['<td colspan="20" align="right">单位：件、万元</td>', *rows])


# Tables without table elements


def divs(table: str) -> str:
    """Rows and cells are div elements that a style sheet lays out; a cell that spans is printed once."""
    rows = ["".join(f"<div class='cell'>{text}</div>" for _, text in _CELL.findall(row)) for row in rows_of(table)]
    return "<div class='table'>" + "".join(f"<div class='row'>{row}</div>" for row in rows) + "</div>"


def divs_in_groups(table: str) -> str:
    """The same with the heading rows in a group of their own."""
    rows = ["".join(f"<div class='td'>{text}</div>" for _, text in _CELL.findall(row)) for row in rows_of(table)]
    rows = [f"<div class='tr'>{row}</div>" for row in rows]
    head = head_rows(table) or 1
    return f"<div class='t'><div class='head'>{''.join(rows[:head])}</div><div class='rows'>{''.join(rows[head:])}</div></div>"


def display_table(table: str) -> str:
    rows = [
        "".join(f'<span style="display:table-cell">{text}</span>' for _, text in _CELL.findall(row))
        for row in rows_of(table)
    ]
    shown = "".join(f'<div style="display: table-row">{row}</div>' for row in rows)
    return f'<div style="display: table; width: 100%">{shown}</div>'


def lists(table: str) -> str:
    rows = ["".join(f"<li>{text}</li>" for _, text in _CELL.findall(row)) for row in rows_of(table)]
    return "".join(f"<ul class='tr'>{row}</ul>" for row in rows)


def preformatted(table: str) -> str:
    """Rows of tabs in a pre element."""
    rows = ["\t".join(text for _, text in _CELL.findall(row)) for row in rows_of(table)]
    return "<pre>\n" + "\n".join(rows) + "\n</pre>"


def paragraphs(table: str) -> str:
    """Every cell a paragraph, as pages do whose tables were pasted as text."""
    return "".join(f"<p>{text}</p>" for row in rows_of(table) for _, text in _CELL.findall(row))


def transposed_disputes(table: str) -> str:
    """Table four stood on its side: a row for every column."""
    if "行政复议" not in table:
        return table
    grid = grid_of(table)
    rows = []
    for column in range(len(grid[0])):
        cells = [grid[r][column] for r in range(len(grid))]
        rows.append(
            "".join(f'<td rowspan="{cell[2]}" colspan="{cell[1]}">{cell[0]}</td>' for cell in cells if cell is not None)
        )
    return table_of(rows)


def three_rows_of_disputes(table: str) -> str:
    """Table four with a row for each kind of case and a column for each outcome."""
    if "行政复议" not in table:
        return table
    values = [text for _, text in _CELL.findall(rows_of(table)[3])]
    kinds = ("行政复议", "未经复议直接起诉", "复议后起诉")
    endings = "".join(f"<td>{text}</td>" for text in ("结果维持", "结果纠正", "其他结果", "尚未审结", "总计"))
    rows = [
        f"<td>{kind}</td>" + "".join(f"<td>{text}</td>" for text in values[5 * k : 5 * k + 5])
        for k, kind in enumerate(kinds)
    ]
    return table_of([f"<td>类别</td>{endings}", *rows])


def remarks(table: str) -> str:
    """A last column of the body's own, headed beside the outermost headings."""
    rows, head = rows_of(table), head_rows(table)
    if not head or len(rows) < 10:
        return table
    own = [f'<td rowspan="{head}">备注</td>', *[""] * (head - 1), *("<td>含3件</td>", "<td></td>") * len(rows)]
    return table_of([row + cell for row, cell in zip(rows, own, strict=False)])


def readings(table: str) -> str:
    """How the labels are pronounced stands above them."""
    return re.sub(r">([一-龥]{2,4})</td>", r"><ruby>\1<rp>(</rp><rt>yì</rt><rp>)</rp></ruby></td>", table)


def breaks_allowed(table: str) -> str:
    """Digits between which a line may break."""
    return re.sub(r"(?<=\d)(?=\d+</td>)", "<wbr>", table)


def copy_of_labels(table: str) -> str:
    """The labels once more, in a table that a script lays over the first."""
    labels = [re.sub(r"<td[^>]*>\d*</td>", "", row) for row in rows_of(table)]
    return table if len(labels) < 20 else f"{table}<div class='fixed'>{table_of(labels)}</div>"


def boxes_drawn(table: str) -> str:
    """Preformatted lines with the signs that draw boxes."""
    rows = [
        "│" + "│".join(re.sub("<[^>]*>", "", text) for _, text in _CELL.findall(row)) + "│" for row in rows_of(table)
    ]
    return "<pre>\n" + f"\n├{'─' * 20}┤\n".join(rows) + "\n</pre>"


def gaps(table: str) -> str:
    """A paragraph for each row, with wide gaps between its cells."""
    rows = ["&nbsp;&nbsp;&nbsp; ".join(text for _, text in _CELL.findall(row)) for row in rows_of(table)]
    return "".join(f"<p>{row}</p>" for row in rows)
