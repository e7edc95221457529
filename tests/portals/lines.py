"""What stands in the lists of a test portal: reports of several bodies and years, and what only resembles them."""

from dataclasses import dataclass
from datetime import date, timedelta
from itertools import cycle, islice

KINDS = ("html", "html", "docx", "html", "pdf", "html", "doc", "html", "xls", "html", "zip")
YEARS = range(2018, 2025)
REPORTS = (
    "{body}{year}年政府信息公开工作年度报告",
    "{body}{year}年度政府信息公开工作年度报告",
    "{year}年{body}信息公开年报",
    "{body}{year}年政务信息公开年度报告",
    "{body}{chinese}年政府信息公开工作报告",
    "{body}关于{year}年政府信息公开年度工作报告",
)
TITLES_BY_HAND = (
    "关于{year}年度政府信息公开工作情况的报告",
    "{body}政府信息公开工作年度报告（{year}年度）",
    "{body}{year}年信息公开情况报告",
    "{year}年{body}政府信息工作年度报告",
    "{body}政府信息公开{year}年度工作报告",
    "{year}年度政务公开工作情况年度报告",
    "{body}{year}年政府信息公开工作报告（含附表）",
    "{body}{year}年政府信息公开年度报告（公开版）",
)
LOOKALIKES = (
    "{body}网站{year}年度工作报表",
    "图解：{body}{year}年政府信息公开工作年度报告",
    "《{body}{year}年政府信息公开工作年度报告》解读",
    "关于编制{year}年政府信息公开工作年度报告的通知",
    "{body}{year}年法治政府建设年度报告",
    "{body}{year}年度部门决算公开",
    "{body}{year}年上半年政府信息公开工作情况",
    "{year}年{body}政府工作报告",
    "实验中学{year}-{next}学年度信息公开工作年度报告",
    "{year}年政府信息公开工作年度报告格式",
    "{body}{year}年政务公开工作总结",
    "{year}年第三季度政府信息公开情况统计表",
)
_TRADITIONAL = str.maketrans(
    "县区务报开门关网级决专议会动监镇财统编学当说图读总结实审计员厅",
    "縣區務報開門關網級決專議會動監鎮財統編學當說圖讀總結實審計員廳",
)
_DIGITS = str.maketrans("0123456789", "〇一二三四五六七八九")


@dataclass(frozen=True)
class Line:
    """One line of a list. `kind` is the file format of a report, "" for what is none."""

    number: int
    title: str
    date: date
    kind: str = ""
    year: int = 0
    body: str = ""


def lines_of(bodies: tuple[str, ...], years: range = YEARS, first: int = 1, offset: int = 0) -> list[Line]:
    """Reports and look-alikes of the bodies, newest first; `first` numbers them, `offset` shifts titles and formats."""
    lines = []
    kinds = islice(cycle(KINDS), offset, None)
    for place, (body, year) in enumerate((body, year) for body in bodies for year in years):
        words = {"body": body, "year": year, "next": year + 1, "chinese": str(year).translate(_DIGITS)}
        published = date(year + 1, 1, 6) + timedelta(days=(place * 7 + offset) % 80)
        title = REPORTS[(place + offset) % len(REPORTS)].format(**words)
        lines.append(Line(0, title, published, next(kinds), year, body))
        resembling = LOOKALIKES[(place * 5 + offset) % len(LOOKALIKES)].format(**words)
        lines.append(Line(0, resembling, published + timedelta(days=3)))
    lines.sort(key=lambda line: line.date, reverse=True)
    return [
        Line(first + len(lines) - place, line.title, line.date, line.kind, line.year, line.body)
        for place, line in enumerate(lines)
    ]


def cut(lines: list[Line], size: int) -> list[list[Line]]:
    """The lines of each page of a list."""
    return [lines[start : start + size] for start in range(0, len(lines), size)]


def traditional(text: str) -> str:
    """The text in traditional characters."""
    return text.translate(_TRADITIONAL)
