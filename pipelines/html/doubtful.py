"""Digits in table cells that a browser may show otherwise than the markup says: hidden, moved, raised, drawn, made by style.

A number is read only where all its digits are set alike. Digits that nobody may see, or that the style puts elsewhere, are
replaced by the sign of the unknown character, and so is what stands beside a picture that may be one of them.
"""

import re
from collections.abc import Iterable, Iterator
from itertools import islice

from selectolax.lexbor import LexborHTMLParser, LexborNode, SelectolaxError

from pipelines.blocks import UNKNOWN
from pipelines.numbers import is_without_words

DRAWN_TAGS = ("img", "svg", "bdo", "select")  # besides style, what prints digits in its own way

_END = r"(?=[\s;!%\"']|$|px|pt|em|rem)"
_LIGHT = (
    r"transparent|white\b|#f[a-f](?:f[a-f]){2}\b|#fff\b|rgba?\((?:\s*25\d\s*,?){3}|rgba\([^)]{0,50},\s*0?\.?0+\s*\)"
)
_DOUBTFUL = re.compile(
    rf"(?<![-\w])(?:opacity\s*:\s*0(?:\.0+)?{_END}|font-size\s*:\s*0(?:\.0+)?{_END}|text-indent\s*:\s*-\d\d"
    r"|(?:left|top|right|bottom|margin(?:-\w+)?)\s*:\s*-\d\d\d|clip(?:-path)?\s*:|(?:transform|scale|rotate|zoom)\s*:"
    r"|unicode-bidi\s*:|direction\s*:\s*rtl|visibility\s*:\s*collapse"
    rf"|(?:max-)?(?:width|height)\s*:\s*0(?:\.0+)?{_END}(?=.{{0,500}}overflow)"
    rf"|overflow[^;]{{0,50}};.{{0,500}}(?:width|height)\s*:\s*0{_END})",
    re.IGNORECASE | re.DOTALL,
)
WHITE = re.compile(rf"(?<![-\w])(?:color|-webkit-text-fill-color)\s*:\s*(?:{_LIGHT})", re.IGNORECASE)
DARK = re.compile(rf"background(?:-color|-image)?\s*:\s*(?!\s*(?:{_LIGHT}|none|inherit|initial|unset))", re.IGNORECASE)
_FONT_SIZE = re.compile(r"font-size\s*:", re.IGNORECASE)
_HIDING = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden|line-through", re.IGNORECASE)
_MADE = re.compile(r"(?<![-\w])content\s*:[^;]*(?:\d|\\|attr|counter|var)", re.IGNORECASE)
# Of styles in small letters: whether they are to be looked at.
_TOLD = re.compile(f"&#|{_DOUBTFUL.pattern}|{WHITE.pattern}".encode(), re.DOTALL)
_STYLED = "td[style], td [style], th[style], th [style], tr[style], col[style]"
_RULE = re.compile(r"([^{}@;]+)\{([^{}]*)\}")
_AT_RULE = re.compile(r"@[^{;]*(?:;|\{(?:[^{}]*\{[^{}]*\})*[^{}]*\})")  # a printer's, a small screen's
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_PSEUDO = re.compile(r"::?(?:before|after)\b.*$", re.IGNORECASE)
_STATES = re.compile(r":(?:hover|focus|active|visited|link|target|checked|disabled)\b", re.IGNORECASE)
_DIGIT = re.compile(r"\d")
_SPACER = re.compile(r"spacer|blank|transparent|pixel", re.IGNORECASE)
_THIN = ("0", "1", "2", "0px", "1px", "2px")
_CELLS = ("td", "th")
_DEEPEST = 12  # elements between a cell and its digits
_FEWEST_FIGURES, _MOST_ROWS = 3, 100  # rows of a table that hold some, and that are looked at for them
_NEAR = 4  # elements between a cell and a picture

# How a run of digits is set.
_SET_BY = re.compile(
    r"(?<![-\w])(font-size|vertical-align|position|opacity|visibility|float|order|top|bottom|left|right|margin-\w+|display"
    r"|transform|width|height|clip|text-indent|text-decoration)\s*:\s*([^;]+)",
    re.IGNORECASE,
)
_TELLING_TAGS = ("a", "sub", "sup", "small", "big", "bdo", "rt", "button")


