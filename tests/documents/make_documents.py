"""Makes the Word and PDF documents of this folder with LibreOffice, from figures drawn with a fixed seed.

Each folder gets document.docx, .doc or .pdf, cells.json (what is printed in every cell of the form), grid.json (the
tables row by row, a merged cell repeated over all it covers, without white space) and meta.json. The finished files
are what the tests read; run this only to add a document or to change one:

    python -m tests.documents.make_documents [NAME ...]
"""

import json
import re
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from io import StringIO
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

import pandas
import pypdfium2

from demo.report import tables_html
from pipelines.forms import load_forms

HERE = Path(__file__).parent
ORGANISATION = "青石县人民政府"
APPLICANTS = ("natural_person", "business", "research", "public_interest", "legal_service", "other")
ENDINGS = ("upheld", "corrected", "other", "pending")
WIDTHS = (4, 10, 15)  # grid columns of the three tables
SENTENCE = (
    "本机关坚持以公开为常态、不公开为例外，围绕公众关心的事项主动公开政府信息，"
    "及时更新公开指南和公开目录，规范办理每一件申请。"
)

Figures = dict[str, str]


@dataclass(frozen=True)
class Sample:
    """One document: what it teaches is its name."""

    name: str
    suffix: str
    year: int
    size: int = 9  # points of the table text
    page: str = "21cm 29.7cm"
    margin: str = "2cm"
    lead: int = 1  # sentences before the first table, which move the page breaks
    changes: Figures = field(default_factory=dict)  # printed otherwise than drawn
    edit: Callable[[str], str] = str
    turn: int = 0  # degrees
    is_ruled: bool = True  # else its tables are no grids

    @property
    def form(self) -> str:
        return "2019" if self.year < 2021 else "2021"


def _repeat_header(html: str) -> str:
    """Makes the three heading rows of the second table a head that is printed again on every page."""
    start = html.index("（本列数据")
    start = html.rindex("<tr>", 0, start)
    end = html.index("</tr>", html.index("法律服务机构", start)) + len("</tr>")
    return f"{html[:start]}<thead>{html[start:end]}</thead>{html[end:]}"


def _unrule(html: str) -> str:
    return html.replace('border="1"', 'border="0"')


def _nest(html: str) -> str:
    """Puts the tables into cells: the first into a frame, the others below a caption."""
    frame, caption = (
        "<table><tr><td>{}</td></tr></table>",
        "<table><tr><td>情况表</td></tr><tr><td>{}</td></tr></table>",
    )
    outer = iter((frame, caption, caption))
    return re.sub("<table.*?</table>", lambda table: next(outer).format(table[0]), html, flags=re.DOTALL)


def _rule_across(html: str) -> str:
    """Leaves only the rules below each row."""
    return _unrule(html).replace("<td", '<td style="border-bottom: 0.5pt solid #000000"')


def _centre_figures(html: str) -> str:
    """Leaves no rules, the figures in the middle of columns whose headings stand at the left."""
    return re.sub(r"<td>(\d*)</td>", r"<td align='center'>\1</td>", _unrule(html))


def _fill_the_page(html: str) -> str:
    """Leaves no rules and sets all in the middle of columns that are as narrow as the page is wide."""
    return _unrule(html).replace("<table", "<table width='100%'").replace("<td", "<td align='center' valign='middle'")


def _correct(html: str) -> str:
    """Strikes a number out beside each of two digits that replaces it."""
    return re.sub(r"<td>(\d\d)</td>", r"<td><strike>97</strike>\1</td>", html)


