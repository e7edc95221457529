"""The pictures of a web page that may be the tables of a report: they stand where the form has its tables."""

import re
from html import unescape

_PICTURE = re.compile(r"<img\b[^>]*>", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"""([\w-]+)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""")
_SOURCES = ("src", "data-src", "data-original", "original")  # pages that load pictures late name them elsewhere
_BEFORE = ("主动公开政府信息", "总体情况")  # the heading of the first table, else the one before it
_AFTER = ("存在的主要问题", "主要问题", "其他需要报告")  # what follows the tables
_ICON = re.compile(r"icon|file_?type|/ico/|logo|spacer|blank\.", re.IGNORECASE)
_SMALLEST = 100  # pixels, where the page says how large a picture is
_MOST = 30  # pictures; a report scanned page by page has some ten


def table_pictures(html: str) -> list[str]:
    """Where the pictures lie, as the page names them, in its order; none on a page without a report's headings."""
    start = next((at for heading in _BEFORE if (at := html.find(heading)) >= 0), -1)
    if start < 0:
        return []
    end = max(html.rfind(heading) for heading in _AFTER)
    part = html[start : end if end > start else len(html)]
    sources = [source for tag in _PICTURE.findall(part) if (source := _source(tag))]
    return list(dict.fromkeys(sources))[:_MOST]


def _source(tag: str) -> str:
    """Where a picture lies, "" for icons."""
    attributes = {name.lower(): unescape(a or b or c).strip() for name, a, b, c in _ATTRIBUTE.findall(tag)}
    sizes = [
        int(size[:5])
        for name in ("width", "height")
        if (size := attributes.get(name, "").removesuffix("px")).isdecimal()
    ]
    source = next((attributes[name] for name in reversed(_SOURCES) if attributes.get(name)), "")
    return "" if _ICON.search(source[:200]) or any(size < _SMALLEST for size in sizes) else source
