"""How the crawl came to a request, carried along with it."""

from dataclasses import dataclass, replace

from crawler.discovery import LIST, Lead
from crawler.link import Link
from crawler.numbered import NOTHING, Numbered
from crawler.paging import Series
from crawler.titles import Verdict
from pipelines.items import Candidate


@dataclass(frozen=True)
class Trail:
    """What is known of an address before it is fetched.

    `role`: discovery's, "home", "probe", "attachment", "page" (a further one of an article) or "picture".
    """

    portal: str
    role: str
    adcode: str = ""
    found_on: str = ""
    link_text: str = ""
    title: str = ""  # the words of the link; of an attachment without words, the title of its page
    published_on: str = ""
    verdict: Verdict | None = None
    hubs: int = 0  # columns passed on the way
    list_page: int = 1  # number of the page within its list
    refreshes: int = 0
    is_sublist: bool = False  # a list that another list led to
    series: Series | None = None  # how this page's name was guessed
    others: tuple[Series, ...] = ()  # other guesses, for the case that nothing new stands there
    stale: int = 0  # pages without news just before this one
    beside: Numbered = NOTHING  # of the page that loads this one into itself
    is_part: bool = False  # what another page loads into itself, or what was not printed anywhere

    @property
    def is_guess(self) -> bool:
        """Whether its absence says nothing about the portal."""
        return self.series is not None or self.is_part or self.list_page > 1 or self.role == "probe"

    def to(self, lead: Lead, page_url: str) -> "Trail":
        """The trail to a lead of the page that stands at the end of this one."""
        return replace(
            self,
            role=lead.role,
            found_on=page_url,
            link_text=lead.link.text,
            title=lead.link.text,
            published_on=lead.link.date,
            verdict=lead.verdict,
            hubs=self.hubs + 1,
            list_page=1,
            refreshes=0,
            is_sublist=self.role == LIST,
            series=None,
            others=(),
            stale=0,
            beside=NOTHING,
            is_part=False,
        )

    def candidate(self, url: str, decision: str, reason: str) -> Candidate:
        """What was decided on the address at the end of the trail; `url` is where it was found after redirects."""
        return Candidate(
            url=url,
            title=self.title,
            decision=decision,
            reason=reason,
            year=self.verdict.year if self.verdict else None,
            published_on=self.published_on,
            adcode=self.adcode,
            portal=self.portal,
            found_on=self.found_on,
        )

    def to_attachment(self, link: Link, page_url: str, title: str) -> "Trail":
        """The trail to a file that belongs to the page at the end of this one."""
        return replace(self, role="attachment", found_on=page_url, link_text=link.text, title=link.text or title)
