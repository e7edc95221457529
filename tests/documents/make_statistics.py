"""Makes the documents of this folder that hold the national table of 2014 to 2018, with LibreOffice, from figures of a seed.

Each folder gets document.*, cells.json (what is printed in every cell of the form) and meta.json. Run this only to add a
document or to change one:

    python -m tests.documents.make_statistics [NAME ...]
"""

import json
import subprocess
import sys
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import NamedTuple

from tests.statistics_table import figures_for, report_html, rows_html

HERE = Path(__file__).parent
ORGANISATION = "青石县人民政府"
WRITER = "--infilter=HTML (StarWriter)"
CALC = "--infilter=HTML (StarCalc)"


class Sample(NamedTuple):
    """One document: what it teaches is its name. `kinds` are the formats that LibreOffice takes it through."""

    name: str
    year: int
    numbered: bool
    kinds: tuple[tuple[str, str, str], ...]  # suffix, what LibreOffice calls it, how it is to read what comes in
    is_ruled: bool = True


DOCX = ("docx", "docx:MS Word 2007 XML", WRITER)
PDF = ("pdf", "pdf:writer_pdf_Export", "")
XLS = (("xls", "xls:MS Excel 97", CALC),)
SAMPLES = (
    Sample("html_statistics_numbered_rows_2014", 2016, True, ()),
    Sample("docx_statistics_2014", 2017, False, (DOCX,)),
    Sample("doc_statistics_numbered_rows_2014", 2015, True, (("doc", "doc:MS Word 97", WRITER),)),
    Sample("pdf_statistics_cut_by_pages_2014", 2018, False, (DOCX, PDF)),
    Sample("pdf_unruled_units_2014", 2017, True, (DOCX, PDF), is_ruled=False),
    Sample("xls_statistics_2014", 2014, False, XLS),
)
ODD = {"funding": "12.5", "complaints": "", "fees_charged": "/", "trainees": "330（含网上30人）"}
GROUPED = {"disclosed": "12,345"}  # a worksheet keeps the number without its comma


def main(names: list[str]) -> None:
    """Writes the named documents, or all of them."""
    for sample in SAMPLES:
        if names and sample.name not in names:
            continue
        folder = HERE / sample.name
        folder.mkdir(exist_ok=True)
        figures = figures_for("2014", Random(sample.year)) | ODD | ({} if sample.kinds == XLS else GROUPED)
        title = f"{ORGANISATION}{sample.year}年政府信息公开工作年度报告"
        html = report_html(title, sample.year, rows_html("2014", figures, number_rows=sample.numbered))
        _convert(html if sample.is_ruled else html.replace("border='1'", "border='0'"), sample.kinds, folder)
        cells = {f"statistics.{row}.count": _value(printed) for row, printed in figures.items()}
        _write(folder / "cells.json", cells)
        _write(
            folder / "meta.json", {"title": title, "organisation": ORGANISATION, "year": sample.year, "form": "2014"}
        )


def _value(printed: str) -> int | str | None:
    if printed in ("", "/"):
        return None
    return int(printed) if printed.isdecimal() else printed


def _convert(html: str, kinds: tuple[tuple[str, str, str], ...], folder: Path) -> None:
    with TemporaryDirectory() as scratch:
        made = Path(scratch) / "document.html"
        made.write_text(html, encoding="utf-8")
        for suffix, kind, how in kinds:
            command = ["soffice", f"-env:UserInstallation=file://{scratch}/profile", "--headless", *filter(None, [how])]
            command += ["--convert-to", kind, "--outdir", scratch, str(made)]
            subprocess.run(command, check=True, capture_output=True)
            made = made.with_suffix(f".{suffix}")
        (folder / made.name).write_bytes(made.read_bytes())


def _write(path: Path, value: object) -> None:
    path.write_text(json.dumps(value, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
