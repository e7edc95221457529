"""Bytes in, a Report out: the one way in which documents are read, while crawling and from the archive alike."""

from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from functools import lru_cache, partial

from pipelines.article import placed
from pipelines.article_pages import may_link_its_own
from pipelines.blocks import Cell, Document, Paragraph, Table
from pipelines.captions import doubt_scaled, find_other_periods
from pipelines.checks import find_contradictions
from pipelines.containers import is_container
from pipelines.dates import read_part_of_year
from pipelines.encoding import decode
from pipelines.equations import variant_cells
from pipelines.forms import load_forms
from pipelines.forms.form import Form, leaves
from pipelines.identity import Identity, names_report, read_identity
from pipelines.matching.figures import read_figures
from pipelines.matching.gather import is_number
from pipelines.matching.layouts import Layout, layout_of, marks_in, tables_of
from pipelines.matching.own_rows import tables_with_own_rows
from pipelines.matching.vocabulary import detect_form, label_of, siblings, vocabulary
from pipelines.members import read_members, with_pictures_beside
from pipelines.narrative import find_disagreements
from pipelines.other_years import part_of_year
from pipelines.parts import LOST, PAGED, explain_absent
from pipelines.pictured import awaited, with_pictures
from pipelines.provenance import find_conflicts, tellings_of
from pipelines.readers import Unreadable, html, read_document
from pipelines.recognised import doubt
from pipelines.recognition import NOT_SEEN, READ_BY
from pipelines.registry.divisions import find_division
from pipelines.report import Figure, Finding, Key, Reading, Report, Section, State, Unread
from pipelines.sections import read_sections
from pipelines.table_head import read_table_head
from pipelines.whole_article import HeldPage, Page, page_of_article, whole_article
from pipelines.words import words

_LAST_SECTION_WITH_TABLE = 4
_GAPS = (State.AMBIGUOUS, State.ABSENT)
_NEEDS_CONVERSION = "needs_libreoffice"  # what readers say of formats that only another program reads
# How files of a declared type begin: a page that says that a file is missing is often served under the file's name.
_MARKS = {
    "application/pdf": b"%PDF-",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": b"PK\x03\x04",
}
_MARK_WITHIN = 1024  # bytes
_FEWEST_NUMBERS = 2  # in a table of data; other tables are frames and menus
_QUOTE = 20  # characters
_FEWEST_SECTIONS = 2  # a page without tables that has fewer of the form's headings is no report


@dataclass(frozen=True, slots=True)
class Context:
    """What is known of a document besides its bytes; anything may be ""."""

    url: str
    declared_type: str = ""
    link_text: str = ""
    published_on: str = ""
    adcode: str = ""  # of the portal that published it
    convert: Callable[[bytes], bytes] | None = None  # makes .docx of formats without a reader, or raises Unreadable
    pictures: Mapping[str, bytes] = field(default_factory=dict)  # of a web page, by address
    pages: Mapping[str, HeldPage] = field(default_factory=dict)  # of the article that a page is one of, by address
    # a page whose tables stand in pictures or on other pages is to be read when these are there
    awaits_rest: bool = False
    beside: Callable[[Document], Document] | None = None  # gives the page of a container its pictures in it


def read_report(data: bytes, context: Context) -> Report | Unread:
    """Read a document as an annual report. Pure: no files, no network, no clock, besides what `context.convert` does.

    `data` is the body with its Content-Encoding undone. A document that is damaged, of unknown format, or no annual
    report gives an Unread with the reason; a container gives the best report in it.
    """
    return read_reports(data, context).best


def read_reports(data: bytes, context: Context) -> Reading:
    """Read a document, or all documents in a container, as annual reports. Pure as `read_report`."""

    def read_member(content: bytes, name: str, declared_type: str, link_text: str) -> Report | Unread:
        beside = partial(with_pictures_beside, data=data, name=name)
        told = replace(context, declared_type=declared_type, link_text=link_text, awaits_rest=False, beside=beside)
        return _read_document(content, told)

    if is_container(data):
        return read_members(data, context.link_text, read_member)
    read = _read_document(data, context)
    return Reading(unread=read) if isinstance(read, Unread) else Reading((("", read),))


