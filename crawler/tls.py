"""Secure connections: certificates are verified, but for the hosts that the operator names as old."""

from collections.abc import Collection
from typing import Any

from OpenSSL import SSL
from scrapy.core.downloader.contextfactory import _ScrapyClientContextFactory
from twisted.internet.ssl import CertificateOptions, TLSVersion
from twisted.web.client import BrowserLikePolicyForHTTPS
from twisted.web.iweb import IPolicyForHTTPS
from zope.interface import implementer

# Ciphers, keys and digests that OpenSSL has left behind.
_LEGACY_CIPHERS = b"ALL:@SECLEVEL=0"


class _LegacyFactory(_ScrapyClientContextFactory):
    """Scrapy's own default for every host: no certificate is refused, renegotiation may be the unsafe one of old."""

    def _get_cert_options(self) -> CertificateOptions:
        options = super()._get_cert_options()
        # The options themselves take a list of ciphers alone, and the level decides on protocols, too.
        options.getContext().set_cipher_list(_LEGACY_CIPHERS)  # type: ignore[no-untyped-call]
        return options


@implementer(IPolicyForHTTPS)
class TlsPolicy:
    """Verified connections; unverified ones of any age of the protocol to the hosts named as legacy."""

    def __init__(self, legacy_hosts: Collection[str]) -> None:
        self._legacy_hosts = frozenset(host.lower() for host in legacy_hosts)
        self._strict = BrowserLikePolicyForHTTPS()  # type: ignore[no-untyped-call]
        self._legacy = _LegacyFactory(method=SSL.SSLv23_METHOD, tls_min_version=TLSVersion.TLSv1_0)

    def creatorForNetloc(self, hostname: bytes, port: int) -> Any:
        """What makes a connection to a host secure."""
        name = hostname.decode("ascii").lower()
        is_legacy = not self._legacy_hosts.isdisjoint({name, f"{name}:{port}"})
        return (self._legacy if is_legacy else self._strict).creatorForNetloc(hostname, port)
