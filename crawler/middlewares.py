"""Downloader middleware that keeps the crawl inside its boundary."""

from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares import cookies
from scrapy.http import Request
from tldextract import TLDExtract

from crawler.boundary import NotAllowed, refusal
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
        reason = refusal(request.url, self._crawler.spider.boundary)
        if reason:
            raise NotAllowed(reason)
        # Scrapy keeps a slot for a host name, whatever the port; a portal is told by both.
        request.meta["download_slot"] = portal_of(request.url)