def mark_doubtful(tree: LexborHTMLParser, styles: Iterable[bytes], unusual: Iterable[LexborNode]) -> None:
    """Puts the unknown character for digits in the cells of tables that may not be what is seen.

    `styles` are what the style attributes of the page say, in small letters. Among the `unusual` elements are those named in
    DRAWN_TAGS, style sheets, and font elements.
    """
    has_fonts = False
    for node in unusual:
        tag = node.tag
        if tag == "img" or tag == "svg":
            _mark_picture(node)
        elif tag == "select":
            _show_choice(node)
        elif tag == "bdo":
            _hide_digits(node)
        elif tag == "style":
            _mark_by_sheet(tree, node.text())
        elif tag == "font":
            has_fonts = True
    if any(map(_TOLD.search, styles)):
        _hide_unseen(tree.css(_STYLED))
    if has_fonts:
        _hide_unseen(tree.css("td font[color], th font[color]"))


def mark_boxes(row: LexborNode) -> None:
    """Does the same in a row of boxes that is taken for a row of a table, as far as its own attributes tell."""
    for cell in row.iter():
        text = cell.text()
        if _DIGIT.search(text) and is_without_words(text):
            around = any(map(_is_unseen, (row, cell)))
            for node in [cell] if around else filter(_is_unseen, cell.css("[style], font[color]")):
                _replace_digits(node)


def is_set_alike(cell: LexborNode) -> bool:
    """Whether all runs of digits in a cell are set in one way: if not, one may be a footnote, or not be seen at all."""
    runs = (node for node in cell.traverse(include_text=True) if node.tag == "-text" and _DIGIT.search(_text(node)))
    return len({_setting(node, cell) for node in runs}) < 2


def _text(node: LexborNode) -> str:
    return node.text_content or ""


def _setting(run: LexborNode, cell: LexborNode) -> tuple[object, ...]:
    """The elements, classes and styles around a run that tell how it looks; of one property the innermost counts."""
    said: dict[str, str] = {}
    names: set[str] = set()
    for node in _around(run, cell):
        style = node.attributes.get("style") or ""
        for name, value in _SET_BY.findall(style):
            said.setdefault(name.lower(), "".join(value.lower().split()))
        if node.tag == "font" and (size := node.attributes.get("size")):
            said.setdefault("size", size)
        names |= {str(node.tag)} if node.tag in _TELLING_TAGS else set()
        names |= {name for name in (node.attributes.get("class") or "").split() if not name.startswith("Mso")}
    return frozenset(names), frozenset(said.items())


def _around(node: LexborNode, cell: LexborNode) -> Iterator[LexborNode]:
    """The elements around a node, innermost first, the cell being the last."""
    parent = node.parent
    while parent is not None:
        yield parent
        if parent.mem_id == cell.mem_id:
            return
        parent = parent.parent


def _cell_around(node: LexborNode, deepest: int = _DEEPEST) -> LexborNode | None:
    """The table cell that a node is or stands in."""
    found: LexborNode | None = node
    for _ in range(deepest):
        if found is None or found.tag in _CELLS:
            return found
        found = found.parent
    return None


def _hide_unseen(nodes: Iterable[LexborNode]) -> None:
    for node in nodes:
        if _is_unseen(node):
            _hide_digits(node)


def _is_unseen(node: LexborNode) -> bool:
    """Whether an element's own attributes make what it says invisible, or put it elsewhere."""
    style = f"{node.attributes.get('style') or ''};color:{node.attributes.get('color') or ''}"
    if WHITE.search(style) and not _is_on_colour(node):
        return True
    match = _DOUBTFUL.search(style)
    return match is not None and not (_FONT_SIZE.match(match[0]) and _is_resized_inside(node))


def _is_resized_inside(node: LexborNode) -> bool:
    """Whether an element inside has a size of its own: lists of boxes are set without size to close the gaps in them."""
    return any(inner.mem_id != node.mem_id for inner in node.css('[style*="font-size" i]'))


def _is_on_colour(node: LexborNode) -> bool:
    """Whether a background is told for the element, its cell, its row or its table: on it white is seen."""
    around: LexborNode | None = node
    for _ in range(_DEEPEST):
        if around is None:
            return False
        if around.attributes.get("bgcolor") or DARK.search(around.attributes.get("style") or ""):
            return True
        if around.tag == "table":
            return False
        around = around.parent
    return False


