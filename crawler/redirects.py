"""Redirects, followed so that an address that leads back to itself is told."""

from scrapy.downloadermiddlewares.redirect import RedirectMiddleware
from scrapy.http import Request, Response

from crawler.addresses import without_session


class Redirects(RedirectMiddleware):
    """Scrapy's redirects. One that leads back is fetched again, since a cookie may have been all that it was for.

    Scrapy's filter of duplicates would drop it without a word.
    """

    def process_response(self, request: Request, response: Response) -> Request | Response:
        following = super().process_response(request, response)
        if isinstance(following, Request):
            passed = {without_session(url) for url in (request.url, *request.meta.get("redirect_urls", []))}
            following.dont_filter = following.dont_filter or without_session(following.url) in passed
        return following
