"""The pages on which an article stands that a portal cut into several: which of them a page is, and where the others are.

Portals cut by a static name (t1.html, t1_1.html, t1_2.html), or by a parameter (?id=1&page=2), and lead from page to page
with numbers, with 下一页, or with a script's call.
"""

import re
from collections.abc import Iterator, Mapping
from html import unescape
from typing import NamedTuple
from urllib.parse import parse_qsl, urldefrag, urljoin, urlsplit

MOST_PAGES = 50  # of an article; a pager may count for ever
_NUMBER_IN_PARAMETER = re.compile(r"\?[^\"'<>\s]{0,300}?(?:\bp|page\w*|\bpn|\bcur\w*|\bpg)=", re.IGNORECASE)
_BESIDE_A_PAGE = re.compile("[一下]页|页.?共")  # looked for at the character 页, which is found at once
_NAME = re.compile(r"^(.*?)(?:[_-](\d{1,2}))?((?:\.\w+)?)$")
_PARAMETER = re.compile(r"^(?:\w*page\w*|p|pn|cur\w*|pg)$", re.IGNORECASE)
_CALL = re.compile(r"\bcreatePage(?:HTML)?\(([^()]*)\)")
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_EXTENSION = re.compile(r"^(?:s?html?|jsp|aspx?|php)$")
_COUNTED = re.compile(r"第\s*(\d+)\s*页?\s*[/／,，]?\s*共?\s*(\d+)\s*页")
_LINK = re.compile(
    r"""<(?:a|option)\b[^>]*?\b(?:href|value)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))[^>]*>(.{0,300}?)(?:</(?:a|option)|(?=<option))""",
    re.IGNORECASE | re.DOTALL,
)
_TAG = re.compile(r"<[^>]*>")
_NUMBER = re.compile(r"^[\[第(（【]?(\d{1,2})[\])）】页]*$")
_NEXT = re.compile(r"^[\[【<]?(?:下一?页|后一?页)[\]】>»›→]*$")
_BEFORE = re.compile(r"^[\[【<«‹←]*(?:上一?页|前一?页)[\]】]?$")


class ArticlePages(NamedTuple):
    """`number` is that of the page that says so, from 1, or 0 for one after the first; `others` are addresses by number."""

    number: int
    others: Mapping[int, str]
    following: str = ""  # the address of the page after it, "" where nothing leads on

    @property
    def last(self) -> int:
        """The highest number that is known of the article's pages."""
        return max([self.number, *self.others])

    def next_after(self, number: int) -> str:
        """The address of the page after the one of that number, which this page is or knows of; "" without one."""
        return self.others.get(number + 1, "") or (self.following if number == max(self.number, 1) else "")


def pages_of_article(html: str, url: str) -> ArticlePages | None:
    """What the page at `url` says of the pages of its article, None for an article on one page.

    Only addresses that differ in the number of the page alone are the article's: lists and neighbours have pagers, too.
    """
    html = _COMMENT.sub("", html)
    links = [(words, address) for words, address in _links(html, url) if is_same_article(address, url)]
    found = _by_call(html, url) or _by_numbers(html, url, links)
    following = next((address for words, address in links if _NEXT.match(words)), "")
    before = any(_BEFORE.match(words) for words, _ in links)
    if not found and not following and not before:
        return None
    number, others = found or (_counted(html) or (0 if before else 1), {})
    return ArticlePages(number, others, following)


def may_have_pager(html: str) -> bool:
    """Whether a page holds any of the signs of a pager, which few articles do."""
    at = html.find("页")
    while at >= 0:
        if _BESIDE_A_PAGE.search(html, max(0, at - 1), at + 3):
            return True
        at = html.find("页", at + 1)
    return "createPage" in html or bool(_NUMBER_IN_PARAMETER.search(html))


def may_link_its_own(markup: str | bytes, url: str) -> bool:
    """Whether the page at `url` may name pages with a number behind its own name, as those of its article."""
    found = _NAME.match(urlsplit(url).path.rpartition("/")[2])
    name = found[1] if found else ""
    if not name:
        return False
    # A name that is not plain the page may write otherwise.
    signs = (name,) if name.isascii() and "%" not in name else ("_2.", "-2.")
    return any(sign in markup if isinstance(markup, str) else sign.encode() in markup for sign in signs)


