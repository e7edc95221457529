"""Crawls end, whatever a portal has in store."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from itertools import count
from pathlib import Path
from threading import Event
from time import process_time
from typing import BinaryIO

import pytest

from crawler.addresses import without_session
from crawler.brake import MOST_FRUITLESS
from crawler.discovery import leads_of_hub
from crawler.page import Page
from tests.loopback_host import LIST, Answers, Asked, Crawl, Host, Reply, crawl, page, portal, report_page, serve
from tests.nianbao_command import ROOT

TITLE = "某县人民政府{}年政府信息公开工作年度报告"


@pytest.mark.parametrize(
    ("url", "same"),
    [
        ("http://a.gov.cn/x.jsp;jsessionid=0A1B2C3D4E5F?id=3", "http://a.gov.cn/x.jsp?id=3"),
        ("http://a.gov.cn/x.php?PHPSESSID=0123456789abcdef0123&id=3", "http://a.gov.cn/x.php?id=3"),
        ("http://a.gov.cn/(S(lit3py55t21z5v55vlm25s55))/x.aspx", "http://a.gov.cn/x.aspx"),
        ("http://a.gov.cn/x?sid=8f14e45fceea167a5a36dedd4bea2543", "http://a.gov.cn/x"),
        ("http://a.gov.cn/gkmlpt/api/all/3155?page=1&sid=2", "http://a.gov.cn/gkmlpt/api/all/3155?page=1&sid=2"),
        (
            "http://a.gov.cn/x?id=8f14e45fceea167a5a36dedd4bea2543",
            "http://a.gov.cn/x?id=8f14e45fceea167a5a36dedd4bea2543",
        ),
    ],
)
def test_a_session_is_no_part_of_an_address(url: str, same: str) -> None:
    assert without_session(url) == same


def test_a_home_page_of_14_mb_is_looked_through_in_seconds() -> None:
    line = '<li><a href="/xw/{0}.html" title="要闻">某县召开第{0}次会议研究部署重点工作</a><span>2024-01-20</span></li>'
    html = "".join(line.format(number) for number in range(130_000)) + f'<a href="{LIST}">政府信息公开年报</a>'
    assert len(html.encode()) > 13_000_000
    begun = process_time()
    leads = leads_of_hub(Page("http://www.example.gov.cn/", html), is_home=True)
    assert [lead.link.url for lead in leads if lead.role == "list"] == [f"http://www.example.gov.cn{LIST}"]
    assert process_time() - begun < 20


# Portals without an end


def _sessions() -> Answers:
    """Every link of every page has another session, and its parameters in another order."""
    numbers = count()

    def session() -> str:
        return f";jsessionid={next(numbers):032X}"

    def listed(asked: Asked) -> Reply:
        orders = ("id=7&cat=2", "cat=2&id=7")
        rows = "".join(
            f'<li><a href="/nb.jsp{session()}?{orders[n % 2]}">{TITLE.format(2023)}</a><span>2024-01-20</span></li>'
            for n in range(6)
        )
        return page(f'<ul>{rows}</ul><a href="/list.jsp{session()}?cat=2">下一页</a>')

    return {
        "/": lambda asked: page(f'<a href="/list.jsp{session()}?cat=2">政府信息公开年报</a>'),
        "/list.jsp?cat=2": listed,
        "/nb.jsp?id=7&cat=2": report_page(2023),
        "/nb.jsp?cat=2&id=7": report_page(2023),
    }


def _calendar() -> Answers:
    """Each page of the column leads to a year's worth of others."""
    numbers = count(1)

    def month(asked: Asked) -> Reply:
        if not asked.path.startswith(("/rl/", LIST)):
            return Reply(b"", 404)
        links = "".join(f'<li><a href="/rl/{next(numbers)}/">{2000 + n}年</a></li>' for n in range(12))
        return page(f"<ul>{links}</ul>", "政府信息公开年报")

    return {"/": page(f'<a href="{LIST}">政府信息公开年报</a>'), "*": month}


def _promises() -> Answers:
    """A pager that promises fifty pages where two are."""
    rows = {
        number: f'<li><a href="/nb/{number}.html">{TITLE.format(number)}</a><span>2024-01-20</span></li>'
        for number in (2022, 2023)
    }
    return {
        "/": page(f'<a href="{LIST}">政府信息公开年报</a>'),
        LIST: page(f'<ul>{rows[2023]}</ul><script>createPageHTML(50, 0, "index", "html");</script>'),
        f"{LIST}index_1.html": page(f'<ul>{rows[2022]}</ul><script>createPageHTML(50, 1, "index", "html");</script>'),
        "/nb/2022.html": report_page(2022),
        "/nb/2023.html": report_page(2023),
    }


