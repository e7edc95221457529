"""Where a number stands in its document, read back from the words in `cells.place`."""

import re
from dataclasses import dataclass

_PART = re.compile(r"(table|row|column|line|page|picture|part) (\d+)")
_MEMBER = "member "
_BOX = re.compile(r"box(?: (-?[\d.]+)){4}$")


@dataclass(frozen=True, slots=True)
class Place:
    """All counted from 1, 0 where the document has no such thing. `box` is left, bottom, right, top in points.

    `picture` counts the pictures of a web page that stand where a report has its tables; a box in one is in pixels.
    `part` counts the pages of an article that was cut into several; the first is not counted.
    `member` names the file in a container that the place is in, "" where the document is none.
    """

    table: int = 0
    row: int = 0
    column: int = 0
    line: int = 0
    page: int = 0
    box: tuple[float, float, float, float] | None = None
    member: str = ""
    picture: int = 0
    part: int = 0


def read_place(words: str) -> Place:
    """The place that `words` name. Raises ValueError where they name none."""
    member = ""
    if words.startswith(_MEMBER):
        # The name may hold anything, words such as "table 3" too; what follows it begins with the last of them.
        member, _, rest = words.removeprefix(_MEMBER).rpartition(", table ")
        words = f"table {rest}"
    parts = {name: int(number) for name, number in _PART.findall(words)}
    if not parts:
        raise ValueError(f"{words!r} names no place; a place reads like 'table 3, row 7, column 4'")
    box = _read_box(words) if _BOX.search(words) else None
    return Place(**parts, box=box, member=member)


def _read_box(words: str) -> tuple[float, float, float, float]:
    left, bottom, right, top = (float(edge) for edge in words.rsplit("box ", 1)[1].split())
    return left, bottom, right, top


def place_in_words(place: Place) -> tuple[str, str]:
    """The place as a reader finds it, in Chinese and in English."""
    zh = [
        f"文件 {place.member}" if place.member else "",
        f"第 {place.page} 页" if place.page else "",
        f"文章第 {place.part} 页" if place.part else "",
        f"第 {place.picture} 张图片" if place.picture else "",
        f"第 {place.table} 个表格" if place.table else "",
        f"第 {place.row} 行" if place.row else "",
        f"第 {place.column} 格" if place.column else "",
        f"文本第 {place.line} 行" if place.line else "",
    ]
    names = ("page", "part", "picture", "table", "row", "column", "line")
    en = [f"{name} {getattr(place, name)}" for name in ("member", *names) if getattr(place, name)]
    return "，".join(part for part in zh if part), ", ".join(en)
