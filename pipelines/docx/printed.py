"""Brings a Word document's tree down to what is printed: insertions in, deletions out, text boxes in the flow."""

import re
from collections.abc import Iterable
from itertools import islice

from lxml import etree

from pipelines.blocks import UNKNOWN
from pipelines.struck import strike, without_strokes

WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
COMPATIBILITY = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"

PARAGRAPH, TABLE, RUN, PROPERTIES = WORD + "p", WORD + "tbl", WORD + "r", WORD + "rPr"
JOINS_NEXT = "joins-next"  # marks a paragraph whose end was deleted: the next one continues it

UNPRINTED = [
    WORD + name
    for name in ("del", "moveFrom", "sdtPr", "sdtEndPr", "tabs", "rt", "smartTagPr", "customXmlPr", "rPrChange")
] + [WORD + name for name in ("pPrChange", "tcPrChange", "trPrChange", "tblPrChange", "tblPrExChange", "sectPrChange")]
WRAPPERS = [
    WORD + name for name in ("sdt", "sdtContent", "smartTag", "customXml", "ins", "moveTo", "fldSimple", "hyperlink")
] + [WORD + "ruby", WORD + "rubyBase", WORD + "dir", WORD + "bdo"]

SPELLINGS = {
    WORD + "tab": "\t",
    WORD + "ptab": "\t",
    WORD + "br": "\n",
    WORD + "cr": "\n",
    WORD + "noBreakHyphen": "-",
}
SYMBOL = WORD + "sym"
TEXT = WORD + "t"
TEXTS = (TEXT, MATH + "t")
HEIGHTS, STRIKES = (WORD + "vertAlign", WORD + "position"), (WORD + "strike", WORD + "dstrike")
LEVEL = ("baseline", "0", None)  # of a run that is neither raised nor lowered
NO_COLOUR = ("auto", "FFFFFF", "ffffff", None)
DIGIT = re.compile(r"\d")
WHITE = ("FFFFFF", "ffffff")
TINY = 5  # half points


def keep_printed(root: etree._Element, hidden_styles: frozenset[str] = frozenset()) -> None:
    """Changes the tree in place so that its bodies and cells hold paragraphs and tables, and runs only printed text.

    `hidden_styles` are the ids of the styles whose text is not shown.
    """
    _drop_fallbacks(root)
    _drop_hidden(root, hidden_styles)
    _apply_deletions(root)
    _drop_deleted_cells(root)
    etree.strip_elements(root, *UNPRINTED, with_tail=False)
    etree.strip_tags(root, *WRAPPERS)
    marks = list(root.iter(*HEIGHTS, *STRIKES))  # going over the whole document takes long
    _part_raised(mark for mark in marks if mark.tag in HEIGHTS)
    _strike_out(mark for mark in marks if mark.tag in STRIKES)
    _hide_white(root)
    _spell_out(root)
    _move_boxes_into_flow(root)


def text_of(paragraph: etree._Element) -> str:
    """The words of one paragraph as printed; a line break is "\\n", a symbol its character code."""
    return "".join(paragraph.itertext(*TEXTS, with_tail=False))


def is_on(element: etree._Element) -> bool:
    """Whether an on/off property is on: it is, unless its value says otherwise (ECMA-376 part 1, 17.17.4)."""
    return element.get(WORD + "val", "true") not in ("0", "false", "off")


def _strike_out(marks: Iterable[etree._Element]) -> None:
    """Gives what is struck out in tables its strokes."""
    for mark in filter(is_on, marks):
        run = mark.getparent().getparent()
        if run is not None and run.tag == RUN and _around(run, TABLE):
            for text in run.findall(TEXT):
                text.text = strike(without_strokes(text.text or ""))


def _part_raised(marks: Iterable[etree._Element]) -> None:
    """Starts a line in tables where text stands higher or lower beside other text: its digits are another's.

    Programs raise and lower whole lines, too: only where two runs differ is one of them no part of the number.
    """
    marked = {paragraph for mark in marks for paragraph in _around(mark, PARAGRAPH) if _around(paragraph, TABLE)}
    for paragraph in marked:
        setting: tuple[str | None, ...] | None = None
        for run in paragraph.iter(RUN):
            texts = run.findall(TEXT)
            if not any(text.text for text in texts):
                continue
            before, setting = setting, _setting(run)
            if before is not None and before != setting:
                texts[0].text = "\n" + (texts[0].text or "")


def _around(element: etree._Element, tag: str) -> list[etree._Element]:
    """The nearest such element around another, in a list, which is empty if there is none."""
    return list(islice(element.iterancestors(tag), 1))


