"""Prints the tables of 2014 and before as the field prints them: an indicator a row, with its unit and its number."""

from collections.abc import Iterator, Mapping
from html import escape
from random import Random

from pipelines.forms import load_forms
from pipelines.forms.form import FormTable, Heading

Line = tuple[str, str, str]  # the indicator as printed, its unit, the row's key ("" for a heading)

PROSE = (
    ("", "根据《中华人民共和国政府信息公开条例》，编制{title}。统计期限自{year}年1月1日至12月31日。"),
    ("一、概述", "{year}年，公开工作由办公室统一安排，每季度检查一次。"),
    ("二、主动公开政府信息情况", "财政、环保和食品安全方面的信息由专栏公开。"),
    ("三、回应解读情况", "重要文件与解读稿同时发布。"),
    ("四、依申请公开政府信息情况", "申请都在期限以内答复，没有收取费用。"),
    ("五、政府信息公开行政复议、行政诉讼和举报投诉情况", "复议和诉讼各有几件，结果见附表。"),
    ("六、机构建设和保障经费情况", "各单位都有专人负责。"),
    ("七、会议和培训情况", "全年开会两次。"),
    ("八、存在的主要问题和改进措施", "一些部门公开得不够及时，明年按月通报。"),
)
NOTES = {
    "disclosed": "（不同渠道和方式公开相同信息计1条）",
    "responses": "（不同方式回应同一热点或舆情计1次）",
    "staff_full_time": "（不包括政府公报及政府网站工作人员数）",
    "funding": "（不包括用于政府公报编辑管理及政府网站建设维护等方面的经费）",
}


def table_of(form: str) -> FormTable:
    """The one table of a form that has only one."""
    (table,) = load_forms()[form].tables
    return table


def lines_of(form: str) -> list[Line]:
    """Every row of the table in printed order, notes included, headings among them."""
    return list(_lines(table_of(form).rows, table_of(form).unit))


def _lines(headings: tuple[Heading, ...], unit: str) -> Iterator[Line]:
    for heading in headings:
        yield heading.zh + NOTES.get(heading.key, ""), heading.unit if heading.key else "——", heading.key
        yield from _lines(heading.children, unit)


def figures_for(form: str, numbers: Random) -> dict[str, str]:
    """A number for every row such that the sums of the form hold; by the row's key."""
    drawn = {key: str(numbers.randint(1, 900)) for _, _, key in lines_of(form) if key}
    for equation in reversed(load_forms()[form].equations):  # the innermost sums stand last
        (total,) = equation.right
        drawn[total] = str(sum(int(drawn[part]) for part in equation.left))
    order = [e for e in load_forms()[form].equations if e.rule == "answer_sum"]
    for equation in order:
        drawn[equation.right[0]] = str(sum(int(drawn[part]) for part in equation.left))
    return drawn


def rows_html(form: str, figures: Mapping[str, str], head: str = "统计指标", number_rows: bool = False) -> str:
    """The table as markup with three columns, or four where the rows are numbered."""
    numbered = ["序号"] if number_rows else []
    rows = [[*numbered, head, "单位", "统计数"]]
    for at, (label, unit, key) in enumerate(lines_of(form), 1):
        rows.append([*([str(at)] if number_rows else []), label, unit, figures.get(key, "")])
    cells = ("".join(f"<td>{escape(text)}</td>" for text in row) for row in rows)
    return "<table border='1'>" + "".join(f"<tr>{row}</tr>" for row in cells) + "</table>"


def report_html(title: str, year: int, table: str) -> str:
    """A report of those years: sections under numbers of its own, the table at the end."""
    prose = "".join(
        (f"<p>{head}</p>" if head else "") + f"<p>{text.format(title=title, year=year)}</p>" for head, text in PROSE
    )
    return (
        f"<html><head><meta charset='utf-8'><title>{title}</title></head><body><h1>{title}</h1><div id='zoom'>{prose}"
        f"<p>附件：政府信息公开情况统计表（{year}年度）</p><div class='frame'>{table}</div>"
        "<p>单位负责人：　审核人：　填报人：</p></div></body></html>"
    )