def _always_200() -> Answers:
    """Says the same for whatever is asked, with the time, and has one report."""
    moments = count()

    def anything(asked: Asked) -> Reply:
        story = "欢迎来到本县，这里山清水秀，人杰地灵。" * 30
        return page(f"<p>{story}</p><p>现在是第{next(moments)}秒 {asked.path}</p><a href='/zjwx/'>走进某县</a>")

    rows = {TITLE.format(2023): "/nb/2023.html", TITLE.format(2022): "/nb/2022.html"}
    return portal(rows, {"*": anything, "/robots.txt": Reply(b"", 404), "/nb/2023.html": report_page(2023)})


def _home_for_all() -> Answers:
    """Gives its home page for every page that it does not have."""
    answers = portal({TITLE.format(2023): "/nb/2023.html", TITLE.format(2022): "/nb/gone.html"})
    return answers | {"*": answers["/"], "/robots.txt": Reply(b"", 404), "/nb/2023.html": report_page(2023)}


PORTALS = {
    "sessions": _sessions,
    "calendar": _calendar,
    "promises": _promises,
    "always 200": _always_200,
    "home for all": _home_for_all,
}


class Ended:
    """The crawl of all of them, which came to its end."""

    def __init__(self, hosts: dict[str, Host], crawled: Crawl) -> None:
        self.hosts, self.crawled = hosts, crawled

    def decisions(self, name: str) -> list[tuple[str, str]]:
        query = "SELECT decision, reason FROM candidates WHERE portal = ? ORDER BY url, found_on"
        return [tuple(row) for row in self.crawled.rows(query, self.hosts[name].portal)]


@pytest.fixture(scope="module")
def ended(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ended]:
    with ExitStack() as servers:
        hosts = {name: servers.enter_context(serve(answers())) for name, answers in PORTALS.items()}
        yield Ended(hosts, crawl(tmp_path_factory.mktemp("traps"), *(host.home for host in hosts.values())))


def test_one_page_has_one_address_whatever_its_session_and_order(ended: Ended) -> None:
    assert [decision for decision, _ in ended.decisions("sessions")] == ["report"]
    asked = [path for path in ended.hosts["sessions"].paths if path.startswith("/nb.jsp")]
    assert len(asked) == 1
    assert not any("jsessionid" in path for path in ended.hosts["sessions"].paths)


def test_an_endless_calendar_ends(ended: Ended) -> None:
    host = ended.hosts["calendar"]
    assert len(host.asked) <= MOST_FRUITLESS + 50  # so many are under way at once, and more
    ((state, reason),) = ended.crawled.rows("SELECT state, reason FROM portals WHERE portal = ?", host.portal)
    assert (state, "showed no new report" in reason) == ("trap", True)


def test_pages_that_are_promised_and_missing_end_a_list(ended: Ended) -> None:
    assert [decision for decision, _ in ended.decisions("promises")] == ["report", "report"]
    assert ended.crawled.states()[ended.hosts["promises"].portal] == "ok"


def test_a_portal_that_answers_everything_is_known_by_its_words(ended: Ended) -> None:
    decisions = dict(ended.decisions("always 200"))
    assert decisions["failed"] == "the page is the one that the portal serves for any missing page"
    assert "report" in decisions


def test_the_home_page_in_place_of_another_is_told(ended: Ended) -> None:
    assert dict(ended.decisions("home for all"))["failed"] == "the page is the home page, served for another address"


def test_the_probe_is_made_once_a_host(ended: Ended) -> None:
    for host in ended.hosts.values():
        assert sum("no-such-page" in path for path in host.paths) == 1


def test_a_host_that_drips_is_given_up(tmp_path: Path) -> None:
    hung_up = Event()

    def drip(file: BinaryIO) -> None:
        while not hung_up.wait(0.2):
            try:
                file.write(b" ")
            except OSError:
                return

    settings = {"NIANBAO_DATA": tmp_path, "DOWNLOAD_TIMEOUT": 1, "RETRY_ENABLED": False, "LOG_LEVEL": "ERROR"}
    options = [word for name, value in settings.items() for word in ("-s", f"{name}={value}")]
    with serve({"/": Reply(drip), "/robots.txt": Reply(b"", 404)}) as host:
        command = [sys.executable, "-m", "scrapy", "crawl", "annual_reports", "-a", f"portals={host.home}", *options]
        subprocess.run(command, check=True, cwd=ROOT, timeout=60)
        hung_up.set()
    assert Crawl(tmp_path, 0, "").states() == {host.portal: "geo_or_timeout"}
