"""Processes beside the crawl: one that dies takes nothing else with it."""

import asyncio
import os
from concurrent.futures.process import BrokenProcessPool

import pytest

from pipelines.beside import Beside


def _double(number: int) -> int:
    return 2 * number


def _die(number: int) -> int:
    os._exit(number)


def test_only_the_call_that_kills_its_process_fails() -> None:
    async def run() -> list[int | BaseException]:
        beside = Beside(2)
        try:
            calls = [beside.call(_die if number == 3 else _double, number) for number in range(8)]
            return await asyncio.gather(*calls, return_exceptions=True)
        finally:
            beside.close()

    results = asyncio.run(run())
    assert isinstance(results.pop(3), BrokenProcessPool)
    assert results == [0, 2, 4, 8, 10, 12, 14]


def test_an_error_comes_back_as_it_was_raised() -> None:
    async def run() -> None:
        beside = Beside(1)
        try:
            await beside.call(int, "none")
        finally:
            beside.close()

    with pytest.raises(ValueError, match="none"):
        asyncio.run(run())