def _read_document(data: bytes, context: Context) -> Report | Unread:
    try:
        document = read_document(data, context.declared_type)
    except Unreadable as error:
        if error.reason == _NEEDS_CONVERSION and context.convert:
            return _read_converted(data, context, error)
        return Unread(error.reason, error.detail)
    if page := _page_of_article(document, data, context):
        return _read_article(page, context)
    read = _read_with_pictures(document, context) if document.pictures else _read(document, context)
    mark = _MARKS.get(context.declared_type.partition(";")[0].strip().lower())
    if isinstance(read, Unread) and read.reason == "not_a_report" and mark and mark not in data[:_MARK_WITHIN]:
        return Unread(read.reason, f"{read.detail}; it is named {context.declared_type} and its bytes are none")
    return read


def _page_of_article(document: Document, data: bytes, context: Context) -> Page | None:
    """The page of an article that a portal cut into several, None for any other document."""
    if not (PAGED in document.facts or may_link_its_own(data, context.url)) or not html.recognises(data):
        return None
    return page_of_article(document, decode(data, context.declared_type), context.url)


def _read_article(page: Page, context: Context) -> Report | Unread:
    """What an article reads as that begins with the page, or why it is not read now or with this page."""
    whole = whole_article(page, context.url, None if context.awaits_rest else context.pages, read_document)
    if isinstance(whole, Unread):
        return whole
    read = _read(whole.document, context)
    if isinstance(read, Unread):
        lost = whole.document.facts.get(LOST)
        return replace(read, detail=f"{read.detail}; {lost}") if lost else read
    return replace(read, figures=tuple(placed(figure, whole.places) for figure in read.figures), pages=whole.pages)


def _read_with_pictures(document: Document, context: Context) -> Report | Unread:
    """What a web page reads as with its pictures, or that it waits for them."""
    document = context.beside(document) if context.beside else document
    if context.awaits_rest and (waiting := awaited(document, context.url)):
        return waiting
    document, pictures = with_pictures(document, context.url, context.pictures)
    return replace(_read(document, context), pictures=pictures)


def _read_converted(data: bytes, context: Context, why: Unreadable) -> Report | Unread:
    """What the document reads as once another program has converted it, which the report says."""
    assert context.convert  # who calls this has looked
    try:
        converted = context.convert(data)
    except Unreadable as error:
        return Unread(error.reason, f"{why.detail}; {error.detail}")
    read = _read_document(converted, replace(context, declared_type="", convert=None))
    if isinstance(read, Report):
        return replace(read, read_by="libreoffice")
    return Unread(read.reason, f"{why.detail}; as LibreOffice converts it: {read.detail}")


def _read(document: Document, context: Context) -> Report | Unread:
    document, of_other_years = part_of_year(document, (identity := _identity(document, context)).year)
    paragraphs = [block for block in document.blocks if isinstance(block, Paragraph)]
    layout = layout_of(tables_of(document.blocks))
    form_key = _form_of(layout, paragraphs, identity.year)
    if form_key is None:
        return Unread("not_a_report", "neither the tables nor the title are those of an annual report")
    form = load_forms()[form_key]
    if identity.year is None and form.prose_alone:
        identity = _told_by_the_sheet(document, identity)
    sections = read_sections(paragraphs, form)
    cut = _cut_cell(document, sections, form)
    figures = _doubted(document, form, read_figures(form_key, document.blocks, layout, cut), sections)
    if gap := _gap(document, form, figures, sections, identity):
        return gap
    assert identity.year  # a report without is a gap
    adcode, organisation = find_division(identity.organisation, "".join(p.text for p in paragraphs), context.adcode)
    expected = _expected(form_key, figures)
    return Report(
        title=identity.title,
        organisation=organisation,
        adcode=adcode or context.adcode,
        year=identity.year,
        form=form_key,
        published_on=identity.published_on,
        signed_on=identity.signed_on,
        reading="complete" if _is_complete(expected, figures) else "partial",
        figures=tuple(figures.values()),
        sections=sections,
        findings=(
            *_contradictions(document, form, figures),
            *_disagreements(document, form_key, figures, sections, identity.year),
            *find_conflicts(identity.tellings, identity.year, adcode, context.adcode),
        ),
        identity=identity.tellings,
        cells_reported=[figure.state for figure in figures.values()].count(State.REPORTED),
        cells_expected=len(expected),
        read_by=document.facts.get(READ_BY, "text"),
        left_unread=of_other_years or _tables_left(document, form, figures),
    )


