"""What is changed in a request before Datasette sees it, and in the CSV file that it answers."""

import re
from collections.abc import Awaitable, Callable
from typing import Any

App = Callable[[dict[str, Any], Any, Any], Awaitable[None]]

# The form of every searchable table sends an empty search when it only filters.
_EMPTY_SEARCH = re.compile(rb"\b_search=(?:&|$)")
# Every table's link to its CSV file says this, and the file then ends after 1,000 rows and does not say so.
_CUT_OFF = re.compile(rb"\b_size=max\b")
_CSV = re.compile(r"/-/csv/\w+|.+\.csv")
# What tells Excel that a file is UTF-8; elsewhere it would be a part of the first column's name, so it takes asking.
_MARK = b"\xef\xbb\xbf"
_MARKED = re.compile(rb"(?:^|&)_bom=on(?:&|$)")


def adjusted(app: App) -> App:
    """The site without empty searches, with CSV files that hold every row, and with a byte order mark where `_bom=on`."""

    async def answer(scope: dict[str, Any], receive: Any, send: Any) -> None:
        query = _EMPTY_SEARCH.sub(b"", scope.get("query_string", b""))
        if _CSV.fullmatch(scope.get("path", "")):
            query = _CUT_OFF.sub(b"_stream=on", query)
            send = _with_mark(send) if _MARKED.search(query) else send
        await app(scope | {"query_string": query}, receive, send)

    return answer


def _with_mark(send: Any) -> Any:
    is_begun = False

    async def marked(message: dict[str, Any]) -> None:
        nonlocal is_begun
        if message["type"] == "http.response.body" and not is_begun:
            is_begun = True
            message = message | {"body": _MARK + message.get("body", b"")}
        await send(message)

    return marked
