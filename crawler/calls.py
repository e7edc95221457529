"""Requests that a page's scripts spell out: an address, and the data sent with it where those are written down."""

import json
import re
from collections.abc import Sequence
from html import unescape
from urllib.parse import urlencode, urlsplit

from crawler.fetch import FORM, JSON, Fetch
from crawler.link import absolute
from crawler.rules import RULES

NEAR = 700  # characters around an address in which its data and its method stand
_ADDRESS = re.compile(
    r"""\burl["']?\s*:\s*["']([^"']+)["']|\.post\(\s*["']([^"']+)["']"""
    r"""|(?:\.get|getJSON)\(\s*["']([^"']*[/.?][^"']*)["'](?=\s*,\s*\{)"""
)
_DATA = re.compile(
    r"""(?:\b(?:data|params|otherParam|queryParams|where|postData|extraParams)["']?\s*:|["']\s*,)\s*(JSON\.stringify\(\s*)?\{([^{}]*)\}"""
)
_NAMED_DATA = re.compile(r"""\bdata["']?\s*:\s*(JSON\.stringify\(\s*)?([A-Za-z_]\w*)\s*\)?\s*[,}\n]""")
_POST = re.compile(r"""\b(?:type|method)["']?\s*:\s*["']post["']|\.post\(|\botherParam\b""", re.IGNORECASE)
# Libraries that send an object as JSON; jQuery sends a form.
_SENDS_JSON = re.compile(
    r"(?:axios|http|request|service|fetch|api)\w*(?:\.post\(|\(\s*\{[^{}]*$|\(\s*\{[^{}]{0,50}\burl)", re.IGNORECASE
)
# Tables of libraries, which ask for their pages by themselves.
_GRID = re.compile(r"datagrid|table\.render|jqGrid|bootstrapTable|DataTable", re.IGNORECASE)
_PAGED = re.compile(r"\b(?:pagination|page)\s*:\s*(?:true|\{)")
_SIZE = re.compile(r"\b(pageSize|limit|rowNum)\s*:\s*(\d+)")
_PAIR = re.compile(
    r"""["']?([\w\[\]]+)["']?\s*:\s*(\[\s*)?(?:"([^"]*)"|'([^']*)'|(\d+|true|false)\b|([A-Za-z_$][\w.$]*))"""
)
_OBJECT = re.compile(r"\b([A-Za-z_]\w*)\s*=\s*\{([^{}]{1,2000})\}")
_PAGE_NUMBER = re.compile(rf"""(?<!\w)["']?(?:{"|".join(RULES.page_parameters)})["']?\s*:\s*["']?[01]\b""")
_ELEMENT = re.compile(r"<\w+\b[^>]*>")
_ATTRIBUTE = re.compile(r"""([\w-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')""")
_ELEMENT_ADDRESSES = ("url", "data-url", "data-src", "data-api", "data-action")
_LOADING_TAGS = ("table", "tbody", "ul id", "ul cl")
_ELEMENT_DATA = ("querydata", "data-query", "data-params", "data-param", "params")


def calls_of_elements(html: str, page_url: str) -> list[Fetch]:
    """The data that elements ask for by themselves: an address in one attribute, JSON of what is asked in another."""
    found = []
    for tag in _ELEMENT.findall(html) if "url=" in html else ():
        attributes = {name.lower(): unescape(a or b) for name, a, b in _ATTRIBUTE.findall(tag)}
        address = next((attributes[name] for name in _ELEMENT_ADDRESSES if name in attributes), "")
        asked = next((attributes[name] for name in _ELEMENT_DATA if name in attributes), "")
        if address and not asked and tag[1:6].lower() in _LOADING_TAGS:
            found.append(Fetch(absolute(page_url, address)))
        elif address and asked.startswith("{"):
            try:
                data = json.loads(asked)
            except ValueError:  # an object of a script's own notation
                data = _fields(asked.strip("{}"), "")
            found.append(_fetch(absolute(page_url, address), data, is_post=False, is_json=False))
    return found


