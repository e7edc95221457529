"""TRS WCM: static lists index.html, index_1.html, …; the pager is an inline call whose arguments come in many orders."""

import re
from urllib.parse import urljoin

from crawler.fetch import Fetch
from crawler.link import Link
from crawler.page import Page

_CALL = re.compile(r"\bcreatePage(?:HTML)?\(([^()]*)\)")
_SET_PAGE = re.compile(r"""\.pagination\(\s*["']setPage["']\s*,\s*(\d+)\s*,\s*(\d+)""")
_COUNT = re.compile(r"\bvar\s+countPage\s*=\s*(\d+)")
_CURRENT = re.compile(r"\bvar\s+currentPage\s*=\s*(\d+)")
_ARTICLE = re.compile(r"/t20\d{6}_\d+\.s?html?\b|TRS_Editor")
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_EXTENSION = re.compile(r"^(s?html?|jsp)$")


def recognises(page: Page) -> bool:
    """By the pager's call or the shape of article addresses."""
    if "createPage" in page.html and "createPage" in _COMMENT.sub("", page.html):
        return True
    return "countPage" in page.html or bool(_ARTICLE.search(page.html))


def entries(page: Page) -> list[Link]:
    """None: the lines are plain links."""
    return []


def next_page(page: Page) -> Fetch | None:
    """The page that follows, by the pager. Its count may promise pages that are missing."""
    pager = _read_pager(_COMMENT.sub("", page.html))
    if pager is None:
        return None
    total, current, name, extension, from_zero = pager
    number = int(found[1]) if (found := re.search(rf"/{re.escape(name)}_(\d+)\.\w+$", page.url)) else current
    last = total - 1 if from_zero else total
    return Fetch(urljoin(page.url, f"{name}_{number + 1}.{extension}")) if number < last else None


def _read_pager(html: str) -> tuple[int, int, str, str, bool] | None:
    """Pages in all, the number of this one, name and extension of the files, and whether pages are counted from 0."""
    for call in _CALL.findall(html):
        arguments = [argument.strip() for argument in call.split(",")]
        quoted = [argument.strip("\"'") if argument[:1] in "\"'" else "" for argument in arguments]
        name = next((i for i in range(len(quoted) - 1) if quoted[i] and _EXTENSION.match(quoted[i + 1])), None)
        numbers = [int(argument) for argument in arguments[:name] if argument.isdigit()]
        if name is not None and len(numbers) >= 2:
            # A container's name or a third number goes with pages that are counted from 1.
            from_zero = len(numbers) == 2 and not any(quoted[:name])
            return numbers[-2], numbers[-1], quoted[name], quoted[name + 1], from_zero
    if found := _SET_PAGE.search(html):
        return int(found[2]), int(found[1]), "index", "html", False
    count, current = _COUNT.search(html), _CURRENT.search(html)
    return (int(count[1]), int(current[1]), "index", "html", True) if count and current else None
