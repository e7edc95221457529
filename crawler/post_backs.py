"""Links of ASP.NET that send the page's form back with the name of what was clicked: rows of a grid, and its pager."""

import re
from collections.abc import Iterator
from urllib.parse import parse_qsl, urlencode, urljoin

from selectolax.lexbor import LexborHTMLParser, LexborNode

from crawler.fetch import Fetch
from crawler.forms import choices_of, fields_of
from crawler.link import Link, date_beside, joined
from crawler.rules import RULES
from crawler.titles import is_report_section, judge, year_in
from crawler.words import plain

_STATE = ("__VIEWSTATE", "__EVENTVALIDATION", "__PREVIOUSPAGE")
_CALL = re.compile(r"__doPostBack\(\s*['\"]([^'\"]*)['\"]\s*,\s*['\"]([^'\"]*)['\"]")


def posted_links(tree: LexborHTMLParser, base: str) -> list[Link]:
    """The links that name reports, their columns or look-alikes; what else a click would do is not asked for."""
    found = list(_choices(tree, base))
    for node, fetch in _calls(tree, base):
        words = joined(node.text())
        if judge(words) or is_report_section(words):
            found.append(Link(fetch.url, words, date_beside(node), fetch.posted))
    return found


def _choices(tree: LexborHTMLParser, base: str) -> Iterator[Link]:
    """The years and bodies of choices that send the form as soon as one is chosen."""
    form = tree.css_first("form")
    for select in form.css("select[name][onchange*=__doPostBack]") if form is not None else ():
        name = select.attributes.get("name") or ""
        for value, words in choices_of(select):
            if year_in(words) or RULES.bodies.search(words):
                sent = _fields(form) | {"__EVENTTARGET": name, "__EVENTARGUMENT": "", name: value}
                yield Link(urljoin(base, form.attributes.get("action") or base), words, "", urlencode(sent))


def without_state(posted: str) -> str:
    """What a choice sends, without what the server keeps of the page it was made on; "" where there is no such thing."""
    if "__VIEWSTATE" not in posted:
        return ""
    return urlencode([(name, value) for name, value in parse_qsl(posted, True) if not name.startswith(_STATE)])


def _fields(form: LexborNode) -> dict[str, str]:
    """What a form sends, with what is chosen in it."""
    selects = {node.attributes.get("name") or "": choices_of(node) for node in form.css("select[name]")}
    return fields_of(form) | {name: choices[0][0] for name, choices in selects.items() if choices}


def next_by_post_back(tree: LexborHTMLParser, base: str, number: int) -> Fetch | None:
    """The page that follows the list's `number`th, by the pager's link to it."""
    for node, fetch in _calls(tree, base):
        words = plain(node.text())
        if RULES.next_page.search(words) or words == str(number + 1):
            return fetch
    return None


def _calls(tree: LexborHTMLParser, base: str) -> Iterator[tuple[LexborNode, Fetch]]:
    form = tree.css_first("form")
    if form is None:
        return
    action, fields = urljoin(base, form.attributes.get("action") or base), _fields(form)
    for node in tree.css("a[href*=__doPostBack]"):
        if call := _CALL.search(node.attributes.get("href") or ""):
            yield node, Fetch(action, urlencode(fields | {"__EVENTTARGET": call[1], "__EVENTARGUMENT": call[2]}))
