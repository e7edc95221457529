"""Downloader middleware that keeps the crawl inside its boundary."""

from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares import cookies
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Request, Response
from tldextract import TLDExtract

from crawler.boundary import Boundary, is_private, refusal
from pipelines.source import portal_of

# The list of public suffixes that comes with the package; by default the first cookie makes it look for a newer one on
# the network. `_split_domain` has no setting.
cookies._split_domain = TLDExtract(suffix_list_urls=(), cache_dir=None, include_psl_private_domains=True)


class BoundaryMiddleware:
    """Refuses requests outside the spider's boundary, redirects included, and gives each portal a slot of its own."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> "BoundaryMiddleware":
        return cls(crawler)

    def process_request(self, request: Request) -> None:
        reason = refusal(request.url, self._boundary())
        if reason:
            raise IgnoreRequest(reason)
        # Scrapy keeps a slot for a host name, whatever the port; a portal is told by both.
        request.meta["download_slot"] = portal_of(request.url)

    def process_response(self, request: Request, response: Response) -> Response:
        """Refuses what a public name served from a private address."""
        portal = portal_of(request.url)
        if response.ip_address and is_private(str(response.ip_address)) and portal not in self._boundary().named:
            raise IgnoreRequest(f"{portal} leads to {response.ip_address}, an address inside a private network")
        return response

    def _boundary(self) -> Boundary:
        return self._crawler.spider.boundary
