"""Processes beside the crawl: one that dies takes nothing else with it."""

import asyncio
import os

import pytest

from pipelines.beside import map_beside, start_processes
from pipelines.report import Unread


def _double(number: int) -> int:
    if number == 3:
        os._exit(1)
    return 2 * int(number)


def _lost(number: int, reason: Unread) -> int:
    return -number


async def _doubles(numbers: list[int]) -> list[int]:
    with start_processes(1) as processes:
        return await map_beside(processes, _double, numbers, _lost)


def test_only_the_item_that_kills_its_process_fails() -> None:
    assert asyncio.run(_doubles([1, 2, 3, 4])) == [2, 4, -3, 8]


def test_an_error_comes_back_as_it_was_raised() -> None:
    with pytest.raises(ValueError, match="none"):
        asyncio.run(_doubles([1, "none"]))  # type: ignore[list-item]
