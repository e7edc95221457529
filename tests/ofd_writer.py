"""Writes OFD documents, for no free program does: from lines and runs of letters, or with what a real PDF prints.

Coordinates are millimetres from the upper left corner. There are several ways to say the same in OFD, and the programs
of different makers take different ones: `Style` names them.
"""

import io
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from ctypes import c_double, c_float, c_void_p, cast
from dataclasses import dataclass
from itertools import groupby, pairwise
from xml.sax.saxutils import escape

import pypdfium2
import pypdfium2.raw as pdfium

NAMESPACE = "http://www.ofdspec.org/2016"
MILLIMETRES = 25.4 / 72  # in a point
HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'


@dataclass(frozen=True)
class Run:
    """Letters printed in a row: their places on the baseline, and the size of the type."""

    text: str
    xs: tuple[float, ...]
    y: float
    size: float


@dataclass(frozen=True)
class Rule:
    """A straight line."""

    x1: float
    y1: float
    x2: float
    y2: float


@dataclass(frozen=True)
class Picture:
    """A picture, the name of its file, and how it lies: the CTM that takes the unit square onto the page."""

    data: bytes
    file: str
    ctm: tuple[float, float, float, float, float, float]


@dataclass(frozen=True)
class Page:
    """What a page prints."""

    width: float
    height: float
    runs: tuple[Run, ...]
    rules: tuple[Rule, ...]
    pictures: tuple[Picture, ...] = ()


@dataclass(frozen=True)
class Style:
    """How a maker's program writes: a text object for each letter, rules as thin areas, a page turned, parts elsewhere."""

    by_letter: bool = False
    filled_rules: bool = False
    turned: bool = False
    prefix: str = "ofd:"
    template: bool = False  # the rules stand in a template page


def page_of(rows: Sequence[Sequence[str]], title: str = "", column: float = 38.0, row: float = 8.0) -> Page:
    """A page with a title and a ruled table."""
    runs = [run(title, 30, 20, 5)] if title else []
    columns = max(map(len, rows))
    for number, cells in enumerate(rows):
        runs += [run(text, 21 + column * at, 36 + row * number, 4) for at, text in enumerate(cells) if text]
    right, bottom = 20 + column * columns, 30 + row * len(rows)
    across = [Rule(20, 30 + row * n, right, 30 + row * n) for n in range(len(rows) + 1)]
    down = [Rule(20 + column * n, 30, 20 + column * n, bottom) for n in range(columns + 1)]
    return Page(210, 297, tuple(runs), (*across, *down))


def run(text: str, x: float, y: float, size: float) -> Run:
    """A run with the usual widths: Chinese letters are as wide as the type is high, others half of that."""
    xs = [x]
    for letter in text[:-1]:
        xs.append(xs[-1] + (size if letter > "\u2e80" else size / 2))
    return Run(text, tuple(xs), y, size)


def pages_of_pdf(data: bytes) -> list[Page]:
    """What the pages of a PDF print, letter by letter and rule by rule."""
    with pypdfium2.PdfDocument(data) as document:
        return [_page_of_pdf(page) for page in document]


def _page_of_pdf(page: pypdfium2.PdfPage) -> Page:
    width, height = page.get_size()
    text_page = page.get_textpage()
    letters = []
    x, y = c_double(), c_double()
    for index in range(text_page.count_chars()):
        code = pdfium.FPDFText_GetUnicode(text_page, index)
        if code < 32 and code != 2:
            continue
        pdfium.FPDFText_GetCharOrigin(text_page, index, x, y)
        size = pdfium.FPDFText_GetFontSize(text_page, index)
        item = cast(pdfium.FPDFText_GetTextObject(text_page, index), c_void_p).value
        if item is not None:
            letters.append((item, round(y.value, 1), size, x.value, "-" if code == 2 else chr(code)))
    runs = []
    for (_, base, size), group in groupby(letters, key=lambda letter: letter[:3]):
        row = list(group)
        xs = tuple(letter[3] * MILLIMETRES for letter in row)
        runs.append(Run("".join(letter[4] for letter in row), xs, (height - base) * MILLIMETRES, size * MILLIMETRES))
    rules = tuple(_rules_of_pdf(page, height))
    text_page.close()
    return Page(width * MILLIMETRES, height * MILLIMETRES, tuple(runs), rules)


