"""Which links of a page are worth following, and as what. Pure: a page in, leads out."""

from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import parse_qs, urljoin, urlsplit

from crawler.page import Link, Page
from crawler.rules import RULES
from crawler.titles import Verdict, is_report_section, judge
from pipelines.words import squash

# What a link is followed as.
HUB, LIST, CANDIDATE = "hub", "list", "candidate"


@dataclass(frozen=True)
class Lead:
    """A link to follow as a hub, a list or a candidate. A rejected candidate is not followed, only recorded."""

    link: Link
    role: str
    verdict: Verdict | None = None


def leads_of_hub(page: Page) -> list[Lead]:
    """The leads of a page that stands before the report list: the column of reports, else columns of disclosure."""
    found = [lead for link in page.links if (lead := _lead_outside(link))]
    if any(lead.role == LIST for lead in found):
        return [lead for lead in found if lead.role != HUB]
    return found


def leads_of_list(page: Page, entries: list[Link]) -> list[Lead]:
    """The leads of a report list. `entries` are links that only the content-management system's own markup holds."""
    return [lead for link in [*entries, *page.links] if (lead := _lead_inside(link, page.url, link in entries))]


def attachments_of(page: Page) -> list[Link]:
    """The files that a page links or embeds; a viewer stands for the file that its query names."""
    framed = [Link(url, "") for frame in page.frames if (url := _viewed(frame))]
    linked = [link for link in page.links if _is_attachment(link.url)]
    return list({link.url: link for link in [*framed, *linked]}.values())


def choose_attachments(attachments: list[Link]) -> tuple[list[Link], list[tuple[Link, str]]]:
    """Which attachments to take for reports, and which to leave, each with the reason.

    Files named as reports go before files that are not. Of one report in several file formats the one that keeps
    tables best is taken.
    """
    verdicts = [(link, judge(_stem(link.text))) for link in attachments]
    left = [(link, verdict.reason) for link, verdict in verdicts if verdict and verdict.decision == "rejected"]
    named = [link for link, verdict in verdicts if verdict and verdict.decision == "report"]
    taken: dict[str, Link] = {}
    for link in sorted(named or [link for link, verdict in verdicts if verdict is None], key=_preference):
        if taken.setdefault(_stem(link.text), link) is not link:
            left.append((link, f"the same report in another file format; {taken[_stem(link.text)].url} is read"))
    return list(taken.values()), left


def next_page_link(page: Page) -> str:
    """Where the link named 下一页 leads, "" without one."""
    for link in page.links:
        if RULES.next_page.search(squash(link.text)) and link.url != page.url:
            return link.url
    return ""


def refresh_target(page: Page) -> str:
    """Where a meta refresh sends the visitor, "" without one."""
    _, _, target = page.metas.get("refresh", "").partition("=")
    return urljoin(page.url, target.strip(" '\"")) if target else ""


def _lead_outside(link: Link) -> Lead | None:
    verdict = judge(link.text)
    if verdict:
        return Lead(link, CANDIDATE, verdict)
    if is_report_section(link.text) or _has_report_path(link):
        return Lead(link, LIST)
    return Lead(link, HUB) if RULES.disclosure_sections.search(squash(link.text)) else None


def _lead_inside(link: Link, list_url: str, is_entry: bool) -> Lead | None:
    if is_report_section(link.text):
        return Lead(link, LIST)
    below = link.url.startswith(list_url.rpartition("/")[0] + "/")
    if not link.date and not is_entry and below and RULES.subsections.search(squash(link.text)):
        return Lead(link, LIST)
    verdict = judge(link.text, in_report_list=bool(link.date) or is_entry)
    return Lead(link, CANDIDATE, verdict) if verdict else None


def _has_report_path(link: Link) -> bool:
    """Whether the path says that a link leads to the column of reports itself, not to one of its pages."""
    segments = [part.partition(".")[0].lower() for part in urlsplit(link.url).path.split("/") if part]
    if segments and segments[-1] in ("index", "list", "jump"):
        segments.pop()
    return bool(segments) and segments[-1] in RULES.report_paths


def _is_attachment(url: str) -> bool:
    suffix = urlsplit(url).path.rpartition(".")[2].lower()
    return suffix in RULES.attachment_suffixes or bool(RULES.attachment_servlets.search(url))


def _viewed(frame: str) -> str:
    """The file that a frame shows, "" when it shows none."""
    if _is_attachment(frame):
        return frame
    query = parse_qs(urlsplit(frame).query)
    for name in RULES.viewer_parameters:
        for value in query.get(name, []):
            if _is_attachment(urljoin(frame, value)):
                return urljoin(frame, value)
    return ""


def _stem(text: str) -> str:
    """The words of an attachment's link without the file's suffix."""
    stem, _, suffix = text.rpartition(".")
    return stem if suffix.lower() in RULES.attachment_suffixes else text


def _preference(link: Link) -> int:
    for name in (link.text, urlsplit(link.url).path, urlsplit(link.url).query):
        suffix = name.rpartition(".")[2].lower()
        if suffix in RULES.attachment_suffixes:
            return RULES.attachment_suffixes.index(suffix)
    return len(RULES.attachment_suffixes)


def follow_order(leads: list[Lead]) -> Iterator[Lead]:
    """Each URL once, as the most telling of its leads."""
    order = (LIST, CANDIDATE, HUB)
    seen: set[str] = set()
    for lead in sorted(leads, key=lambda lead: order.index(lead.role)):
        if lead.link.url and lead.link.url not in seen:
            seen.add(lead.link.url)
            yield lead