def handed_on(scripts: str) -> tuple[tuple[str, str], ...]:
    """The objects with the number of a page that scripts name, to be sent by a function that may stand elsewhere."""
    return tuple(found for found in _OBJECT.findall(scripts) if _PAGE_NUMBER.search(found[1]))


def calls_in(scripts: str, page_url: str, handed: Sequence[tuple[str, str]] = ()) -> list[Fetch]:
    """The calls that send data, with the data; a value that is a variable is looked up, a page's number is 1.

    `handed` are the objects of the page that loaded these scripts: the data of a call whose object is not here.
    """
    found = []
    for match in _ADDRESS.finditer(scripts):
        around = scripts[max(0, match.start() - NEAR // 4) : match.end() + NEAR]
        address = absolute(page_url, match[1] or match[2] or match[3])
        data, is_json = _data_after(scripts, match.end(), around, handed)
        if (data is not None or _GRID.search(around)) and _PAGED.search(around):
            data = _paged(data or {}, around)
        if address and data is not None and urlsplit(address).netloc == urlsplit(page_url).netloc:
            is_json = is_json or bool(_SENDS_JSON.search(scripts, max(0, match.start() - 60), match.start() + 6))
            found.append(_fetch(address, data, bool(_POST.search(around)), is_json and bool(_POST.search(around))))
    return found


def _paged(data: dict[str, str | int], around: str) -> dict[str, str | int]:
    """What is sent with the number of the first page and the count of lines, which tables with pages add by themselves."""
    if any(name in RULES.page_parameters for name in data):
        return data
    size = _SIZE.search(around)
    return {**data, "page": 1, **({("limit" if size[1] == "limit" else "rows"): int(size[2])} if size else {})}


def _data_after(
    scripts: str, at: int, around: str, handed: Sequence[tuple[str, str]]
) -> tuple[dict[str, str | int] | None, bool]:
    """The fields that are sent and whether as JSON; None where the script does not spell them out."""
    literal = _DATA.search(scripts, at - 1, at + NEAR)
    if literal:
        return _fields(literal[2], scripts), bool(literal[1])
    named = _NAMED_DATA.search(around)
    defined = re.search(rf"\b{named[2]}\s*=\s*\{{([^{{}}]*)\}}", scripts) if named else None
    text = defined[1] if defined else dict(handed).get(named[2], handed[0][1]) if named and handed else None
    given = re.findall(rf"\b{named[2]}\.(\w+\s*)=(\s*[^=;,\n][^;,\n]*)", scripts) if named else ()
    if given:
        text = f"{text or ''},{','.join(map(':'.join, given))}"
    return (None, False) if text is None else (_fields(text, scripts), bool(named and named[1]))


def _fields(text: str, scripts: str) -> dict[str, str | int]:
    fields: dict[str, str | int] = {}
    for key, is_array, double, single, number, variable in _PAIR.findall(text):
        name = f"{key}[]" if is_array and not key.endswith("[]") else key
        if number.isdigit():
            fields[name] = int(number)
        else:
            fields[name] = double or single or number or (_value_of(variable, name, scripts) if variable else "")
    return fields


def _value_of(variable: str, name: str, scripts: str) -> str | int:
    """What a variable was given, or a member of an object; the number of a page that nothing tells is 1."""
    _, dot, member = variable.rpartition(".")
    called = rf"{re.escape(member)}[\"']?\s*[:=]" if dot else rf"{re.escape(variable)}\s*="
    given = re.search(rf"""\b{called}\s*(?:"([^"]*)"|'([^']*)'|(\d+))""", scripts)
    if given:
        return int(given[3]) if given[3] else given[1] or given[2] or ""
    return 1 if name in RULES.page_parameters else ""


def _fetch(address: str, data: dict[str, str | int], is_post: bool, is_json: bool) -> Fetch:
    if is_json:
        body = {name.removesuffix("[]"): [value] if name.endswith("[]") else value for name, value in data.items()}
        return Fetch(address, json.dumps(body, ensure_ascii=False, separators=(",", ":")), JSON)
    query = urlencode(data)
    if is_post:
        return Fetch(address, query, FORM)
    return Fetch(f"{address}{'&' if '?' in address else '?'}{query}")
