"""Addresses without what changes from visit to visit, so that one page has one address."""

import re
from urllib.parse import quote, urlsplit, urlunsplit

from crawler.rules import RULES

# ;jsessionid=… of Java servers, and (S(…)) of ASP.NET.
_IN_PATH = re.compile(r";(?:jsessionid|sessionid|sid)=[^/?#;]*|/\([SsXxAaFf]\([0-9a-zA-Z()]+\)\)(?=/)", re.IGNORECASE)
_QUERY_KEPT = "%=&+/?:;@!$'()*,~"  # what stands in a query as it is
# A session is told by its length: what is called sid may be the number of a site as well.
_TOKEN = re.compile(r"[\w.!~-]{16,}")


def without_session(url: str) -> str:
    """The address without session ids; unchanged where it has none."""
    if ";" not in url and "?" not in url and "/(" not in url:
        return url
    parts = urlsplit(url)
    path = _IN_PATH.sub("", parts.path)
    pairs = parts.query.split("&")
    kept = [pair for pair in pairs if not _is_session(pair)]
    if path == parts.path and len(kept) == len(pairs):
        return url
    return urlunsplit(parts._replace(path=path, query="&".join(kept)))


def in_encoding(url: str, encoding: str) -> str:
    """The address as a browser asks for it: Chinese words of the query are in the encoding of the page that links it."""
    if url.isascii() or encoding.lower().startswith("utf"):  # of a page in UTF-16, too, queries are in UTF-8
        return url
    parts = urlsplit(url)
    return parts._replace(query=quote(parts.query, safe=_QUERY_KEPT, encoding=encoding, errors="ignore")).geturl()


def _is_session(pair: str) -> bool:
    name, _, value = pair.partition("=")
    return bool(RULES.session_parameters.search(name)) and bool(_TOKEN.fullmatch(value))
