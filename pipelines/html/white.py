"""Figures that are white because the table around them is, or what stands around the table: on white paper nobody sees them."""

import re
from collections.abc import Collection, Iterable

from selectolax.lexbor import LexborHTMLParser, LexborNode

from pipelines.blocks import UNKNOWN
from pipelines.html.doubtful import DARK, WHITE, found_by, rules_of
from pipelines.numbers import is_without_words

_COLOUR = re.compile(r"(?<![-\w])(?:color|-webkit-text-fill-color)\s*:", re.IGNORECASE)
_TOLD = re.compile(WHITE.pattern.encode())  # of styles in small letters
_DIGIT = re.compile(r"\d")
_DEEPEST = 60  # elements around a figure that are asked for their colour

Colours = dict[int, bool]  # whether an element is white, by its id; those that tell no colour are not in it


def mark_white_tables(tree: LexborHTMLParser, styles: Iterable[bytes], unusual: Collection[LexborNode]) -> None:
    """Puts the unknown character for digits in table cells whose colour, told for them or from outside, is white on white.

    `styles` are what the style attributes of the page say, in small letters; its style sheets and font elements are among the
    `unusual` elements. The colour that is told nearest to a figure counts, and any background around it makes it seen.
    """
    sheets = [node.text() for node in unusual if node.tag == "style"]
    fonts = [f"color:{node.attributes.get('color')}" for node in unusual if node.tag == "font"]
    if not (any(map(WHITE.search, (*sheets, *fonts))) or any(map(_TOLD.search, styles))):
        return
    colours, backgrounds = _told_by_sheets(tree, sheets)
    known: dict[int, bool] = {}
    for cell in tree.css("td, th"):
        if not (_DIGIT.search(text := cell.text()) and is_without_words(text)):
            continue
        for run in [run for run in cell.traverse(include_text=True) if run.tag == "-text"]:
            said = run.text_content or ""
            if _DIGIT.search(said) and run.parent is not None and _is_white(run.parent, colours, backgrounds, known):
                run.replace_with(_DIGIT.sub(UNKNOWN, said))


def _told_by_sheets(tree: LexborHTMLParser, sheets: Iterable[str]) -> tuple[Colours, set[int]]:
    """Which elements the sheets make white, if all rules for them do, and which they give a background."""
    colours: Colours = {}
    backgrounds: set[int] = set()
    for selectors, said in (rule for sheet in sheets for rule in rules_of(sheet)):
        is_coloured, is_dark = bool(_COLOUR.search(said)), bool(DARK.search(said))
        for selector in selectors.split(",") if is_coloured or is_dark else ():
            for node in found_by(tree, selector.strip()) if ":" not in selector else ():
                if is_coloured:
                    colours[node.mem_id] = colours.get(node.mem_id, True) and bool(WHITE.search(said))
                if is_dark:
                    backgrounds.add(node.mem_id)
    return colours, backgrounds


def _is_white(node: LexborNode, colours: Colours, backgrounds: set[int], known: dict[int, bool]) -> bool:
    """Whether the nearest colour told around is white, and no background is."""
    if node.mem_id in known:
        return known[node.mem_id]
    white: bool | None = None
    around: LexborNode | None = node
    for _ in range(_DEEPEST):
        if around is None:
            break
        style = around.attributes.get("style") or ""
        if around.mem_id in backgrounds or around.attributes.get("bgcolor") or DARK.search(style):
            white = False
            break
        if white is None:
            white = _own_colour(around, style, colours)
        if white is False:
            break
        around = around.parent
    known[node.mem_id] = bool(white)
    return bool(white)


def _own_colour(node: LexborNode, style: str, colours: Colours) -> bool | None:
    """Whether an element is told to be white, None if no colour is told."""
    if _COLOUR.search(style):
        return bool(WHITE.search(style))
    attribute = node.attributes.get("color") if node.tag == "font" else None
    if attribute:
        return bool(WHITE.search(f"color:{attribute}"))
    return colours.get(node.mem_id)
