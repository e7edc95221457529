"""The pictures of a web page that may be the tables of a report: they stand where the form has its tables."""

import re
from base64 import b64decode
from binascii import Error as NoBase64
from collections.abc import Iterable, Sequence
from html import unescape
from typing import NamedTuple
from urllib.parse import unquote_to_bytes, urljoin

from pipelines.blocks import Block, PagePicture

_PICTURE = re.compile(r"<img\b[^>]*>", re.IGNORECASE)
_BASE = re.compile(r"""<base\b[^>]*\bhref\s*=\s*["']?([^"'\s>]+)""", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"""([\w-]+)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""")
_SOURCES = ("src", "data-src", "data-original", "original")  # pages that load pictures late name them elsewhere
_BEFORE = ("主动公开政府信息", "总体情况")  # the heading of the first table, else the one before it
_AFTER = ("存在的主要问题", "主要问题", "其他需要报告")  # what follows the tables
_TABLE_HEADINGS = ("主动公开政府信息", "收到和处理政府信息公开申请", "行政复议")
_NUMBERED = re.compile(r">\s*[一二三四五六][、.．]\s*[^<>]{0,20}$")  # what stands before these words in a heading
_LONGEST_HEADING = 30  # characters before them
# A page that prints no heading of the report, and whose pictures are its pages, at least has its title and a foot.
_TITLE = re.compile(r"政府信息公开(?:工作)?(?:情况)?年度报告")
_FOOT = re.compile(
    r"版权所有|主办单位|网站标识码|ICP备|公网安备|打印本页|关闭窗口|上一篇|下一篇|相关(?:链接|附件|阅读)"
)
_UNSEEN = re.compile(r"<(script|style)\b.*?</\1|<!--.*?-->|<[^>]*>", re.IGNORECASE | re.DOTALL)
_BESIDE_PAGES = 300  # letters; with more text the page says something itself, and its pictures may show anything
_ICON = re.compile(r"icon|file_?type|/ico/|logo|spacer|blank\.|banner|qrcode|ewm", re.IGNORECASE)
_SMALLEST = 100  # pixels, where the page says how large a picture is
_MOST = 30  # pictures; a report scanned page by page has some ten
_DATA = re.compile(r"data:[^,]{0,100},", re.IGNORECASE)
_SHOWN = 100  # characters of an address in a message


class Spot(NamedTuple):
    """Where a picture stands in the markup, and where it lies, as the page says."""

    start: int
    end: int
    source: str
    is_whole_page: bool


def table_pictures(html: str, has_tables: bool = False) -> list[str]:
    """Where the pictures lie, as the page names them, in its order, but for those that the page itself holds.

    On a page that has tables these are the pictures in the place of a single one.
    """
    spots = gap_spots(html) if has_tables else picture_spots(html)
    return [spot.source for spot in spots if not _DATA.match(spot.source)]


def gap_spots(html: str) -> list[Spot]:
    """The pictures in those sections of the form that should hold a table and hold none, on a page that has others."""
    headings = [at for words in _TABLE_HEADINGS if (at := _heading(html, words)) >= 0]
    if not headings:
        return []
    after = [at for heading in _AFTER if (at := html.find(heading, headings[-1])) >= 0]
    ends = [*headings[1:], min(after, default=-1)]
    return [
        spot
        for start, end in zip(headings, ends, strict=True)
        if start < end and "<table" not in html[start:end].lower()
        for spot in _spots(html, start, end, is_whole_page=False)
    ]


def _heading(html: str, words: str) -> int:
    """Where a numbered heading with these words stands, -1 without one."""
    at = html.find(words)
    while at >= 0 and not _NUMBERED.search(html, max(0, at - _LONGEST_HEADING), at):
        at = html.find(words, at + 1)
    return at


def picture_spots(html: str) -> list[Spot]:
    """The pictures where the form has its tables; on a page with no more of the report than its title, all of its body."""
    start = next((at for heading in _BEFORE if (at := html.find(heading)) >= 0), -1)
    if start >= 0:
        end = max(html.rfind(heading) for heading in _AFTER)
        return _spots(html, start, end if end > start else len(html), is_whole_page=False)
    body = max(html.find("<body"), html.find("<BODY"), 0)
    title = _TITLE.search(html, body)
    if title is None:
        return []
    foot = _FOOT.search(html, title.end())
    end = foot.start() if foot else len(html)
    text = _UNSEEN.sub("", html[title.end() : end])
    return _spots(html, title.end(), end, is_whole_page=True) if len("".join(text.split())) < _BESIDE_PAGES else []


def _spots(html: str, start: int, end: int, is_whole_page: bool) -> list[Spot]:
    found: dict[str, Spot] = {}
    base = _BASE.search(html)
    for match in _PICTURE.finditer(html, start, end):
        if source := _source(match[0]):
            source = urljoin(unescape(base[1]), source) if base and not _DATA.match(source) else source
            found.setdefault(source, Spot(match.start(), match.end(), source, is_whole_page))
    return list(found.values())[:_MOST]


def _source(tag: str) -> str:
    """Where a picture lies, "" for icons."""
    attributes = {name.lower(): unescape(a or b or c).strip() for name, a, b, c in _ATTRIBUTE.findall(tag)}
    sizes = [
        int(size[:5])
        for name in ("width", "height")
        if (size := attributes.get(name, "").removesuffix("px")).isdecimal()
    ]
    source = next((attributes[name] for name in reversed(_SOURCES) if attributes.get(name)), "")
    is_icon = not _DATA.match(source) and _ICON.search(source)
    return "" if is_icon or any(size < _SMALLEST for size in sizes) else source


def with_marks(html: str, spots: Sequence[Spot], mark: str) -> str:
    """The markup with `mark`, "p" and a number, and `mark` again in place of each picture, counted from 1."""
    pieces, end = [], 0
    for number, spot in enumerate(spots, start=1):
        pieces += [html[end : spot.start], f"<br>{mark}p{number}{mark}<br>"]
        end = spot.end
    return "".join([*pieces, html[end:]])


def taken_out(blocks: Iterable[Block | int], spots: Sequence[Spot]) -> tuple[list[Block], tuple[PagePicture, ...]]:
    """The blocks without the numbers of pictures among them, and the pictures that stood there."""
    if not spots:
        return [block for block in blocks if not isinstance(block, int)], ()
    kept, pictures = list[Block](), list[PagePicture]()
    for block in blocks:
        if isinstance(block, int):
            spot = spots[block - 1]
            pictures.append(PagePicture(in_short(spot.source), len(kept), data_in(spot.source), spot.is_whole_page))
        else:
            kept.append(block)
    return kept, tuple(pictures)


def data_in(source: str) -> bytes | None:
    """The bytes of a data: address, none where they are damaged; None for an address of another kind."""
    match = _DATA.match(source)
    if match is None:
        return None
    try:
        packed = unquote_to_bytes(source[match.end() :])
        return b64decode(packed) if ";base64" in match[0].lower() else packed
    except (NoBase64, ValueError):
        return b""


def in_short(source: str) -> str:
    """An address without the bytes that it holds."""
    match = _DATA.match(source)
    return match[0].rstrip(",") if match else source


def named(sources: Iterable[str]) -> str:
    """Addresses for a message."""
    return ", ".join(in_short(source)[:_SHOWN] for source in sources)
