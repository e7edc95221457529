"""A report as a page prints it: prose in six sections, with the three statutory tables between them."""

import re
from functools import cache
from html import escape
from pathlib import Path

from demo.figures import Figures, columns_of, figures_of, form_of
from demo.portal import Body

PROSE = """\
<p>根据《中华人民共和国政府信息公开条例》第五十条的规定，{organisation}编制{year}年政府信息公开工作年度报告。\
所列数据的统计期限为{year}年1月1日至{year}年12月31日。</p>
<h3>一、总体情况</h3>
<p>{year}年，{organisation}围绕公众关心的事项主动公开政府信息，及时更新公开指南和公开目录，规范办理每一件申请，\
并对所属单位的公开工作开展了两次检查和一次培训。{note}</p>
<h3>二、主动公开政府信息情况</h3>
{table2}
<h3>三、收到和处理政府信息公开申请情况</h3>
{table3}
<h3>四、政府信息公开行政复议、行政诉讼情况</h3>
{table4}
<h3>五、存在的主要问题及改进情况</h3>
<p>一些部门公开的时间偏晚，政策说明还不够通俗。下一步将按月通报公开情况，把说明写得短一些、清楚一些，\
并请公众代表参加评议。</p>
<h3>六、其他需要报告的事项</h3>
<p>{year}年度未收取政府信息公开信息处理费，没有其他需要报告的事项。</p>
"""
NOTES = (
    "征地补偿和旧城改造是全年被查阅最多的两类信息。",
    "学校招生和医疗保障的信息由专门栏目集中公布。",
    "新开设的政务公开专区全年接待来访群众三百余人次。",
)


def report_html(body: Body, year: int, cell: str = "{}") -> str:
    """The inside of a report page. `cell` is the markup around what a table cell prints."""
    tables = tables_html(form_of(year), figures_of(body.key, year, body.years), cell)
    return PROSE.format(
        organisation=escape(body.organisation),
        year=year,
        note=NOTES[year % len(NOTES)],
        **dict(zip(("table2", "table3", "table4"), tables, strict=True)),
    )


def tables_html(form: str, figures: Figures, cell: str = "{}") -> list[str]:
    """The three tables of a form with figures filled in."""
    return [_fill(table, form, figures, cell) for table in _tables(form)]


@cache
def _tables(form: str) -> list[str]:
    text = (Path(__file__).parent / "tables" / f"{form}.html").read_text(encoding="utf-8")
    return text.split("<!-- next table -->\n")


def _fill(table: str, form: str, figures: Figures, cell: str) -> str:
    """Puts figures at [table.row.column], and a row of cells at [table.row]."""

    def printed(match: re.Match[str]) -> str:
        keys = match[1].split(".")
        if len(keys) == 3:
            return cell.format(escape(figures.get(match[1], figures["*"])))
        cells = (figures.get(f"{match[1]}.{column}", figures["*"]) for column in columns_of(form, *keys))
        return "".join(f"<td>{cell.format(escape(text))}</td>" for text in cells)

    return re.sub(r"\[([a-z_.]+)\]", printed, table)
