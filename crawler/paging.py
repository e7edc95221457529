"""The next page of a list that no module knows: by a link, a pager, a form, or a name that is likely. Pure."""

import json
import re
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit

from crawler.fetch import JSON, Fetch
from crawler.forms import fields_of
from crawler.page import Page
from crawler.post_backs import next_by_post_back
from crawler.rules import RULES
from crawler.scripted import is_data, scripts_of
from crawler.words import plain

_CALL_WITH_NUMBER = re.compile(r"[\w$.]*(?:page|goto|go|turn|jump|next)[\w$]*\([^)\d]*(\d+)", re.IGNORECASE)
_START = 2000  # characters
_FILE = re.compile(r"^(?P<folder>.*/)(?P<stem>[^/.?]*)(?P<suffix>\.\w+)?$")
_NUMBERED = re.compile(r"^(.*?)[_-](\d{1,3})$")
# A range of lines: its first and last, or its first and how many.
_RANGES = (
    ("startrecord", "endrecord"),
    ("start", "limit"),
    ("start", "length"),
    ("offset", "limit"),
    ("start", "rows"),
)
# How pages after the first are called: `before` counts from 0, `number` from 1.
_STATIC = (
    "{folder}{stem}_{before}{suffix}",
    "{folder}{stem}_{number}{suffix}",
    "{folder}{stem}-{number}{suffix}",
    "{folder}{stem}/{number}{suffix}",
    "{folder}{stem}{number}{suffix}",
)
_IN_FOLDER = "{folder}{number}{suffix}"  # of an index: /col/123/index.html, /col/123/2.html
# What a script makes the address of a page of: "/col/12/" + obj.curr + ".html", 'list_' + n + '.html'.
_TURNED = re.compile(
    r"""["']([^"'\s<>{}]*[/_=-])["']\s*\+\s*\(?\s*(?:[\w$]+\.)*(?:n|i|p|num|no|index|idx|\w*[pP]age\w*|\w*[cC]urr\w*)"""
    r"""(?:\s*([+-])\s*1)?\s*\)?\s*(?:\+\s*["']([^"'\s<>{}]*)["'])?"""
)
_MENTIONED = re.compile(rf"""\b({"|".join(RULES.page_parameters)})\b\s*['"]?\s*[=:]""")
# A first page whose own name is numbered: list-1.html, index_0.html, /1.html.
_FIRST_NUMBER = re.compile(r"^(.*?)([01])$")
_DYNAMIC = (".jsp", ".jspx", ".aspx", ".asp", ".php", ".do", ".action")


@dataclass(frozen=True)
class Series:
    """A way of naming the pages of a list: a pattern with `{number}` and `{before}`, or a parameter of the query."""

    first: str  # address of the list's first page
    pattern: str = ""
    parameter: str = ""

    def page(self, number: int) -> Fetch:
        """The page of a number, the first page being 1."""
        if self.parameter:
            return Fetch(_with_parameter(self.first, self.parameter, number))
        found = _FILE.match(urlsplit(self.first).path)
        assert found is not None  # the path of an address always holds a slash
        parts = found.groupdict("")
        name = {"stem": parts["stem"] or "index", "suffix": parts["suffix"] or ".html"}
        path = self.pattern.format(folder=parts["folder"], number=number, before=number - 1, **name)
        return Fetch(urljoin(self.first, path))


def next_page(page: Page, number: int) -> Fetch | None:
    """The page after this one, which is the list's `number`th, by what the page says; None where it says nothing."""
    found = next_page_link(page) or _numbered_link(page, number + 1) or _link_by_rel(page)
    return found or _by_button(page) or post_back(page, number) or _by_form(page, number) or _by_data(page)


def next_page_link(page: Page) -> Fetch | None:
    """What the link named 下一页 asks for, None without one."""
    for link in page.links:
        if RULES.next_page.search(plain(link.text)) and (link.url, link.posted) != (page.url, page.posted):
            return link.fetch
    return None


