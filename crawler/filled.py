"""What a script asks for from the fields of a page: forms that a handler fills and sends, choices that a button joins."""

import re
from collections.abc import Iterator, Sequence
from urllib.parse import parse_qsl, urlencode, urlsplit

from selectolax.lexbor import LexborHTMLParser, LexborNode

from crawler.expressions import Value
from crawler.fetch import Fetch
from crawler.folding import FIELD
from crawler.forms import choices_of, fields_of
from crawler.handlers import Handlers
from crawler.link import Link, absolute
from crawler.rules import RULES
from crawler.titles import year_in

MOST_CHOICES = 200  # of one page that are asked for
_WRITTEN = r"""["']?([^"');\s]*)["']?"""
_SET = (
    re.compile(rf"""getElementById\(\s*["']([\w-]+)["']\s*\)\.value\s*=\s*{_WRITTEN}"""),
    re.compile(rf"""\$\(\s*["'](?:#|[^"'\[]*\[name=["']?)([\w.-]+)["']?\]?["']\s*\)\.val\(\s*{_WRITTEN}"""),
    re.compile(rf"""\.([A-Za-z_]\w*)\.value\s*=\s*{_WRITTEN}"""),
)


def sent_form(text: str, forms: Sequence[LexborNode], base: str) -> Fetch | None:
    """What a handler sends whose text fills a form of the page, None where it fills none."""
    filled = {name: value for pattern in _SET for name, value in pattern.findall(text)} if ".submit(" in text else {}
    for form in forms if filled else ():
        named = {node.attributes.get("id") or "": node.attributes.get("name") or "" for node in form.css("[name]")}
        fields = fields_of(form)
        told = {named.get(name) or name: value for name, value in filled.items()}
        if told.keys() & {*named.values()}:
            return _sent(form, {**fields, **told}, base)
    return None


def _is_free(select: LexborNode) -> bool:
    """Whether a choice does not itself ask for what is chosen."""
    handler = select.attributes.get("onchange") or ""
    return "this" not in handler and "submit" not in handler


def _sent(form: LexborNode, fields: dict[str, str], base: str) -> Fetch:
    action = absolute(base, form.attributes.get("action") or base)
    if (form.attributes.get("method") or "get").lower() == "post":
        return Fetch(action, urlencode(fields))
    return Fetch(f"{action.partition('?')[0]}?{urlencode(dict(parse_qsl(urlsplit(action).query)) | fields)}")


def chosen_links(tree: LexborHTMLParser, handlers: Handlers, base: str) -> Iterator[Link]:
    """The links of choices of years or bodies whose values a function of the page joins, the others as they stand first."""
    selects = {node.attributes.get("id") or "": choices_of(node) for node in tree.css("select[id]") if _is_free(node)}
    selects = {name: choices for name, choices in selects.items() if choices}
    for body in handlers.bodies if selects else ():
        wanted = [name for name in selects if re.search(rf"""["']#?{re.escape(name)}["']""", body)]
        first = {_field(name): Value(selects[name][0][0], is_given=True) for name in wanted}
        choices = [(name, *choice) for name in wanted for choice in selects[name]]
        for name, value, words in choices[:MOST_CHOICES]:
            if year_in(words) or RULES.bodies.search(words):
                given = {**first, _field(name): Value(value, is_given=True)}
                if fetch := next(handlers.of_body(body, given), None):
                    yield Link(absolute(base, fetch.url), words, "", fetch.posted)


def _field(name: str) -> str:
    return FIELD + name.replace("-", "_")