NOTED = "requests.received.natural_person"
ODD = {
    NOTED: "55（含自然失效 29 件）",
    "requests.granted.business": "",
    "requests.granted.research": "/",
    "requests.carried_in.total": "",
    "proactive.normative_documents.in_force": "",
}
SAMPLES = (
    Sample("docx_merged_cells_2021", "docx", 2022),
    Sample("docx_signed_and_money_2019", "docx", 2020, changes={"proactive.procurement.amount": "53万"}),
    Sample("docx_blanks_and_notes_2021", "docx", 2023, changes=ODD),
    Sample("doc_merged_cells_2021", "doc", 2022),
    Sample("doc_signed_and_money_2019", "doc", 2020, changes={"proactive.procurement.amount": "53万"}),
    Sample("doc_blanks_and_notes_2021", "doc", 2023, changes=ODD),
    Sample("doc_tables_in_tables_2021", "doc", 2024, edit=_nest),
    Sample("docx_struck_out_2021", "docx", 2024, edit=_correct),
    Sample("doc_struck_out_2019", "doc", 2019, edit=_correct),
    Sample("pdf_cut_in_merged_label_2021", "pdf", 2021, lead=4),
    Sample("pdf_cut_in_row_2019", "pdf", 2019, size=15, lead=6, changes={"proactive.procurement.amount": "251000元"}),
    Sample("pdf_cut_in_row_2021", "pdf", 2023, size=16, lead=9),
    Sample("pdf_small_pages_2021", "pdf", 2024, size=10, page="21cm 14.85cm", margin="1.2cm"),
    Sample("pdf_landscape_2021", "pdf", 2022, page="29.7cm 21cm", lead=9),
    Sample("pdf_turned_2019", "pdf", 2020, turn=90, lead=5),
    Sample("pdf_repeated_header_2021", "pdf", 2024, size=11, lead=4, edit=_repeat_header),
    Sample("pdf_blanks_2021", "pdf", 2023, lead=20, changes={**ODD, NOTED: "55（含自然失效29件）"}),
    Sample("pdf_unruled_2021", "pdf", 2022, edit=_unrule, is_ruled=False),
    Sample("pdf_unruled_figures_in_the_middle_2019", "pdf", 2019, edit=_centre_figures, is_ruled=False),
    Sample("pdf_unruled_figures_in_two_lines_2021", "pdf", 2023, size=11, edit=_fill_the_page, is_ruled=False),
    Sample("pdf_ruled_across_2019", "pdf", 2020, lead=3, edit=_rule_across, is_ruled=False),
)


def main(names: list[str]) -> None:
    """Writes the named documents, or all of them."""
    for sample in SAMPLES:
        if not names or sample.name in names:
            make(sample)


def make(sample: Sample) -> None:
    """Writes one folder."""
    folder = HERE / sample.name
    folder.mkdir(exist_ok=True)
    figures = {**_draw(sample), **sample.changes}
    title = f"{ORGANISATION}{sample.year}年政府信息公开工作年度报告"
    tables = tables_html(sample.form, {"*": "", **figures})
    html = _html(sample, title, tables)
    _convert(sample.edit(html), folder / f"document.{sample.suffix}")
    if sample.turn:
        _turn(folder / f"document.{sample.suffix}", sample.turn)
    cells = {key: _value(printed) for key, printed in figures.items()}
    _write(folder / "cells.json", cells)
    if sample.is_ruled:
        _write_grids(folder, tables)
    meta = {"title": title, "organisation": ORGANISATION, "year": sample.year, "form": sample.form}
    _write(folder / "meta.json", meta)


def _write_grids(folder: Path, tables: list[str]) -> None:
    grids = [_grid(table, width) for table, width in zip(tables, WIDTHS, strict=True)]
    lines = [",\n".join(json.dumps(row, ensure_ascii=False) for row in grid) for grid in grids]
    (folder / "grid.json").write_text("[[\n" + "\n],[\n".join(lines) + "\n]]\n", encoding="utf-8")


