"""The queue of requests gives them back as Scrapy's own does, and keeps only some of them in memory."""

import random
from pathlib import Path

import pytest
from scrapy.crawler import Crawler
from scrapy.http import Request
from scrapy.squeues import LifoMemoryQueue
from scrapy.utils.test import get_crawler

from crawler.spiders.annual_reports import AnnualReportsSpider
from crawler.trail import Trail
from crawler.waiting import BLOCK, Waiting


@pytest.fixture
def crawler(tmp_path: Path) -> Crawler:
    crawler = get_crawler(AnnualReportsSpider, {"NIANBAO_DATA": str(tmp_path)})
    crawler.spider = AnnualReportsSpider.from_crawler(crawler)
    return crawler


def request_of(crawler: Crawler, number: int) -> Request:
    return Request(
        f"http://127.0.0.1/t{number}.html",
        method="POST" if number % 3 else "GET",
        body=f"页={number}" if number % 3 else "",
        headers={"Content-Type": "text/plain"},
        priority=number % 5,
        callback=crawler.spider.parse_candidate if number % 2 else None,
        errback=crawler.spider.parse_failure,
        meta={"trail": Trail("127.0.0.1", "candidate", title=f"{number}年政府信息公开工作年度报告")},
    )


def told(request: Request) -> dict:
    return {name: getattr(request, name) for name in (*request.attributes, "callback", "errback")}


@pytest.mark.parametrize("seed", range(5))
def test_requests_come_back_as_from_the_queue_of_scrapy(crawler: Crawler, seed: int) -> None:
    chance, queue, scrapys = random.Random(seed), Waiting.from_crawler(crawler, ""), LifoMemoryQueue()
    for number in range(40 * BLOCK):
        # Long rises and falls, so that what is on the disk is written and read again and again.
        if chance.random() < (0.8 if number // (4 * BLOCK) % 2 else 0.3):
            queue.push(request_of(crawler, number))
            scrapys.push(request_of(crawler, number))
        else:
            ours, theirs = queue.pop(), scrapys.pop()
            assert (ours and told(ours)) == (theirs and told(theirs))
        assert len(queue) == len(scrapys)
    while theirs := scrapys.pop():
        peeked = queue.peek()
        ours = queue.pop()
        assert ours is peeked
        assert ours is not None
        assert told(ours) == told(theirs)
    assert queue.pop() is None
    assert queue.peek() is None


def test_what_waits_lies_on_the_disk_and_leaves_nothing_behind(crawler: Crawler, tmp_path: Path) -> None:
    queue = Waiting.from_crawler(crawler, "")
    for number in range(100 * BLOCK):
        queue.push(request_of(crawler, number))
    assert len(queue) == 100 * BLOCK
    assert len(queue._newest) <= 2 * BLOCK
    assert list(tmp_path.iterdir()) == []


def test_requests_of_a_folder_that_cannot_be_written_stay_in_memory(tmp_path: Path) -> None:
    crawler = get_crawler(AnnualReportsSpider, {"NIANBAO_DATA": str(tmp_path / "is not there")})
    crawler.spider = AnnualReportsSpider.from_crawler(crawler)
    queue = Waiting.from_crawler(crawler, "")
    for number in range(5 * BLOCK):
        queue.push(request_of(crawler, number))
    assert [queue.pop().url for _ in range(5 * BLOCK)] == [
        request_of(crawler, n).url for n in reversed(range(5 * BLOCK))
    ]
