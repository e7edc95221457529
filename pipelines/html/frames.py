"""Pages that show other pages in frames and hold nothing themselves, as spreadsheets saved as a web page do."""

from selectolax.lexbor import LexborHTMLParser

from pipelines.readers.unreadable import Unreadable

_MOST_NAMED = 5


def without_body(tree: LexborHTMLParser) -> Unreadable:
    """Why there is nothing to read in a page without a body."""
    frames = [frame.attributes["src"] or "" for frame in tree.css("frame[src]")]
    if not frames:
        return Unreadable("empty", "the page has no body")
    named = ", ".join(frames[:_MOST_NAMED])
    return Unreadable("frameset", f"the page only shows other files in frames: {named}; fetch or import those")
