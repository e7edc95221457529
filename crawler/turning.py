"""Where a list goes on after one of its pages: as its system or its pager says, else by likely names. Pure."""

from dataclasses import replace
from typing import NamedTuple

from crawler.cms import next_page_of
from crawler.fetch import Fetch
from crawler.page import Page
from crawler.paging import Series, likely_series, next_page
from crawler.trail import Trail

MOST_STALE = 3  # pages of a list without a new line; data may begin with the lines that the page itself printed


class Step(NamedTuple):
    """A page to ask for, and the trail to it."""

    fetch: Fetch
    trail: Trail


def turn(page: Page, trail: Trail, is_fresh: bool) -> Step | None:
    """The step to the page that follows; `is_fresh` says that this page showed lines that no page before it did."""
    onward = replace(trail, found_on=page.url, link_text="下一页", verdict=None)
    if trail.series:
        return _guess(onward, trail.series, trail.list_page + 1) if is_fresh else guess_again(onward)
    following = next_page_of(page) or next_page(page, trail.list_page)
    stale = 0 if is_fresh else trail.stale + 1
    guesses = tuple(likely_series(page)) if trail.list_page == 1 and is_fresh else trail.others if stale else ()
    # A pager may go round in circles, or give the first page again for ever: after three pages without news it ends.
    if following and stale < MOST_STALE:
        return Step(following, replace(onward, list_page=trail.list_page + 1, stale=stale, others=guesses))
    return _guess(replace(onward, others=guesses[1:]), guesses[0], 2) if guesses else None


def guess_again(trail: Trail) -> Step | None:
    """The step to the next likely name, where the second page of a list brought nothing."""
    if trail.list_page != 2 or not trail.others:
        return None
    return _guess(replace(trail, others=trail.others[1:]), trail.others[0], 2)


def _guess(trail: Trail, series: Series, number: int) -> Step:
    return Step(series.page(number), replace(trail, series=series, list_page=number, stale=0))
