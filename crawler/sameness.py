"""What makes two requests one."""

from scrapy.http import Request
from scrapy.utils.request import RequestFingerprinter

from crawler.addresses import without_session


class Sameness(RequestFingerprinter):
    """Method, body and address, with parameters in any order and session ids left out."""

    def fingerprint(self, request: Request) -> bytes:
        """The same bytes for requests that are one."""
        url = without_session(request.url)
        return super().fingerprint(request if url == request.url else request.replace(url=url))