def _draw(sample: Sample) -> Figures:
    """Figures that fulfil every equation of the form, hardly two of them alike."""
    random = Random(sample.name)
    rows: dict[tuple[str, str], list[str]] = {}
    for cell in load_forms()[sample.form].cells:
        if not cell.is_variant:
            rows.setdefault((cell.table_key, cell.row_key), []).append(cell.column_key)
    figures: Figures = {}
    outcomes = dict.fromkeys(APPLICANTS, 0)
    for (table, row), columns in rows.items():
        own = ENDINGS if table == "disputes" else APPLICANTS if table == "requests" else tuple(columns)
        numbers = {column: random.randint(0, 999) for column in own}
        if row == "outcome_total":
            numbers = dict(outcomes)
        elif row == "carried_out":
            numbers = {column: _carried_out(figures, outcomes, column) for column in own}
        elif row in ("received", "carried_in"):
            numbers = {column: random.randint(10_000, 19_999) for column in own}
        elif table == "requests":
            outcomes = {column: outcomes[column] + numbers[column] for column in own}
        if "total" in columns:
            numbers["total"] = sum(numbers.values())
        figures |= {f"{table}.{row}.{column}": str(number) for column, number in numbers.items()}
    return figures | {key: f"+{figures[key]}" for key in figures if key.endswith(".change")}


def _carried_out(figures: Figures, outcomes: dict[str, int], column: str) -> int:
    come = int(figures[f"requests.received.{column}"]) + int(figures[f"requests.carried_in.{column}"])
    return come - outcomes[column]


def _value(printed: str) -> int | str | None:
    if printed in ("", "/"):
        return None
    return int(printed) if printed.lstrip("+-").isdigit() else printed


def _grid(table: str, width: int) -> list[list[str]]:
    [frame] = pandas.read_html(StringIO(table), converters=dict.fromkeys(range(width), str), keep_default_na=False)
    return [["".join(text.split()) for text in row] for row in frame.to_numpy().tolist()]


def _html(sample: Sample, title: str, tables: list[str]) -> str:
    heads = ("二、主动公开政府信息情况", "三、收到和处理政府信息公开申请情况", "四、政府信息公开行政复议、行政诉讼情况")
    body = "".join(f"<p>{head}</p>{table}" for head, table in zip(heads, tables, strict=True))
    return f"""<html><head><meta charset="utf-8"><title>{title}</title><style>
@page {{ size: {sample.page}; margin: {sample.margin} }} td {{ font-size: {sample.size}pt }} p {{ font-size: 12pt }}
</style></head><body><h1>{title}</h1><p>一、总体情况</p><p>{SENTENCE * sample.lead}</p>{body}
<p>五、存在的主要问题及改进情况</p><p>{SENTENCE}</p><p>六、其他需要报告的事项</p><p>本年度未收取信息处理费。</p></body></html>"""


def _convert(html: str, target: Path) -> None:
    """HTML to Word, and for PDF and older Word from there: LibreOffice lays Word documents out in pages, and web pages on one."""
    with TemporaryDirectory() as folder:
        source = Path(folder) / "document.html"
        source.write_text(html, encoding="utf-8")
        _run(source, "docx:MS Word 2007 XML", "--infilter=HTML (StarWriter)")
        made = source.with_suffix(".docx")
        if target.suffix == ".doc":
            _run(made, "doc:MS Word 97")
            made = source.with_suffix(".doc")
        if target.suffix == ".pdf":
            _run(made, "pdf:writer_pdf_Export")
            made = source.with_suffix(".pdf")
        target.write_bytes(made.read_bytes())


def _run(source: Path, kind: str, *more: str) -> None:
    profile = f"-env:UserInstallation=file://{source.parent}/profile"
    command = ["soffice", profile, "--headless", *more, "--convert-to", kind, "--outdir", source.parent, source]
    subprocess.run([str(word) for word in command], check=True, capture_output=True)


def _turn(path: Path, degrees: int) -> None:
    with pypdfium2.PdfDocument(path.read_bytes()) as document:
        for page in document:
            page.set_rotation(degrees)
        document.save(str(path))


def _write(path: Path, value: object) -> None:
    path.write_text(json.dumps(value, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
