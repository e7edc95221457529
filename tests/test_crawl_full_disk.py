"""A crawl whose disk fills: it says so, and with room the next one has everything, nothing twice."""

import random
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from tests.loopback_host import LIST, TABLES, crawl, page, portal, serve
from tests.nianbao_command import nianbao

REPORTS = 10
CHARACTERS = 48_000  # of prose on each page, drawn at random, so that it packs badly


def _portal() -> dict[str, object]:
    dice = random.Random(2026)
    lines, pages = {}, {}
    for number in range(REPORTS):
        title = f"第{number}号县人民政府{2019 + number % 6}年政府信息公开工作年度报告"
        prose = "".join(chr(dice.randrange(0x4E00, 0x9000)) for _ in range(CHARACTERS))
        lines[title] = f"{LIST}t{number}.html"
        pages[lines[title]] = page(f"<h1>{title}</h1><p>一、总体情况</p><p>{prose}</p>{TABLES}", title)
    return portal(lines, pages)


@pytest.mark.parametrize("megabytes", [4, 6])
def test_a_disk_that_fills_amid_a_crawl_is_named_and_nothing_is_lost(
    megabytes: int, disk: Callable[[str], Path]
) -> None:
    data = disk(f"size={megabytes}m") / "data"
    with serve(_portal()) as host:
        stopped = crawl(data, host.home)
        disk("remount,size=64m")
        following = crawl(data, host.home)
    assert stopped.status == 1
    assert "No space left" in stopped.printed or "disk is full" in stopped.printed
    assert "Traceback" not in stopped.printed
    assert following.status == 0, following.printed
    with closing(sqlite3.connect(data / "nianbao.db")) as connection:
        assert connection.execute("SELECT COUNT(*), COUNT(DISTINCT url) FROM reports").fetchone() == (REPORTS, REPORTS)
    verified = nianbao("verify", "--data", data)
    assert verified.returncode == 0, verified.stdout + verified.stderr
