"""Which portals are due, and in which order."""

from datetime import UTC, date, datetime, timedelta

import pytest

from archive.portals import Standing
from crawler.due import due, rhythm
from crawler.registry import Portal

NOW = datetime(2026, 2, 10, 3, tzinfo=UTC)
SUMMER = datetime(2026, 7, 10, 3, tzinfo=UTC)
PORTAL = Portal("http://a.gov.cn/", "410000")


def is_due(now: datetime, days_ago: float, news: date | None, **standing: object) -> bool:
    crawled = now - timedelta(days=days_ago)
    known = Standing("a.gov.cn", "ok", "earlier", crawled, news, **standing)  # type: ignore[arg-type]
    return bool(due([PORTAL], {"a.gov.cn": known}, now, "this", 10))


def test_what_was_never_crawled_is_due() -> None:
    assert due([PORTAL], {}, NOW, "this", 10) == [PORTAL]
    assert due([PORTAL], {"a.gov.cn": Standing("a.gov.cn", "never_crawled")}, NOW, "this", 10) == [PORTAL]


@pytest.mark.parametrize(
    ("now", "days_ago", "news", "expected"),
    [
        (NOW, 1, date(2025, 3, 20), True),  # daily in the season
        (NOW, 0.8, date(2025, 3, 20), True),  # a timer fires earlier than yesterday
        (NOW, 0.5, date(2025, 3, 20), False),
        (NOW, 6, date(2024, 3, 20), False),  # it missed the last season
        (NOW, 7, date(2024, 3, 20), True),
        (NOW, 13, None, False),
        (NOW, 14, None, True),
        (SUMMER, 1, date(2026, 7, 1), False),
        (SUMMER, 3, date(2026, 7, 1), True),
        (SUMMER, 13, date(2026, 3, 20), False),
        (SUMMER, 14, date(2026, 3, 20), True),
        (SUMMER, 29, date(2026, 1, 20), False),
        (SUMMER, 30, date(2026, 1, 20), True),
        (SUMMER, 89, None, False),
        (SUMMER, 90, None, True),
        (SUMMER, 90, date(2012, 1, 1), True),
    ],
)
def test_the_rhythm_follows_the_news_and_the_season(now: datetime, days_ago: float, news: date, expected: bool) -> None:
    assert is_due(now, days_ago, news) is expected


def test_every_portal_is_due_once_a_quarter() -> None:
    for month in range(1, 13):
        for age in (None, 0, 29, 31, 149, 399, 401, 799, 801, 9999):
            today = date(2026, month, 15)
            assert rhythm(None if age is None else today - timedelta(days=age), today) <= timedelta(days=90)


def test_an_obstacle_is_tried_again_when_its_time_has_come() -> None:
    assert not is_due(NOW, 30, None, try_again_at=NOW + timedelta(hours=1))
    assert is_due(NOW, 30, None, try_again_at=NOW)
    assert not is_due(NOW, 3, None, try_again_at=NOW - timedelta(days=5))  # it was tried again since, and left none


def test_the_order_is_own_then_never_crawled_then_longest_waiting() -> None:
    portals = [
        Portal(f"http://{name}.gov.cn/", code)
        for name, code in zip("abcd", ("1100", "1200", "1300", "1400"), strict=True)
    ]
    standings = {
        "a.gov.cn": Standing("a.gov.cn", "ok", "earlier", NOW - timedelta(days=20)),
        "b.gov.cn": Standing("b.gov.cn", "ok", "earlier", NOW - timedelta(days=40)),
        "d.gov.cn": Standing("d.gov.cn", "ok", "this", NOW),
    }
    assert [portal.key[0] for portal in due(portals, standings, NOW, "this", 10)] == ["d", "c", "b", "a"]
    assert [portal.key[0] for portal in due(portals, standings, NOW, "this", 3)] == ["d", "c", "b"]


def test_the_portals_of_a_city_stand_apart() -> None:
    codes = ("411221", "411222", "411281", "110101", "110105")
    portals = [Portal(f"http://p{number}.gov.cn/", code) for number, code in enumerate(codes)]
    dealt = [portal.adcode[:4] for portal in due(portals, {}, NOW, "this", 10)]
    assert dealt == ["4112", "1101", "4112", "1101", "4112"]


def test_two_rows_of_one_host_are_crawled_once() -> None:
    twice = [Portal("http://a.gov.cn/one/", "410000"), Portal("http://a.gov.cn/two/", "420000")]
    assert due(twice, {}, NOW, "this", 10) == [twice[0]]
