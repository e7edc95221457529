"""Pages whose report stands in a string: in a script, in JSON, in a text field."""

from collections.abc import Iterator, Sequence
from html import escape

from selectolax.lexbor import LexborHTMLParser, LexborNode

from pipelines.held import Held, articles_in, held_in_json, markup_in
from pipelines.script_strings import strings_of

HOLDERS = ("script", "textarea", "xmp")
_MARK = "\x03"  # stands where a holder was
_FEWEST_CELLS = 20  # a smaller table in a script is a widget's
_MARKUP_TYPES = ("html", "xml", "template")


def page_unfolded(tree: LexborHTMLParser, holders: Sequence[LexborNode]) -> str:
    """The page with the markup that one of its `holders`, scripts and text fields, holds in place, or "".

    No string is taken that has fewer table cells than the page itself, and none where they hold several articles. The tree
    is changed where there is such a string.
    """
    texts = [(node, text) for node in holders if _has_cells(text := node.text())]
    if not texts:
        return ""
    found = [(node, held) for node, text in texts for held in _held(node, text)]
    node, best = max(found, key=lambda pair: pair[1].cells, default=(None, Held("", {})))
    too_few = best.cells < max(_FEWEST_CELLS, len(tree.css("td, th")) + 1)
    if node is None or too_few or len(articles_in([held for _, held in found])) > 1:
        return ""
    node.replace_with(_MARK)
    title = f"<h1>{escape(best.facts['title'])}</h1>" if "title" in best.facts else ""
    return (tree.html or "").replace(_MARK, f"<div>{title}{best.text}</div>", 1)


def _has_cells(text: str) -> bool:
    """Whether the text may have as many table cells as a report; their names are the same however they are escaped."""
    return text.count("td") >= _FEWEST_CELLS or text.count("TD") >= _FEWEST_CELLS


def _held(node: LexborNode, text: str) -> Iterator[Held]:
    kind = (node.attributes.get("type") or "").lower()
    if node.tag != "script" or any(word in kind for word in _MARKUP_TYPES):
        yield from _in_string(text.replace("<![CDATA[", "").replace("]]>", ""))
    elif "json" in kind:
        yield from _in_string(text)
    else:
        yield from _in_strings(list(strings_of(text)))


def _in_strings(strings: Sequence[str]) -> Iterator[Held]:
    """What the strings of a script hold; those with a table each are one article, unless they are as large as it."""
    held = [item for string in strings for item in _in_string(string)]
    plain = [item for item in held if item.cells and not item.facts]
    if len(articles_in(plain)) == 1:
        yield Held("\n".join(dict.fromkeys(item.text for item in plain)), {})
        held = [item for item in held if item not in plain]
    yield from held


def _in_string(text: str) -> Iterator[Held]:
    if text.lstrip().startswith(("{", "[")):
        try:
            yield from held_in_json(text)
            return
        except ValueError:
            pass  # It begins like JSON and is none: it is taken for what it says.
    yield Held(markup_in(text), {})