def _identity(document: Document, context: Context) -> Identity:
    texts = [block.text for block in document.blocks if isinstance(block, Paragraph)]
    return read_identity(texts, document.facts, context.link_text, context.published_on)


def _gap(
    document: Document,
    form: Form,
    figures: Mapping[Key, Figure],
    sections: Sequence[Section],
    identity: Identity,
) -> Unread | None:
    """Why a document with the form's words is no report that can be published, None where it is one."""
    lost = document.facts.get(LOST)
    if all(figure.state is State.ABSENT or (lost and lost in figure.reason) for figure in figures.values()):
        gap = _without_tables(document, len(sections), identity.title)
        if not ((form.prose_alone or lost) and gap.reason == "no_tables" and _has_prose(sections)):
            return gap
    if not (names_report(identity.title) or form.prose_alone or READ_BY in document.facts):
        has_own = any(1 < section.number <= _LAST_SECTION_WITH_TABLE for section in sections)
        if not has_own and not any(figure.state is State.REPORTED for figure in figures.values()):
            words_alone = "has words of the form, but no number that is one of its own and none of its own sections"
            return Unread("not_a_report", f"“{identity.title}” {words_alone}")
    if period := read_part_of_year(identity.title):
        return Unread("not_a_report", f"“{identity.title}” reports on a part of a year: {period}")
    if identity.year is None:
        title = identity.title or "none found"
        return Unread("no_year", f"neither the title ({title}) nor the text says which year it reports")
    return None


def _told_by_the_sheet(document: Document, identity: Identity) -> Identity:
    """Year and body as the sheet of statistics prints them above its table: such a sheet often is a document of its own."""
    head = read_table_head(document.blocks)
    year, organisation = str(head.year or ""), identity.organisation or head.organisation
    tellings = [*identity.tellings, *tellings_of("year", year, {"sheet": year})]
    if not identity.organisation:
        tellings += tellings_of("organisation", organisation, {"sheet": organisation})
    return identity._replace(year=head.year, organisation=organisation, tellings=tuple(tellings))


def _contradictions(document: Document, form: Form, figures: Mapping[Key, Figure]) -> list[Finding]:
    """What the equations of the form find; a sum over rows says nothing where a table has rows of its own besides."""
    found = find_contradictions(form, figures)
    sums = {(e.table_key, e.rule) for e in form.equations if e.each == "column" and e.right == (e.at,)}
    if not any((finding.table_key, finding.rule) in sums for finding in found):
        return list(found)
    own = tables_with_own_rows(form.form, document.blocks)
    return [f for f in found if f.table_key not in own or (f.table_key, f.rule) not in sums]


def _doubted(document: Document, form: Form, read: dict[Key, Figure], sections: Sequence[Section]) -> dict[Key, Figure]:
    """The figures, but those of which captions, pictures or missing parts of the document leave doubt."""
    read = doubt(document, form, doubt_scaled(form, document.blocks, read), sections)
    return explain_absent(read, document.facts)


