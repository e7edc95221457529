"""The key under which replay tools sort and look up a URL: SURT, as pywb, OpenWayback and ReplayWeb.page compute it.

Two spellings that servers take for one page get one key: host labels are reversed, www and the default port dropped,
percent escapes undone and made again, dot segments resolved, the query sorted, session ids dropped, all in lower case.
Rules: https://github.com/internetarchive/surt
"""

import re
from contextlib import suppress
from functools import lru_cache
from urllib.parse import quote_from_bytes, unquote_to_bytes

DEFAULT_PORTS = {"http": "80", "https": "443"}

# The generic syntax of RFC 3986, appendix B; it takes every string, so that no link can raise.
_PARTS = re.compile(r"(?:([a-zA-Z][a-zA-Z0-9+.-]*):)?(?://([^/?#]*))?([^?#]*)(?:\?([^#]*))?", re.DOTALL)
_HOST_AND_PORT = re.compile(r"(\[[^]]*\]|[^:]*)(?::(\d*))?")
_WWW = re.compile(r"www\d*\.")
_KEPT = "!\"$&'()*+,-./:;<=>?@[\\]^_`{|}~"
_SESSION_IN_PATH = re.compile(r"^(.*/)(?:(?:\((?:[a-z]\([0-9a-z]{24}\))+\)|\([0-9a-z]{24}\))/)([^?]+\.aspx.*)$", re.I)
_SESSIONS_IN_QUERY = [
    re.compile(rf"^(.*)(?:{session})(?:&(.*))?$", re.IGNORECASE)
    for session in (
        "jsessionid=[0-9a-z]{32}",
        "phpsessid=[0-9a-z]{32}",
        "sid=[0-9a-z]{32}",
        "aspsessionid[a-z]{8}=[a-z]{24}",
        "cfid=[^&]+&cftoken=[^&]+",
    )
]


@lru_cache(maxsize=256)  # it is asked for before a fetch and after it
def url_key(url: str) -> str:
    """The key of a URL: "cn,gov,example)/xxgk/nb?id=1" for http://www.example.gov.cn/xxgk/nb/?id=1."""
    parts = _PARTS.match(re.sub(r"[\r\n\t]", "", url.strip()))
    scheme, authority, path, query = (part or "" for part in parts.groups()) if parts else ("", "", url, "")
    host, port = _host_and_port(authority)
    written_path = _spelt_alike(_without_dots(_unescaped(path)) if host else _unescaped(path)).lower()
    written_path = _SESSION_IN_PATH.sub(r"\1\2", written_path)
    if len(written_path) > 1:
        written_path = written_path.removesuffix("/")
    is_default = not port or port == DEFAULT_PORTS.get(scheme.lower())
    start = f"{host}{'' if is_default else f':{port}'})" if host else f"{scheme}:"
    written_query = _query(query)
    return start + written_path + (f"?{written_query}" if written_query else "")


def _host_and_port(authority: str) -> tuple[str, str]:
    """The host's labels reversed, "" where there is none, and the port as printed."""
    found = _HOST_AND_PORT.match(authority.rpartition("@")[2])
    host, port = (part or "" for part in found.groups()) if found else ("", "")
    name = _unescaped(host.strip("[]"))
    if not name.isascii():
        with suppress(UnicodeError):  # of what is no name; it is escaped below
            name = name.decode("utf-8", "ignore").encode("idna")
    written = _spelt_alike(name.replace(b"..", b".").strip(b".").lower())
    return ",".join(reversed(_WWW.sub("", written, count=1).split("."))) if written else "", port.lstrip("0")


def _query(query: str) -> str:
    written = _spelt_alike(_unescaped(query))
    for session in _SESSIONS_IN_QUERY:
        written = session.sub(lambda found: found[1] + (found[2] or ""), written)
    # By name and then by value: "a" before "a=1" before "a-b".
    return "&".join(sorted(written.lower().split("&"), key=lambda pair: pair.split("=", 1)))


def _unescaped(text: str) -> bytes:
    """The bytes that are meant, however often they were escaped."""
    meant = text.encode("utf-8", "replace")
    while b"%" in meant and (unquoted := unquote_to_bytes(meant)) != meant:
        meant = unquoted
    return meant


def _spelt_alike(meant: bytes) -> str:
    return quote_from_bytes(meant, safe=_KEPT)


def _without_dots(path: bytes) -> bytes:
    """The path without empty and dot segments; a .. that leads above the root stays."""
    kept: list[bytes] = []
    for segment in path.split(b"/")[1:]:
        if segment == b".." and kept:
            kept.pop()
        elif segment != b".":
            kept.append(segment)
    *before, end = kept or [b""]
    return b"/" + b"".join(segment + b"/" for segment in before if segment) + end
