"""How applications of one page ask: all calls begin with one path, and what they ask with stands in objects of their own.

`axios.create({baseURL: "/prod-api"})`, `request({url: "/article/list", method: "get", params: e})`, and elsewhere
`{columnId: "", pageNum: 1, pageSize: 10}`.
"""

import json
import re
from collections.abc import Iterator
from urllib.parse import urlencode

from crawler.rules import RULES

BASE = re.compile(r"""\bbaseURL["']?\s*[:=]\s*["'](/[\w./-]+)["']""")
MOST = 6  # ways of asking that are tried
_CALL = re.compile(
    r"""["'](/[\w./-]+)["']\s*,\s*(?:method["']?\s*:\s*["'](get|post)["']\s*,\s*)?(?:params|data)["']?\s*:\s*[A-Za-z_$][\w$.]*\s*[,})]"""
    r"""|\.(get|post)\(\s*["'](/[\w./-]+)["']\s*,\s*(?:\{\s*params\s*:\s*)?[A-Za-z_$][\w$.]*\s*[,})]""",
    re.IGNORECASE,
)
_OBJECT = re.compile(r"\{([^{}]{5,600})\}")
_PAGE_NUMBER = re.compile(rf"""(?<!\w)["']?(?:{"|".join(RULES.page_parameters)})["']?\s*:\s*["']?[01]\b""")
_FIELD = re.compile(r"""["']?(\w+)["']?\s*:\s*("[^"]*"|'[^']*'|-?\d+|null|void 0|true|false|[\w$.]+)""")
_COLUMN = re.compile(
    r"(?:column|channel|categor|catalog|cat|node|menu|col|lm|class|site_?type|parent)\w*$", re.IGNORECASE
)
_LISTS = re.compile(r"list|page|query|search|find|articles|news|docs", re.IGNORECASE)


def asked_with_number(scripts: str) -> Iterator[tuple[str, str]]:
    """The addresses of lists, and what is sent to them, with {id} for the number of a column; of an application's scripts."""
    if "params" not in scripts and "data" not in scripts:
        return
    base = BASE.search(scripts)
    calls = [(a or d, b or c) for a, b, c, d in _CALL.findall(scripts)]
    calls = [(at_base(address, base[1] if base else ""), how) for address, how in calls if _LISTS.search(address)]
    objects = [fields for fields in map(_asked, _OBJECT.findall(scripts)) if fields] if calls else []
    found = [(address, how, fields) for address, how in calls for fields in objects]
    for address, how, fields in found[:MOST]:
        if how.lower() == "post":
            yield address, json.dumps(fields, ensure_ascii=False, separators=(",", ":"))
        else:
            yield f"{address}?{urlencode(fields, safe='{}')}", ""


def at_base(address: str, base: str) -> str:
    """An address below the path that all calls begin with."""
    if not base or not address.startswith("/") or address.startswith(base.rstrip("/") + "/"):
        return address
    return f"{base.rstrip('/')}{address}"


def _asked(text: str) -> dict[str, str | int]:
    """The fields of an object that names the number of a page and of a column, the column as {id}; {} of any other."""
    if not _PAGE_NUMBER.search(text):
        return {}
    fields: dict[str, str | int] = {}
    for name, value in _FIELD.findall(text):
        is_number = name in RULES.page_parameters
        if _COLUMN.match(name) and "{id}" not in fields.values():
            fields[name] = "{id}"
        elif value[0] in "\"'":
            fields[name] = value[1:-1]
        elif value.lstrip("-").isdigit():
            fields[name] = max(int(value), 1) if is_number else int(value)
    return fields if "{id}" in fields.values() else {}
