"""A real crawl over a portal of each family, from home pages alone: every report, no look-alike, nothing outside.

`python -m tests.portals.recall` prints the same as a table.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.portals.lines import LOOKALIKES
from tests.portals.matrix import CLONE, FAMILIES, Made
from tests.portals.recall import Score, crawl, rows, scores
from tests.portals.server import serve


class Crawled:
    """The portals, and what crawls over them found."""

    def __init__(self, made: list[Made], data: Path) -> None:
        self.made, self.data = made, data
        self.found = {score.made.key: score for score in scores(made, data)}


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Crawled]:
    data = tmp_path_factory.mktemp("portals")
    with serve() as made:
        crawl(made, data)
        yield Crawled(made, data)


@pytest.fixture(scope="module")
def alone(tmp_path_factory: pytest.TempPathFactory) -> list[Score]:
    data = tmp_path_factory.mktemp("alone")
    with serve() as made:
        crawl(made, data, with_modules=False)
        return list(scores(made, data))


def test_the_portals_are_many(crawled: Crawled) -> None:
    sites = [made.site for made in crawled.made]
    assert len(sites) >= 15
    assert sum(site.links for site in sites) >= 1500
    assert sum(len(site.reports) for site in sites) >= 300


@pytest.mark.parametrize("key", sorted(FAMILIES.keys() - {CLONE}))
def test_every_report_is_found_and_nothing_else(crawled: Crawled, key: str) -> None:
    score = crawled.found[key]
    assert score.made.site.reports
    assert (score.missed, score.wrong) == ([], [])


def test_what_lies_outside_is_never_asked(crawled: Crawled) -> None:
    (clone,) = [made for made in crawled.made if made.key == CLONE]
    assert clone.asked == []
    query = "SELECT decision, reason FROM candidates WHERE url LIKE ?"
    decisions = rows(crawled.data, query, f"{clone.home}%")
    assert [decision for decision, _ in decisions] == ["rejected"]
    assert "was not named" in str(decisions[0][1])


def test_every_kind_of_lookalike_is_left_with_a_reason(crawled: Crawled) -> None:
    rejected = rows(crawled.data, "SELECT title, reason FROM candidates WHERE decision = 'rejected'")
    assert all(reason for _, reason in rejected)
    assert len({reason for _, reason in rejected}) >= len(LOOKALIKES) - 1
    taken = [title for (title,) in rows(crawled.data, "SELECT title FROM candidates WHERE decision = 'report'")]
    assert [
        title for title in taken if any(word in str(title) for word in ("解读", "网站", "格式", "通知", "学年"))
    ] == []


def test_what_robots_close_is_not_asked(crawled: Crawled) -> None:
    (made,) = [made for made in crawled.made if made.key == "obstacles"]
    assert [path for path in made.asked if path.startswith("/closed/")] == []


def test_no_page_is_asked_for_in_vain(crawled: Crawled) -> None:
    for made in crawled.made:
        asked = [path for path in made.asked if path.partition("?")[0] not in ("/robots.txt", "/gk/nb/")]
        pages = [path for path in asked if path in made.site.pages or "#" in path]
        assert len(asked) <= 1.3 * len(set(pages)) + 12, (made.key, asked)


@pytest.mark.parametrize("family", sorted({family for family, _ in FAMILIES.values()}))
def test_the_general_spider_alone_finds_nine_tenths(alone: list[Score], family: str) -> None:
    group = [score for score in alone if score.made.family == family]
    reports = sum(len(score.made.site.reports) for score in group)
    assert sum(len(score.missed) for score in group) <= reports / 10, [score.missed for score in group]
    assert [score.wrong for score in group if score.wrong] == []