def _disagreements(
    document: Document,
    form_key: str,
    figures: Mapping[Key, Figure],
    sections: Sequence[Section],
    year: int,
) -> Iterator[Finding]:
    """What the prose and the captions of the tables say otherwise than the figures and the report's year."""
    yield from find_disagreements(form_key, figures, sections)
    yield from find_other_periods(document.blocks, figures, year)


def _cut_cell(document: Document, sections: Sequence[Section], form: Form) -> Cell | None:
    """The last cell of a document that ends in a table before the sections that follow the tables, or before its end."""
    last = document.blocks[-1] if document.blocks else None
    if not isinstance(last, Table) or not last.cells:
        return None
    if form.any_order:
        *_, ending = leaves(form.tables[-1].rows)
        ends_early = ending[-1].wordings.isdisjoint(label_of(form.form, cell.text) for cell in last.cells)
    else:
        ends_early = bool(sections) and sections[-1].number <= _LAST_SECTION_WITH_TABLE
    return last.cells[-1] if ends_early else None


def _tables_left(document: Document, form: Form, figures: Mapping[Key, Figure]) -> str:
    """What tables with numbers the document prints besides the form's, in words; "" if none, or if the form has no others."""
    if not form.prose_alone:
        return ""
    read = {figure.place.partition(",")[0] for figure in figures.values()}
    tables = [block for block in document.blocks if isinstance(block, Table)]
    left = [t for t in tables if f"table {t.number}" not in read and sum(map(is_number, t.cells)) >= _FEWEST_NUMBERS]
    if not left:
        return ""
    named = "; ".join(f"table {t.number} begins “{t.cells[0].text.strip()[:_QUOTE]}”" for t in left)
    return f"the prose is kept, but these tables are of no known form: {named}; if many bodies print one, add its form"


def _form_of(layout: Layout, paragraphs: Sequence[Paragraph], year: int | None) -> str | None:
    """The form whose words the tables print, or that the prose prints where the tables have lost theirs."""
    marks = marks_in(layout)
    if not marks:
        prose = words("".join(paragraph.text for paragraph in paragraphs))
        marks = frozenset(mark for form in load_forms().values() for mark in form.marks if mark in prose)
    return detect_form(marks, year)


def _is_complete(expected: Set[Key], figures: Mapping[Key, Figure]) -> bool:
    if State.AMBIGUOUS not in (states := [figure.state for figure in figures.values()]) and State.ABSENT not in states:
        return True  # of reports that leave nothing open, which most are, this is quick to say
    return all(figures[key].state not in _GAPS for key in expected)


def _expected(form_key: str, figures: Mapping[Key, Figure]) -> Set[Key]:
    """The cells a complete report prints: the official ones, or the single row that stands for a group of them."""
    return _cells_expected(form_key, frozenset(c.key for c in variant_cells(form_key) if c.key in figures))


@lru_cache(maxsize=256)
def _cells_expected(form_key: str, printed_variants: frozenset[Key]) -> Set[Key]:
    known = vocabulary(form_key)
    variants = [cell for cell in known.form.cells if cell.key in printed_variants]
    official = {cell.key for cell in known.form.cells if not cell.is_variant}
    return official - {key for cell in variants for key in siblings(known, cell)} | {cell.key for cell in variants}


def _has_prose(sections: Sequence[Section]) -> bool:
    """Whether the sections of a report without tables say something: at least two of them have a heading and words."""
    return sum(bool(section.number and section.text) for section in sections) >= _FEWEST_SECTIONS


def _without_tables(document: Document, sections: int, title: str) -> Unread:
    if sections < _FEWEST_SECTIONS and "信息公开" not in title:
        return Unread("not_a_report", "it holds neither the statutory tables nor the sections of an annual report")
    if NOT_SEEN in document.facts:
        detail = f"“{title}” has none of the statutory tables as text: {document.facts[NOT_SEEN]}"
        return Unread("tables_are_pictures", detail)
    tables = sum(isinstance(block, Table) for block in document.blocks)
    return Unread(
        "no_tables", f"“{title}” has none of the statutory tables as text ({tables} other tables); see its attachments"
    )