def _setting(run: etree._Element) -> tuple[str | None, ...]:
    """How a run is raised or lowered, by name and by measure."""
    heights = [
        mark.get(WORD + "val")
        for name in ("vertAlign", "position")
        for mark in run.findall(f"{PROPERTIES}/{WORD}{name}")
    ]
    return tuple(height for height in heights if height not in LEVEL)


def _hide_white(root: etree._Element) -> None:
    """Puts the unknown character for digits in tables that are white on no colour, or too small to be seen."""
    marks = [mark for mark in root.iter(WORD + "color", WORD + "sz") if is_unseen(mark.get(WORD + "val", ""))]
    for run in [mark.getparent().getparent() for mark in marks]:
        cell = next(run.iterancestors(WORD + "tc"), None) if run is not None and run.tag == RUN else None
        if cell is None or any(shade.get(WORD + "fill") not in NO_COLOUR for shade in cell.iter(WORD + "shd")):
            continue
        for text in run.findall(TEXT):
            text.text = DIGIT.sub(UNKNOWN, text.text or "")


def is_unseen(value: str) -> bool:
    """Whether text of this colour, or of this size, can't be seen on white paper. No colour is of one digit."""
    return value in WHITE or (len(value) == 1 and value.isdecimal() and int(value) < TINY)


def _spell_out(root: etree._Element) -> None:
    """Turns tabs, breaks, hyphens and symbols into text."""
    for element in list(root.iter(SYMBOL, *SPELLINGS)):
        is_symbol = element.tag == SYMBOL
        element.text = _symbol(element.get(WORD + "char", "")) if is_symbol else SPELLINGS[element.tag]
        element.tag = TEXT


def _symbol(code: str) -> str:
    try:
        character = chr(int(code, 16))
    except (ValueError, OverflowError):
        return UNKNOWN
    return character if character.isprintable() or "\ue000" <= character <= "\uf8ff" else UNKNOWN


def _drop(element: etree._Element) -> None:
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)


def _drop_fallbacks(root: etree._Element) -> None:
    # The fallback repeats the choice for old programs: the same text box a second time.
    for alternative in list(root.iter(COMPATIBILITY + "AlternateContent")):
        if alternative.find(COMPATIBILITY + "Choice") is not None:
            for fallback in alternative.findall(COMPATIBILITY + "Fallback"):
                alternative.remove(fallback)


def _drop_hidden(root: etree._Element, hidden_styles: frozenset[str]) -> None:
    for mark in list(root.iter(WORD + "vanish")):
        properties = mark.getparent()
        run = properties.getparent() if properties is not None and is_on(mark) else None
        if run is not None and run.tag == RUN:
            _drop(run)
    for mark in list(root.iter(WORD + "hidden")):  # of a row
        if is_on(mark) and mark.getparent().tag == WORD + "trPr":
            _drop(mark.getparent().getparent())
    for mark in list(root.iter(WORD + "rStyle", WORD + "pStyle")) if hidden_styles else ():
        if mark.get(WORD + "val") in hidden_styles:
            _drop_unless_shown(mark.getparent().getparent())


def _drop_unless_shown(element: etree._Element) -> None:
    """Drops a run of a hidden style, or the runs of a paragraph of one, but not where it says itself that it is shown."""
    for run in [element] if element.tag == RUN else element.findall(f".//{RUN}"):
        if run.find(f"{WORD}rPr/{WORD}vanish") is None:
            _drop(run)


def _apply_deletions(root: etree._Element) -> None:
    """A deletion among properties is a mark on what holds them: a row goes, a paragraph runs on into the next."""
    for mark in list(root.iter(WORD + "del")):
        properties = mark.getparent()
        holder = properties.getparent() if properties is not None else None
        if properties is None or holder is None:
            continue
        if properties.tag == WORD + "trPr":
            _drop(holder)
        elif properties.tag == WORD + "rPr" and holder.tag == WORD + "pPr":
            holder.getparent().set(JOINS_NEXT, "1")


def _drop_deleted_cells(root: etree._Element) -> None:
    for mark in list(root.iter(WORD + "cellDel")):
        _drop(mark.getparent().getparent())


def _move_boxes_into_flow(root: etree._Element) -> None:
    # Inner boxes stand later in document order, so going backwards empties them into the outer box first.
    for box in reversed(list(root.iter(WORD + "txbxContent"))):
        anchor = next(box.iterancestors(PARAGRAPH), None)
        _drop(box)
        if anchor is not None:
            for block in reversed(list(box)):
                anchor.addnext(block)
