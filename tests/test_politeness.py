"""A crawl says who it is, obeys robots.txt, waits when it is asked to, and stays where it may be."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from time import monotonic

import pytest

from crawler.retry_after import LONGEST, waiting_time
from crawler.robots_file import MOST_BYTES, parse_robots, text_of
from crawler.user_agent import ContactError, user_agent
from nianbao import VERSION
from tests.loopback_host import LIST, Answers, Asked, Crawl, Host, Reply, crawl, page, portal, report_page, serve
from tests.nianbao_command import ROOT, nianbao

TITLE = "某县人民政府{}年政府信息公开工作年度报告"
NOW = datetime(2026, 1, 31, 8, tzinfo=UTC)


def _line(year: int, path: str = "") -> dict[str, str]:
    return {TITLE.format(year): path or f"/nb/{year}.html"}


# How long to wait


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("120", 120),
        (" 0 ", 0),
        ("Sat, 31 Jan 2026 08:01:30 GMT", 90),
        ("Saturday, 31-Jan-26 08:00:10 GMT", 10),
        ("Fri, 30 Jan 2026 08:00:00 GMT", 0),
        ("99999999999999999999", LONGEST.total_seconds()),
        ("Fri, 31 Dec 2100 00:00:00 GMT", LONGEST.total_seconds()),
    ],
)
def test_retry_after_is_seconds_or_a_date_within_bounds(value: str, seconds: int) -> None:
    assert waiting_time(value, NOW) == timedelta(seconds=seconds)


@pytest.mark.parametrize("value", ["", "soon", "-5", "1.5", "Sat, 99 Jan 2026"])
def test_a_retry_after_that_says_nothing_is_none(value: str) -> None:
    assert waiting_time(value, NOW) is None


# Who asks


def test_the_user_agent_names_program_version_home_and_contact() -> None:
    assert user_agent("me@example.org") == f"nianbao/{VERSION} (+https://github.com/nianbao/nianbao; me@example.org)"
    assert user_agent("https://example.org/about").endswith("; https://example.org/about)")


@pytest.mark.parametrize("contact", ["nobody", "a b@example.org", "me@example.org\r\nX: y", "https://example.org/(x)"])
def test_a_contact_that_nobody_can_write_to_is_refused(contact: str, tmp_path: Path) -> None:
    with pytest.raises(ContactError):
        user_agent(contact)
    if "\r" not in contact:
        done = nianbao("crawl", "http://127.0.0.1:1/", "--contact", contact, "--data", tmp_path)
        assert done.returncode == 2
        assert "mail address" in done.stderr
        assert "Traceback" not in done.stderr


# robots.txt as a file


@pytest.mark.parametrize(
    "body",
    [
        b"\xef\xbb\xbfUser-agent: *\r\nDisallow: /nb/",
        "\ufeffUser-agent: *\nDisallow: /nb/".encode("utf-16-le"),
        "# 禁止抓取\nUser-agent: *\nDisallow: /nb/".encode("gb18030"),
        b"User-agent: *\rDisallow: /nb/\r",
        b"user-agent: NIANBAO\ndisallow: /nb/ # ours\n\nUser-agent: *\nAllow: /\n",
        b"User-agent: *\nDisallow: /*.html$\n",
    ],
)
def test_rules_are_read_whatever_their_encoding(body: bytes) -> None:
    rules = parse_robots(body)
    assert not rules.can_fetch("http://www.example.gov.cn/nb/1.html", "nianbao")
    assert rules.can_fetch("http://www.example.gov.cn/xw/", "nianbao")


def test_the_longest_rule_counts() -> None:
    rules = parse_robots(b"User-agent: *\nDisallow: /\nAllow: /zfxxgk/\n")
    assert rules.can_fetch("http://www.example.gov.cn/zfxxgk/nb.html", "nianbao")
    assert not rules.can_fetch("http://www.example.gov.cn/xw/", "nianbao")


def test_no_more_than_500_kib_are_read() -> None:
    text = text_of(b"User-agent: *\n" + b"Disallow: /abc\n" * 60000)
    assert MOST_BYTES - 20 < len(text) <= MOST_BYTES
    assert text.endswith("Disallow: /abc")


# A crawl of hosts with manners to be kept


def _busy_at_first(asked: Asked, seen: list[float]) -> Reply:
    seen.append(monotonic())
    return Reply(b"", 503, (("Retry-After", "1"),)) if len(seen) == 1 else report_page(2023)


class Kept:
    """What was crawled with manners."""

    def __init__(self, hosts: dict[str, Host], crawled: Crawl, busy: list[float], rested: list[float]) -> None:
        self.hosts, self.crawled, self.busy, self.rested = hosts, crawled, busy, rested


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Kept]:
    busy: list[float] = []
    rested: list[float] = []
    failing: list[str] = []

    def flaky_robots(asked: Asked) -> Reply:
        failing.append(asked.path)
        return Reply(b"", 500) if len(failing) < 3 else Reply(b"User-agent: *\nDisallow: /nb/2022\n")

    def at_rest(asked: Asked) -> Reply:
        rested.append(monotonic())
        return report_page(2021)

    def date_to_wait_for(asked: Asked) -> Reply:
        return Reply(b"", 429, (("Retry-After", format_datetime(datetime.now(UTC) + timedelta(days=2), usegmt=True)),))

    hosts: dict[str, Answers] = {
        "moved": portal(
            _line(2023) | _line(2022),
            {
                "/robots.txt": Reply(status=301, headers=(("Location", "/r/robots.txt"),)),
                "/r/robots.txt": Reply("# 说明\nUser-agent: *\nDisallow: /nb/2022\n".encode("gb18030")),
                "/nb/2023.html": report_page(2023),
            },
        ),
        "flaky": portal(_line(2023) | _line(2022), {"/robots.txt": flaky_robots, "/nb/2023.html": report_page(2023)}),
        "forbidden robots": portal(_line(2023), {"/robots.txt": Reply(b"", 403), "/nb/2023.html": report_page(2023)}),
        "busy": portal(
            _line(2023) | _line(2021),
            {"/nb/2023.html": lambda asked: _busy_at_first(asked, busy), "/nb/2021.html": at_rest},
        ),
        "tired": portal(
            _line(2023) | _line(2022), {"/nb/2023.html": date_to_wait_for, "/nb/2022.html": report_page(2022)}
        ),
        "leads inside": portal(
            _line(2023), {"/nb/2023.html": Reply(status=302, headers=(("Location", "http://10.0.0.1/"),))}
        ),
    }
    with ExitStack() as servers:
        running = {name: servers.enter_context(serve(answers)) for name, answers in hosts.items()}
        homes = [host.home for host in running.values()]
        crawled = crawl(tmp_path_factory.mktemp("kept"), *homes, "--contact", "me@example.org")
        yield Kept(running, crawled, busy, rested)


def _decisions(kept: Kept, name: str) -> dict[str, str]:
    query = "SELECT title, decision FROM candidates WHERE portal = ?"
    return {title[6:10]: decision for title, decision in kept.crawled.rows(query, kept.hosts[name].portal)}


def test_every_request_says_who_asks(kept: Kept) -> None:
    for host in kept.hosts.values():
        assert {headers["user-agent"] for _, headers in host.asked} == {user_agent("me@example.org")}
    ((software,),) = kept.crawled.rows("SELECT software FROM runs")
    assert "me@example.org" in software


def test_portals_are_asked_for_chinese_pages(kept: Kept) -> None:
    assert all(headers["accept-language"].startswith("zh-CN") for _, headers in kept.hosts["busy"].asked)


@pytest.mark.parametrize("name", ["moved", "flaky"])
def test_robots_is_obeyed_and_its_text_kept_with_the_verdict(kept: Kept, name: str) -> None:
    assert _decisions(kept, name) == {"2023": "report", "2022": "blocked"}
    assert "/nb/2022.html" not in kept.hosts[name].paths
    query = """
        SELECT c.status FROM candidates AS d JOIN captures AS c ON instr(d.reason, c.capture_id)
        WHERE d.portal = ? AND d.decision = 'blocked'
    """
    assert kept.crawled.rows(query, kept.hosts[name].portal) == [(200,)]


def test_a_robots_that_may_not_be_seen_closes_nothing(kept: Kept) -> None:
    assert _decisions(kept, "forbidden robots") == {"2023": "report"}


def test_a_host_that_asks_to_wait_is_left_alone_and_then_asked_again(kept: Kept) -> None:
    assert _decisions(kept, "busy") == {"2023": "report", "2021": "report"}
    first, second = kept.busy
    assert second - first >= 1
    assert all(not first < moment < first + 0.95 for moment in kept.rested)


def test_a_host_that_asks_for_days_is_recorded_with_the_time(kept: Kept) -> None:
    assert _decisions(kept, "tired")["2023"] == "blocked"
    query = "SELECT state, try_again_at FROM portals WHERE portal = ?"
    ((state, again),) = kept.crawled.rows(query, kept.hosts["tired"].portal)
    assert state == "throttled_429"
    assert abs(datetime.fromisoformat(again) - datetime.now(UTC) - timedelta(days=2)) < timedelta(minutes=5)
    assert kept.hosts["tired"].paths.count("/nb/2023.html") == 1


def test_a_redirect_to_a_private_address_is_refused(kept: Kept) -> None:
    query = "SELECT decision, reason FROM candidates WHERE portal = ?"
    ((decision, reason),) = kept.crawled.rows(query, kept.hosts["leads inside"].portal)
    assert decision == "failed"
    assert "10.0.0.1 is an address inside a private network" in reason
    assert kept.crawled.rows("SELECT * FROM captures WHERE url LIKE '%10.0.0.1%'") == []


# Names and proxies


def test_a_name_that_leads_inside_is_not_connected_to(tmp_path: Path) -> None:
    names = {"nb.example.gov.cn": "127.0.0.1"}  # what a name server would say
    code = f"""