def likely_series(page: Page) -> list[Series]:
    """Ways in which the pages after a list's first may be called, likely ones first; none for a list of one page."""
    if not RULES.pagers.search(page.html):
        return []
    path, query = urlsplit(page.url).path, dict(parse_qsl(urlsplit(page.url).query))
    known = [name for name in RULES.page_parameters if name in query]
    named = set(_MENTIONED.findall(page.html))
    mentioned = [name for name in RULES.page_parameters if name in named]
    by_query = [Series(page.url, parameter=name) for name in dict.fromkeys([*known, *mentioned, "page"])][:3]
    if query or path.lower().endswith(_DYNAMIC):
        return by_query
    by_script = [Series(page.url, pattern) for pattern in _patterns_in(scripts_of(page.html))]
    by_name = [*by_script, *(Series(page.url, pattern) for pattern in _names(path))]
    # A script that writes `?page=` says that pages are told by the query, whatever the list's own address looks like.
    is_by_query = any(re.search(rf"[?&]{name}=[\"']\s*\+", page.html) for name in mentioned)
    return by_query + by_name if is_by_query else by_name + by_query[:1]


def _patterns_in(scripts: str) -> list[str]:
    """Patterns of the addresses that a page's scripts join with the number of a page."""
    found = [
        (before, after) for before, _, after in _TURNED.findall(scripts) if "/" in before or after or "=" in before
    ]
    return [f"{before}{{number}}{after}" for before, after in dict.fromkeys(found)][:2]


def _names(path: str) -> list[str]:
    """Patterns of the names that follow a first page's; none for a page with another number than a first one's."""
    found = _FILE.match(path)
    stem = found["stem"] if found else ""
    if numbered := _FIRST_NUMBER.match(stem):
        return [f"{{folder}}{numbered[1]}{{{'number' if numbered[2] == '1' else 'before'}}}{{suffix}}"]
    if _NUMBERED.match(stem):
        return []
    return [*_STATIC, _IN_FOLDER] if stem in ("", "index") else list(_STATIC)


def _numbered_link(page: Page, number: int) -> Fetch | None:
    """The link that prints the number, where its neighbours print numbers too."""
    digits = [link for link in page.links if re.fullmatch(r"(第)?\d{1,3}(页)?", plain(link.text))]
    wanted = [link for link in digits if plain(link.text).strip("第页") == str(number)]
    return next((link.fetch for link in wanted if (link.url, link.posted) != (page.url, page.posted)), None)


def _link_by_rel(page: Page) -> Fetch | None:
    node = page.tree.css_first("link[rel=next]")
    return Fetch(urljoin(page.url, node.attributes.get("href") or "")) if node is not None else None


def current_number(page: Page) -> int:
    """The number of a list's page by its pager, which prints it without a link; 1 where nothing tells."""
    linked = [int(words) for link in page.tree.css("a") if (words := plain(link.text())).isdigit() and len(words) < 4]
    printed = [int(words) for node in page.tree.css("span,strong,b,em") if (words := plain(node.text())).isdigit()]
    return next((number for number in printed if number - 1 in linked or number + 1 in linked), 1)


def post_back(page: Page, number: int) -> Fetch | None:
    """The pager of ASP.NET, which sends the page's form back with the name of what was clicked."""
    return next_by_post_back(page.tree, page.url, number) if "__doPostBack" in page.html else None


def _by_button(page: Page) -> Fetch | None:
    """What the button named 下一页 sends, which itself says that it was pressed."""
    for node in page.tree.css("form input[type=submit][name],form button[name]") if "<form" in page.html else ():
        words = plain(node.attributes.get("value") or node.text())
        form = node.parent
        while form is not None and form.tag != "form":
            form = form.parent
        if form is not None and RULES.next_page.search(words):
            fields = {**fields_of(form), node.attributes.get("name") or "": node.attributes.get("value") or ""}
            action = urljoin(page.url, form.attributes.get("action") or page.url)
            if (form.attributes.get("method") or "get").lower() == "post":
                return Fetch(action, urlencode(fields))
            return Fetch(f"{action.partition('?')[0]}?{urlencode(fields)}")
    return None


