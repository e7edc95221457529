"""Whether a fetched page is a report, leads to one as its attachment, lists reports, or is something else."""

import re
from dataclasses import dataclass, replace

from crawler.attachments import attachments_of, choose_attachments, continuations_of, document_frames
from crawler.discovery import leads_of_list
from crawler.evidence import holds_tables, speaks_of_report
from crawler.link import Link
from crawler.page import Page
from crawler.scripted import is_data
from crawler.titles import Verdict, judge

_FILE = re.compile(r"\.(?:pdf|PDF|docx?|DOCX?|wps|WPS|ofd|OFD|xlsx?|XLSX?|zip|rar)[\"'?&]")
# Links to reports; a report's page may link the one before and the one after. A page of which nothing says that it is a
# report itself lists them with the first.
FEWEST_LISTED = 3


@dataclass(frozen=True)
class Weighed:
    """What a page turned out to be: "report", "cover", "list" or "rejected", with the reason in `verdict`.

    A cover's reports are in `attachments`, and so is the same report as a file beside a page that holds it; `left` are a
    cover's other files, each with the reason. `pages` are those of a report's article that follow this one.
    """

    decision: str
    verdict: Verdict
    has_tables: bool = False
    attachments: tuple[Link, ...] = ()
    left: tuple[tuple[Link, str], ...] = ()
    pages: tuple[Link, ...] = ()


def weigh(page: Page, verdict: Verdict) -> Weighed:
    """What a page is whose link was given `verdict`."""
    own = judge(page.title)
    if own and own.decision == "rejected":
        return Weighed("rejected", own)
    known = own if own and verdict.decision == "perhaps" else verdict
    if holds_tables(page):
        reason, beside = "the page holds the statutory tables", tuple(_same_as_files(page))
        return Weighed("report", replace(known, reason=reason), True, beside, pages=tuple(continuations_of(page)))
    if _lists_reports(page, 1 if own is None and verdict.decision == "perhaps" else FEWEST_LISTED):
        return Weighed("list", replace(known, reason="the page lists reports; its links were followed"))
    attachments, left = choose_attachments(attachments_of(page))
    if known.decision == "perhaps":
        attachments = [link for link in attachments if judge(link.text)]
    if attachments:
        reason = f"the page carries the report as its attachment {attachments[0].url}"
        return Weighed("cover", replace(known, reason=reason), attachments=tuple(attachments), left=tuple(left))
    pages = tuple(continuations_of(page))
    if not pages and not speaks_of_report(page) and (shown := document_frames(page)):
        reason = f"the page shows the report in the frame {shown[0].url}"
        return Weighed("cover", replace(known, reason=reason), attachments=tuple(shown))
    if is_data(page.html) and not speaks_of_report(page):
        return Weighed("rejected", replace(known, reason="the answer of a service holds nothing of a report"))
    if known.decision == "report" or (pages and speaks_of_report(page)):
        reason = "the title names a report; the page has no statutory tables"
        return Weighed("report", replace(known, reason=reason), pages=pages)
    return Weighed("rejected", replace(known, reason="nothing on the page confirms that it is a report"))


def weigh_file(name: str, verdict: Verdict, is_attached: bool) -> Verdict:
    """What a file is whose link was given `verdict`. `name` is the one that its response gives it, "" for none.

    A file that a list of reports links is what the list says; of the files beside a page the name tells.
    """
    named = judge(name.rpartition(".")[0] or name) if name else None
    if named and (named.decision == "report" or (is_attached and named.decision == "rejected")):
        return replace(named, reason=f"{named.reason} (the file is named {name})", year=named.year or verdict.year)
    return replace(
        verdict, reason="attached to a page named as a report" if is_attached else "a file, listed as a report"
    )


def _same_as_files(page: Page) -> list[Link]:
    """The files beside a report's page that are named as reports of its year: the report once more, to be compared."""
    if not _FILE.search(page.html):
        return []
    own = judge(page.title)
    years = {None, own.year} if own else {None}
    named = [(link, judge(link.text)) for link in choose_attachments(attachments_of(page))[0]]
    return [link for link, verdict in named if verdict and verdict.decision == "report" and verdict.year in years]


def _lists_reports(page: Page, fewest: int) -> bool:
    """Whether a page links at least so many pages that are named as reports."""
    if speaks_of_report(page):
        return False
    leads = leads_of_list(page, [])
    listed = {lead.link.url for lead in leads if lead.is_report and lead.verdict and lead.verdict.decision == "report"}
    if not fewest <= len(listed) < FEWEST_LISTED:
        return len(listed) >= fewest
    return len(listed - {link.url for link in attachments_of(page)}) >= fewest
