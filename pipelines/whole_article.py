"""Reads an article that a portal cut into pages as the one document that it is."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import NamedTuple
from urllib.parse import unquote

from pipelines.article import Places, is_of_article, join_pages
from pipelines.article_pages import MOST_PAGES, ArticlePages, pages_of_article
from pipelines.blocks import Document
from pipelines.encoding import decode
from pipelines.parts import LOST, PART
from pipelines.readers.unreadable import Unreadable
from pipelines.report import AWAITS_PAGES, FURTHER_PAGE, PageOutcome, Unread

Read = Callable[[bytes, str], Document]  # bytes and declared type; raises Unreadable


class HeldPage(NamedTuple):
    """A page that the archive holds, of the same article for all that its address says."""

    capture_id: str
    body: bytes
    declared_type: str


class Whole(NamedTuple):
    """The document that an article's pages make up, where its tables stand, and what became of each page."""

    document: Document
    places: Places
    pages: tuple[PageOutcome, ...]


class Page(NamedTuple):
    """A page as it was read, its markup, and what it says of the others."""

    document: Document
    markup: str
    pages: ArticlePages


def page_of_article(document: Document, markup: str, url: str) -> Page | None:
    """The page with what it says of its article, None where it is all of it."""
    pages = pages_of_article(markup, url)
    return Page(document, markup, pages) if pages else None


def whole_article(page: Page, url: str, held: Mapping[str, HeldPage] | None, read: Read) -> Whole | Unread:
    """The article that begins with the page at `url`.

    `held` are the pages by address; None where they may still come. A page after the first, where that is held, gives an
    Unread that says so: it is read with the first. A page that is not there, or is another document, is told in the facts.
    """
    if held is None:
        return Unread(AWAITS_PAGES, "it is one page of an article, to be read with the others when all are there")
    by_address = {unquote(address): page for address, page in held.items()}
    if page.pages.number != 1 and (first := _first(page.pages, by_address)):
        return Unread(FURTHER_PAGE, f"it is read with the first page of the article, {first}")
    found, outcomes = _collected(page, url, by_address, read)
    documents = {number: one.document for number, one in found.items()}
    joined, places = join_pages(documents, {number: one.markup for number, one in found.items()})
    facts = {name: fact for name, fact in joined.facts.items() if name != PART}
    lost = "; ".join(f"page {o.number} of the article, {o.url}: {o.detail}" for o in outcomes if o.outcome != "read")
    if page.pages.number != 1:
        lost = "; ".join(filter(None, ("the article begins on another page, which the archive does not hold", lost)))
    return Whole(replace(joined, facts=facts | ({LOST: lost} if lost else {})), places, outcomes)


def _first(pages: ArticlePages, held: Mapping[str, HeldPage]) -> str:
    """The address of the article's first page, "" where it is not held."""
    named = pages.others.get(1, "")
    if unquote(named) in held:
        return named
    for address, page in held.items():
        told = pages_of_article(decode(page.body, page.declared_type), address)
        if told and told.number == 1:
            return address
    return ""


def _collected(
    first: Page, url: str, held: Mapping[str, HeldPage], read: Read
) -> tuple[dict[int, Page], tuple[PageOutcome, ...]]:
    """The pages from the one at `url` on, by number, and what became of each that follows it."""
    number = max(first.pages.number, 1)
    found, outcomes, seen = {number: first}, list[PageOutcome](), {unquote(url)}
    known = {n: address for n, address in first.pages.others.items() if n > number}
    following = first.pages.following
    while number < MOST_PAGES and (address := known.get(number + 1) or following):
        number += 1
        if unquote(address) in seen:
            break
        seen.add(unquote(address))
        page, outcome = _page(number, address, first.document, held.get(unquote(address)), read)
        outcomes.append(outcome)
        if page is not None:
            found[number] = page
        following = page.pages.following if page else ""
        known |= {n: other for n, other in page.pages.others.items() if n > number} if page else {}
    return found, tuple(outcomes)


def _page(number: int, url: str, first: Document, held: HeldPage | None, read: Read) -> tuple[Page | None, PageOutcome]:
    if held is None:
        return None, PageOutcome(number, url, "missing", "the archive does not hold it")
    try:
        document = read(held.body, held.declared_type)
    except Unreadable as refused:
        return None, PageOutcome(number, url, "unread", refused.detail, held.capture_id)
    if not is_of_article(document, first):
        title = document.facts.get("title", "")
        return None, PageOutcome(number, url, "other", f"it is titled “{title}”", held.capture_id)
    markup = decode(held.body, held.declared_type)
    pages = pages_of_article(markup, url) or ArticlePages(number, {})
    return Page(document, markup, pages), PageOutcome(number, url, "read", "", held.capture_id)