def _rules_of_pdf(page: pypdfium2.PdfPage, height: float) -> Iterable[Rule]:
    left, bottom, right, top = (c_float() for _ in range(4))
    for item in page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_PATH]):
        pdfium.FPDFPageObj_GetBounds(item.raw, left, bottom, right, top)
        wide, high = right.value - left.value, top.value - bottom.value
        if min(wide, high) > 3:
            continue
        across, down = (left.value + right.value) / 2, (bottom.value + top.value) / 2
        ends = (left.value, down, right.value, down) if wide > high else (across, bottom.value, across, top.value)
        x1, y1, x2, y2 = (edge * MILLIMETRES for edge in ends)
        yield Rule(x1, height * MILLIMETRES - y1, x2, height * MILLIMETRES - y2)


def ofd(pages: Sequence[Page], style: Style = Style(), title: str = "", **parts: str) -> bytes:
    """An OFD document; `parts` replace or add parts, named with _ for / and without .xml."""
    p = style.prefix
    declared = f'xmlns{":" + p[:-1] if p else ""}="{NAMESPACE}"'
    body = (
        f"<{p}DocBody><{p}DocInfo><{p}Title>{title}</{p}Title></{p}DocInfo><{p}DocRoot>Doc_0/Document.xml</{p}DocRoot>"
    )
    listed = "".join(f'<{p}Page ID="{n}" BaseLoc="Pages/Page_{n}/Content.xml"/>' for n in range(len(pages)))
    templates = "".join(
        f'<{p}TemplatePage ID="{900 + n}" BaseLoc="/Doc_0/Tpls/Tpl_{n}/Content.xml"/>' for n in range(len(pages))
    )
    common = f"<{p}PageArea><{p}PhysicalBox>0 0 210 297</{p}PhysicalBox></{p}PageArea>"
    common += templates if style.template else ""
    pictures = {picture.file: picture.data for page in pages for picture in page.pictures}
    common += f"<{p}DocumentRes>DocumentRes.xml</{p}DocumentRes>" if pictures else ""
    files: dict[str, str | bytes] = {
        "OFD.xml": f'<{p}OFD {declared} Version="1.0" DocType="OFD">{body}</{p}DocBody></{p}OFD>',
        "Doc_0/Document.xml": f"<{p}Document {declared}><{p}CommonData>{common}</{p}CommonData>"
        f"<{p}Pages>{listed}</{p}Pages></{p}Document>",
    }
    if pictures:
        media = "".join(
            f'<{p}MultiMedia ID="{name}" Type="Image"><{p}MediaFile>{name}</{p}MediaFile></{p}MultiMedia>'
            for name in pictures
        )
        files["Doc_0/DocumentRes.xml"] = (
            f'<{p}Res {declared} BaseLoc="Res"><{p}MultiMedias>{media}</{p}MultiMedias></{p}Res>'
        )
        files |= {f"Doc_0/Res/{name}": data for name, data in pictures.items()}
    for number, page in enumerate(pages):
        rules = [_rule(rule, page, style) for rule in page.rules]
        runs = [text for one in page.runs for text in _texts(one, page, style)]
        used = f'<{p}Template TemplateID="{900 + number}"/>' if style.template else ""
        size = (page.height, page.width) if style.turned else (page.width, page.height)
        area = f"<{p}Area><{p}PhysicalBox>0 0 {size[0]:.3f} {size[1]:.3f}</{p}PhysicalBox></{p}Area>"
        own = runs if style.template else rules + runs
        own = [_picture(picture, page, p) for picture in page.pictures] + own
        files[f"Doc_0/Pages/Page_{number}/Content.xml"] = _content(p, declared, area + used, own)
        if style.template:
            files[f"Doc_0/Tpls/Tpl_{number}/Content.xml"] = _content(p, declared, "", rules)
    return pack(files | {f"{name.replace('__', '/')}.xml": text for name, text in parts.items()})


