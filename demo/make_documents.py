"""Makes documents/ with LibreOffice: the reports that the demonstration serves as .docx and .pdf, and a blank form.

Run `python -m demo.make_documents` where `soffice` is installed, look at the files, and commit them.
"""

import subprocess
import sys
from pathlib import Path
from string import Template
from tempfile import TemporaryDirectory

from demo.figures import form_of
from demo.portal import DOCUMENTS, load_portals
from demo.report import report_html, tables_html

PAGE = Template("""<html><head><meta charset="utf-8"><title>$title</title>
<style>@page { size: 21cm 29.7cm; margin: 2cm } td { font-size: 9pt } p { font-size: 12pt }</style></head>
<body><h1>$title</h1>$body</body></html>""")
FILTERS = {"docx": "docx:MS Word 2007 XML", "pdf": "pdf:writer_pdf_Export"}


def main() -> None:
    """Writes every document that portals.yml asks for, and the blank form."""
    DOCUMENTS.mkdir(exist_ok=True)
    for portal in load_portals():
        for entry in portal.entries:
            if entry.body and entry.attached:
                _convert(entry.attached, entry.full_title, report_html(entry.body, entry.year))
    blank = "".join(tables_html(form_of(2022), {"*": ""}))
    _convert("blank_form.docx", "政府信息公开工作年度报告表样", blank)


def _convert(name: str, title: str, body: str) -> None:
    with TemporaryDirectory() as folder:
        source = Path(folder) / f"{Path(name).stem}.html"
        source.write_text(PAGE.substitute(title=title, body=body), encoding="utf-8")
        suffix = Path(name).suffix.removeprefix(".")
        # The filter of Writer proper: the one for HTML makes a web document, without pages.
        command = ["soffice", "--headless", "--infilter=HTML (StarWriter)", "--convert-to", FILTERS[suffix]]
        done = subprocess.run(
            [*command, "--outdir", str(DOCUMENTS), str(source)], check=False, capture_output=True, text=True
        )
    if not (DOCUMENTS / name).exists():
        sys.exit(f"{name} was not written: {done.stdout} {done.stderr}")


if __name__ == "__main__":
    main()
