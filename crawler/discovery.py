"""Which links of a page are worth following, and as what. Pure: a page in, leads out."""

import re
from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass
from html import unescape
from urllib.parse import urlsplit

from crawler.link import Link, absolute, is_same_host
from crawler.page import Page
from crawler.parts import FEW_WORDS, parts_of
from crawler.rules import RULES, Patterns
from crawler.scripted import is_data, scripts_of
from crawler.titles import Verdict, is_report_section, is_yearly_section, judge, year_in
from crawler.words import plain

# What a link is followed as.
HUB, LIST, CANDIDATE = "hub", "list", "candidate"

FEWEST_BODIES = 2  # links to bodies on a page on which other names may be bodies' as well
FEW_LINKS = 3  # a page that sends its visitor on may link where it sends him, and the home page
_LOCATION = re.compile(r"<loc>\s*([^<\s]+)\s*</loc>")
_MOVED = re.compile(r"""\blocation(?:\.href)?\s*(?:=|\.(?:replace|assign)\()\s*["']([^"']+)["'](?!\s*\+)""")


@dataclass(frozen=True)
class Lead:
    """A link to follow as a hub, a list or a candidate. A rejected candidate is not followed, only recorded."""

    link: Link
    role: str
    verdict: Verdict | None = None

    @property
    def is_report(self) -> bool:
        """Whether it may be a report itself."""
        return self.role == CANDIDATE and self.verdict is not None and self.verdict.decision != "rejected"


def leads_of_hub(page: Page, entries: Sequence[Link] = (), is_home: bool = False) -> list[Lead]:
    """The leads of a page that stands before the report list: columns of reports, of disclosure, of other bodies."""
    links = [*entries, *page.links, *page.scripted]
    found = [lead for link in links if (lead := _lead_outside(link, page.url, is_home))]
    if not is_home:
        found += [Lead(link, HUB) for link in _fellows(links, found, page.url)]
    if not any(lead.role == LIST for lead in found):
        found += [Lead(link, HUB) for link in links if RULES.site_maps.search(plain(link.text))]
    return found


def leads_of_list(page: Page, entries: Sequence[Link], familiar: Container[str] = ()) -> list[Lead]:
    """The leads of a report list. `entries` are links that only the content-management system's own markup holds.

    `familiar` are addresses that the whole portal links, so that they are no lines of this list.
    """
    own = {link.url for link in entries}
    scripted = [link for link in page.scripted if link.date or is_data(page.html) or _is_named(link)]
    if is_data(page.html):
        own |= {link.url for link in scripted}
    links = [*entries, *page.links, *scripted]
    known = [(link, link.url in own, not link.posted and link.url in familiar) for link in links]
    found = [lead for link, *what in known if (lead := _lead_inside(link, page.url, *what))]
    fellows = [link for link in _fellows(links, found, page.url) if link.url not in familiar and not link.date]
    return found + [Lead(link, LIST, Verdict("perhaps", "a body in a report list", None)) for link in fellows]


def leads_of_site_map(page: Page) -> list[Lead]:
    """The leads of a sitemap.xml, which has addresses and no words: the path tells the column of reports."""
    leads = []
    for address in _LOCATION.findall(page.html):
        link = Link(absolute(page.url, unescape(address)), "")
        if link.url.endswith(".xml"):
            leads.append(Lead(link, HUB))
        elif _has_report_path(link.url):
            leads.append(Lead(link, LIST))
        elif _is_below_report_path(link.url):
            leads.append(Lead(link, CANDIDATE, Verdict("perhaps", "the site map has it in a column of reports", None)))
    return leads


def is_site_map(page: Page) -> bool:
    """Whether a page is a site map for crawlers."""
    return "<urlset" in page.html[:500] or "<sitemapindex" in page.html[:500]


def is_report_column(page: Page) -> bool:
    """Whether the page says of itself that it is a column of reports."""
    return any(is_report_section(name) for name in page.columns)


def entrance(page: Page) -> str:
    """Where a page leads that is shown before the home page and has hardly a word of its own; "" where it is none."""
    ways = {link.url: link for link in page.links if is_same_host(link.url, page.url) and link.url != page.url}
    if len(page.text) > FEW_WORDS or not 0 < len(ways) <= FEW_LINKS:
        return ""
    if leads_of_hub(page, is_home=True) or parts_of(page):
        return ""
    return min(ways.values(), key=lambda link: 0 if RULES.entrances.search(link.text) else 1).url


def refresh_target(page: Page) -> str:
    """Where a page without content of its own sends the visitor, by meta refresh or by a script; "" without one."""
    if len(page.text) > FEW_WORDS or len(page.links) > FEW_LINKS:
        return ""
    _, _, target = page.metas.get("refresh", "").partition("=")
    moved = _MOVED.search(_first_scripts(page)) if not target and not is_data(page.html) else None
    address = target.strip(" '\"") or (moved[1] if moved else "")
    return absolute(page.base, address) if address else ""