def is_same_article(one: str, other: str) -> bool:
    """Whether two different addresses differ in the number of a page alone."""
    return _without_fragment(one) != _without_fragment(other) and article_key(one) == article_key(other)


def article_key(url: str) -> str:
    """An address without what numbers its pages: equal for the pages of an article."""
    parts = urlsplit(url)
    folder, _, name = parts.path.rpartition("/")
    found = _NAME.match(name)
    stem, suffix = (found[1], found[3]) if found else (name, "")
    query = sorted((key, value) for key, value in parse_qsl(parts.query) if not _is_page_number(key, value))
    return f"{parts.scheme}://{parts.netloc}{folder}/{stem}{suffix}?{query}"


def beginning_of_article(url: str) -> str:
    """What the addresses of all pages of an article begin with."""
    parts = urlsplit(url)
    folder, _, name = parts.path.rpartition("/")
    found = _NAME.match(name)
    return f"{parts.scheme}://{parts.netloc}{folder}/{found[1] if found else name}"


def _is_page_number(key: str, value: str) -> bool:
    return bool(_PARAMETER.match(key)) and value.isdigit() and len(value) < 3


def _without_fragment(url: str) -> str:
    return urldefrag(url).url


def _links(html: str, url: str) -> Iterator[tuple[str, str]]:
    """The words of each link and where it leads."""
    for double, single, bare, words in _LINK.findall(html):
        href = unescape(double or single or bare).strip()
        if href and not href.lower().startswith(("javascript:", "#", "mailto:")):
            try:
                address = _without_fragment(urljoin(url, href))
            except ValueError:  # such as http://[…
                continue
            yield "".join(unescape(_TAG.sub("", words)).split()), address


def _by_call(html: str, url: str) -> tuple[int, dict[int, str]] | None:
    """By a call that names the article's own file: how many pages, this one, and the name without a number."""
    own = _NAME.match(urlsplit(url).path.rpartition("/")[2])
    for call in _CALL.findall(html):
        arguments = [argument.strip() for argument in call.split(",")]
        quoted = [argument.strip("\"'") if argument[:1] in "\"'" else "" for argument in arguments]
        at = next((i for i in range(len(quoted) - 1) if quoted[i] and _EXTENSION.match(quoted[i + 1])), None)
        numbers = [int(argument) for argument in arguments[:at] if argument.isdigit()]
        if at is None or len(numbers) < 2 or own is None or quoted[at] not in (own[1], own[0].removesuffix(own[3])):
            continue  # of a list, or of another article
        total, current = numbers[-2:]
        # A container's name or a third number goes with pages that are counted from 1; the others are counted from 0.
        from_zero = len(numbers) == 2 and not any(quoted[:at])
        number, first = current + from_zero, urljoin(url, f"{quoted[at]}.{quoted[at + 1]}")
        stem, last = first.removesuffix(f".{quoted[at + 1]}"), min(total, MOST_PAGES)
        named = {n: f"{stem}_{n - from_zero}.{quoted[at + 1]}" for n in range(2, last + 1)}
        others = {n: address for n, address in {1: first, **named}.items() if n != number}
        return (number, others) if others else None
    return None


def _by_numbers(html: str, url: str, links: list[tuple[str, str]]) -> tuple[int, dict[int, str]] | None:
    """By links that print the numbers of all pages but perhaps this one."""
    others = {int(found[1]): address for words, address in links if (found := _NUMBER.match(words))}
    others = {number: address for number, address in others.items() if 0 < number <= MOST_PAGES}
    missing = [number for number in range(1, max(others, default=0) + 2) if number not in others]
    if not others or len(missing) > 2:
        return None
    number = _counted(html) or _number_in(url) or missing[0]
    return number, {n: address for n, address in sorted(others.items()) if n != number}


def _number_in(url: str) -> int:
    """The number of a page as a parameter says it, 0 where none does."""
    numbers = [int(value) for key, value in parse_qsl(urlsplit(url).query) if _is_page_number(key, value)]
    return numbers[0] if numbers else 0


def _counted(html: str) -> int:
    found = _COUNTED.search(html)
    return int(found[1]) if found and int(found[2]) > 1 else 0
