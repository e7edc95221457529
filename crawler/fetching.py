"""The last gate before a connection: what is refused there was not asked, and nothing of it is archived."""

from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler
from scrapy.crawler import Crawler
from scrapy.exceptions import CannotResolveHostError
from scrapy.http import Request, Response
from scrapy.utils.defer import maybe_deferred_to_future
from scrapy.utils.httpobj import urlparse_cached
from twisted.internet.error import DNSLookupError

from crawler.boundary import NotAllowed, is_private
from crawler.brake import Brake
from crawler.tls import TlsPolicy
from pipelines.source import portal_of


class Fetching(HTTP11DownloadHandler):
    """Scrapy's handler for http and https, which waits in the queue of its host before it is called.

    Asks no host that is closed, connects to no private address that a public name leads to, and makes secure
    connections as `TlsPolicy` has it.
    """

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._contextFactory = TlsPolicy(crawler.settings.getlist("NIANBAO_LEGACY_TLS"))

    async def download_request(self, request: Request) -> Response:
        """Fetches. Raises NotAllowed, Obstructed, or what Scrapy's handler raises."""
        brake = self._crawler.get_downloader_middleware(Brake)
        assert brake is not None  # settings.py names it
        brake.check(request)
        if not request.meta.get("proxy"):  # a proxy looks names up itself
            await self._check_address(request)
        return await super().download_request(request)

    async def _check_address(self, request: Request) -> None:
        """Raises NotAllowed where the host's name leads into a private network.

        The answer is kept in Scrapy's cache, so the connection goes to the address that is looked at here.
        """
        from twisted.internet import reactor

        portal, host = portal_of(request.url), urlparse_cached(request).hostname or ""
        if portal in self._crawler.spider.boundary.named:
            return
        try:
            address = await maybe_deferred_to_future(reactor.resolve(host))  # type: ignore[attr-defined]
        except DNSLookupError as error:
            raise CannotResolveHostError(str(error)) from error
        if is_private(address):
            raise NotAllowed(f"{portal} leads to {address}, an address inside a private network")