def _mark_by_sheet(tree: LexborHTMLParser, sheet: str) -> None:
    """Marks what the rules of a style sheet hide, move or make. Rules of printers and of some screens are not looked at."""
    for selectors, said in rules_of(sheet):
        makes, is_white = _MADE.search(said), WHITE.search(said) and not DARK.search(said)
        if not (makes or is_white or _HIDING.search(said) or _DOUBTFUL.search(said)):
            continue
        for selector in selectors.split(","):
            bare = _PSEUDO.sub("", selector).strip()
            is_made = bare != selector.strip()
            if not bare or is_made is not bool(makes) or _STATES.search(bare):
                continue
            for node in found_by(tree, bare):
                if is_made and _prints_figures(node):
                    node.insert_child(UNKNOWN)
                elif not is_made and not (is_white and _is_on_colour(node)):
                    _hide_digits(node)


def rules_of(sheet: str) -> list[tuple[str, str]]:
    """The selectors and what they are told, but not those of printers and of some screens."""
    return _RULE.findall(_AT_RULE.sub("", _COMMENT.sub("", sheet)))


def found_by(tree: LexborHTMLParser, selector: str) -> list[LexborNode]:
    """The elements that a selector finds, none if it is one that only browsers know."""
    try:
        return tree.css(selector)
    except SelectolaxError:
        return []


def _hide_digits(node: LexborNode) -> None:
    """Replaces the digits in an element inside a table, where it is or stands in a cell without words."""
    is_whole = node.tag in ("tr", "col")
    around = _table_of(node) if node.tag == "col" else node  # which of a table's cells a column has is not looked up
    cells = around.css("td, th") if is_whole else [cell] if (cell := _cell_around(node)) else []
    for cell in cells:
        if is_without_words(cell.text()):
            _replace_digits(cell if is_whole else node)


def _table_of(node: LexborNode) -> LexborNode:
    while node.tag != "table" and node.parent is not None:
        node = node.parent
    return node


def _replace_digits(node: LexborNode) -> None:
    for run in [run for run in node.traverse(include_text=True) if run.tag == "-text"]:
        if _DIGIT.search(_text(run)):
            run.replace_with(_DIGIT.sub(UNKNOWN, _text(run)))


def _prints_figures(node: LexborNode) -> bool:
    """Whether an element stands in a cell without words, in a row with figures or in a cell that is nothing else."""
    cell = _cell_around(node)
    return cell is not None and cell.css_first("table") is None and is_without_words(cell.text())


def _mark_picture(node: LexborNode) -> None:
    """A picture in a cell of figures, or in an empty cell beside one, may be a figure."""
    said = node.attributes
    if node.tag == "img" and (
        _SPACER.search((said.get("src") or "")[-100:]) or said.get("width") in _THIN or said.get("height") in _THIN
    ):
        return
    cell = _cell_around(node, _NEAR)
    if cell is None or cell.parent is None or not is_without_words(cell.text()):
        return
    if any(map(_is_figure, cell.parent.iter())) or (_is_labelled(cell) and _holds_figures(cell.parent)):
        node.replace_with(UNKNOWN)


def _is_labelled(cell: LexborNode) -> bool:
    """Whether another cell of the row has words."""
    row = cell.parent
    return row is not None and any(other.mem_id != cell.mem_id and other.text().strip() for other in row.iter())


def _holds_figures(row: LexborNode) -> bool:
    """Whether the rows around this one have figures: in a table of such rows a picture is one as likely as an ornament."""
    rows = islice(row.parent.iter(), _MOST_ROWS) if row.parent is not None else ()
    return sum(any(map(_is_figure, other.iter())) for other in rows) >= _FEWEST_FIGURES


def _is_figure(cell: LexborNode) -> bool:
    text = cell.text()
    return bool(_DIGIT.search(text)) and is_without_words(text)


def _show_choice(node: LexborNode) -> None:
    """A list to choose from shows what is chosen, or its first choice."""
    cell = _cell_around(node)
    chosen = node.css_first("option[selected]") or node.css_first("option")
    if cell is not None and chosen is not None and _is_figure(chosen) and not _own_words(cell, node):
        node.replace_with(chosen.text())


def _own_words(cell: LexborNode, node: LexborNode) -> bool:
    return len("".join(cell.text().split())) > len("".join(node.text().split()))