def pack(files: Mapping[str, str | bytes]) -> bytes:
    """The parts in their container."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as package:
        for name, text in files.items():
            data = text if isinstance(text, bytes) else HEAD + text
            package.writestr(zipfile.ZipInfo(name), data, zipfile.ZIP_DEFLATED)
    return file.getvalue()


def _picture(picture: Picture, page: Page, p: str) -> str:
    ctm = " ".join(f"{number:.4f}" for number in picture.ctm)
    boundary = f"0 0 {page.width:.3f} {page.height:.3f}"
    return f'<{p}ImageObject ID="7" Boundary="{boundary}" CTM="{ctm}" ResourceID="{picture.file}"/>'


def _content(p: str, declared: str, before: str, objects: list[str]) -> str:
    layer = f'<{p}Layer ID="1" Type="Body">{"".join(objects)}</{p}Layer>'
    return f"<{p}Page {declared}>{before}<{p}Content>{layer}</{p}Content></{p}Page>"


def _texts(one: Run, page: Page, style: Style) -> Iterable[str]:
    if not style.by_letter:
        return [_text(one.text, one.xs, one, page, style)]
    return [_text(letter, (x,), one, page, style) for letter, x in zip(one.text, one.xs, strict=True) if letter.strip()]


def _text(text: str, xs: tuple[float, ...], one: Run, page: Page, style: Style) -> str:
    p, size = style.prefix, one.size
    steps = [f"{after - before:.3f}" for before, after in pairwise(xs)]
    packed = [
        f"g {len(same)} {step}" if len(same) > 2 else " ".join(same)
        for step, group in groupby(steps)
        if (same := list(group))
    ]
    delta = f' DeltaX="{" ".join(packed)}"' if steps else ""
    if style.turned:  # the page lies on its right side: what was its top is now its right edge
        box, matrix = f"{page.height - one.y:.3f} {xs[0]:.3f} {size:.3f} {len(text) * size:.3f}", ' CTM="0 1 -1 0 0 0"'
        place = 'X="0" Y="0"'
    elif style.by_letter:
        box, matrix = f"{xs[0]:.3f} {one.y - size:.3f} {size:.3f} {size:.3f}", f' CTM="{size} 0 0 {size} 0 0"'
        place, size = 'X="0" Y="1"', 1.0
    else:
        box, matrix = f"{xs[0]:.3f} {one.y - size:.3f} {len(text) * size:.3f} {size:.3f}", ""
        place = f'X="0" Y="{size:.3f}"'
    code = f"<{p}TextCode {place}{delta}>{escape(text)}</{p}TextCode>"
    return f'<{p}TextObject ID="5" Boundary="{box}" Font="3" Size="{size:.3f}"{matrix}>{code}</{p}TextObject>'


def _rule(rule: Rule, page: Page, style: Style) -> str:
    p = style.prefix
    x1, y1, x2, y2 = rule.x1, rule.y1, rule.x2, rule.y2
    if style.turned:
        x1, y1, x2, y2 = page.height - y1, x1, page.height - y2, x2
    x, y, wide, high = min(x1, x2), min(y1, y2), abs(x2 - x1), abs(y2 - y1)
    if style.filled_rules:
        wide, high = max(wide, 0.2), max(high, 0.2)
        data = f"M 0 0 L {wide:.3f} 0 L {wide:.3f} {high:.3f} L 0 {high:.3f} C"
        how = 'Stroke="false" Fill="true"'
    else:
        data, how = f"M 0 0 L {wide:.3f} {high:.3f}", 'LineWidth="0.2"'
    box = f"{x:.3f} {y:.3f} {max(wide, 0.2):.3f} {max(high, 0.2):.3f}"
    shape = f"<{p}AbbreviatedData>{data}</{p}AbbreviatedData>"
    return f'<{p}PathObject ID="6" Boundary="{box}" {how}>{shape}</{p}PathObject>'
