"""What every reader yields, whatever the file format: paragraphs and tables in document order."""

from dataclasses import dataclass, field
from typing import NamedTuple

UNKNOWN = "\N{REPLACEMENT CHARACTER}"  # what readers put for a character that can't be told


class Cell(NamedTuple):
    """One printed cell of a table.

    `row` and `column` are its grid position counted from 0, after spans are laid out; `rowspan` and `colspan` say how far
    it reaches. `source_row` and `source_column` count the rows and cells of the source from 1, the way a person who looks
    at the document (or its markup) would. `box` is left, bottom, right, top in points from the page's lower left corner;
    of a picture, in its pixels.
    """

    text: str  # as printed; line breaks inside the cell are "\n"
    row: int
    column: int
    rowspan: int = 1
    colspan: int = 1
    source_row: int = 0
    source_column: int = 0
    page: int | None = None  # from 1
    line: int | None = None  # from 1, in a text file
    box: tuple[float, float, float, float] | None = None
    confidence: float | None = None  # 0 to 1 where the text is recognised in a picture, None where it is read as text


class Paragraph(NamedTuple):
    """A run of prose. `level` is 1 to 6 where the document marks it as a heading, else 0."""

    text: str
    level: int = 0
    page: int | None = None
    line: int | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Grid:
    """Where the cells of a table stand: row, column, rowspan, colspan, source row and source column of each.

    Tables that are laid out alike share one grid, and grids are told apart by identity alone: that is what makes it
    cheap to know a layout again.
    """

    spots: tuple[tuple[int, int, int, int, int, int], ...]


@dataclass(frozen=True, slots=True)
class Table:
    """Cells in document order.

    `number` counts the tables of the document from 1. `aligned` says that grid columns can be trusted: a cell stands
    under the heading of its column. In a table that is not aligned only the order of the cells in their row is known;
    where it is `padded` too, blank cells may stand for nothing, as in rows that a converter flattened to tabs. `grid`
    repeats where the cells stand, if the reader shares it between tables.
    """

    number: int
    cells: tuple[Cell, ...]
    aligned: bool = True
    padded: bool = False
    grid: Grid | None = None
    is_pictured: bool = False  # it stands in pictures of a web page: the pages of its cells are these, counted from 1


Block = Paragraph | Table


class PagePicture(NamedTuple):
    """A picture of a web page where the form has its tables, or one that is a page of the report."""

    source: str  # where it lies, as the page says; without its bytes where these are in the document
    at: int  # how many blocks of the document stand before it
    data: bytes | None = None  # where the document itself holds it
    is_whole_page: bool = False  # the web page has no text of the report beside it


@dataclass(frozen=True, slots=True)
class Document:
    """A document as its format lets it be read.

    `facts` holds what the format itself declares: "title", "published_on" (as printed), "publisher"; and what
    `pipelines.recognition` says of pictures in it.
    """

    blocks: tuple[Block, ...]
    facts: dict[str, str] = field(default_factory=dict)
    pictures: tuple[PagePicture, ...] = ()  # of a web page, not looked at yet


def place_of(table: Table, cell: Cell) -> str:
    """Where a cell stands, for people and programs: "table 3, row 7, column 4", with line, or page (picture) and box."""
    place = f"table {table.number}, row {cell.source_row}, column {cell.source_column}"
    if cell.line is not None:
        place += f", line {cell.line}"
    if cell.page is not None:
        place += f", picture {cell.page}" if table.is_pictured else f", page {cell.page}"
    if cell.box is not None:
        place += ", box " + " ".join(f"{edge:.1f}" for edge in cell.box)
    return place
