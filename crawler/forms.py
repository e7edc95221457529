"""What a form of a page would ask for: its fields, and the searches whose choices name a column of reports."""

from collections.abc import Iterator
from urllib.parse import parse_qsl, urlencode, urlsplit

from selectolax.lexbor import LexborHTMLParser, LexborNode

from crawler.link import Link, absolute, joined
from crawler.titles import is_report_section, year_in

_UNSENT = ("submit", "button", "image", "checkbox", "radio")


def fields_of(form: LexborNode) -> dict[str, str]:
    """What a form would send besides its buttons and its choices."""
    fields = {}
    for node in form.css("input[name]"):
        if (node.attributes.get("type") or "text").lower() not in _UNSENT:
            fields[node.attributes.get("name") or ""] = node.attributes.get("value") or ""
    return fields


def searches_in(tree: LexborHTMLParser, base: str) -> list[Link]:
    """A link for each choice that names a column of reports, in a form that asks by GET.

    Where the form wants a year besides, and has no choice for all of them, there is one link a year. A choice of years that
    sends its form by itself gives a link for each, whatever the form's method.
    """
    return [link for form in tree.css("form") for link in (*_searches(form, base), *_years(form, base))]


def _years(form: LexborNode, base: str) -> Iterator[Link]:
    is_post = (form.attributes.get("method") or "get").lower() == "post"
    choices = [(node, *choice) for node in form.css("select[name][onchange*=submit]") for choice in choices_of(node)]
    for node in form.css("input[type=radio][onclick*=submit],input[type=radio][onchange*=submit]"):
        words = joined(node.parent.text()) if node.parent and node.parent.tag == "label" else ""
        choices.append((node, node.attributes.get("value") or "", words or (node.attributes.get("value") or "")))
    for node, value, words in choices:
        if year_in(words):
            fields = {**fields_of(form), (node.attributes.get("name") or ""): value}
            url = absolute(base, form.attributes.get("action") or base)
            yield Link(url, words, "", urlencode(fields)) if is_post else Link(_address(form, base, fields), words)


def _searches(form: LexborNode, base: str) -> Iterator[Link]:
    if (form.attributes.get("method") or "get").lower() != "get":
        return
    choices = {node.attributes.get("name") or "": choices_of(node) for node in form.css("select[name]")}
    for name, options in choices.items():
        for value, words in options:
            if is_report_section(words):
                for others in _others({key: kept for key, kept in choices.items() if key != name and kept}):
                    yield Link(_address(form, base, {**fields_of(form), **others, name: value}), words)


def _others(choices: dict[str, list[tuple[str, str]]]) -> list[dict[str, str]]:
    """What the other choices of a form send: the first of each, but every year where the first is one."""
    first = {name: options[0][0] for name, options in choices.items()}
    by_year = next((name for name, options in choices.items() if year_in(options[0][1])), None)
    return [first | {by_year: value} for value, _ in choices[by_year]] if by_year else [first]


def choices_of(select: LexborNode) -> list[tuple[str, str]]:
    """The values of a choice and their words, the one first that is chosen before the visitor chooses."""
    options = sorted(select.css("option"), key=lambda option: "selected" not in option.attributes)
    words = [joined(option.text()) for option in options]
    values = [option.attributes.get("value") for option in options]
    return [(text if value is None else value, text) for value, text in zip(values, words, strict=True)]


def _address(form: LexborNode, base: str, fields: dict[str, str]) -> str:
    action = absolute(base, form.attributes.get("action") or base)
    kept = dict(parse_qsl(urlsplit(action).query))
    return f"{action.partition('?')[0]}?{urlencode(kept | fields)}" if action else ""