def _by_form(page: Page, number: int) -> Fetch | None:
    """A form that holds the page's number, which a script sends."""
    if not _promises(page, number):
        return None
    for form in page.tree.css("form"):
        fields = fields_of(form)
        name = next((name for name in fields if name.lower() in _lowered(RULES.page_parameters)), None)
        if name is None or fields[name] not in ("", str(number), str(number - 1)):
            continue
        fields[name] = str(int(fields[name]) + 1 if fields[name] else number + 1)
        action = urljoin(page.url, form.attributes.get("action") or page.url)
        if (form.attributes.get("method") or "get").lower() == "post":
            return Fetch(action, urlencode(fields))
        return Fetch(f"{action.partition('?')[0]}?{urlencode(dict(parse_qsl(urlsplit(action).query)) | fields)}")
    return None


def _promises(page: Page, number: int) -> bool:
    """Whether a call of the page's pager goes to a page beyond this one, or its words say so."""
    calls = [node.attributes.get("href") or "" for node in page.tree.css("a[href^='javascript:']")]
    calls += [node.attributes.get("onclick") or "" for node in page.tree.css("[onclick]")]
    numbers = [int(found[1]) for call in calls if (found := _CALL_WITH_NUMBER.search(call))]
    return any(n > number for n in numbers) or bool(RULES.pagers.search(page.html))


def _by_data(page: Page) -> Fetch | None:
    """What follows data, or an answer to a form: the number in the query or in the body that asked for it, one higher."""
    if not is_data(page.html) and not page.posted and not _is_piece(page):
        return None
    query = dict(parse_qsl(urlsplit(page.url).query, keep_blank_values=True))
    for name in RULES.page_parameters:
        if query.get(name, "").isdigit():
            return Fetch(_with_parameter(page.url, name, int(query[name]) + 1), page.posted)
    for name, value in query.items():
        if value.startswith("{") and (raised := _raised(value)):
            return Fetch(f"{page.url.partition('?')[0]}?{urlencode(query | {name: raised})}")
    if raised := _next_range(query):
        return Fetch(f"{page.url.partition('?')[0]}?{urlencode(raised)}", page.posted)
    if page.posted.startswith("{"):
        return _by_json_body(page)
    body = dict(parse_qsl(page.posted, keep_blank_values=True))
    if raised := _next_range(body):
        return Fetch(page.url, urlencode(raised))
    name = next((name for name in RULES.page_parameters if body.get(name, "").isdigit()), None)
    return Fetch(page.url, urlencode(body | {name: str(int(body[name]) + 1)})) if name else None


def _is_piece(page: Page) -> bool:
    """Whether an answer is a piece of markup that a script adds to its page."""
    start = page.html[:_START].lower()
    return "<html" not in start and "<body" not in start and "<frameset" not in start


def _next_range(fields: dict[str, str]) -> dict[str, str]:
    """The fields with the range of lines after the one asked for, {} where they name no range."""
    for first, last in _RANGES:
        if fields.get(first, "").isdigit() and fields.get(last, "").isdigit():
            count = int(fields[last]) - int(fields[first]) + 1 if last.startswith("end") else int(fields[last])
            moved = {first: str(int(fields[first]) + count)}
            return fields | moved | ({last: str(int(fields[last]) + count)} if last.startswith("end") else {})
    return {}


def _by_json_body(page: Page) -> Fetch | None:
    raised = _raised(page.posted)
    return Fetch(page.url, raised, JSON) if raised else None


def _raised(text: str) -> str:
    """JSON with the page's number in it one higher, "" for any other text."""
    try:
        body = json.loads(text)
    except ValueError:
        return ""
    for values in (body, body.get("params")):
        for name in RULES.page_parameters:
            if isinstance(values, dict) and str(values.get(name, "")).isdigit():
                values[name] = type(values[name])(int(values[name]) + 1)
                return json.dumps(body, ensure_ascii=False, separators=(",", ":"))
    return ""


def _with_parameter(url: str, name: str, number: int) -> str:
    """The address with one parameter of its query set, the others left as they are printed."""
    parts = urlsplit(url)
    if re.search(rf"(^|&){name}=", parts.query):
        query = re.sub(rf"((?:^|&){name}=)[^&]*", rf"\g<1>{number}", parts.query)
    else:
        query = f"{parts.query}&{name}={number}".lstrip("&")
    return parts._replace(query=query).geturl()


def _lowered(names: tuple[str, ...]) -> frozenset[str]:
    return frozenset(name.lower() for name in names)
