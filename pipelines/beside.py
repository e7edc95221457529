"""Runs functions in one process beside this one, which may die of a document."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")


class Beside:
    """One process, begun anew when it dies. `initializer` is called with `arguments` in each new one."""

    def __init__(self, initializer: Callable[..., None], *arguments: object) -> None:
        self._initializer = initializer
        self._arguments = arguments
        self._alone = asyncio.Lock()
        self._pool = self._start()

    async def call(self, function: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        """What the function returns there. Calls are taken in order.

        Raises BrokenProcessPool when the process dies of this call: those that waited beside it are called again, one by
        one, so that it is known which it was.
        """
        try:
            return await asyncio.wrap_future(self._pool.submit(function, *args, **kwargs))
        except BrokenProcessPool:
            async with self._alone:
                self._pool.shutdown(wait=False)
                self._pool = self._start()
                return await asyncio.wrap_future(self._pool.submit(function, *args, **kwargs))

    def close(self) -> None:
        """Ends the process after the calls that it has."""
        self._pool.shutdown(wait=True)

    def _start(self) -> ProcessPoolExecutor:
        # default fork; a forked copy of a process that holds threads and open sockets may hang.
        return ProcessPoolExecutor(
            1, get_context("spawn"), initializer=self._initializer, initargs=self._arguments
        )
