"""Makes the OFD documents of this folder: the pages that LibreOffice laid out for PDF, written as OFD.

Each has the cells, the grid and the identity of the PDF document that it prints like.

    python -m tests.documents.make_ofd
"""

import shutil
from pathlib import Path

from tests.ofd_writer import Style, ofd, pages_of_pdf

HERE = Path(__file__).parent
SAMPLES = {
    "ofd_cut_in_merged_label_2021": ("pdf_cut_in_merged_label_2021", Style()),
    "ofd_letter_by_letter_2019": ("pdf_cut_in_row_2019", Style(by_letter=True, filled_rules=True, prefix="")),
    "ofd_rules_in_template_2021": ("pdf_blanks_2021", Style(template=True)),
    "ofd_turned_2021": ("pdf_cut_in_row_2021", Style(turned=True)),
}


def main() -> None:
    """Writes all of them."""
    for name, (source, style) in SAMPLES.items():
        folder = HERE / name
        folder.mkdir(exist_ok=True)
        pages = pages_of_pdf((HERE / source / "document.pdf").read_bytes())
        (folder / "document.ofd").write_bytes(ofd(pages, style))
        for expected in ("cells.json", "grid.json", "meta.json"):
            shutil.copy(HERE / source / expected, folder)


if __name__ == "__main__":
    main()
