"""The numbers that Word prints before list paragraphs and numbered headings (ECMA-376 part 1, 17.9)."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from lxml import etree

from pipelines.docx.printed import PARAGRAPH, WORD
from pipelines.docx.styles import Styles, own_value

LEVELS = 9
DIGITS = "〇一二三四五六七八九"
WESTERN = ("decimal", "decimalFullWidth", "decimalHalfWidth")


@dataclass(frozen=True, slots=True)
class Level:
    """One level of a list: how its numbers are written, and the pattern around them, such as "%1、"."""

    start: int
    style: str
    pattern: str


Levels = dict[int, Level]


def insert_numbers(root: etree._Element, numbering: etree._Element | None, styles: Styles) -> None:
    """Puts the printed number in front of each numbered paragraph's text, changing the tree in place."""
    if numbering is None:
        return
    lists = _read_lists(numbering)
    reached: dict[str, dict[int, int]] = {}
    for paragraph in root.iter(PARAGRAPH):
        list_id, depth = _list_of(paragraph, styles)
        abstract_id, levels = lists.get(list_id, ("", {}))
        if depth in levels:
            label = next_label(levels, depth, reached.setdefault(abstract_id, {}))
            if label:
                _put_first(paragraph, label)


def write_chinese(number: int) -> str:
    """A count from 0 to 9999 in Chinese words: 12 is 十二, 105 is 一百〇五."""
    if number >= 10_000:
        return str(number)
    words = ""
    for size, unit in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = number // size % 10
        if digit:
            words += DIGITS[digit] + unit
        elif words and not words.endswith(DIGITS[0]):
            words += DIGITS[0]
    words = words.rstrip(DIGITS[0]) or DIGITS[0]
    return words[1:] if words.startswith("一十") else words


def _read_lists(numbering: etree._Element) -> dict[str, tuple[str, Levels]]:
    """List id → the id of its abstract list, which counts, and its levels."""
    abstract = {_attribute(item, "abstractNumId"): _read_levels(item) for item in numbering.iter(WORD + "abstractNum")}
    lists: dict[str, tuple[str, Levels]] = {}
    for item in numbering.iter(WORD + "num"):
        target = own_value(item, "abstractNumId")
        levels = dict(abstract.get(target, {}))
        counts = target
        for override in item.iterchildren(WORD + "lvlOverride"):
            counts = f"{target} of {_attribute(item, 'numId')}"  # an override starts the list anew
            levels.update(_read_levels(override))
        lists[_attribute(item, "numId")] = (counts, levels)
    return lists


def _read_levels(parent: etree._Element) -> Levels:
    levels: Levels = {}
    for item in parent.iterchildren(WORD + "lvl"):
        depth = _number(_attribute(item, "ilvl"), 0)
        start = _number(own_value(item, "start"), 1)
        levels[depth] = Level(start, own_value(item, "numFmt") or "decimal", own_value(item, "lvlText"))
    return levels


def _list_of(paragraph: etree._Element, styles: Styles) -> tuple[str, int]:
    """The paragraph's list id ("" for none) and its level, its own or its style's."""
    properties = paragraph.find(WORD + "pPr")
    style = styles.get(own_value(properties, "pStyle"))
    own = properties.find(WORD + "numPr") if properties is not None else None
    list_id = own_value(own, "numId") or (style.list_id if style else "")
    depth = own_value(own, "ilvl") or (style.list_level if style else "")
    return list_id, min(_number(depth, 0), LEVELS - 1)


def next_label(levels: Levels, depth: int, reached: dict[int, int]) -> str:
    reached[depth] = reached.get(depth, levels[depth].start - 1) + 1
    for deeper in [level for level in reached if level > depth]:
        del reached[deeper]
    if levels[depth].style in ("bullet", "none"):
        return ""

    def count(match: re.Match[str]) -> str:
        level = int(match[1]) - 1
        known = levels.get(level)
        return _write(reached.get(level, known.start if known else 1), known.style if known else "decimal")

    return re.sub(r"%([1-9])", count, levels[depth].pattern)


def _write(number: int, style: str) -> str:
    if style in WRITERS:
        return WRITERS[style](number)
    return str(number)  # rarer styles (letters of other scripts) are told apart by their count alone


def _circled(number: int) -> str:
    return chr(0x2460 + number - 1) if 1 <= number <= 20 else str(number)


def _letter(number: int) -> str:
    return chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 % 10 + 1)


def _digits(number: int) -> str:
    return "".join(DIGITS[int(digit)] for digit in str(max(number, 0)))


WRITERS: dict[str, Callable[[int], str]] = {
    "chineseCounting": write_chinese,
    "chineseCountingThousand": write_chinese,
    "taiwaneseCountingThousand": write_chinese,
    "japaneseCounting": write_chinese,  # what Chinese Word calls 一, 二, 三
    "ideographDigital": _digits,
    "taiwaneseDigital": _digits,
    "decimalEnclosedCircle": _circled,
    "decimalEnclosedCircleChinese": _circled,
    "lowerLetter": _letter,
    "upperLetter": lambda number: _letter(number).upper(),
}


def _put_first(paragraph: etree._Element, label: str) -> None:
    text = etree.Element(WORD + "t")
    text.text = label if not label[-1].isalnum() else f"{label} "
    properties = paragraph.find(WORD + "pPr")
    if properties is None:
        paragraph.insert(0, text)
    else:
        properties.addnext(text)


def _attribute(element: etree._Element, name: str) -> str:
    return str(element.get(WORD + name, ""))


def _number(text: str, default: int) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else default
