"""Makes the web pages and text dumps of this folder from figures drawn with a fixed seed, one for each layout they teach.

Each folder gets the document, cells.json (what is printed in every cell of the form, "?" where nobody could tell) and
meta.json. The finished files are what the tests read; run this only to add a document or to change one:

    python -m tests.documents.make_layouts [NAME ...]
"""

import json
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from random import Random

from demo.figures import Figures
from tests import html_layouts, printing, text_layouts

HERE = Path(__file__).parent
ORGANISATION = "文峰区人民政府"


@dataclass(frozen=True)
class Sample:
    """One document: what it teaches is its name. `unclear` begin the keys of cells that nobody could tell."""

    name: str
    form: str
    layout: Callable[..., str]
    blank: float = 0.0
    unclear: tuple[str, ...] = ()


SAMPLES = (
    Sample("html_struck_out_2021", "2021", html_layouts.struck_out_by_style, 0.3),
    Sample("html_hidden_in_cells_2019", "2019", html_layouts.hidden_inside, 0.3),
    Sample("html_copies_in_template_2021", "2021", html_layouts.in_template, 0.3),
    Sample("html_row_a_table_2019", "2019", html_layouts.a_row_a_table, 0.3),
    Sample("html_cut_between_columns_2021", "2021", html_layouts.split_by_columns, 0.3),
    Sample("html_boxes_2019", "2019", html_layouts.divs_in_groups, 0.3),
    Sample("html_disputes_on_their_side_2021", "2021", html_layouts.transposed_disputes, 0.3),
    Sample("html_disputes_in_rows_2019", "2019", html_layouts.three_rows_of_disputes, 0.3),
    Sample("html_cells_as_paragraphs_2021", "2021", html_layouts.paragraphs),
    Sample("text_cell_a_line_2019", "2019", text_layouts.cell_a_line),
    Sample("text_labels_parted_2021", "2021", text_layouts.labels_parted),
    Sample("text_labels_lost_2019", "2019", text_layouts.labels_lost),
    Sample("text_headings_lost_2021", "2021", text_layouts.headings_lost),
    Sample("text_commas_2019", "2019", text_layouts.commas, 0.3),
    Sample("text_pipes_escaped_2021", "2021", text_layouts.pipes_wrapped, 0.3),
    Sample("text_glued_2021", "2021", text_layouts.glued, 0.0, ("proactive.rules",)),
    Sample("text_blanks_lost_2019", "2019", text_layouts.single_spaces, 0.4, ("",)),
)


def main() -> None:
    """Makes the documents named on the command line, or all."""
    for sample in SAMPLES:
        if not sys.argv[1:] or sample.name in sys.argv[1:]:
            make(sample)


def make(sample: Sample) -> None:
    """Writes one folder."""
    folder = HERE / sample.name
    folder.mkdir(exist_ok=True)
    figures = printing.sparse_figures(sample.form, Random(sample.name), blank=sample.blank)
    suffix = sample.name.partition("_")[0]
    text = (
        printing.page(sample.form, figures, sample.layout) if suffix == "html" else sample.layout(sample.form, figures)
    )
    (folder / f"document.{'txt' if suffix == 'text' else suffix}").write_text(text, encoding="utf-8")
    cells = {key: _value(key, printed, sample) for key, printed in figures.items() if key != "*"}
    _write(folder / "cells.json", cells)
    year = printing.YEARS[sample.form]
    meta = {"title": printing.TITLE.format(year=year), "organisation": ORGANISATION, "year": year, "form": sample.form}
    _write(folder / "meta.json", meta)


def _value(key: str, printed: str, sample: Sample) -> int | str | None:
    if key.startswith(sample.unclear or ("-",)):
        return "?"
    return int(printed) if printed else None


def _write(path: Path, content: dict[str, object] | Figures) -> None:
    path.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
