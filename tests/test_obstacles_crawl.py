"""Every obstacle that a portal may put in the way is told apart in a real crawl, with the time to try again."""

from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta

import pytest

from archive.run import from_iso
from tests.loopback_host import LIST, Answers, Asked, Crawl, Host, Reply, crawl, page, portal, report_page, serve


def _sent_to_itself(asked: Asked) -> Reply:
    return Reply(status=302, headers=(("Location", asked.path),))


def _sent_on_until_it_has_a_cookie(asked: Asked) -> Reply:
    if "gate=open" in asked.headers.get("Cookie", ""):
        return page(f'<a href="{LIST}">政府信息公开年报</a>')
    return Reply(status=302, headers=(("Location", "/"), ("Set-Cookie", "gate=open; Path=/")))


LINE = {"某县人民政府2023年政府信息公开工作年度报告": "/nb/2023.html"}
SHELL = '<div id="app"></div><script src="/app.js"></script>'
CHALLENGE = "<script>document.cookie='ck='+(7*13);location.reload();</script>"
HOSTS: dict[str, Answers] = {
    "blocked_403": {"*": Reply(b"Powered by Tengine", 403)},
    "blocked_412": {"/": page("<script>$_ts=window['$_ts'];</script>", status=412)},
    "blocked_521": {"/": Reply(b"<script>go()</script>", 521, (("Set-Cookie", "__jsluid_s=1"),))},
    "blocked_waf": {"/": Reply(b"", 405)},
    "blocked_js_challenge": {"/": page(CHALLENGE)},
    "captcha": {"/": page("请完成安全验证，拖动滑块")},
    "denied_soft": {"/": page("系统提示 您无权访问此页面")},
    "throttled_429": {"/": Reply(b"", 429, (("Retry-After", "7200"),))},
    "throttled_soft": {"/": page("您的访问过于频繁，请稍后再试")},
    "empty_shell": {"/": page(SHELL)},
    "redirect_loop": {"/": _sent_to_itself},
    "redirect_offsite": {"/": Reply(status=302, headers=(("Location", "http://www.example.com/"),))},
    "soft_404": {"/": page("您访问的页面不存在，5秒后自动跳转到首页", "404")},
    "not_found": {},
    "http_5xx": {"/": Reply(b"", 502)},
    "robots_disallow": portal(LINE, {"/robots.txt": Reply(b"User-agent: *\nDisallow: /\n")}),
    "robots_unreachable": portal(LINE, {"/robots.txt": Reply(b"", 503)}),
    "ok": portal(LINE, {"/": _sent_on_until_it_has_a_cookie, "/nb/2023.html": report_page()}),
}
WAITS = {"throttled_429": 2, "http_5xx": 24, "blocked_412": 7 * 24, "robots_disallow": 30 * 24}  # hours


class Met:
    """The crawl of all hosts."""

    def __init__(self, hosts: dict[str, Host], crawled: Crawl) -> None:
        self.hosts = hosts
        self.crawled = crawled


@pytest.fixture(scope="module")
def met(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Met]:
    with ExitStack() as servers:
        hosts = {state: servers.enter_context(serve(answers)) for state, answers in HOSTS.items()}
        yield Met(hosts, crawl(tmp_path_factory.mktemp("obstacles"), *(host.home for host in hosts.values())))


@pytest.mark.parametrize("state", HOSTS)
def test_each_obstacle_is_told_apart(met: Met, state: str) -> None:
    assert met.crawled.states()[met.hosts[state].portal] == state


@pytest.mark.parametrize("state", [state for state in HOSTS if state != "ok"])
def test_each_obstacle_has_its_address_and_the_time_to_try_again(met: Met, state: str) -> None:
    query = "SELECT reason, try_again_at FROM portals WHERE portal = ?"
    ((reason, again),) = met.crawled.rows(query, met.hosts[state].portal)
    assert met.hosts[state].home in reason
    wait = from_iso(again) - datetime.now(UTC)
    expected = timedelta(hours=WAITS.get(state, 0))
    assert wait > timedelta(minutes=50)
    assert state not in WAITS or abs(wait - expected) < timedelta(minutes=10)


@pytest.mark.parametrize("state", ["blocked_412", "blocked_521", "blocked_js_challenge", "captcha", "throttled_429"])
def test_a_host_that_refuses_is_asked_no_more(met: Met, state: str) -> None:
    assert met.hosts[state].paths == ["/robots.txt", "/"]


def test_no_challenge_is_answered(met: Met) -> None:
    assert not any("ck=" in headers.get("cookie", "") for _, headers in met.hosts["blocked_js_challenge"].asked)


def test_what_robots_closes_is_not_asked_for(met: Met) -> None:
    assert met.hosts["robots_disallow"].paths == ["/robots.txt"]
    assert set(met.hosts["robots_unreachable"].paths) == {"/robots.txt"}


def test_all_that_was_answered_is_in_the_archive(met: Met) -> None:
    for state in ("blocked_403", "throttled_429", "redirect_loop"):
        home = met.hosts[state].home
        assert met.crawled.rows("SELECT COUNT(*) FROM captures WHERE url = ?", home)[0][0] >= 1