def _first_scripts(page: Page) -> str:
    """What a page runs as soon as it is shown."""
    body = page.tree.body
    return f"{scripts_of(page.html)}\n{(body.attributes.get('onload') if body else '') or ''}"


def _lead_outside(link: Link, page_url: str, is_home: bool) -> Lead | None:
    verdict = judge(link.text)
    words = plain(link.text)
    is_column = is_report_section(words) or (verdict is not None and is_yearly_section(words))
    if verdict and not (verdict.decision == "report" and is_column):
        return Lead(link, CANDIDATE, verdict)
    is_told = RULES.short_sections.search(words) and not is_home
    if is_column or is_told or _has_report_path(link.url) or _is_report_name(words):
        return Lead(link, LIST)
    if RULES.disclosure_sections.search(words) or RULES.tree_sections.search(words):
        return Lead(link, HUB)
    if (not words or words.isascii()) and _ends_in(link.url, RULES.disclosure_paths):
        return Lead(link, HUB)
    # Home pages link bodies all over the country; only those of the portal's own domain are its sub-sites.
    is_body = RULES.bodies.search(words) and _is_near(link.url, page_url)
    return Lead(link, HUB) if is_body and not (is_home and is_same_host(link.url, page_url)) else None


def _fellows(links: list[Link], found: list[Lead], page_url: str) -> list[Link]:
    """The links named as bodies are, and as other things, too, on a page that links several bodies."""
    bodies = {lead.link.url for lead in found if lead.role != CANDIDATE and RULES.bodies.search(plain(lead.link.text))}
    if len(bodies) < FEWEST_BODIES:
        return []
    led = {lead.link.url for lead in found}
    others = [link for link in links if link.url not in led and is_same_host(link.url, page_url)]
    return [link for link in others if RULES.fellow_bodies.search(plain(link.text))]


def _is_named(link: Link) -> bool:
    """Whether a link's own words say that it is a report, wherever they stand."""
    verdict = judge(link.text)
    return bool(verdict and verdict.decision == "report")


def _lead_inside(link: Link, list_url: str, is_entry: bool, is_familiar: bool) -> Lead | None:
    words = plain(link.text)
    # A line with a date is a report whose title names no year, or a column: its page tells.
    if (is_report_section(words) and not link.date) or is_yearly_section(words):
        return Lead(link, LIST)
    is_line = bool(link.date) or is_entry
    is_branch = (RULES.subsections.search(words) and not is_line) or RULES.bodies.search(words)
    if is_branch and not is_familiar and not _is_other_home(link.url, list_url):
        return Lead(link, LIST, Verdict("perhaps", "a body or a year in a report list", year_in(words)))
    verdict = judge(link.text, in_report_list=is_line)
    if verdict is None and not is_familiar and year_in(words):
        perhaps = judge(link.text, in_report_list=True)
        verdict = perhaps if perhaps and perhaps.decision == "perhaps" else None
    return Lead(link, CANDIDATE, verdict) if verdict else None


def _segments(url: str) -> list[str]:
    segments = [part.partition(".")[0].lower() for part in urlsplit(url).path.split("/") if part]
    if segments and segments[-1] in ("index", "list", "jump", "default"):
        segments.pop()
    return segments


def _has_report_path(url: str) -> bool:
    """Whether the path says that a link leads to the column of reports itself, not to one of its pages."""
    return _ends_in(url, RULES.report_paths)


def _ends_in(url: str, names: Patterns) -> bool:
    segments = _segments(url)
    return bool(segments) and bool(names.search(segments[-1]))


def _is_report_name(words: str) -> bool:
    """Whether a link's words are the name of a picture that calls the column of reports as paths do."""
    return words.isascii() and bool(RULES.report_paths.search(words.lower()))


def _is_below_report_path(url: str) -> bool:
    return any(RULES.report_paths.search(segment) for segment in _segments(url)[:-1])


def _is_near(url: str, page_url: str) -> bool:
    """Whether an address is of the same government domain: czj.example.gov.cn beside www.example.gov.cn."""
    return _domain(url) == _domain(page_url)


def _domain(url: str) -> str:
    host = urlsplit(url).hostname or ""
    return ".".join(host.split(".")[-3:]) if host.endswith(".gov.cn") else host


def _is_other_home(url: str, page_url: str) -> bool:
    """Whether an address is the home page of another government, which is a portal of its own."""
    return urlsplit(url).path in ("", "/") and not _is_near(url, page_url)


def follow_order(leads: list[Lead]) -> Iterator[Lead]:
    """Each URL, with what is posted to it, once: as the most telling of its leads."""
    order = (LIST, CANDIDATE, HUB)
    seen: set[tuple[str, str]] = set()
    for lead in sorted(leads, key=lambda lead: order.index(lead.role)):
        asked = (lead.link.url, lead.link.posted)
        if lead.link.url and asked not in seen:
            seen.add(asked)
            yield lead
