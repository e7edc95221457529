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
from crawler.words import plain
from pipelines.article_pages import MOST_PAGES, may_have_pager, may_link_its_own, pages_of_article

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


def document_frames(page: Page) -> list[Link]:
    """The frames of an article's own portal that seem to show its document, though no address names a file."""
    frames = [url for url in page.frames if is_same_host(url, page.url) and url != page.url]
    return [
        Link(url, "")
        for url in dict.fromkeys(frames)
        if RULES.document_frames.search(url.partition("//")[2].partition("/")[2])
        and not RULES.idle_frames.search(urlsplit(url).path)
    ]


def continuations_of(page: Page) -> list[Link]:
    """The pages of its article that follow a page, in order."""
    # Few pages have others behind them; reading the links of all takes as long as archiving them.
    may_go_on = may_have_pager(page.html) or may_link_its_own(page.html, page.url)
    pages = pages_of_article(page.html, page.url) if may_go_on else None
    if pages is None:
        return []
    later = [url for number, url in sorted(pages.others.items()) if number > max(pages.number, 1)]
    urls = dict.fromkeys([*later, *([pages.following] if pages.following else [])])
    return [Link(url, page.title) for url in urls][:MOST_PAGES]


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
    return [link for link in links if RULES.attachment_words.search(plain(link.text))]


def _shown_by_scripts(page: Page) -> list[str]:
    """The files that scripts or their elements name: those handed to a viewer, and addresses that end like a file's."""
    scripts = scripts_of(page.html)
    is_named = any(f".{suffix}" in page.html for suffix in RULES.attachment_suffixes)
    named = [*_QUOTED.findall(scripts), *_KEPT.findall(page.html)] if is_named else _QUOTED.findall(scripts)
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