import socket
answers, ask = {names!r}, socket.gethostbyname
socket.gethostbyname = lambda name: answers.get(name) or ask(name)
from nianbao.main import main; main()
"""
    with serve({"*": report_page(2023)}) as inside:
        port = inside.portal.partition(":")[2]
        with serve(portal(_line(2023, f"http://nb.example.gov.cn:{port}/2023.html"))) as outside:
            command = [sys.executable, "-c", code, "crawl", outside.home, "--delay", "0", "--data", str(tmp_path)]
            subprocess.run(command, check=False, cwd=ROOT, capture_output=True)
    assert inside.asked == []
    ((reason,),) = Crawl(tmp_path, 0, "").rows("SELECT reason FROM candidates")
    assert "leads to 127.0.0.1, an address inside a private network" in reason


def test_proxies_of_the_environment_are_used(tmp_path: Path) -> None:
    site = "http://www.example.gov.cn"
    through = {
        f"{site}{path}": answer for path, answer in portal(_line(2023), {"/nb/2023.html": report_page(2023)}).items()
    }
    with serve(through) as proxy, serve(portal(_line(2022), {"/nb/2022.html": report_page(2022)})) as direct:
        homes = (f"{site}/", "https://safe.example.gov.cn/", direct.home)
        proxies = {"http_proxy": proxy.home, "https_proxy": proxy.home, "no_proxy": "127.0.0.1"}
        crawled = crawl(tmp_path, *homes, **proxies)
    assert crawled.rows("SELECT year FROM reports ORDER BY year") == [(2022,), (2023,)]
    assert {f"{site}/", f"{site}{LIST}", f"{site}/nb/2023.html"} <= set(proxy.paths)
    assert "safe.example.gov.cn:443" in proxy.paths
    assert not any("127.0.0.1" in path for path in proxy.paths)
    query = "SELECT state, reason FROM portals WHERE portal = 'safe.example.gov.cn'"
    ((state, reason),) = crawled.rows(query)
    assert (state, "the proxy makes no connection" in reason) == ("failed", True)


def test_a_portal_is_told_by_host_and_port(tmp_path: Path) -> None:
    other = page(f'<a href="{LIST}">政府信息公开年报</a>')
    with serve({"/": other}) as second, serve(portal(_line(2023, f"{second.home}nb/2023.html"))) as first:
        crawled = crawl(tmp_path, first.home)
    assert second.asked == []  # the same address, another port, and not named
    ((reason,),) = crawled.rows("SELECT reason FROM candidates")
    assert second.portal in reason
