"""Styles of a Word document, as far as reading needs them: heading levels, lists, what makes text unseen or not a number's."""

from copy import copy
from dataclasses import dataclass

from lxml import etree

from pipelines.docx.printed import NO_COLOUR, PROPERTIES, WORD, is_on, is_unseen

HEADING_LEVELS = 6
UNSEEN = (WORD + "color", WORD + "sz")
ON = ("1", "true", "on")
TELLING = tuple(WORD + name for name in ("vertAlign", "position", "strike", "dstrike", "color", "sz"))
BASE_LIMIT = 20  # styles based on styles; a circle of them ends here


@dataclass(frozen=True, slots=True)
class Style:
    """`level` is 1 to 6 for a heading, else 0; `list_id` and `list_level` are "" where the style numbers nothing."""

    level: int
    list_id: str
    list_level: str


Styles = dict[str, Style]


def read_styles(root: etree._Element | None) -> Styles:
    """Style id → what it says, with what it inherits; empty where the document has no styles."""
    elements = _by_id(root)
    return {name: _resolve(name, elements) for name in elements}


def hidden_styles(root: etree._Element | None) -> frozenset[str]:
    """The ids of the styles whose text is not shown, those based on such a style included."""
    elements = _by_id(root)
    return frozenset(name for name in elements if _is_hidden(name, elements))


def write_out(root: etree._Element, styles: etree._Element | None) -> None:
    """Gives the runs of a document what their styles say of height, strokes, colour and size and they don't say themselves."""
    elements = _by_id(styles)
    said: dict[str, dict[str, etree._Element]] = {}
    for mark in list(root.iter(WORD + "rStyle")):
        name, properties = mark.get(WORD + "val", ""), mark.getparent()
        if name not in said:
            said[name] = _told(name, elements)
        for tag, told in said[name].items() if properties is not None else ():
            if properties.find(tag) is None:
                properties.append(copy(told))


def write_out_unseen(root: etree._Element, styles: etree._Element | None) -> None:
    """Gives the runs in tables the colour and size that a style of their paragraph or table has, where these can't be seen.

    A style that shades what it is given to is none of those.
    """
    if styles is None or not any(is_unseen(mark.get(WORD + "val", "")) for mark in styles.iter(*UNSEEN)):
        return
    elements = _by_id(styles)
    unseen = {name: told for name in elements if (told := _unseen(name, elements))}
    defaults = {
        element.get(WORD + "type"): name for name, element in elements.items() if element.get(WORD + "default") in ON
    }
    for table in root.iter(WORD + "tbl") if unseen else ():
        named = own_value(table.find(WORD + "tblPr"), "tblStyle") or defaults.get("table", "")
        for paragraph in table.iter(WORD + "p"):
            style = own_value(paragraph.find(WORD + "pPr"), "pStyle") or defaults.get("paragraph", "")
            for run in paragraph.iter(WORD + "r"):
                _tell(run, {**unseen.get(named, {}), **unseen.get(style, {})})


def _unseen(name: str, elements: dict[str, etree._Element]) -> dict[str, etree._Element]:
    """The colour and size of a style that can't be seen, by tag."""
    told = {tag: mark for tag, mark in _told(name, elements).items() if tag in UNSEEN}
    if not any(is_unseen(mark.get(WORD + "val", "")) for mark in told.values()) or _is_shaded(name, elements):
        return {}
    return told


def _is_shaded(name: str, elements: dict[str, etree._Element]) -> bool:
    for _ in range(BASE_LIMIT):
        element = elements.get(name)
        if element is None:
            return False
        if any(shade.get(WORD + "fill") not in NO_COLOUR for shade in element.iter(WORD + "shd")):
            return True
        name = own_value(element, "basedOn")
    return False


def _tell(run: etree._Element, told: dict[str, etree._Element]) -> None:
    """Gives a run what it doesn't say itself."""
    properties = run.find(PROPERTIES)
    for tag, mark in told.items():
        if properties is None:
            properties = etree.Element(PROPERTIES)
            run.insert(0, properties)
        if properties.find(tag) is None:
            properties.append(copy(mark))


def level_of(paragraph: etree._Element, styles: Styles) -> int:
    """The heading level of a paragraph, 1 to 6, from its own outline level or its style's; 0 for prose."""
    properties = paragraph.find(WORD + "pPr")
    if properties is None:
        return 0
    own = own_value(properties, "outlineLvl")
    if own:
        return _heading(own)
    style = styles.get(own_value(properties, "pStyle"))
    return style.level if style else 0


def own_value(parent: etree._Element | None, name: str) -> str:
    """The value of a property element directly under `parent`, "" where there is none."""
    element = parent.find(WORD + name) if parent is not None else None
    return element.get(WORD + "val", "") if element is not None else ""


def _by_id(root: etree._Element | None) -> dict[str, etree._Element]:
    styles = root.iterchildren(WORD + "style") if root is not None else ()
    return {element.get(WORD + "styleId", ""): element for element in styles}


def _resolve(name: str, elements: dict[str, etree._Element]) -> Style:
    outline = list_id = list_level = ""
    for _ in range(BASE_LIMIT):
        element = elements.get(name)
        if element is None:
            break
        properties = element.find(WORD + "pPr")
        numbered = properties.find(WORD + "numPr") if properties is not None else None
        outline = outline or own_value(properties, "outlineLvl") or _level_in_name(own_value(element, "name"))
        list_id = list_id or own_value(numbered, "numId")
        list_level = list_level or own_value(numbered, "ilvl")
        name = own_value(element, "basedOn")
    return Style(_heading(outline), list_id, list_level)


def _is_hidden(name: str, elements: dict[str, etree._Element]) -> bool:
    for _ in range(BASE_LIMIT):
        element = elements.get(name)
        mark = element.find(f"{WORD}rPr/{WORD}vanish") if element is not None else None
        if element is None or mark is not None:
            return mark is not None and is_on(mark)
        name = own_value(element, "basedOn")
    return False


def _told(name: str, elements: dict[str, etree._Element]) -> dict[str, etree._Element]:
    """What a style tells of how its text is seen, by tag, with what it inherits."""
    told: dict[str, etree._Element] = {}
    for _ in range(BASE_LIMIT):
        element = elements.get(name)
        if element is None:
            break
        for mark in element.iterfind(f"{WORD}rPr/*"):
            if mark.tag in TELLING:
                told.setdefault(mark.tag, mark)
        name = own_value(element, "basedOn")
    return told


def _level_in_name(name: str) -> str:
    """Built-in headings are headings by name ("heading 1"), whether or not their outline level is spelled out."""
    word, _, number = name.lower().partition(" ")
    return str(int(number) - 1) if word == "heading" and number in list("123456789") else ""


def _heading(outline: str) -> int:
    """Outline levels count from 0; 9 is body text (ECMA-376 part 1, 17.3.1.20)."""
    return min(int(outline) + 1, HEADING_LEVELS) if outline in list("012345678") else 0
