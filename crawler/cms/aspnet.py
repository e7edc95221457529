"""ASP.NET pages, whose pager sends the page's own form back; where the pager is links, links are followed."""

from crawler.fetch import Fetch
from crawler.link import Link
from crawler.page import Page
from crawler.paging import current_number, next_page_link, post_back


def recognises(page: Page) -> bool:
    """By the state that each page carries."""
    return "__VIEWSTATE" in page.html


def entries(page: Page) -> list[Link]:
    """None: the lines are plain links."""
    return []


def next_page(page: Page) -> Fetch | None:
    """What a click on the pager would send."""
    return None if next_page_link(page) else post_back(page, current_number(page))
