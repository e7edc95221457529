"""The files and further pages that belong to the page of a report: linked, embedded, shown in a viewer, numbered."""

import re
from dataclasses import replace
from functools import partial
from urllib.parse import parse_qs, urljoin, urlsplit

from crawler.escapes import unescaped
from crawler.link import Link, absolute, is_same_host
from crawler.page import Page
from crawler.rules import RULES
from crawler.scripted import is_data, scripts_of
from crawler.titles import judge
from pipelines.words import squash

MOST_CONTINUATIONS = 20  # pages of one article
_NAME_OF_PAGE = re.compile(r"([^/.?]+)(\.\w+)$")
_KEPT = re.compile(r"""\b(?:data-[\w-]+|source|value)\s*=\s*["']([^"'\s<>]{5,500})["']""")
_QUOTED = re.compile(r"""["']([^"'\s<>]{5,500})["']""")


def attachments_of(page: Page) -> list[Link]:
    """The files that a page links, embeds or shows itself; a viewer stands for the file that its query names."""
    own = [] if _is_attachment(page.url) else [page.url]
    framed = [
        Link(url, "") for frame in [*own, *map(partial(urljoin, page.base), page.embedded)] if (url := viewed(frame))
    ]
    links = page.scripted if is_data(page.html) else page.links
    linked = [replace(link, url=url) for link in links if (url := viewed(link.url) or _named_file(link))]
    found = [*framed, *linked] or [Link(url, "") for url in _shown_by_scripts(page)] or _said_to_be_files(links)
    return list({link.url: link for link in found if link.url != page.url}.values())


def continuations_of(page: Page) -> list[Link]:
    """The pages that follow the first page of an article: t1.html is followed by t1_1.html or t1_2.html."""
    own = _NAME_OF_PAGE.search(urlsplit(page.url).path)
    if own is None:
        return []
    # Few pages name their own file; reading the links of all others takes as long as archiving them.
    if own[1] not in page.html:
        return []
    stem, ending = re.escape(own[1]), re.escape(own[2])
    if not re.search(rf"""{stem}(?:[_-]\d{{1,2}}{ending}|["'])""", page.html):
        return []
    following = re.compile(rf"(?:^|/){stem}[_-]\d{{1,2}}{ending}$")
    folder = page.url.rpartition("/")[0]
    linked = [
        link.url
        for link in page.links
        if link.url.rpartition("/")[0] == folder and following.search(urlsplit(link.url).path)
    ]
    pager = re.search(rf"""\(\s*(\d{{1,2}})\s*,\s*0\s*,\s*["']{stem}["']""", scripts_of(page.html))
    named = [f"{own[1]}_{number}{own[2]}" for number in range(1, int(pager[1]) if pager else 1)]
    urls = dict.fromkeys([*linked, *(absolute(page.url, name) for name in named)])
    return [Link(url, page.title) for url in urls if is_same_host(url, page.url)][:MOST_CONTINUATIONS]


def choose_attachments(attachments: list[Link]) -> tuple[list[Link], list[tuple[Link, str]]]:
    """Which attachments to take for reports, and which to leave, each with the reason.

    Files named as reports go before files that are not. Of one report in several file formats the one that keeps
    tables best is taken.
    """
    verdicts = [(link, judge(_stem(link.text))) for link in attachments]
    left = [(link, verdict.reason) for link, verdict in verdicts if verdict and verdict.decision == "rejected"]
    named = [link for link, verdict in verdicts if verdict and verdict.decision == "report"]
    taken: dict[str, Link] = {}
    for link in sorted(named or [link for link, verdict in verdicts if verdict is None], key=_preference):
        if taken.setdefault(_stem(link.text), link) is not link:
            left.append((link, f"the same report in another file format; {taken[_stem(link.text)].url} is read"))
    return list(taken.values()), left


def viewed(frame: str) -> str:
    """The file that a frame shows, "" when it shows none. Viewers are told of it in their query or their fragment."""
    url, _, fragment = frame.partition("#")
    if _is_attachment(url):
        return url
    for told in (urlsplit(url).query, fragment.rpartition("?")[2]):
        query = parse_qs(told)
        for name in RULES.viewer_parameters:
            for value in query.get(name, []):
                if _is_attachment(urljoin(url, value)):
                    return absolute(url, value)
    return ""


def _is_attachment(url: str) -> bool:
    suffix = urlsplit(url).path.rpartition(".")[2].lower()
    return suffix in RULES.attachment_suffixes or bool(RULES.attachment_servlets.search(url))


def _named_file(link: Link) -> str:
    """The address of a link whose words are the name of a file, "" for any other."""
    return link.url if _stem(link.text) != link.text else ""


def _said_to_be_files(links: list[Link]) -> list[Link]:
    """The links whose words say that they are files to be fetched."""
    return [link for link in links if RULES.attachment_words.search(squash(link.text))]


def _shown_by_scripts(page: Page) -> list[str]:
    """The files that scripts or their elements name: those handed to a viewer, and addresses that end like a file's."""
    scripts = scripts_of(page.html)
    named = [*_QUOTED.findall(scripts), *_KEPT.findall(page.html)]
    shown = [*RULES.shown_files.findall(scripts), *(text for text in named if _is_attachment(text))]
    return [url for address in shown if (url := absolute(page.base, unescaped(address)))]


def _stem(text: str) -> str:
    """The words of an attachment's link without the file's suffix."""
    stem, _, suffix = text.rpartition(".")
    return stem if suffix.lower() in RULES.attachment_suffixes else text


def _preference(link: Link) -> int:
    for name in (link.text, urlsplit(link.url).path, urlsplit(link.url).query):
        suffix = name.rpartition(".")[2].lower()
        if suffix in RULES.attachment_suffixes:
            return RULES.attachment_suffixes.index(suffix)
    return len(RULES.attachment_suffixes)
